/** Standardisation: from a Frame in raw units to float32 rows in standard deviations. */
import { DataError } from "../core/errors.ts";
import { type Matrix, matrix } from "../core/matrix.ts";
import type { FrameColumn } from "./feature.ts";
import type { Frame } from "./frame.ts";

/** A column of X: raw value = mean + std · standardised value. */
export interface Column extends FrameColumn {
  /** 0 for an indicator, which is not standardised. */
  readonly mean: number;
  /** 1 for an indicator. */
  readonly std: number;
  /** The raw value a missing cell is read as; null where the feature has no filling policy. */
  readonly fill: number | null;
}

/**
 * The columns of a Frame with the mean and standard deviation of the given rows (null: all of them), variance divided by
 * n − ddof. Two passes in float64. Cells to be filled (NaN) count neither for these nor for the mean or mode they are
 * filled with, so that a feature varies as much as it does among people of whom it is known.
 *
 * Throws DataError for a continuous column that is constant, and for a column all of whose cells are missing, on those rows.
 */
export function scaleOf(frame: Frame, rows: ArrayLike<number> | null, ddof: 0 | 1): Column[] {
  const width = frame.columns.length;
  const n = rows === null ? frame.rows : rows.length;
  const over = (j: number, term: (x: number) => number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const x = frame.X[(rows === null ? i : rows[i]) * width + j];
      if (!Number.isNaN(x)) sum += term(x);
    }
    return sum;
  };
  const total = (j: number) => over(j, (x) => x);
  /** The commonest raw value; of equally common ones the smallest. */
  const modeOf = (j: number) => {
    const counts = new Map<number, number>();
    over(j, (x) => {
      counts.set(x, (counts.get(x) ?? 0) + 1);
      return 0;
    });
    return [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0][0];
  };
  /** Of a one-hot feature the commonest category gets the 1; of equally common ones the first. */
  const modeOfGroup = (j: number) => {
    const { feature } = frame.columns[j];
    const group = frame.columns.flatMap((other, k) =>
      other.feature === feature && other.category !== null ? [k] : [],
    );
    const totals = group.map(total);
    return Number(group[totals.indexOf(Math.max(...totals))] === j);
  };

  return frame.columns.map((column, j) => {
    const known = over(j, () => 1);
    if (known === 0) {
      throw new DataError(
        `${frame.file}: feature ${column.feature} cannot be filled: all ${n} cells its ${column.missing} would come from are ` +
          "missing; leave it out of the features",
      );
    }
    const fillOf = (mean: number): number | null => {
      if (column.missing === "mean") return mean;
      if (column.missing === "mode") return column.category === null ? modeOf(j) : modeOfGroup(j);
      return column.missing;
    };
    if (column.kind === "indicator") return { ...column, mean: 0, std: 1, fill: fillOf(0) };
    const mean = total(j) / known;
    const std = Math.sqrt(over(j, (x) => (x - mean) * (x - mean)) / (known - ddof));
    if (!(std > 0 && Number.isFinite(std))) {
      throw new DataError(
        `${frame.file}: feature ${column.name} cannot be standardised: its standard deviation over ${known} rows is ${std}; ` +
          "leave it out of the features",
      );
    }
    return { ...column, mean, std, fill: fillOf(mean) };
  });
}

/** A raw value, or what a missing one (NaN) is filled with. */
export function filled(raw: number, { fill }: Pick<Column, "fill">): number {
  return Number.isNaN(raw) && fill !== null ? fill : raw;
}

/** The named rows of a Frame (null: all), missing cells filled, in standard deviations, rounded to float32. */
export function standardise(frame: Frame, columns: readonly Column[], rows: ArrayLike<number> | null): Matrix {
  const width = columns.length;
  const X = matrix(rows === null ? frame.rows : rows.length, width);
  for (let i = 0; i < X.rows; i++) {
    const from = (rows === null ? i : rows[i]) * width;
    for (let j = 0; j < width; j++) {
      X.data[i * width + j] = (filled(frame.X[from + j], columns[j]) - columns[j].mean) / columns[j].std;
    }
  }
  return X;
}
