/** The structural causal model: fitted on training rows, and what else changes in a person who acts (Karimi et al., 2020b). */
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import type { Equation, LinearEquation, Truth } from "../../data/causal.ts";
import { leastSquares } from "./least-squares.ts";

/** X_i = f_i(X_parents) + U_i with linear f_i, in causal order, standardised units. Columns without an equation are roots. */
export type Structure = readonly LinearEquation[];

/** Every f_i by ordinary least squares on the rows of `train`, [n, d] standardised. */
export function fitStructure(equations: readonly Equation[], train: Matrix): Structure {
  return equations.map(({ column, parents }) => ({ column, parents, slopes: leastSquares(train, column, parents) }));
}

/**
 * Abduction, action, prediction for one person (Pearl): x^CF of the person x who acts, into `out`. `acted` is x + δ, and the
 * set I of intervened features is where it differs from x: there X_i^CF = x_i + δ_i whatever its parents do (do(X_i = a_i));
 * elsewhere X_i^CF = x_i + f_i(pa^CF) − f_i(pa), which keeps the person's own noise u_i = x_i − f_i(pa). A feature with
 * δ_i = 0 is not held where it is: it follows its parents. All are [d]; x^CF = x, to the bit, where nobody acts.
 */
export function counterfactual(
  structure: Structure,
  x: ArrayLike<number>,
  acted: ArrayLike<number>,
  out: Float32Array,
): Float32Array {
  out.set(acted);
  for (const { column, parents, slopes } of structure) {
    if (acted[column] !== x[column]) continue;
    let change = 0;
    for (let k = 0; k < parents.length; k++) change += slopes[k] * (out[parents[k]] - x[parents[k]]);
    if (change !== 0) out[column] = x[column] + change;
  }
  return out;
}

/** `counterfactual` of every row of X, [n, d], for the rows of `acted`, [n, d]. */
export function counterfactuals(structure: Structure, X: Matrix, acted: Matrix): Matrix {
  if (acted.rows !== X.rows || acted.cols !== X.cols) {
    throw new RangeError(`invalid actions: ${acted.rows} × ${acted.cols} for ${X.rows} × ${X.cols}`);
  }
  const out = matrix(X.rows, X.cols);
  for (let i = 0; i < X.rows; i++) counterfactual(structure, row(X, i), row(acted, i), row(out, i));
  return out;
}

/**
 * The derivative along x + δ of what `slope` is the derivative of along x^CF, in place, [d]: a feature that is not
 * `held` passes on to its parents what depends on it. With every feature held that can be acted upon, this is the slope
 * along δ wherever δ has no zeros; δ_i = 0 itself is a step, since there feature i is let go.
 */
export function pullBack(structure: Structure, held: readonly boolean[], slope: Float32Array): Float32Array {
  for (let i = structure.length - 1; i >= 0; i--) {
    const { column, parents, slopes } = structure[i];
    if (held[column]) continue;
    for (let k = 0; k < parents.length; k++) slope[parents[k]] += slopes[k] * slope[column];
  }
  return slope;
}

/** The true P(y = 1 | x) of every row of X. */
export function trueProbabilities({ outcome }: Truth, X: Matrix): Float64Array {
  return Float64Array.from({ length: X.rows }, (_, i) => {
    const x = row(X, i);
    const logOdds = outcome.weights.reduce((sum, weight, j) => sum + weight * x[j], outcome.intercept);
    return 1 / (1 + Math.exp(-logOdds));
  });
}
