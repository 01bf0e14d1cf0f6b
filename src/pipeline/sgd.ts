/** Training (§3.1): stochastic gradient descent on Eq. 1, with δ* found inside every step: by the linear program of Eq. 2, or among named actions. */
import type { LinearProgram } from "../actions/lp.ts";
import { ConfigError } from "../core/errors.ts";
import { type Matrix, matrix } from "../core/matrix.ts";
import { pause } from "../core/yield.ts";
import type { GradientMasks, Network, Parameters } from "../engines/engine.ts";
import { type BatchPlan, type BatchStep, steps } from "./batches.ts";
import { type EpochOutcome, type Examples, type Validation, validate } from "./validation.ts";

export interface TrainingProblem {
  readonly train: Examples;
  readonly validation: Validation;
  /** λ ≥ 0. With 0 no gradient is taken and no linear program solved. */
  readonly lambda: number;
  readonly epochs: number;
  readonly plan: BatchPlan;
  readonly gradientMasks: GradientMasks;
  /** The release leaves out the recourse term of a row whose δ is 0; Eq. 1 keeps it. */
  readonly skipZeroDelta: boolean;
}

/** The outcome of one epoch: the mean training loss, and validation. */
export interface Epoch extends EpochOutcome {
  readonly epoch: number;
  readonly loss: number;
}

export interface TrainingProgress {
  readonly onStep?: ((epoch: number, step: number, stepsInEpoch: number) => void) | undefined;
  readonly onEpoch?: ((epoch: Epoch) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Every epoch's outcome, the chosen epoch (the first with the highest `merit`) and its parameters. */
export interface Trained {
  readonly epochs: readonly Epoch[];
  readonly chosen: Epoch;
  readonly parameters: Parameters;
}

/** Steps between two yields to the event loop, so that Ctrl-C is heard within some milliseconds. */
const STEPS_BETWEEN_PAUSES = 64;

/**
 * Trains `network` in place and returns the parameters of the best epoch by validation. Throws a ConfigError naming epoch
 * and batch when the loss is not a number, and the signal's reason when stopped.
 */
export async function trainNetwork(
  network: Network,
  program: LinearProgram,
  problem: TrainingProblem,
  progress: TrainingProgress = {},
): Promise<Trained> {
  const gather = gatherer(problem);
  const epochs: Epoch[] = [];
  let best: { epoch: Epoch; parameters: Parameters } | null = null;
  for (let epoch = 1; epoch <= problem.epochs; epoch++) {
    const plan = steps(problem.plan, epoch);
    let total = 0;
    let rows = 0;
    for (let i = 0; i < plan.length; i++) {
      const loss = step(network, program, problem, gather(plan[i]), plan[i].divisor);
      if (Number.isNaN(loss)) throw diverged(epoch, i + 1);
      total += loss * plan[i].divisor;
      rows += plan[i].rows.length;
      if (i % STEPS_BETWEEN_PAUSES === 0) {
        progress.onStep?.(epoch, i, plan.length);
        await pause(progress.signal);
      }
    }
    const validated = validate(network, program, problem.validation);
    if (!validated) throw diverged(epoch, plan.length);
    const outcome: Epoch = { epoch, loss: total / rows, ...validated };
    epochs.push(outcome);
    progress.onEpoch?.(outcome);
    if (!best || outcome.merit > best.epoch.merit) best = { epoch: outcome, parameters: network.parameters() };
  }
  if (!best) throw new RangeError(`invalid epochs: ${problem.epochs}`);
  return { epochs, chosen: best.epoch, parameters: best.parameters };
}

/** The rows of one step, copied out of the examples. */
interface Gathered extends Examples {
  readonly lambda: Float32Array;
  readonly delta: Matrix;
}

function step(network: Network, program: LinearProgram, problem: TrainingProblem, rows: Gathered, divisor: number) {
  const { X, y, weights, delta, lambda } = rows;
  if (problem.lambda === 0) return network.step({ X, y, weights, recourse: null, divisor });
  const { score, G } = network.gradient(X, problem.gradientMasks);
  // θ may have overflowed in the step before; the linear program takes no NaN.
  if (!score.every(Number.isFinite) || !G.data.every(Number.isFinite)) return Number.NaN;
  program.solve(G, X, delta);
  for (let i = 0; i < X.rows; i++) {
    lambda[i] = problem.skipZeroDelta && isZero(delta, i) ? 0 : problem.lambda;
  }
  return network.step({ X, y, weights, recourse: { delta, lambda }, divisor });
}

function isZero(delta: Matrix, i: number): boolean {
  for (let j = i * delta.cols; j < (i + 1) * delta.cols; j++) if (delta.data[j] !== 0) return false;
  return true;
}

/** Copies a step's rows into buffers that every step of one size shares, so that a step allocates nothing. */
function gatherer({ train, validation }: TrainingProblem): (step: BatchStep) => Gathered {
  const n = train.X.rows;
  const cols = train.X.cols;
  const bySize = new Map<number, Gathered>();
  const ofSize = (size: number): Gathered => {
    const found = bySize.get(size);
    if (found) return found;
    const vector = () => new Float32Array(size);
    const made = { X: matrix(size, cols), delta: matrix(size, cols), y: vector(), weights: vector(), lambda: vector() };
    bySize.set(size, made);
    return made;
  };
  return ({ rows }) => {
    const gathered = ofSize(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i] < n ? train : validation.examples;
      const at = rows[i] < n ? rows[i] : rows[i] - n;
      for (let j = 0; j < cols; j++) gathered.X.data[i * cols + j] = from.X.data[at * cols + j];
      gathered.y[i] = from.y[at];
      gathered.weights[i] = from.weights[at];
    }
    return gathered;
  };
}

function diverged(epoch: number, batch: number): ConfigError {
  return new ConfigError(
    `training diverged: the loss is not a number at epoch ${epoch}, batch ${batch}; lower optimiser.learningRate or check the features for extreme values`,
  );
}
