/** The columns of X that a feature is made into, before they are standardised, and the rule that fills them. */
import type { Position, Wanted } from "./csv.ts";

/** A column of X before it is standardised. */
export interface FrameColumn {
  readonly name: string;
  /** The feature it is made for: several columns share one where the feature is one-hot. */
  readonly feature: string;
  /** The value of the feature that this column is 1 for; null unless the feature is one-hot. */
  readonly category: string | null;
  /** Continuous columns are standardised and may be acted upon; indicators are 0 or 1 and stay so. */
  readonly kind: "continuous" | "indicator";
  /** Only whole numbers make sense in raw units. */
  readonly integer: boolean;
  /** Of the raw values, null where they have none. */
  readonly unit: string | null;
  /**
   * How a missing cell is filled: with the mean or the mode of the rows the scale is fitted on (the Frame holds NaN), or
   * with this raw value; null where a missing cell is an error or drops the record.
   */
  readonly missing: "mean" | "mode" | number | null;
}

/** Fills the columns of one feature from the cells it asked for. */
export interface FeatureRule {
  readonly columns: readonly FrameColumn[];
  readonly wanted: readonly Wanted[];
  /** Reads cells[from …] and writes one value per column to out[at …]. */
  fill(cells: readonly string[], from: number, out: Float64Array, at: number, position: Position): void;
  /** What becomes of a record where one of these cells is missing. */
  readonly missing: "refuse" | "drop" | "fill";
  /** Cells of its column that mean: not known. */
  readonly codes: readonly (string | number)[];
  /** What cells[from … to − 1] lack: −1 nothing, 0 a cell of `missing`, the source's own, k + 1 a cell with the k-th code. */
  gapOf(cells: readonly string[], from: number, to: number, missing: ReadonlySet<string>): number;
  /** In place of `fill` for such a record: NaN where the value is not known yet. */
  fillGap(out: Float64Array, at: number, gap: number): void;
}
