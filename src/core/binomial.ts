/** The binomial distribution Bin(n, p), summed outwards from its mode: no factorial, no logarithm, no overflow. */

/** P[Bin(n, p) = first + i] = weights[i] / total. Outcomes not listed are less likely than 10⁻⁵⁹⁰. */
export interface BinomialWeights {
  readonly first: number;
  readonly weights: Float64Array;
  /** Sum of the weights, added in their order. */
  readonly total: number;
}

/** The weight of the mode, and the weight to stop at: far enough apart for a tail as small as the smallest double. */
const peak = 2 ** 960;
const negligible = 2 ** -1000;

/**
 * The probabilities of Bin(n, p), n ≥ 0, 0 < p < 1, up to a common factor. Neighbours follow from the ratio of two
 * binomial terms, starting at the mode, so that errors have few terms to grow over: for n = 10⁶ a tail is right to 10⁻¹² of its
 * value, of which rounding a decimal p to a double is the larger part. O(√n) time and memory, O(n) at most.
 */
export function binomialWeights(n: number, p: number): BinomialWeights {
  if (!(Number.isSafeInteger(n) && n >= 0)) throw new RangeError(`invalid n: ${n}`);
  if (!(p > 0 && p < 1)) throw new RangeError(`invalid p: ${p}`);
  const q = 1 - p;
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const below: number[] = [];
  for (let h = mode, weight = peak; h > 0; h--) {
    weight *= (h * q) / ((n - h + 1) * p);
    if (weight < negligible) break;
    below.push(weight);
  }
  const above: number[] = [];
  for (let h = mode, weight = peak; h < n; h++) {
    weight *= ((n - h) * p) / ((h + 1) * q);
    if (weight < negligible) break;
    above.push(weight);
  }
  const weights = Float64Array.from([...below.reverse(), peak, ...above]);
  return { first: mode - below.length, weights, total: weights.reduce((sum, weight) => sum + weight, 0) };
}

/** P[Bin(n, p) ≤ k]. */
export function lowerTail(k: number, n: number, p: number): number {
  const { first, weights, total } = binomialWeights(n, p);
  let sum = 0;
  for (let i = 0; i < weights.length && first + i <= k; i++) sum += weights[i];
  return sum / total;
}

/** P[Bin(n, p) ≥ k], without the cancellation of 1 − P[Bin(n, p) < k]. */
export function upperTail(k: number, n: number, p: number): number {
  const { first, weights, total } = binomialWeights(n, p);
  let sum = 0;
  for (let i = weights.length - 1; i >= 0 && first + i >= k; i--) sum += weights[i];
  return Math.min(1, sum / total);
}
