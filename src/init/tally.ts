/** One column of a CSV, counted cell by cell: its values, numbers, dates and gaps. */
import { type DateOrder, dateIn, dateOrders, numberIn } from "../data/cell.ts";
import { type ColumnNumbers, isShaped } from "./codes.ts";

/** Cells that nearly always mean: not known, unless they are one of a column's two values. */
const GAPS: ReadonlySet<string> = new Set([
  "",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "?",
  "null",
  "NULL",
  "Null",
  "NaN",
  "nan",
  "-",
  ".",
]);
/** Values of a column that are counted one by one; of a column with more it is known that they are more. */
export const MANY = 20_000;

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

/** Counts one column's cells. A value is parsed once while it is among the first MANY, and each time after them. */
export class Tally {
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
    if (GAPS.has(cell)) {
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
