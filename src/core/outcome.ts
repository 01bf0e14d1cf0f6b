/** The decisions of one θ₀ on rows whose scores are known, with and without the proposed actions. */
import { accepts, accuracy, balancedAccuracy, confusion, f1, recourseRates } from "./metrics.ts";

/** Test rows, [n] each: g(x), 1 for a favourable label, and g(x + 𝒜(x)) of a method that reads no θ₀. */
export interface TestProposals {
  readonly score: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly proposed: ArrayLike<number>;
}

/** The decisions at one θ₀. */
export interface ThresholdOutcome {
  readonly theta0: number;
  /** Share of the rows with f(x) = 1. */
  readonly accepted: number;
  readonly f1: number;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  /** Null where no one is turned down: 0 of 0 says nothing. */
  readonly recourseNegative: number | null;
  readonly recourseAll: number;
}

/** Evaluates the proposals at θ₀: recourse is g(x) < θ₀ ≤ g(x + 𝒜(x)). */
export function outcomeAt({ score, y, proposed }: TestProposals, theta0: number): ThresholdOutcome {
  const counts = confusion(score, y, theta0);
  let flipped = 0;
  for (let i = 0; i < score.length; i++) if (!accepts(score[i], theta0) && accepts(proposed[i], theta0)) flipped++;
  const recourse = recourseRates({ rows: score.length, accepted: counts.tp + counts.fp, flipped });
  return {
    theta0,
    accepted: recourse.accepted / recourse.rows,
    f1: f1(counts),
    accuracy: accuracy(counts),
    balancedAccuracy: balancedAccuracy(counts),
    recourseNegative: recourse.negatives === 0 ? null : recourse.negative,
    recourseAll: recourse.all,
  };
}
