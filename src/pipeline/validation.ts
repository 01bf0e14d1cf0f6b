/** Validation after an epoch: the combined loss of Eq. 1, θ₀ by its rule, and how many have recourse there. */
import type { LinearProgram } from "../actions/lp.ts";
import { add, type Matrix, matrix } from "../core/matrix.ts";
import { accepts, logLoss } from "../core/metrics.ts";
import { chooseTheta0, gridCandidates, scoreCandidates, type Theta0Rule } from "../core/thresholds.ts";
import type { Network } from "../engines/engine.ts";

/** Rows with their labels (1 = favourable) and the weight of their supervised loss. */
export interface Examples {
  readonly X: Matrix;
  readonly y: Float32Array;
  readonly weights: Float32Array;
}

/** How θ₀ is chosen on validation rows. */
export interface ThresholdSettings {
  readonly rule: Theta0Rule;
  /** Step of the candidates 0, step … 1, or every distinct score. */
  readonly grid: number | "all";
}

export interface Validation {
  readonly examples: Examples;
  readonly lambda: number;
  /** Share of favourable labels among the training rows. */
  readonly baseRate: number;
  /** Which epoch is best: the lowest combined loss, or the highest value of a rule over its best θ₀. */
  readonly epochRule: "loss" | "f1" | "balanced-accuracy";
  readonly threshold: ThresholdSettings;
  /** The release weighs each validation row by the label of the row before it (T:393-397). */
  readonly weightsOf: "own" | "previous";
}

export interface EpochOutcome {
  /** Mean of wᵢ ℓ(g(x), y) + λ ℓ(g(x + δ), 1), without dropout. */
  readonly validationLoss: number;
  /** What the choice of epoch compares; higher is better. */
  readonly merit: number;
  readonly theta0: number;
  /** The highest F1 over the candidates, whatever the rule. */
  readonly f1: number;
  /** Validation rows below θ₀, and how many of them x + δ lifts to it, δ by the linear program. */
  readonly negatives: number;
  readonly flipped: number;
}

/** Evaluates the network on the validation rows, in evaluation mode. Null when a score is not a number. */
export function validate(network: Network, program: LinearProgram, validation: Validation): EpochOutcome | null {
  const { X, y, weights } = validation.examples;
  const { score, G } = network.gradient(X);
  if (!score.every(Number.isFinite) || !G.data.every(Number.isFinite)) return null;
  const proposed = network.score(add(X, program.solve(G, X, matrix(X.rows, X.cols))));
  const validationLoss = combinedLoss(validation, y, weights, score, proposed);

  const { rule, grid } = validation.threshold;
  const candidates = grid === "all" ? scoreCandidates(score) : gridCandidates(grid);
  const best = (by: Theta0Rule) => chooseTheta0({ score, y, rule: by, baseRate: validation.baseRate, candidates });
  const { theta0 } = best(rule);
  let negatives = 0;
  let flipped = 0;
  for (let i = 0; i < X.rows; i++) {
    if (accepts(score[i], theta0)) continue;
    negatives++;
    if (accepts(proposed[i], theta0)) flipped++;
  }
  const merit = validation.epochRule === "loss" ? -validationLoss : best(validation.epochRule).value;
  return { validationLoss, merit, theta0, f1: best("f1").value, negatives, flipped };
}

function combinedLoss(
  { lambda, weightsOf }: Validation,
  y: Float32Array,
  weights: Float32Array,
  score: Float32Array,
  proposed: Float32Array,
): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const weight = weightsOf === "own" || i === 0 ? weights[i] : weights[i - 1];
    sum += weight * logLoss(score[i], y[i]) + lambda * logLoss(proposed[i], 1);
  }
  return sum / y.length;
}
