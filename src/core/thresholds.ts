/** The choice of θ₀ on labelled rows: the best of some candidates by a rule, the first of equals. */
import { accepts, balancedAccuracy, type Confusion, f1, scoresByLabel } from "./metrics.ts";

/** What a rule maximises, in [0, 1]. `baseRate` is the share of favourable labels among the training rows. */
type Objective = (counts: Confusion, baseRate: number) => number;

/**
 * `f1`: the paper's. It accepts nearly everyone where the favourable label is the majority.
 * `balanced-accuracy`: the mean of both classes' recall; does not depend on which class is the majority.
 * `acceptance-rate`: 1 − |share accepted − base rate|, so that as many are accepted as have the favourable label.
 */
const objectives = {
  f1,
  "balanced-accuracy": balancedAccuracy,
  "acceptance-rate": ({ tp, fp, tn, fn }, baseRate) => 1 - Math.abs((tp + fp) / (tp + fp + tn + fn) - baseRate),
} as const satisfies Record<string, Objective>;

/** A rule by its name in a protocol. */
export type Theta0Rule = keyof typeof objectives;

/** Every rule's name, for a schema. */
export const theta0Rules = Object.keys(objectives) as readonly Theta0Rule[];

/**
 * {0, step, 2·step, …, 1} as i / (1/step), so that 0.15 is the double 0.15 (3 × 0.05 is not). The paper's step is 0.05.
 * A step that does not divide 1 is refused with a RangeError.
 */
export function gridCandidates(step: number): Float64Array {
  const count = Math.round(1 / step);
  if (!(step > 0 && count >= 1 && Math.abs(count * step - 1) < 1e-9)) throw new RangeError(`invalid step: ${step}`);
  return Float64Array.from({ length: count + 1 }, (_, i) => i / count);
}

/**
 * The distinct scores, ascending: every classifier the scores allow but the one that accepts nobody. Where a label is
 * favourable, neither F1 nor balanced accuracy prefers that one to accepting everyone, which comes first.
 */
export function scoreCandidates(score: ArrayLike<number>): Float64Array {
  return Float64Array.from(score)
    .sort()
    .filter((value, i, sorted) => i === 0 || value !== sorted[i - 1]);
}

/** On which rows, by which rule and among which candidates θ₀ is chosen. */
export interface Theta0Problem {
  /** [n] g_θ(x) of the rows, usually the validation rows. */
  readonly score: ArrayLike<number>;
  /** [n] their labels. */
  readonly y: ArrayLike<number>;
  readonly rule: Theta0Rule;
  /** Read by `acceptance-rate`. */
  readonly baseRate: number;
  /** Ascending; see `gridCandidates` and `scoreCandidates`. */
  readonly candidates: ArrayLike<number>;
  /** Decimals the rule's values are rounded to before they are compared, as the release does; null or absent: none. */
  readonly digits?: number | null;
}

/** A chosen θ₀. */
export interface Theta0Choice {
  readonly theta0: number;
  /** What the rule maximises, at θ₀: F1, balanced accuracy, or 1 − |share accepted − base rate|. */
  readonly value: number;
  /** How many candidates were tried. */
  readonly candidates: number;
}

/**
 * The first candidate with the highest value. No rows, a NaN score, a base rate outside [0, 1] and candidates that do not
 * ascend are refused with a RangeError. One sort of the scores, then one walk along scores and candidates: O(n log n).
 */
export function chooseTheta0({ score, y, rule, baseRate, candidates, digits = null }: Theta0Problem): Theta0Choice {
  const { positives, negatives } = scoresByLabel(score, y);
  if (score.length === 0) throw new RangeError("invalid rows: none to choose theta0 on");
  if (candidates.length === 0) throw new RangeError("invalid candidates: none");
  if (!(baseRate >= 0 && baseRate <= 1)) throw new RangeError(`invalid base rate: ${baseRate}`);
  const objective: Objective = objectives[rule];
  let fn = 0;
  let tn = 0;
  let previous = Number.NEGATIVE_INFINITY;
  let best = { theta0: previous, value: previous };
  for (let i = 0; i < candidates.length; i++) {
    const theta0 = candidates[i];
    if (!(theta0 > previous)) throw new RangeError(`invalid candidate ${i}: ${theta0} after ${previous}`);
    previous = theta0;
    while (fn < positives.length && !accepts(positives[fn], theta0)) fn++;
    while (tn < negatives.length && !accepts(negatives[tn], theta0)) tn++;
    const exact = objective({ tp: positives.length - fn, fp: negatives.length - tn, tn, fn }, baseRate);
    const value = digits === null ? exact : Number(exact.toFixed(digits));
    if (value > best.value) best = { theta0, value };
  }
  return { ...best, candidates: candidates.length };
}

/**
 * The θ₀ at which the share `accepted` of the rows is accepted, as nearly as equal scores allow: rows of one score are
 * accepted or turned down together. Candidates are the scores themselves; of two equally near, the lower, which accepts more.
 */
export function acceptingTheta0(score: ArrayLike<number>, accepted: number): number {
  if (score.length === 0) throw new RangeError("invalid rows: none to accept");
  if (!(accepted > 0 && accepted < 1)) throw new RangeError(`invalid share accepted: ${accepted}`);
  const sorted = Float64Array.from(score).sort();
  const n = sorted.length;
  let best = { theta0: sorted[0], distance: Number.POSITIVE_INFINITY };
  for (let i = 0; i < n; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    // Whole counts: a share times n is seldom exact.
    const distance = Math.abs(n - i - Number((accepted * n).toPrecision(12)));
    if (distance < best.distance) best = { theta0: sorted[i], distance };
  }
  return best.theta0;
}
