/**
 * How far the kernel's float32 arithmetic may be from real arithmetic: sums, tanh and sigmoid.
 *
 * Rounding to nearest is off by at most u = 2⁻²⁴ of the result, or of the exact value, whichever is taken. For tanh and
 * sigmoid, whose errors come from polynomials as well as from rounding, every float32 was tried; the tests repeat a region.
 */

/** u. */
export const UNIT = 2 ** -24;

/**
 * Widens an allowance for what float64 leaves out: that the sums it is computed from, and the bounds it is added to, are
 * rounded themselves, by 2⁻⁵³ where the kernel rounds by 2⁻²⁴; and the underflow of products, which `LEAST` outweighs.
 */
const MORE = 1 + 2 ** -10;
const LEAST = 2 ** -120;

/** |tanh32 a − tanh a| ≤ TANH · |tanh a|: found to be at most 6 u over all float32, reached where tanh is 1. */
export const TANH = 6.5 * UNIT;

/** |sigmoid32 z − σ(z)| ≤ SIGMOID · σ(z) + 2⁻¹²⁵: found to be at most 2.49 u. */
export const SIGMOID = 4 * UNIT;

/** A number that lies within mid ± radius, by index. */
export interface Ranges {
  readonly mid: Float64Array;
  readonly radius: Float64Array;
}

/**
 * What the kernel's sum bias + Σ wᵢ hᵢ, added in the order of i from the bias on, may be off by when hᵢ lies within
 * `units`: u · Σ (|wᵢ hᵢ| + |sᵢ|), sᵢ the partial sums as they are computed. [outputs]; W is [inputs, outputs] row-major.
 */
export function sumErrors(W: Float32Array, bias: Float32Array, { mid, radius }: Ranges): Float64Array {
  const outputs = bias.length;
  const errors = new Float64Array(outputs);
  for (let j = 0; j < outputs; j++) {
    let sum = bias[j];
    let spread = 0;
    let error = 0;
    for (let i = 0, at = j; i < mid.length; i++, at += outputs) {
      const w = Math.abs(W[at]);
      sum += W[at] * mid[i];
      spread += w * radius[i];
      error += w * (Math.abs(mid[i]) + radius[i]) + Math.abs(sum) + spread;
    }
    errors[j] = MORE * UNIT * error + LEAST;
  }
  return errors;
}

/** The same of the logit: four partial sums, i modulo 4, added as (0 + 2) + (1 + 3), then the bias. */
export function dotError(w: ArrayLike<number>, bias: number, { mid, radius }: Ranges): number {
  const sum = new Float64Array(4);
  const spread = new Float64Array(4);
  let error = 0;
  for (let i = 0; i < mid.length; i++) {
    const k = i % 4;
    sum[k] += w[i] * mid[i];
    spread[k] += Math.abs(w[i]) * radius[i];
    error += Math.abs(w[i]) * (Math.abs(mid[i]) + radius[i]) + Math.abs(sum[k]) + spread[k];
  }
  const even = sum[0] + sum[2];
  const odd = sum[1] + sum[3];
  const all = spread[0] + spread[1] + spread[2] + spread[3];
  error += Math.abs(even) + Math.abs(odd) + Math.abs(even + odd) + Math.abs(even + odd + bias) + 3 * all;
  return MORE * UNIT * error + LEAST;
}

/** The greatest score that the kernel can give a logit of at most z, and 1 for a z that is no number. */
export function scoreAtMost(z: number): number {
  const score = (1 + SIGMOID) * (1 + 2 ** -40) * (1 / (1 + Math.exp(-z))) + 2 ** -125;
  return score < 1 ? score : 1;
}

/** The least score that the kernel can give a logit of at least z, and 0 for a z that is no number. */
export function scoreAtLeast(z: number): number {
  const score = (1 - SIGMOID) * (1 - 2 ** -40) * (1 / (1 + Math.exp(-z))) - 2 ** -125;
  return score > 0 ? score : 0;
}

/** A logit below which the kernel's score is below `score`: ∞ for a score above 1, −∞ for one of 0 or less. */
export function logitFor(score: number): number {
  if (score > 1) return Infinity;
  const odds = (score - 2 ** -125) / (1 + SIGMOID);
  // −∞ too for NaN, so that nothing is proven of it.
  if (!(odds > 0)) return -Infinity;
  return Math.log(odds / (1 - odds)) - 2 ** -40 * (1 + Math.abs(Math.log(odds / (1 - odds))));
}
