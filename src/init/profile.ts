/** What a CSV holds, column by column, before anybody says what it means: counts of values, numbers, dates and gaps. */
import Papa from "papaparse";
import { DataError } from "../core/errors.ts";
import { type DateOrder, dateIn, dateOrders, numberIn, quote } from "../data/cell.ts";
import { delimiterOf, type Position, readTable, readTableInTurns, type TableFormat } from "../data/csv.ts";
import { type ColumnNumbers, codesOf, isShaped } from "./codes.ts";

/** Cells that nearly always mean: not known, unless they are one of a column's two values. */
const GAPS = ["", "NA", "N/A", "n/a", "#N/A", "?", "null", "NULL", "Null", "NaN", "nan", "-", "."];
/** Values of a column that are counted one by one; of a column with more it is known that they are more. */
export const MANY = 20_000;
/** Rows kept for questions about two columns at once. */
const SAMPLE = 20_000;

export interface ColumnProfile {
  readonly name: string;
  readonly known: number;
  readonly missing: number;
  /** The cells that mean that the value is missing, and how often: words and blanks, and numbers that look like codes. */
  readonly gaps: ReadonlyMap<string, number>;
  readonly codes: ReadonlyMap<number, number>;
  /** The column as it is if those numbers are no codes; null where there are none. */
  readonly uncoded: ColumnProfile | null;
  /** How often each value occurs; the first MANY of them where `overflows`. */
  readonly values: ReadonlyMap<string, number>;
  readonly overflows: boolean;
  /** Known cells that are decimal numbers, whole ones, and whole ones with a leading 0 as in a postal code. */
  readonly numbers: number;
  readonly whole: number;
  readonly padded: number;
  /** Whole ones with more digits than float64 keeps. */
  readonly huge: number;
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

/** Counts one column's cells. A value is parsed once while it is among the first MANY, and each time after them. */
class Tally {
  readonly #name: string;
  readonly #values = new Map<string, number>();
  readonly #gaps = new Map<string, number>();
  /** What is known of the cells that came when there were MANY values already. */
  readonly #rest = new Measures();
  #known = 0;
  #overflows = false;

  constructor(name: string) {
    this.#name = name;
  }

  add(cell: string): void {
    if (GAP_CELLS.has(cell)) {
      this.#gaps.set(cell, (this.#gaps.get(cell) ?? 0) + 1);
      return;
    }
    this.#known++;
    const before = this.#values.get(cell);
    if (before !== undefined) this.#values.set(cell, before + 1);
    else if (this.#values.size < MANY) this.#values.set(cell, 1);
    else {
      this.#overflows = true;
      this.#rest.add(cell, 1);
    }
  }

  /** The column's numbers, those with the shape of a code apart. */
  numbers(): ColumnNumbers {
    const measures = this.#measures(new Set());
    const distinct = [...this.#values.keys()].filter((cell) => !isShaped(numberIn(cell))).length;
    const { shaped, plainMin, plainMax, numbers, whole } = measures;
    return { shaped, min: plainMin, max: plainMax, distinct, cells: numbers, whole: whole === numbers };
  }

  /** The profile where these numbers are codes for a missing value. */
  profile(coded: readonly number[] = []): ColumnProfile {
    const [values, gaps] = this.#valuesAndGaps();
    const codes = new Set(coded);
    const { shaped, numbers, whole, padded, huge, min, max, dates, sentences } = this.#measures(codes);
    const times = new Map(coded.map((code) => [code, shaped.get(code) ?? 0]));
    const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
    const codedCells = sum(times.values());
    const all = this.#known + sum(this.#gaps.values());
    const missing = sum(gaps.values()) + codedCells;
    const kept = codes.size === 0 ? values : [...values].filter(([cell]) => !codes.has(numberIn(cell)));
    return {
      name: this.#name,
      known: all - missing,
      missing,
      gaps,
      codes: times,
      uncoded: codes.size === 0 ? null : this.profile(),
      values: new Map(kept),
      overflows: this.#overflows,
      numbers,
      whole,
      padded,
      huge,
      min,
      max,
      dates,
      sentences,
    };
  }

  /** Where a column has one value and - or NA beside it, that is its other value: as in + and −. */
  #valuesAndGaps(): [values: ReadonlyMap<string, number>, gaps: ReadonlyMap<string, number>] {
    const words = [...this.#gaps].filter(([cell]) => cell !== "").sort(([, a], [, b]) => b - a);
    if (this.#values.size !== 1 || words.length === 0) return [this.#values, this.#gaps];
    const [[word, times]] = words;
    const gaps = new Map(this.#gaps);
    gaps.delete(word);
    return [new Map([...this.#values, [word, times]]), gaps];
  }

  #measures(codes: ReadonlySet<number>): Measures {
    const measures = this.#rest.copy();
    for (const [cell, times] of this.#values) measures.add(cell, times);
    measures.leaveOut(codes);
    return measures;
  }
}

const GAP_CELLS: ReadonlySet<string> = new Set(GAPS);

/** What cells are as numbers and dates. */
class Measures {
  numbers = 0;
  whole = 0;
  padded = 0;
  huge = 0;
  sentences = 0;
  /** Numbers with the shape of a code, and the range of the others. */
  readonly shaped = new Map<number, number>();
  plainMin = Number.POSITIVE_INFINITY;
  plainMax = Number.NEGATIVE_INFINITY;
  #left: ReadonlySet<number> = new Set();
  readonly dates = Object.fromEntries(
    dateOrders.map((order) => [order, { count: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }]),
  ) as Record<DateOrder, { count: number; first: number; last: number }>;

  get min(): number {
    return Math.min(this.plainMin, ...this.#kept());
  }

  get max(): number {
    return Math.max(this.plainMax, ...this.#kept());
  }

  copy(): Measures {
    const { shaped, dates, ...others } = this;
    const copy = Object.assign(new Measures(), others);
    for (const [value, times] of shaped) copy.shaped.set(value, times);
    for (const order of dateOrders) copy.dates[order] = { ...dates[order] };
    return copy;
  }

  /** The codes count no longer as numbers. */
  leaveOut(codes: ReadonlySet<number>): void {
    this.#left = codes;
    for (const code of codes) {
      this.numbers -= this.shaped.get(code) ?? 0;
      this.whole -= this.shaped.get(code) ?? 0;
    }
  }

  add(cell: string, times: number): void {
    const value = numberIn(cell);
    if (!Number.isNaN(value)) {
      this.numbers += times;
      if (Number.isInteger(value)) this.whole += times;
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) this.huge += times;
      if (/^0\d/.test(cell)) this.padded += times;
      if (isShaped(value)) this.shaped.set(value, (this.shaped.get(value) ?? 0) + times);
      else {
        this.plainMin = Math.min(this.plainMin, value);
        this.plainMax = Math.max(this.plainMax, value);
      }
      return;
    }
    for (const order of dateOrders) {
      const time = dateIn(cell, order);
      if (Number.isNaN(time)) continue;
      const dates = this.dates[order];
      dates.count += times;
      dates.first = Math.min(dates.first, time);
      dates.last = Math.max(dates.last, time);
    }
    if (/\S \S+ \S/.test(cell)) this.sentences += times;
  }

  #kept(): number[] {
    return [...this.shaped.keys()].filter((value) => !this.#left.has(value));
  }
}
