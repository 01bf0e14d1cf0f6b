/** Points that cover a box of δ: a grid where at most two features move, a random sample where more do. */
import { type Matrix, matrix } from "../../core/matrix.ts";
import type { Random } from "../../core/random.ts";

/** A box of δ, [d] each; a feature whose bounds are equal stays there. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** How densely a box is covered. */
export interface CandidateCoverage {
  /** Points per axis of the grid, both ends among them; 0 comes on top where it lies strictly between two of them. */
  readonly resolution: number;
  /** Points of the sample. */
  readonly budget: number;
}

/**
 * The δ's to try in `box`, [n, d]. At most two moving features: every point of the grid. More: all corners, if they are
 * at most half of the budget, then random points of which each feature is lower, 0 (if inside), upper or uniform in
 * between, each with probability ¼: corners, faces and actions that leave features alone are not missed by chance.
 */
export function candidates(box: Box, { resolution, budget }: CandidateCoverage, random: () => Random): Matrix {
  const moving: number[] = [];
  box.lower.forEach((lower, j) => {
    if (lower < box.upper[j]) moving.push(j);
  });
  if (moving.length <= 2) return product(box, moving, (j) => axis(box.lower[j], box.upper[j], resolution));
  const corners =
    2 ** moving.length <= budget / 2
      ? product(box, moving, (j) => [box.lower[j], box.upper[j]])
      : matrix(0, box.lower.length);
  return sample(box, moving, corners, budget, random());
}

/** `count` values from lower to upper at equal distances, and 0 if it is inside. */
export function axis(lower: number, upper: number, count: number): number[] {
  const values = Array.from({ length: count }, (_, i) => lower + ((upper - lower) * i) / (count - 1));
  values[count - 1] = upper;
  const above = values.findIndex((value) => value >= 0);
  if (above > 0 && values[above] !== 0) values.splice(above, 0, 0);
  return values;
}

/** Every combination of the moving features' values, the last feature fastest. */
function product({ lower }: Box, moving: readonly number[], valuesOf: (j: number) => readonly number[]): Matrix {
  const values = moving.map(valuesOf);
  const points = matrix(
    values.reduce((n, { length }) => n * length, 1),
    lower.length,
  );
  for (let i = 0; i < points.rows; i++) {
    const at = i * points.cols;
    points.data.set(lower, at);
    for (let k = moving.length - 1, rest = i; k >= 0; k--) {
      points.data[at + moving[k]] = values[k][rest % values[k].length];
      rest = Math.floor(rest / values[k].length);
    }
  }
  return points;
}

function sample(box: Box, moving: readonly number[], corners: Matrix, budget: number, random: Random): Matrix {
  const { lower, upper } = box;
  const points = matrix(budget, lower.length);
  points.data.set(corners.data);
  for (let i = corners.rows; i < budget; i++) {
    const at = i * points.cols;
    points.data.set(lower, at);
    for (const j of moving) {
      const way = random.below(4);
      if (way === 1 && lower[j] <= 0 && upper[j] >= 0) points.data[at + j] = 0;
      else if (way === 2) points.data[at + j] = upper[j];
      else if (way > 0) points.data[at + j] = lower[j] + (upper[j] - lower[j]) * random.uniform();
    }
  }
  return points;
}
