/** A polytope {δ : lower ≤ δ ≤ upper, Aδ + b ≥ 0} in the one form every solver here reads. */

/** 0 may lie outside, it may be empty or unbounded: what Δ must not be, `set.ts` refuses. */
export interface Polytope {
  readonly dimension: number;
  /** [d], ±∞ where there is none. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** [k, d] row-major: the joint constraints. */
  readonly A: Float64Array;
  /** [k] */
  readonly b: Float64Array;
}

/**
 * {δ : Aδ + b ≥ 0}, within a box when one is given. A constraint on one feature becomes a bound on it, a constraint that
 * always holds is dropped, and a feature that the box fixes moves into the constants. Every constraint kept is scaled by a power of two to a largest coefficient in [1, 2): a solver's tolerance on it is then a tolerance on δ itself.
 */
export function polytope(
  dimension: number,
  A: readonly ArrayLike<number>[],
  b: ArrayLike<number>,
  box?: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> },
): Polytope {
  if (b.length !== A.length) throw new RangeError(`invalid constraints: ${A.length} with ${b.length} constants`);
  const lower = box ? Float64Array.from(box.lower) : new Float64Array(dimension).fill(-Infinity);
  const upper = box ? Float64Array.from(box.upper) : new Float64Array(dimension).fill(Infinity);
  const fixed = lower.map((value, j) => Number(value === upper[j]));
  const coefficients: number[] = [];
  const constants: number[] = [];
  A.forEach((given, r) => {
    if (given.length !== dimension) {
      throw new RangeError(`invalid constraint ${r}: ${given.length} coefficients for ${dimension} features`);
    }
    const own = Float64Array.from(given);
    let constant = b[r];
    for (let j = 0; j < dimension; j++) {
      if (fixed[j] === 0) continue;
      constant += own[j] * lower[j];
      own[j] = 0;
    }
    const count = own.reduce((sum, a) => sum + Number(a !== 0), 0);
    if (count === 0 && constant >= 0) return;
    if (count === 1) {
      const j = own.findIndex((a) => a !== 0);
      // + 0 turns the −0 of a constant 0 into 0.
      const bound = -constant / own[j] + 0;
      if (own[j] > 0) lower[j] = Math.max(lower[j], bound);
      else upper[j] = Math.min(upper[j], bound);
      return;
    }
    const scale =
      count === 0 ? 1 : 2 ** -Math.floor(Math.log2(own.reduce((most, a) => Math.max(most, Math.abs(a)), 0)));
    coefficients.push(...own.map((a) => a * scale));
    constants.push(constant * scale);
  });
  return { dimension, lower, upper, A: Float64Array.from(coefficients), b: Float64Array.from(constants) };
}

/** The slack of constraint r at δ: below 0 when δ violates it. */
export function slackOf({ A, b }: Pick<Polytope, "A" | "b">, r: number, delta: ArrayLike<number>): number {
  const d = delta.length;
  let slack = b[r];
  for (let j = 0; j < d; j++) slack += A[r * d + j] * delta[j];
  return slack;
}

/** Ascending, the features of `dimension` that some constraint involves. */
export function coupledFeatures({ A, b }: Pick<Polytope, "A" | "b">, dimension: number): readonly number[] {
  const coupled: number[] = [];
  for (let j = 0; j < dimension; j++) if (b.some((_, r) => A[r * dimension + j] !== 0)) coupled.push(j);
  return coupled;
}
