/** Records that occur more than once, and rows of other parts that are copies of training rows. */
import type { Dataset, Part } from "./dataset.ts";
import { fingerprint } from "./fingerprint.ts";

/** How many rows of a part are whole records of the training part again, and how many others have equal features. */
export interface PartCopies {
  readonly rows: number;
  readonly copies: number;
  /** Rows of other records whose features are those of a training row: no fault where few features tell people apart. */
  readonly alike: number;
}

/** What repeats in a data set. */
export interface Copies {
  /** Records of the first file that are used, and how many of them are whole copies of an earlier one. */
  readonly records: { readonly rows: number; readonly repeated: number };
  readonly calibration: PartCopies;
  readonly test: PartCopies;
}

/** Counts what repeats. Rows count as copies by their whole records; those of a separate test file are compared as well. */
export function copiesIn({ parts, repeated }: Pick<Dataset, "parts" | "repeated">): Copies {
  const records = new Set(parts.train.fingerprints);
  const features = new Set(rowsOf(parts.train));
  const of = (part: Part): PartCopies => {
    const rows = rowsOf(part);
    const copies = part.fingerprints.reduce((sum, each) => sum + Number(records.has(each)), 0);
    const alike = rows.filter((row, i) => features.has(row) && !records.has(part.fingerprints[i])).length;
    return { rows: rows.length, copies, alike };
  };
  return { records: repeated, calibration: of(parts.calibration), test: of(parts.test) };
}

/** The fingerprint of every row of X. */
function rowsOf({ X }: Part): number[] {
  return Array.from({ length: X.rows }, (_, i) => fingerprint(X.data.subarray(i * X.cols, (i + 1) * X.cols).join(",")));
}
