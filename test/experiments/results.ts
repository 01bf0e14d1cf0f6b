/** Results made up for tests of the tables: what an evaluation or a calibration would have stored. */
import { Results } from "../../src/experiments/results.ts";
import type { CalibrateRecord } from "../../src/pipeline/calibration/record.ts";
import type { EvaluateRecord } from "../../src/pipeline/evaluate.ts";
import type { Run } from "../../src/pipeline/run.ts";
import type { Stored } from "../../src/pipeline/store.ts";
import type { Job } from "../../src/runner/job.ts";

const measures = { f1: 0.5, accuracy: 0.5, precision: 0.5, recall: 0.5, balancedAccuracy: 0.5 };

export interface Evaluated {
  readonly f1?: number;
  readonly auc?: number | null;
  /** Of 100 test rows: turned down, and of these with recourse. */
  readonly negatives?: number;
  readonly flipped?: number;
  /** Of those turned down: proven to have none; no method that proves unless given. */
  readonly none?: number;
}

export function evaluated({ f1 = 0.5, auc = 0.5, negatives = 40, flipped = 20, none }: Evaluated): EvaluateRecord {
  const accepted = 100 - negatives;
  const interval = { low: 0, high: 1 };
  return {
    method: "any",
    theta0: 0.5,
    test: { ...measures, f1, auc, rows: 100, positives: 30, negatives, allPositive: { ...measures, f1: 0.4 } },
    recourse: {
      rows: 100,
      accepted,
      negatives,
      flipped,
      proposed: negatives,
      negative: negatives === 0 ? 0 : flipped / negatives,
      negativeInterval: interval,
      all: (accepted + flipped) / 100,
      allInterval: interval,
      cost: null,
    },
    ...(none === undefined ? {} : { proofs: { action: flipped, none, open: negatives - flipped - none } }),
  };
}

/** Only what the tables read of a calibration. */
export function calibrated(f1: number, recourseAll: number, method = "adversarial"): CalibrateRecord {
  const decision = {
    theta0: 0.5,
    test: { ...measures, f1, rows: 100, negatives: 40 },
    promised: { rate: recourseAll, rows: 100 },
    recourseAll: { rate: recourseAll, rows: 100 },
    recourseNegative: { rate: 0.5, rows: 40 },
  };
  const calibration = { part: "calibration", n: 100, k: 1, theta0Bound: 0.6 };
  const record = {
    method,
    epsilon: 0.05,
    alpha: 0.05,
    calibration,
    choice: { rule: "f1" },
    pare: decision,
    free: decision,
  };
  return { ...record, shift: { differ: false } } as unknown as CalibrateRecord;
}

/** The record that `of` makes for each job; null for one that did not finish. */
export function madeUp<T>(
  jobs: readonly Job<T>[],
  of: (job: Job<T>, lambda: number, seed: number) => unknown,
): Results {
  const results = jobs.flatMap((job, i) => {
    const { "run.lambda": lambda, "run.seed": seed } = job.request.overrides ?? {};
    const record = of(job, Number(lambda.value), Number(seed.value));
    if (record === null) return [];
    const stored = { record, key: `key${i}` } as Stored<unknown>;
    const part = { X: { rows: 0, cols: 0, data: [] }, fingerprints: [] };
    const dataset = { parts: { train: part, calibration: part, test: part }, repeated: { rows: 0, repeated: 0 } };
    const choices = { run: { seed: Number(seed.value), engine: "wasm" }, standardise: { fit: "train" }, split: {} };
    const run = { settings: choices, read: async () => dataset } as unknown as Run;
    return [[job.id, { stored, run }] as const];
  });
  return new Results(new Map(results));
}
