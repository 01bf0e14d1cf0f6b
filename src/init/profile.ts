/** What a CSV holds, column by column, before anybody says what it means: counts of values, numbers, dates and gaps. */
import Papa from "papaparse";
import { DataError } from "../core/errors.ts";
import { numberIn, quote } from "../data/cell.ts";
import { delimiterOf, type Position, readTable, readTableInTurns, type TableFormat } from "../data/csv.ts";
import { codesOf } from "./codes.ts";
import { type ColumnProfile, Tally } from "./tally.ts";

/** Rows kept for questions about two columns at once. */
const SAMPLE = 20_000;

export interface TableProfile {
  readonly file: string;
  readonly delimiter: string;
  readonly rows: number;
  /** Records that are whole copies of an earlier one. */
  readonly repeated: number;
  readonly columns: readonly ColumnProfile[];
  /** Columns whose name in the header is empty. */
  readonly unnamed: number;
  /** Whether a cell of the j-th column means that the value is missing. */
  isGap(j: number, cell: string): boolean;
  /** Every stride-th row, the cells in the order of `columns`. */
  readonly sample: readonly (readonly string[])[];
}

/**
 * The profile of a CSV's text; the delimiter is guessed from its first lines. Throws DataError for an empty file, a header
 * alone, a first line that is no header, records of unequal length, broken quotes, and columns of one name that differ.
 */
export function profileOf(text: string, file: string): TableProfile {
  const { format, wanted, visit, finish } = profiler(text, file);
  return finish(readTable(text, format, wanted, visit));
}

/** As `profileOf`, with turns for the event loop, so that it can be stopped. */
export async function profileInTurns(text: string, file: string, signal: AbortSignal): Promise<TableProfile> {
  const { format, wanted, visit, finish } = profiler(text, file);
  return finish(await readTableInTurns(text, format, wanted, visit, signal));
}

/** What collects a profile record by record. */
function profiler(text: string, file: string) {
  const { delimiter, header } = headOf(text, file);
  const names = [...new Set(header.filter((name) => name !== ""))];
  const format: TableFormat = { file, header: true, delimiter, skip: 0, trim: true };
  const wanted = names.map((column) => ({ column, place: file }));
  const tallies = names.map((name) => new Tally(name));
  const sample: string[][] = [];
  // Stride from the number of lines, so that one pass is enough; cells with newlines only make the sample smaller.
  const stride = Math.ceil(text.length / meanLength(text) / SAMPLE);

  const records = new Set<string>();
  const visit = (cells: readonly string[], position: Position) => {
    records.add(position.text);
    for (let j = 0; j < cells.length; j++) tallies[j].add(cells[j]);
    if (position.record % stride === 0) sample.push([...cells]);
  };
  const finish = (rows: number): TableProfile => {
    const plain = tallies.map((tally) => tally.profile());
    const codes = codesOf(plain.map((profile, j) => (profile.numbers < profile.known ? null : tallies[j].numbers())));
    const columns = tallies.map((tally, j) => (codes[j].length === 0 ? plain[j] : tally.profile(codes[j])));
    const unnamed = header.filter((name) => name === "").length;
    const isGap = (j: number, cell: string) => {
      const { gaps, codes } = columns[j];
      return gaps.has(cell) || (codes.size > 0 && codes.has(numberIn(cell)));
    };
    return { file, delimiter, rows, repeated: rows - records.size, columns, unnamed, isGap, sample };
  };
  return { format, wanted, visit, finish };
}

/** The delimiter and the names of the columns. */
function headOf(text: string, file: string): { delimiter: string; header: string[] } {
  const start = text.slice(0, 1 << 16).replace(/^\uFEFF/, "");
  const delimiter = delimiterOf(text);
  const { data } = Papa.parse<string[]>(start, { delimiter, preview: 1, skipEmptyLines: "greedy" });
  if (data.length === 0) throw new DataError(`${file}: the file is empty; it needs a line of column names and records`);
  const header = data[0].map((name) => name.trim());
  const number = header.find((name) => !Number.isNaN(numberIn(name)));
  if (number !== undefined && header.filter((name) => !Number.isNaN(numberIn(name))).length > 0.2 * header.length) {
    throw new DataError(`${file}, line 1: ${quote(number)} is no name of a column; put a line with the names first`);
  }
  if (header.every((name) => name === "")) throw new DataError(`${file}, line 1: no column has a name; name them`);
  return { delimiter, header };
}

/** Mean length of the first lines. */
function meanLength(text: string): number {
  const start = text.slice(0, 1 << 16);
  return Math.max(1, start.length / Math.max(1, start.split(/\r\n|\n|\r/).length - 1));
}
