/** The shift check: do the test rows come from the population of the calibration rows? A guarantee for one population need not hold for another. */
import { z } from "zod";
import { type Matrix, take } from "../../core/matrix.ts";
import { rocAuc } from "../../core/metrics.ts";
import { permutation, stream } from "../../core/random.ts";
import type { Engine } from "../../engines/engine.ts";
import type { RecourseProblem } from "../../methods/method.ts";
import { fittedScores, type Labelled } from "../fit.ts";
import { openings } from "./guarantee.ts";

export const shiftSchema = z.strictObject({
  calibration: z.int(),
  test: z.int(),
  /** The feature whose means differ most, in pooled standard deviations (test − calibration), and what chance explains. */
  largest: z.strictObject({ feature: z.string(), difference: z.number(), chance: z.number() }),
  /** Of a classifier that tells calibration rows from test rows, on rows it was not fitted on, and what chance explains. */
  auc: z.number(),
  aucChance: z.number(),
  /** Whether either lies beyond chance. */
  differ: z.boolean(),
});

export type Shift = z.infer<typeof shiftSchema>;

/** A difference that chance makes less often than this is called one. */
const FALSE_ALARM = 0.001;
const FOLDS = 5;
const BATCH = 32;
/** Passes over the rows, and more where there are few of them. */
const EPOCHS = 10;
const LEAST_STEPS = 400;
const ADAM = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/**
 * Compares the standardised rows Z of calibration with those of the test. The classifier is the engine without a hidden
 * layer, logistic regression, fitted on four fifths of the rows, both samples weighing the same, and evaluated on the fifth;
 * its AUC is the mean over the five. It
 * detects differences that are linear in the features and may miss a difference in spread alone.
 *
 * Chance is what P < 0.001 allows if both samples come from one population, by P[|N(0, 1)| > z] ≤ 2 exp(−z²/2), over all
 * features at once for the difference of means.
 */
export function shiftBetween(
  calibration: Matrix,
  test: Matrix,
  columns: RecourseProblem["columns"],
  engine: Engine,
  seed: number,
): Shift {
  const [n, m] = [calibration.rows, test.rows];
  const beyond = (tests: number) => Math.sqrt(2 * Math.log((2 * tests) / FALSE_ALARM));
  const differences = columns.map((_, j) => meanDifference(calibration, test, j));
  const at = differences.reduce((best, value, j) => (Math.abs(value) > Math.abs(differences[best]) ? j : best), 0);
  const chance = beyond(columns.length) * Math.sqrt(1 / n + 1 / m);
  const auc = twoSampleAuc(calibration, test, engine, seed);
  // The variance of Mann and Whitney's statistic where both samples are alike.
  const aucChance = 0.5 + beyond(1) * Math.sqrt((n + m + 1) / (12 * n * m));
  return {
    calibration: n,
    test: m,
    largest: { feature: columns[at].name, difference: differences[at], chance },
    auc,
    aucChance,
    differ: Math.abs(differences[at]) > chance || auc > aucChance,
  };
}

/** In plain words what the check found, for a record that does not pass it; null for one that does. */
export function shiftInWords({ largest, auc, differ }: Shift): string | null {
  if (!differ) return null;
  const direction = largest.difference > 0 ? "higher" : "lower";
  const by = `${Number(Math.abs(largest.difference).toFixed(2))} standard deviations ${direction}`;
  return (
    `${openings.shift}${largest.feature} is ${by} on average, and a classifier ` +
    `tells the two apart with an AUC of ${auc.toFixed(3)} (0.5 would be a guess). The promise covers people like the ` +
    "calibration rows and says nothing about these test rows."
  );
}

/** (mean of test − mean of calibration) / √(mean of both variances); by the spread of all rows where neither has one. */
function meanDifference(calibration: Matrix, test: Matrix, j: number): number {
  const a = moments(calibration, j);
  const b = moments(test, j);
  const gap = b.mean - a.mean;
  if (gap === 0) return 0;
  // Two constants: over all rows, half of each, the standard deviation is half the gap.
  return gap / (Math.sqrt((a.variance + b.variance) / 2) || Math.abs(gap) / 2);
}

function moments({ rows, cols, data }: Matrix, j: number): { mean: number; variance: number } {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * cols + j];
  const mean = sum / rows;
  let squares = 0;
  for (let i = 0; i < rows; i++) squares += (data[i * cols + j] - mean) ** 2;
  return { mean, variance: squares / Math.max(1, rows - 1) };
}

/** AUC of logistic regression told to give test rows the higher score, cross-fitted; each fold has its share of both. */
function twoSampleAuc(calibration: Matrix, test: Matrix, engine: Engine, seed: number): number {
  const random = stream(seed, "shift folds");
  const folds = [permutation(calibration.rows, random), permutation(test.rows, random)].map((order) =>
    Array.from({ length: FOLDS }, (_, fold) => order.filter((_, i) => i % FOLDS === fold)),
  );
  let sum = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const rest = folds.map((ofPart) => Int32Array.from(ofPart.flatMap((rows, f) => (f === fold ? [] : [...rows]))));
    const held = folds.map((ofPart) => ofPart[fold]);
    const fitted = joined(take(calibration, rest[0]), take(test, rest[1]));
    const joint = joined(take(calibration, held[0]), take(test, held[1]));
    sum += rocAuc(logisticScores(fitted, joint.X, engine, seed), joint.y) ?? 0.5;
  }
  return sum / FOLDS;
}

/** Both samples; the class of calibration rows is 0, that of test rows 1. */
function joined(calibration: Matrix, test: Matrix): Labelled {
  const { cols } = calibration;
  const rows = calibration.rows + test.rows;
  const X = { rows, cols, data: new Float32Array(rows * cols) };
  X.data.set(calibration.data);
  X.data.set(test.data, calibration.data.length);
  return { X, y: Float32Array.from({ length: rows }, (_, i) => Number(i >= calibration.rows)) };
}

/** g of a logistic regression fitted on the two samples, which weigh the same, for the rows `X`. */
function logisticScores(samples: Labelled, X: Matrix, engine: Engine, seed: number): Float32Array {
  const n = samples.X.rows;
  const ofTest = samples.y.reduce((sum, label) => sum + label, 0);
  return fittedScores(samples, X, {
    engine,
    spec: { hidden: [], activation: "tanh", dropout: 0 },
    adam: ADAM,
    batch: BATCH,
    epochs: Math.max(EPOCHS, Math.ceil((LEAST_STEPS * BATCH) / n)),
    seed,
    order: (epoch) => permutation(n, stream(seed, "shift batches", epoch - 1)),
    weightOf: (label) => n / (2 * (label === 1 ? ofTest : n - ofTest)),
  });
}
