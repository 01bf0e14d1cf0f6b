/** θ₀ under the PARE constraint: the bound that calibration rows prove (Theorem 3.1), and the best θ₀ up to it (§4.2). */
import type { Settings } from "../../config/settings.ts";
import { accepts } from "../../core/metrics.ts";
import { type PacThreshold, pacThreshold } from "../../core/pac.ts";
import { chooseTheta0, scoreCandidates, type Theta0Choice, type Theta0Problem } from "../../core/thresholds.ts";
import { heldScores } from "../held.ts";

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

/** What retrained networks say of x and of x + 𝒜(x), on the scale of g: [n] each; and the share ρ of them that has to hold it. */
export interface HeldBy {
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
  readonly share: number;
}

/**
 * The scores of Z′ for a method that looks at retrained networks: up to which θ₀ g accepts x + 𝒜(x) *and* a share ρ of them
 * does (`heldScores`). With `best`, the higher of that and the same of x itself, since 0 ∈ Δ.
 *
 * What follows from Theorem 3.1. Let g, the networks that chose, the M that count, their validation rows and so their scales, 𝒜
 * (aimed at a score that was named before) and ρ all be fixed before Z. Then s(x), the score here, is a function of x alone that was
 * fixed before Z, and θ̂₀ is the (k + 1)-th smallest of independent draws of it. The proof of the theorem reads nothing of
 * g(x + 𝒜(x)) but that. So, with probability at least 1 − α over Z, P[s(x) ≥ θ₀] ≥ 1 − ε for all θ₀ ≤ θ̂₀ at once, and
 * s(x) ≥ θ₀ says of a person that one of 0 and 𝒜(x) is accepted by g at θ₀ and by at least ⌈ρM⌉ of the M counting
 * networks, each at the threshold that belongs to θ₀ on its scale. That is proven over Z, and for these M networks.
 *
 * Not proven: how many of all the networks that a retraining might yield would hold it. The M are a sample of those, and the
 * share in others is measured (`--validate`). Nor is anything said of a population that has changed, or of retrained
 * networks that accept another share of people than the scale gives them: with a PARE θ₀ of its own on the same Z each of those
 * thresholds would depend on Z, and s with them.
 */
export function heldGuaranteeScores(
  kind: GuaranteeScore,
  score: Float32Array,
  proposed: Float32Array,
  { before, after, share }: HeldBy,
): Float32Array {
  return guaranteeScores(kind, heldScores(score, before, share), heldScores(proposed, after, share));
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
