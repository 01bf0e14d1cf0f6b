/** What a CSV holds, column by column, before anybody says what it means: counts of values, numbers, dates and gaps. */
import Papa from "papaparse";
import { DataError } from "../core/errors.ts";
import { type DateOrder, dateIn, dateOrders, numberIn } from "../data/cell.ts";
import { delimiterOf, quote, readTable, type TableFormat } from "../data/csv.ts";

/** Cells that nearly always mean: not known. */
const GAPS = ["", "NA", "N/A", "n/a", "#N/A", "?", "null", "NULL", "Null", "NaN", "nan", "-", "."];
/** Values of a column that are counted one by one; of a column with more it is known that they are more. */
export const MANY = 20_000;
/** Rows kept for questions about two columns at once. */
const SAMPLE = 20_000;

export interface ColumnProfile {
  readonly name: string;
  readonly known: number;
  readonly missing: number;
  /** How often each value occurs; the first MANY of them where `overflows`. */
  readonly values: ReadonlyMap<string, number>;
  readonly overflows: boolean;
  /** Known cells that are decimal numbers, whole ones, and whole ones with a leading 0 as in a postal code. */
  readonly numbers: number;
  readonly whole: number;
  readonly padded: number;
  readonly min: number;
  readonly max: number;
  /** Known cells that are dates in each order, and the first of those days. */
  readonly dates: Readonly<
    Record<DateOrder, { readonly count: number; readonly first: number; readonly last: number }>
  >;
  /** Known cells with two blanks or more: sentences rather than names. */
  readonly sentences: number;
}

export interface TableProfile {
  readonly file: string;
  readonly delimiter: string;
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** Columns whose name in the header is empty. */
  readonly unnamed: number;
  /** The cells found that mean: not known, and how often. */
  readonly gaps: ReadonlyMap<string, number>;
  /** Every stride-th row, the cells in the order of `columns`. */
  readonly sample: readonly (readonly string[])[];
}

/**
 * The profile of a CSV's text; the delimiter is guessed from its first lines. Throws DataError for an empty file, a header
 * alone, a first line that is no header, records of unequal length, broken quotes, and columns of one name that differ.
 */
export function profileOf(text: string, file: string): TableProfile {
  const { delimiter, header } = headOf(text, file);
  const names = [...new Set(header.filter((name) => name !== ""))];
  const format: TableFormat = { file, header: true, delimiter, skip: 0, trim: true };
  const wanted = names.map((column) => ({ column, place: file }));
  const tallies = names.map((name) => new Tally(name));
  const gaps = new Map<string, number>();
  const sample: string[][] = [];
  // Stride from the number of lines, so that one pass is enough; cells with newlines only make the sample smaller.
  const stride = Math.ceil(text.length / meanLength(text) / SAMPLE);
  const isGap = new Set(GAPS);

  const rows = readTable(text, format, wanted, (cells, { record }) => {
    for (let j = 0; j < cells.length; j++) {
      const cell = cells[j];
      if (isGap.has(cell)) {
        gaps.set(cell, (gaps.get(cell) ?? 0) + 1);
        tallies[j].missing++;
      } else tallies[j].add(cell);
    }
    if (record % stride === 0) sample.push([...cells]);
  });
  const columns = tallies.map((tally) => tally.profile());
  const unnamed = header.filter((name) => name === "").length;
  return { file, delimiter, rows, columns, unnamed, gaps, sample };
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

/** Counts one column's cells. A value is parsed once while it is among the first MANY, and each time after them. */
class Tally {
  missing = 0;
  readonly #name: string;
  readonly #values = new Map<string, number>();
  #known = 0;
  #overflows = false;
  #numbers = 0;
  #whole = 0;
  #padded = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #sentences = 0;
  readonly #dates = Object.fromEntries(
    dateOrders.map((order) => [order, { count: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }]),
  ) as Record<DateOrder, { count: number; first: number; last: number }>;

  constructor(name: string) {
    this.#name = name;
  }

  add(cell: string): void {
    this.#known++;
    const before = this.#values.get(cell);
    if (before !== undefined) this.#values.set(cell, before + 1);
    else if (this.#values.size < MANY) this.#values.set(cell, 1);
    else {
      this.#overflows = true;
      this.#parse(cell, 1);
    }
  }

  profile(): ColumnProfile {
    for (const [cell, times] of this.#values) this.#parse(cell, times);
    return {
      name: this.#name,
      known: this.#known,
      missing: this.missing,
      values: this.#values,
      overflows: this.#overflows,
      numbers: this.#numbers,
      whole: this.#whole,
      padded: this.#padded,
      min: this.#min,
      max: this.#max,
      dates: this.#dates,
      sentences: this.#sentences,
    };
  }

  #parse(cell: string, times: number): void {
    const value = numberIn(cell);
    if (!Number.isNaN(value)) {
      this.#numbers += times;
      if (Number.isInteger(value)) this.#whole += times;
      if (/^0\d/.test(cell)) this.#padded += times;
      this.#min = Math.min(this.#min, value);
      this.#max = Math.max(this.#max, value);
      return;
    }
    for (const order of dateOrders) {
      const time = dateIn(cell, order);
      if (Number.isNaN(time)) continue;
      const dates = this.#dates[order];
      dates.count += times;
      dates.first = Math.min(dates.first, time);
      dates.last = Math.max(dates.last, time);
    }
    if (/\S \S+ \S/.test(cell)) this.#sentences += times;
  }
}
