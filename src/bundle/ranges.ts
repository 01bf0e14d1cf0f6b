/** The values a network was trained on: what lies outside is a guess. */
import type { Matrix } from "../core/matrix.ts";
import type { Column } from "../data/scale.ts";

/** Least and greatest raw value of a column. */
export interface Range {
  readonly least: number;
  readonly greatest: number;
}

/** The range of each column among the rows of X, which are in standard deviations; whole where the column is. */
export function rangesOf(
  { data, cols }: Matrix,
  columns: readonly Pick<Column, "mean" | "std" | "integer">[],
): Range[] {
  return columns.map(({ mean, std, integer }, j) => {
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = j; at < data.length; at += cols) {
      least = Math.min(least, data[at]);
      greatest = Math.max(greatest, data[at]);
    }
    const raw = (value: number) => (integer ? Math.round(mean + std * value) : mean + std * value);
    return { least: raw(least), greatest: raw(greatest) };
  });
}
