/** Decisions at matched acceptance rates: every network accepts the same share of the test rows. */
import { type Mean, meanOver } from "../../core/intervals.ts";
import { rocAuc } from "../../core/metrics.ts";
import { outcomeAt, type TestProposals } from "../../core/outcome.ts";
import { acceptingTheta0 } from "../../core/thresholds.ts";

/** Shares of the test rows that are accepted. */
export const acceptanceShares = [0.3, 0.5, 0.7] as const;

/** Compared at every θ₀, which neither it nor the ceiling reads. */
export const COMPARED = "adversarial";

export const qualities = ["ROC AUC", "balanced accuracy"] as const;

/** One split at one share. */
export interface Matched {
  readonly theta0: number;
  /** The share that is accepted indeed: rows of one score are accepted or turned down together. */
  readonly accepted: number;
  /** Null where all labels are alike. */
  readonly auc: number | null;
  readonly balancedAccuracy: number;
  /** Null where everybody has one score and is accepted. */
  readonly recourseNegative: number | null;
}

/** Evaluates the proposals where the share is accepted. */
export function matchedAt(proposals: TestProposals, share: number): Matched {
  const { theta0, accepted, balancedAccuracy, recourseNegative } = outcomeAt(
    proposals,
    acceptingTheta0(proposals.score, share),
  );
  return { theta0, accepted, auc: rocAuc(proposals.score, proposals.y), balancedAccuracy, recourseNegative };
}

/** Means over the splits that turn somebody down and have both labels. */
export interface MatchedPoint {
  readonly dataset: string;
  readonly method: string;
  readonly share: number;
  readonly lambda: number;
  readonly quality: (typeof qualities)[number];
  readonly value: Mean;
  readonly recourse: Mean;
  readonly accepted: Mean;
  readonly theta0: Mean;
}

/** A point for every quality; none where every split leaves one out. */
export function pointsOf(
  splits: readonly Matched[],
  at: Pick<MatchedPoint, "dataset" | "lambda" | "method" | "share">,
): MatchedPoint[] {
  const valid = splits.flatMap(({ auc, recourseNegative, ...rest }) =>
    auc === null || recourseNegative === null ? [] : [{ ...rest, auc, recourseNegative }],
  );
  if (valid.length === 0) return [];
  const mean = (of: (split: (typeof valid)[number]) => number) => meanOver(valid.map(of));
  return qualities.map((quality) => ({
    ...at,
    quality,
    value: mean(({ auc, balancedAccuracy }) => (quality === "ROC AUC" ? auc : balancedAccuracy)),
    recourse: mean(({ recourseNegative }) => recourseNegative),
    accepted: mean(({ accepted }) => accepted),
    theta0: mean(({ theta0 }) => theta0),
  }));
}
