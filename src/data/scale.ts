/** Standardisation: from a Frame in raw units to float32 rows in standard deviations. */
import { DataError } from "../core/errors.ts";
import { type Matrix, matrix } from "../core/matrix.ts";
import type { FrameColumn } from "./feature.ts";
import type { Frame } from "./recipe.ts";

/** A column of X: raw value = mean + std · standardised value. */
export interface Column extends FrameColumn {
  /** 0 for an indicator, which is not standardised. */
  readonly mean: number;
  /** 1 for an indicator. */
  readonly std: number;
}

/**
 * The columns of a Frame with the mean and standard deviation of the given rows (null: all of them), variance divided by
 * n − ddof. Two passes in float64.
 *
 * Throws DataError for a continuous column that is constant on those rows.
 */
export function scaleOf(frame: Frame, rows: ArrayLike<number> | null, ddof: 0 | 1): Column[] {
  const width = frame.columns.length;
  const n = rows === null ? frame.rows : rows.length;
  const over = (j: number, term: (x: number) => number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += term(frame.X[(rows === null ? i : rows[i]) * width + j]);
    return sum;
  };
  return frame.columns.map((column, j) => {
    if (column.kind === "indicator") return { ...column, mean: 0, std: 1 };
    const mean = over(j, (x) => x) / n;
    const std = Math.sqrt(over(j, (x) => (x - mean) * (x - mean)) / (n - ddof));
    if (!(std > 0 && Number.isFinite(std))) {
      throw new DataError(
        `${frame.file}: feature ${column.name} cannot be standardised: its standard deviation over ${n} rows is ${std}; ` +
          "leave it out of the features",
      );
    }
    return { ...column, mean, std };
  });
}

/** The named rows of a Frame (null: all) in standard deviations, rounded to float32. */
export function standardise(frame: Frame, columns: readonly Column[], rows: ArrayLike<number> | null): Matrix {
  const width = columns.length;
  const X = matrix(rows === null ? frame.rows : rows.length, width);
  for (let i = 0; i < X.rows; i++) {
    const from = (rows === null ? i : rows[i]) * width;
    for (let j = 0; j < width; j++) X.data[i * width + j] = (frame.X[from + j] - columns[j].mean) / columns[j].std;
  }
  return X;
}
