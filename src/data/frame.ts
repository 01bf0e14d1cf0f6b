/** The records of a file that are kept, in raw units. */
import type { FrameColumn } from "./feature.ts";

/** The kept records of a file in raw units. */
export interface Frame {
  /** The file they come from. */
  readonly file: string;
  readonly columns: readonly FrameColumn[];
  readonly rows: number;
  /** [rows, columns] row-major, raw units; NaN where a missing cell is to be filled. */
  readonly X: Float64Array;
  /** [rows] 1 = favourable outcome. */
  readonly y: Uint8Array;
  /** [rows] 1-based number of the record in the file, the header not counted. */
  readonly records: Int32Array;
  /** [rows] Equal for records that are equal in every cell (see `fingerprint`). */
  readonly fingerprints: Float64Array;
  /** Records that passed the filters, and how many of them are whole copies of an earlier one, kept or dropped. */
  readonly repeated: { readonly rows: number; readonly repeated: number };
  /** [rows] Rows of one person have one number; null unless the recipe says by which column. */
  readonly people: Int32Array | null;
  /** Features with missing cells, in the order of the YAML. */
  readonly gaps: readonly FeatureGaps[];
}

/** How often a feature's cells are missing among the records that pass the filters and have a label. */
export interface FeatureGaps {
  readonly feature: string;
  /** Cells of `source.missing`. */
  readonly missing: number;
  /** Cells with each of the feature's own codes. */
  readonly codes: readonly { readonly code: string | number; readonly cells: number }[];
  /** What becomes of such a record. */
  readonly policy: "drop" | "fill";
}
