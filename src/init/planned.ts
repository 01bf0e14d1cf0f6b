/** What is asked about a table, and what is planned for its columns. */
import type { InferredColumn } from "./inference.ts";

/** What only a person can say of a table. */
export interface Answers {
  readonly label: string;
  /** Values of the label that a person wants. */
  readonly favourable: readonly string[];
  readonly actionable: readonly Actionable[];
  /** A column by which two groups are compared, or null. */
  readonly sensitive: string | null;
}

export interface Actionable {
  readonly column: string;
  readonly direction: "any" | "increase" | "decrease";
}

export interface PlannedColumn extends InferredColumn {
  readonly role: "label" | "feature" | "left out";
  readonly action: Actionable | null;
  /** The policy of a feature with missing cells; null where there are none. */
  readonly missing: "drop" | "mean" | "mode" | null;
  /** Whether a 0/1 column says where a cell was filled. */
  readonly flagged: boolean;
  /** Cells of this column alone that mean that the value is missing: texts, and numbers that look like codes. */
  readonly codes: readonly (string | number)[];
  /** How a column that is left out gives the label away, or null. */
  readonly leak: string | null;
}

export interface DatasetPlan {
  readonly columns: readonly PlannedColumn[];
  readonly favourable: readonly string[];
  readonly unfavourable: readonly string[];
  /** Cells that mean it in every column. */
  readonly missing: readonly string[];
  /** Rows that stay. */
  readonly rows: number;
  readonly warnings: readonly string[];
}
