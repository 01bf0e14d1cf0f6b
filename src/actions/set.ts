/** Δ = {δ : Aδ + b ≥ 0}: the actions a person may take (§2), as a box per person and rows over several features. */
import type { Matrix } from "../core/matrix.ts";

/** Δ in standard deviations, for d features. 0 is always in it. */
export interface ActionSet {
  readonly dimension: number;
  /** Features that can move at all, ascending. */
  readonly actionable: readonly number[];
  /** [d] lower ≤ 0 ≤ upper of δ. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** [d] bounds on x + δ, ±∞ where there is none. A person already outside a bound may stay but not go further out. */
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  /** Rows over several features: A is [k, d] row-major, b is [k]; Aδ + b ≥ 0. */
  readonly rows: { readonly A: Float64Array; readonly b: Float64Array };
}

/** The box of one person: δ's lower and upper bound for x, into the given arrays of length d. */
export declare function boxOf(actions: ActionSet, x: ArrayLike<number>, lower: Float64Array, upper: Float64Array): void;

/** Whether δ ∈ Δ for the person x, to an absolute tolerance (default 1e-6, the rounding of float32 standard deviations). */
export declare function contains(
  actions: ActionSet,
  x: ArrayLike<number>,
  delta: ArrayLike<number>,
  tolerance?: number,
): boolean;

/** Row by row argmin (or argmax) of G·δ over Δ: the LP of Eq. 2. `sense` "maximise" is the release's. */
export interface LinearProgram {
  solve(G: Matrix, X: Matrix, out: Matrix): Matrix;
}
