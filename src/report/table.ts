/** The contract of a table of the report: what it is before it becomes CSV, Markdown, LaTeX or HTML. */
import type { Interval } from "../core/intervals.ts";
import { meanOver } from "../core/intervals.ts";
import { boundVerdictOf, type Verdict, verdictOf } from "./verdict.ts";

/** Where one number was computed: the record that holds it, `results/runs/<stage>/<key>`. */
export interface Source {
  readonly stage: string;
  readonly key: string;
  readonly seed: number;
  readonly engine: string;
}

/** The value one split (or one repeat) contributes, and the record it was read from. */
export interface SplitValue {
  readonly value: number;
  readonly source: Source;
}

/** One number of a table: ours, beside the published one. */
export interface Entry {
  /** Mean over `values`. */
  readonly mean: number;
  /** Of the mean, over splits; null for a single value. */
  readonly standardError: number | null;
  /** One value per split, in the order of the seeds. */
  readonly values: readonly SplitValue[];
  /** A 95 % interval over people, where the table shows one beside the number. */
  readonly interval: Interval | null;
  /** How many people (or rows) the number is a share of, over all splits; null where it is no share. */
  readonly people: number | null;
  /** What the paper prints; null where it prints nothing. */
  readonly published: number | null;
  /** Where the paper prints no number but a bound: that the size of this one is at most `published`. */
  readonly atMost?: true | undefined;
  /** Null for what the paper does not print, or prints as a consequence of other cells. */
  readonly verdict: Verdict | null;
  /** The higher of baseline and ours. */
  readonly bold: boolean;
  /** What a reader must know of this one number, such as a split that is not in it. */
  readonly note: string | null;
}

/** A place without a number, and why: "no one turned down", "did not finish". */
export interface Gap {
  readonly gap: string;
}

/** A place that has a number, has none and says why, or is left blank. */
export type Place = Entry | Gap | null;

export interface TableColumn {
  /** Stable name, part of the CSV: "adult.ours". */
  readonly key: string;
  /** The data set's name: columns of one group stand together under it. */
  readonly group: string;
  /** What tells the columns of a group apart: "baseline", "ours", "F1". */
  readonly title: string;
}

export interface TableRow {
  /** Stable name, part of the CSV: "recourse_neg.gradient". */
  readonly key: string;
  /** One text for each of the table's `rowHeaders`: ["Recourse neg", "gradient descent"]. */
  readonly labels: readonly string[];
  /** False for the rows that the paper does not have. */
  readonly printed: boolean;
  /** `signed` for differences, which carry their sign. */
  readonly format: "plain" | "signed";
  /** One for each column. */
  readonly places: readonly Place[];
}

/** A table of one protocol. Every text is plain; the writers escape. */
export interface ReportTable {
  /** "table1": what its files are called. */
  readonly name: string;
  /** "Table 1: performance and recourse". */
  readonly title: string;
  readonly protocol: string;
  /** What the numbers are numbers of: splits, people, thresholds, methods. */
  readonly caption: string;
  /** Titles of the columns that hold the rows' labels. */
  readonly rowHeaders: readonly string[];
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** Decimals shown; the paper prints 3, in Table 3 two. */
  readonly digits: number;
  /** What a reader must know before any number, such as data that were not there. Filled in by `reproduce`. */
  readonly notices: readonly string[];
}

/** The part of an entry that is not computed from its values. */
export interface EntryDetails {
  readonly published?: number | null;
  /** Where `published` is a bound on the size of the number. */
  readonly atMost?: boolean;
  /** False where the published value is no claim of its own, such as a difference of two printed cells. */
  readonly compared?: boolean;
  readonly interval?: Interval | null;
  readonly people?: number | null;
  readonly note?: string | null;
}

/** The mean over `values` with its standard error and verdict. Throws RangeError without values. */
export function entryOf(values: readonly SplitValue[], details: EntryDetails = {}): Entry {
  const { published = null, atMost = false, compared = true, interval = null, people = null, note = null } = details;
  const { mean, standardError } = meanOver(values.map(({ value }) => value));
  const decide = atMost ? boundVerdictOf : verdictOf;
  const verdict = published === null || !compared ? null : decide({ mean, standardError }, published);
  const bound = atMost ? { atMost } : {};
  return { mean, standardError, values, interval, people, published, ...bound, verdict, bold: false, note };
}

export function isEntry(place: Place): place is Entry {
  return place !== null && "mean" in place;
}

export function isGap(place: Place): place is Gap {
  return place !== null && "gap" in place;
}
