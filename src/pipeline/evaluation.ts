/** The one place that evaluates recourse: is x + δ accepted at θ₀, how often, and at what cost (§4.1 Metrics). */
import { z } from "zod";
import { wilson } from "../core/intervals.ts";
import { add, type Matrix, take } from "../core/matrix.ts";
import { accepts, recourseRates } from "../core/metrics.ts";
import { quantile } from "../core/quantile.ts";
import type { Network } from "../engines/engine.ts";

const interval = z.strictObject({ low: z.number(), high: z.number() });
const spread = z.strictObject({ median: z.number(), p90: z.number() });

/** What a method proved of people turned down, by number: an accepted action, none in Δ, or neither. */
export const proofsSchema = z.strictObject({ action: z.int(), none: z.int(), open: z.int() });

/** What one method achieved for the people turned down among some rows. */
export const recourseOutcomeSchema = z.strictObject({
  rows: z.int(),
  /** f(x) = 1, f(x) = 0, and f(x) = 0 but f(x + δ) = 1. */
  accepted: z.int(),
  negatives: z.int(),
  flipped: z.int(),
  /** Rows for which the method proposed any change. */
  proposed: z.int(),
  /** "Recourse neg" and "recourse all", each with its 95 % Wilson interval. */
  negative: z.number(),
  negativeInterval: interval,
  all: z.number(),
  allInterval: interval,
  /** Of accepted recourses, in standard deviations; null when there is none. */
  cost: z.strictObject({ l1: spread, l2: spread, linf: spread, changed: spread }).nullable(),
});

/** What one method achieved for the people turned down among some rows. */
export type RecourseOutcome = z.infer<typeof recourseOutcomeSchema>;

/** The rows of X that f_θ turns down at θ₀. */
export function turnedDown(score: Float32Array, theta0: number): Int32Array {
  const indices: number[] = [];
  for (let i = 0; i < score.length; i++) if (!accepts(score[i], theta0)) indices.push(i);
  return Int32Array.from(indices);
}

/** What x + δ comes to for every row turned down. */
export interface EvaluationOutcome {
  /** g(x + δ), one per row turned down. */
  readonly score: Float32Array;
  readonly evaluation: RecourseOutcome;
}

/** Evaluates the δ proposed for the rows `negatives` of X; `delta` has one row for each of them, in their order. */
export function evaluateProposals(
  network: Network,
  X: Matrix,
  negatives: Int32Array,
  delta: Matrix,
  theta0: number,
): EvaluationOutcome {
  const score = network.score(add(take(X, negatives), delta));
  const costs = { l1: [], l2: [], linf: [], changed: [] } as Record<"l1" | "l2" | "linf" | "changed", number[]>;
  let flipped = 0;
  let proposed = 0;
  for (let i = 0; i < negatives.length; i++) {
    const norms = normsOf(delta.data.subarray(i * delta.cols, (i + 1) * delta.cols));
    if (norms.changed > 0) proposed++;
    if (!accepts(score[i], theta0)) continue;
    flipped++;
    for (const name of ["l1", "l2", "linf", "changed"] as const) costs[name].push(norms[name]);
  }
  const rates = recourseRates({ rows: X.rows, accepted: X.rows - negatives.length, flipped });
  const spreadOf = (values: number[]) => ({ median: quantile(values, 0.5), p90: quantile(values, 0.9) });
  const evaluation: RecourseOutcome = {
    ...rates,
    proposed,
    negativeInterval: wilson(flipped, negatives.length),
    allInterval: wilson(rates.accepted + flipped, X.rows),
    cost:
      flipped === 0
        ? null
        : {
            l1: spreadOf(costs.l1),
            l2: spreadOf(costs.l2),
            linf: spreadOf(costs.linf),
            changed: spreadOf(costs.changed),
          },
  };
  return { score, evaluation };
}

function normsOf(delta: Float32Array) {
  let l1 = 0;
  let squares = 0;
  let linf = 0;
  let changed = 0;
  for (const value of delta) {
    const size = Math.abs(value);
    l1 += size;
    squares += size * size;
    linf = Math.max(linf, size);
    if (size > 0) changed++;
  }
  return { l1, l2: Math.sqrt(squares), linf, changed };
}
