/** The performance of a classifier on labelled rows: counts at θ₀ and their ratios, ROC AUC, the loss ℓ, recourse rates (§4.1). */

/**
 * f_θ(x) = 1(g_θ(x) ≥ θ₀): whether a score is a favourable outcome; at equality it is. The only place in the tree where
 * a score meets a threshold. Both are compared as doubles; a float32 score is one already.
 */
export function accepts(score: number, theta0: number): boolean {
  return score >= theta0;
}

/** How many rows fall into each cell; "positive" is the favourable outcome, y = 1. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

/** Refuses, with a RangeError, scores and labels [n] that differ in length, a score that is NaN and a label but 0 or 1. */
function checkRows(score: ArrayLike<number>, y: ArrayLike<number>): void {
  if (score.length !== y.length) throw new RangeError(`invalid labels: ${y.length} for ${score.length} scores`);
  for (let i = 0; i < y.length; i++) {
    if (Number.isNaN(score[i])) throw new RangeError(`invalid score of row ${i}: NaN`);
    if (!(y[i] === 0 || y[i] === 1)) throw new RangeError(`invalid label of row ${i}: ${y[i]}`);
  }
}

/** Counts of f_θ against y at θ₀; θ₀ = 0 gives the trivial classifier that accepts everyone. */
export function confusion(score: ArrayLike<number>, y: ArrayLike<number>, theta0: number): Confusion {
  checkRows(score, y);
  if (Number.isNaN(theta0)) throw new RangeError("invalid theta0: NaN");
  let tp = 0;
  let fp = 0;
  let positives = 0;
  for (let i = 0; i < y.length; i++) {
    positives += y[i];
    if (!accepts(score[i], theta0)) continue;
    if (y[i] === 1) tp++;
    else fp++;
  }
  return { tp, fp, tn: y.length - positives - fp, fn: positives - tp };
}

/** a / b, and 0 where there is nothing to divide by (scikit-learn's `zero_division` default). */
function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

/** Share of rows classified as labelled; 0 without rows. */
export function accuracy({ tp, fp, tn, fn }: Confusion): number {
  return ratio(tp + tn, tp + fp + tn + fn);
}

/** Share of the accepted whose label is favourable; 0 when nobody is accepted. */
export function precision({ tp, fp }: Confusion): number {
  return ratio(tp, tp + fp);
}

/** Share of the favourable labels that are accepted; 0 when there is none. */
export function recall({ tp, fn }: Confusion): number {
  return ratio(tp, tp + fn);
}

/**
 * Harmonic mean of precision and recall; 0 when neither a label nor an outcome is favourable. One division of integers,
 * so that equal F1s are equal doubles and the first of equals is well defined; scikit-learn's may differ in the last bit.
 */
export function f1({ tp, fp, fn }: Confusion): number {
  return ratio(2 * tp, 2 * tp + fp + fn);
}

/** Mean of the recall of each class that occurs among the labels (as scikit-learn); 0 without rows. */
export function balancedAccuracy({ tp, fp, tn, fn }: Confusion): number {
  if (tp + fn === 0) return ratio(tn, tn + fp);
  if (tn + fp === 0) return ratio(tp, tp + fn);
  return (tp / (tp + fn) + tn / (tn + fp)) / 2;
}

/** The scores of each class, ascending, as doubles. */
export interface ScoresByLabel {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** Splits the scores [n] by label [n] and sorts them: what every pass over thresholds walks along. */
export function scoresByLabel(score: ArrayLike<number>, y: ArrayLike<number>): ScoresByLabel {
  checkRows(score, y);
  const ofLabel = (label: number) => Float64Array.from(score).filter((_, i) => y[i] === label);
  return { positives: ofLabel(1).sort(), negatives: ofLabel(0).sort() };
}

/**
 * Area under the ROC curve as Mann and Whitney's statistic: the chance that a random favourable row scores above a random
 * unfavourable one, ties counted half. Null when the labels are all alike. Any real scores; O(n log n).
 */
export function rocAuc(score: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const { positives, negatives } = scoresByLabel(score, y);
  if (positives.length === 0 || negatives.length === 0) return null;
  let below = 0;
  let notAbove = 0;
  let twiceWins = 0;
  for (const positive of positives) {
    while (below < negatives.length && negatives[below] < positive) below++;
    while (notAbove < negatives.length && negatives[notAbove] <= positive) notAbove++;
    twiceWins += below + notAbove;
  }
  return twiceWins / (2 * positives.length * negatives.length);
}

/**
 * ℓ(g, y): the binary cross-entropy of one score in [0, 1] against the label y, 0 or 1, in nats. A logarithm counts as at
 * least −100, as in PyTorch's BCELoss, so that the loss of a sure and wrong score is 100 and not infinite.
 */
export function logLoss(score: number, y: number): number {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`invalid score: ${score}`);
  if (!(y === 0 || y === 1)) throw new RangeError(`invalid label: ${y}`);
  return Math.min(100, Math.abs(y === 1 ? Math.log(score) : Math.log1p(-score)));
}

/** What a recourse method did for `rows` people. */
export interface RecourseCounts {
  readonly rows: number;
  /** f(x) = 1. */
  readonly accepted: number;
  /** f(x) = 0 but f(x + δ) = 1. */
  readonly flipped: number;
}

/** "Recourse neg" and "recourse all" of §4.1, with the counts they are rates of. */
export interface RecourseRates extends RecourseCounts {
  /** f(x) = 0. With none, `negative` is 0 and says nothing: print that no one was turned down. */
  readonly negatives: number;
  /** flipped / negatives. */
  readonly negative: number;
  /** (accepted + flipped) / rows. */
  readonly all: number;
}

/** The two recourse rates. Counts that contradict each other are refused with a RangeError. */
export function recourseRates({ rows, accepted, flipped }: RecourseCounts): RecourseRates {
  const negatives = rows - accepted;
  const whole = [rows, accepted, flipped].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!whole || negatives < 0 || flipped > negatives) {
    throw new RangeError(`invalid recourse counts: ${flipped} flipped, ${accepted} accepted, ${rows} rows`);
  }
  const negative = ratio(flipped, negatives);
  return { rows, accepted, flipped, negatives, negative, all: ratio(accepted + flipped, rows) };
}
