/** The PAC threshold of §3.3: θ̂₀ such that, 1 − α sure, at least 1 − ε of people have recourse (Theorem 3.1). */
import { binomialWeights } from "./binomial.ts";
import { ConfigError } from "./errors.ts";

/**
 * ε and α are meant as the decimals they are written as, and the sum is rounded: a probability this close to α, relative
 * to the nearer of α and 1 − α, equals it (n = 1, ε = 0.05, α = 0.95: P = α, summed 0.9500000000000001). The tails of two
 * neighbouring k differ by more than 10⁻³ of that for n = 10⁶, so that this decides ties and nothing else.
 */
const tie = 1e-12;

/** α, raised by the tolerance of ties. */
function limitOf(epsilon: number, alpha: number): number {
  if (!(epsilon > 0 && epsilon < 1)) throw new RangeError(`invalid epsilon: ${epsilon}`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`invalid alpha: ${alpha}`);
  return alpha + tie * Math.min(alpha, 1 - alpha);
}

/**
 * k = max{k : P[Bin(n, ε) ≤ k] ≤ α} of Park et al. (2020): how many of n calibration rows may miss the threshold. Null
 * when even k = 0 is too many, (1 − ε)ⁿ > α. Both ε and α are probabilities of *failure*; the release passes its
 * confidence, 0.95, for α (k = 328 instead of 272 on adult), which guarantees nothing.
 */
export function pacIndex(n: number, epsilon: number, alpha: number): number | null {
  const limit = limitOf(epsilon, alpha);
  const { first, weights, total } = binomialWeights(n, epsilon);
  let k = first - 1;
  for (let sum = 0; k + 1 < n; k++) {
    sum += weights[k + 1 - first];
    if (!(sum <= limit * total)) break;
  }
  return k < 0 ? null : k;
}

/** The smallest n with (1 − ε)ⁿ ≤ α: fewer rows can guarantee nothing (59 at ε = α = 0.05). */
export function smallestCalibrationSize(epsilon: number, alpha: number): number {
  return Math.ceil(Math.log(limitOf(epsilon, alpha)) / Math.log1p(-epsilon));
}

/** Says that n rows are fewer than `smallestCalibrationSize`, and what to do. */
export function tooFewRows(n: number, epsilon: number, alpha: number): string {
  return (
    `calibration: ${n} rows cannot prove epsilon ${epsilon} at alpha ${alpha}: ` +
    `hold out at least ${smallestCalibrationSize(epsilon, alpha)} rows, or allow a larger epsilon or alpha`
  );
}

/** What n calibration rows prove. */
export interface PacThreshold {
  /** Calibration rows. */
  readonly n: number;
  /** How many of them may score below the bound. */
  readonly k: number;
  /** θ̂₀: the (k + 1)-th smallest proposed score. Every θ₀ up to and including it keeps the guarantee. */
  readonly theta0Bound: number;
}

/**
 * θ̂₀(Z) of Theorem 3.1. `proposed` holds g_θ(x + 𝒜(x)) for every calibration row x ∈ Z, the scores of Z′ (Eq. 4). Then,
 * with probability at least 1 − α over Z, P[g_θ(x + 𝒜(x)) ≥ θ₀] ≥ 1 − ε for all θ₀ ≤ θ̂₀ at once (Eq. 5), provided that
 * the rows are independent draws of the people the classifier will meet and that g_θ and 𝒜 were fixed before these rows
 * were seen, 𝒜 not reading θ₀. Ties among the scores only help.
 *
 * Throws a ConfigError that names the smallest valid n when the rows are too few.
 */
export function pacThreshold(proposed: ArrayLike<number>, epsilon: number, alpha: number): PacThreshold {
  const sorted = Float64Array.from(proposed).sort();
  const n = sorted.length;
  // A typed array sorts NaN last.
  if (Number.isNaN(sorted[n - 1])) throw new RangeError("invalid proposed score: NaN");
  const k = pacIndex(n, epsilon, alpha);
  if (k === null) throw new ConfigError(tooFewRows(n, epsilon, alpha));
  return { n, k, theta0Bound: sorted[k] };
}
