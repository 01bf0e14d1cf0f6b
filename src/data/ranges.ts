/** The raw values a network was trained on: what lies outside is a guess. */
import type { Frame } from "./frame.ts";
import { type Column, filled } from "./scale.ts";

/** Smallest and largest raw value of a column. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The range of each column over the named rows of a Frame (null: all), missing cells filled, in float64 as the cells have it. */
export function rangesOf(frame: Frame, columns: readonly Column[], rows: ArrayLike<number> | null): Range[] {
  const n = rows === null ? frame.rows : rows.length;
  return columns.map((column, j) => {
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < n; i++) {
      const value = filled(frame.X[(rows === null ? i : rows[i]) * columns.length + j], column);
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return { min, max };
  });
}
