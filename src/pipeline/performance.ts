/** How good the decisions are on some rows: the performance half of Table 1, and what accepting everybody would score. */
import { z } from "zod";
import {
  accuracy,
  balancedAccuracy,
  type Confusion,
  confusion,
  f1,
  precision,
  recall,
  rocAuc,
} from "../core/metrics.ts";

const measures = z.strictObject({
  f1: z.number(),
  accuracy: z.number(),
  precision: z.number(),
  recall: z.number(),
  balancedAccuracy: z.number(),
});

/** Performance at θ₀ on labelled rows. */
export const performanceSchema = measures.extend({
  rows: z.int(),
  /** Rows labelled favourable. */
  positives: z.int(),
  /** Rows below θ₀: the people turned down. */
  negatives: z.int(),
  /** ROC AUC; null when all labels are alike. It does not depend on θ₀. */
  auc: z.number().nullable(),
  /** The classifier that accepts everybody (θ₀ = 0), on the same rows. */
  allPositive: measures,
});

/** Performance at θ₀ on labelled rows. */
export type Performance = z.infer<typeof performanceSchema>;

/** Evaluates scores [n] against labels [n] at θ₀. */
export function performanceAt(score: Float32Array, y: Float32Array, theta0: number): Performance {
  const counts = confusion(score, y, theta0);
  return {
    rows: score.length,
    positives: counts.tp + counts.fn,
    negatives: counts.tn + counts.fn,
    ...measuresOf(counts),
    auc: rocAuc(score, y),
    allPositive: measuresOf(confusion(score, y, 0)),
  };
}

function measuresOf(counts: Confusion): z.infer<typeof measures> {
  return {
    f1: f1(counts),
    accuracy: accuracy(counts),
    precision: precision(counts),
    recall: recall(counts),
    balancedAccuracy: balancedAccuracy(counts),
  };
}
