/** LIME for tables (Ribeiro et al., 2016): a linear fit of the score around one person, from scored random points. */
import { type Matrix, matrix } from "../../core/matrix.ts";
import type { Random } from "../../core/random.ts";
import { type LinearFit, weightedRidge } from "./ridge.ts";

/** What LIME learns from a table X: where its points are drawn, and the units in which it measures distance. */
export interface Surroundings {
  /** The table itself: categorical cells are drawn from its rows. */
  readonly X: Matrix;
  /** [d] mean and population standard deviation (divisor n; 1 for a constant column) of each continuous column; 0 and 1 for a categorical one. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** [d] a categorical column enters the fit as the indicator "equals the person's value". */
  readonly categorical: readonly boolean[];
  /** [d] the two values of a categorical column that has exactly two; null for every other column. */
  readonly pair: readonly (readonly [number, number] | null)[];
}

/** What LIME is asked for; the release has 5,000 points, kernel width 1.25, α = 1. */
export interface LimeSettings {
  readonly samples: number;
  readonly kernelWidth: number;
  readonly ridge: number;
}

/** A linear score s(x') = w·x' + b0 in the units of X. */
export interface LinearScore {
  /** [d] */
  readonly w: Float64Array;
  readonly b0: number;
}

/** Learns the surroundings of X: [n, d], n ≥ 1. `categorical` has one entry per column. */
export function surroundingsOf(X: Matrix, categorical: readonly boolean[]): Surroundings {
  const { rows: n, cols: d } = X;
  if (n === 0) throw new RangeError("invalid X: no rows to learn from");
  const mean = new Float64Array(d);
  const scale = new Float64Array(d).fill(1);
  const pair: (readonly [number, number] | null)[] = [];
  for (let j = 0; j < d; j++) {
    pair.push(categorical[j] ? pairOf(X, j) : null);
    if (categorical[j]) continue;
    for (let i = 0; i < n; i++) mean[j] += X.data[i * d + j];
    mean[j] /= n;
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (X.data[i * d + j] - mean[j]) ** 2;
    scale[j] = Math.sqrt(squares / n) || 1;
  }
  return { X, mean, scale, categorical, pair };
}

/** The two values of column j, or null when it has one, three or more. */
function pairOf(X: Matrix, j: number): readonly [number, number] | null {
  const values = new Set<number>();
  for (let i = 0; i < X.rows && values.size < 3; i++) values.add(X.data[i * X.cols + j]);
  const [first, second] = values;
  return values.size === 2 ? [first, second] : null;
}

/**
 * LIME's points in the units of X, [samples, d]: continuous cells are N(mean, scale²), *around the data's mean and not
 * around the person*; categorical cells have the frequencies of the table. Row 0 is left 0: it is the person's place.
 */
export function drawPoints(
  { X, mean, scale, categorical }: Surroundings,
  samples: number,
  random: Random,
  points = matrix(samples, X.cols),
): Matrix {
  const d = X.cols;
  for (let k = 1; k < samples; k++) {
    for (let j = 0; j < d; j++) {
      points.data[k * d + j] = categorical[j]
        ? X.data[random.below(X.rows) * d + j]
        : mean[j] + scale[j] * random.normal();
    }
  }
  return points;
}

/**
 * A fitter that reuses its buffers. It takes points [samples, d] in the units of X, row 0 being the person x, and their
 * scores [samples], and returns LIME's fit *in LIME's units*: coefficient j belongs to (x'ⱼ − meanⱼ) / scaleⱼ, or to
 * 1[x'ⱼ = xⱼ] when j is categorical. Point k weighs exp(−dₖ² / (2 · kernelWidth²)), dₖ its distance to x in those units.
 */
export function limeFitter({ mean, scale, categorical }: Surroundings, settings: LimeSettings) {
  const d = mean.length;
  const { samples: n, kernelWidth, ridge } = settings;
  const design = new Float64Array(n * d);
  const weights = new Float64Array(n);
  return (points: ArrayLike<number>, scores: ArrayLike<number>): LinearFit => {
    if (points.length !== n * d || scores.length !== n) {
      throw new RangeError(`invalid points: ${points.length} cells and ${scores.length} scores for ${n} × ${d}`);
    }
    for (let k = 0; k < n; k++) {
      let squared = 0;
      for (let j = 0; j < d; j++) {
        const cell = categorical[j]
          ? Number(points[k * d + j] === points[j])
          : (points[k * d + j] - mean[j]) / scale[j];
        design[k * d + j] = cell;
        squared += (cell - design[j]) ** 2;
      }
      weights[k] = Math.exp(-squared / (2 * kernelWidth * kernelWidth));
    }
    return weightedRidge(design, scores, weights, d, ridge);
  };
}

/** LIME's own prediction at x: what its fit says of the person it was fitted around. */
export function localPrediction(
  { mean, scale, categorical }: Surroundings,
  fit: LinearFit,
  x: ArrayLike<number>,
): number {
  let sum = fit.intercept;
  for (let j = 0; j < mean.length; j++) {
    sum += fit.coefficients[j] * (categorical[j] ? 1 : (x[j] - mean[j]) / scale[j]);
  }
  return sum;
}

/**
 * The fit as a linear score in the units of X, equal to `localPrediction` at x. The indicator 1[x'ⱼ = xⱼ] of a column
 * with two values is the line through both; of any other categorical column it is the constant it has at x, for it says
 * nothing about a direction.
 */
export function inScoreUnits(around: Surroundings, fit: LinearFit, x: ArrayLike<number>): LinearScore {
  const d = around.mean.length;
  const w = new Float64Array(d);
  let b0 = localPrediction(around, fit, x);
  for (let j = 0; j < d; j++) {
    const slope = around.categorical[j] ? indicatorSlope(around.pair[j], x[j]) : 1 / around.scale[j];
    w[j] = fit.coefficients[j] * slope;
    b0 -= w[j] * x[j];
  }
  return { w, b0 };
}

/** The slope of 1[x' = value] in x' over the two values of its column; 0 where `value` is neither. */
function indicatorSlope(pair: readonly [number, number] | null, value: number): number {
  if (pair?.[0] === value) return 1 / (value - pair[1]);
  if (pair?.[1] === value) return 1 / (value - pair[0]);
  return 0;
}

/**
 * The fit as the release reads it (`get_lime_coefficients`): coefficients of LIME's own units and the uncorrected
 * intercept, both applied to x as it stands; a categorical coefficient changes sign where the last digit of the
 * person's value, cut to an integer, is 0.
 */
export function inReleaseUnits(around: Surroundings, fit: LinearFit, x: ArrayLike<number>): LinearScore {
  const w = fit.coefficients.map((beta, j) => (around.categorical[j] && Math.trunc(x[j]) % 10 === 0 ? -beta : beta));
  return { w, b0: fit.intercept };
}
