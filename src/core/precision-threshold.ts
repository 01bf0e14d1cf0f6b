/** The θ₀ that fixes precision on labelled rows (B.3). */

import { accepts, scoresByLabel } from "./metrics.ts";
import { scoreCandidates } from "./thresholds.ts";

/** A θ₀, with its precision on the rows it was chosen on. */
export interface PrecisionThreshold {
  readonly theta0: number;
  /** At least what was asked for. */
  readonly precision: number;
  /** Rows with f(x) = 1. */
  readonly accepted: number;
}

/**
 * The lowest θ₀ among the distinct scores at which precision is at least `precision`: of all classifiers that precise,
 * the one that accepts most people. Where precision rises through that value, it is exceeded by no more than the last group
 * of equal scores does. Null where no θ₀ is so precise. Where accepting everybody is that precise already, that is the
 * result, and its precision may lie far above. The release takes the point of the precision-recall curve that is nearest in precision,
 * which may lie below, and fails where that point is the curve's last, which has no threshold.
 */
export function precisionThreshold(
  score: ArrayLike<number>,
  y: ArrayLike<number>,
  precision: number,
): PrecisionThreshold | null {
  if (!(precision > 0 && precision <= 1)) throw new RangeError(`invalid precision: ${precision}`);
  const { positives, negatives } = scoresByLabel(score, y);
  let [fn, tn] = [0, 0];
  for (const theta0 of scoreCandidates(score)) {
    while (fn < positives.length && !accepts(positives[fn], theta0)) fn++;
    while (tn < negatives.length && !accepts(negatives[tn], theta0)) tn++;
    const favourable = positives.length - fn;
    const accepted = favourable + negatives.length - tn;
    if (favourable / accepted >= precision) return { theta0, precision: favourable / accepted, accepted };
  }
  return null;
}
