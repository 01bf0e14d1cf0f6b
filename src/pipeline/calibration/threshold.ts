/** θ₀ under the PARE constraint: the bound that calibration rows prove (Theorem 3.1), and the best θ₀ up to it (§4.2). */
import type { Settings } from "../../config/settings.ts";
import { accepts } from "../../core/metrics.ts";
import { type PacThreshold, pacThreshold } from "../../core/pac.ts";
import { chooseTheta0, scoreCandidates, type Theta0Choice, type Theta0Problem } from "../../core/thresholds.ts";

/** What a protocol says of PARE. */
export type PareSettings = Settings["pare"];

/** Which score of a person the guarantee is about; see `guaranteeScores`. */
export type GuaranteeScore = PareSettings["score"];

/** How θ₀ is chosen up to the bound. */
export type ChoiceSettings = Pick<PareSettings, "grid" | "rule" | "digits">;

/** Labelled rows that θ₀ is chosen on, and the share of favourable labels among the training rows. */
export type ChoiceRows = Pick<Theta0Problem, "score" | "y" | "baseRate">;

/**
 * [n] the scores of Z′, of which the guarantee says that 1 − ε reach θ₀. `proposed` is the paper's g(x + 𝒜(x)). `best` is
 * max(g(x), g(x + 𝒜(x))): 0 ∈ Δ, so that a person who is accepted has recourse (§2) even where 𝒜 lowers their score. It is the
 * proposed score of the method that proposes the better of 𝒜(x) and 0, and Theorem 3.1 holds for that method as for any.
 */
export function guaranteeScores(kind: GuaranteeScore, score: Float32Array, proposed: Float32Array): Float32Array {
  if (score.length !== proposed.length) {
    throw new RangeError(`invalid proposed scores: ${proposed.length} for ${score.length} rows`);
  }
  return kind === "best" ? proposed.map((value, i) => Math.max(value, score[i])) : proposed;
}

/** How many of the scores reach θ₀. */
export function countAccepted(scores: ArrayLike<number>, theta0: number): number {
  let count = 0;
  for (let i = 0; i < scores.length; i++) if (accepts(scores[i], theta0)) count++;
  return count;
}

/** The paper's candidates: the ten points i · bound / 9, i = 0 … 9, both ends included, as the release reads §4.2. */
export function tenCandidates(bound: number): Float64Array {
  if (bound === 0) return Float64Array.of(0);
  return Float64Array.from({ length: 10 }, (_, i) => (i === 9 ? bound : i * (bound / 9)));
}

/** Every score up to the bound, and the bound: all classifiers the rows can tell apart below it. */
function scoresUpTo(bound: number, score: ArrayLike<number>): Float64Array {
  const below = scoreCandidates(score).filter((value) => value < bound);
  const candidates = new Float64Array(below.length + 1).fill(bound);
  candidates.set(below);
  return candidates;
}

/**
 * The best θ₀ in [0, bound] by `rule` on the given rows, the first of equals. Any rows may be used, the calibration rows
 * themselves included: where P[s ≥ θ̂₀] ≥ 1 − ε holds for a score s, P[s ≥ θ₀] ≥ 1 − ε holds for every θ₀ ≤ θ̂₀ at once,
 * as a lower threshold only accepts more. The event that Theorem 3.1 bounds is that of θ̂₀ alone.
 *
 * With `digits` values are rounded before they are compared and so is θ₀, as the release does: θ₀ may then end above the
 * bound, by half a unit of the last decimal, where nothing is guaranteed.
 */
export function chooseUpTo(bound: number, rows: ChoiceRows, { grid, rule, digits }: ChoiceSettings): Theta0Choice {
  const candidates = grid === "all" ? scoresUpTo(bound, rows.score) : tenCandidates(bound);
  const choice = chooseTheta0({ ...rows, rule, candidates, digits });
  return digits === null ? choice : { ...choice, theta0: Number(choice.theta0.toFixed(digits)) };
}

/** The bound, what proves it, and the θ₀ taken. */
export interface CalibratedThreshold extends PacThreshold {
  readonly choice: Theta0Choice;
}

/**
 * PARE, §3.3 and §4.2: the bound from the guarantee scores of the calibration rows, then θ₀ up to it. Throws a ConfigError
 * that names the smallest valid n where the rows are too few.
 */
export function calibrateThreshold(
  calibration: ArrayLike<number>,
  rows: ChoiceRows,
  { epsilon, alpha, ...settings }: ChoiceSettings & Pick<PareSettings, "epsilon" | "alpha">,
): CalibratedThreshold {
  const proof = pacThreshold(calibration, epsilon, alpha);
  return { ...proof, choice: chooseUpTo(proof.theta0Bound, rows, settings) };
}
