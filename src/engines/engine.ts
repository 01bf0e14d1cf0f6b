/** The engine contract: what every implementation of one network g_θ must do, and to the bit where it says so. */
import type { Matrix } from "../core/matrix.ts";

/** g_θ: a multilayer perceptron with one sigmoid output. No hidden layer is logistic regression. */
export interface NetworkSpec {
  readonly inputs: number;
  /** Width of each hidden layer: 0–4 layers, each 1–512 wide, widths may differ. */
  readonly hidden: readonly number[];
  readonly activation: "tanh" | "relu";
  /** Probability that a hidden unit is dropped in a training pass, in [0, 1). Kept units are scaled by 1/(1 − dropout). */
  readonly dropout: number;
}

/** One affine layer. `weights` is [inputs, outputs] row-major, `bias` is [outputs]. */
export interface Layer {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** θ: the hidden layers in order, then the output layer (one unit). */
export type Parameters = readonly Layer[];

/** Adam (Kingma and Ba, 2015) with ε outside the square root: W −= η · m̂ / (√v̂ + ε). No weight decay. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** What training needs besides the network: the optimiser and the seed of the dropout masks. */
export interface TrainingSpec {
  readonly adam: AdamSettings;
  /** Unsigned 32-bit seed of the dropout masks; see `masks.ts`. */
  readonly seed: number;
}

/**
 * Which dropout masks the pass that yields ∇ₓℓ(g(x), 1) uses inside a training step.
 * `shared`: those of the step's own pass over x, so that one forward pass serves both.
 * `own`: masks of its own (the release). `eval`: none.
 */
export type GradientMasks = "shared" | "own" | "eval";

/** ∇ₓℓ(g_θ(x), 1) = (g − 1) · ∇ₓz for every row (Eq. 2), and the score g at the same point from the same pass. */
export interface InputGradient {
  readonly score: Float32Array;
  readonly G: Matrix;
}

/** One mini-batch of Eq. 1: (Σᵢ wᵢ ℓ(g(xᵢ), yᵢ) + Σᵢ λᵢ ℓ(g(xᵢ + δᵢ), 1)) / divisor, ℓ the binary cross-entropy. */
export interface Batch {
  /** [n, d]. Must hold the same numbers as at the preceding `gradient` call when that call named these rows. */
  readonly X: Matrix;
  /** [n], 0 or 1. */
  readonly y: Float32Array;
  /** w: [n], weight of each supervised term (1, or a class weight). */
  readonly weights: Float32Array;
  /** The recourse term, or null for λ = 0, which skips that half of the work. δ is a constant: no gradient flows through it. */
  readonly recourse: { readonly delta: Matrix; readonly lambda: Float32Array } | null;
  /** What both sums are divided by; the batch size in the text. */
  readonly divisor: number;
}

/** One g_θ with its optimiser state. Not shared between threads. */
export interface Network {
  readonly spec: NetworkSpec;
  /** "kernel": scores have the bits of engines/reference, the arithmetic that proofs allow for. Of any other nothing is proven. */
  readonly arithmetic?: "kernel";
  /** "scores": a model from outside, which has neither gradients nor parameters; they throw. Absent: all there is. */
  readonly gives?: "scores";
  /** Of a step function, as tree ensembles are: [k] ascending float32 values of x_j between which, the lower one included, no score changes. */
  readonly breaks?: (j: number) => Float32Array;
  /** g_θ(X) without dropout: [n], in [0, 1]. Any n, in blocks of the engine's own; `out` is filled when given. */
  score(X: Matrix, out?: Float32Array): Float32Array;
  /**
   * ∇ₓℓ(g_θ(x), 1) for every row. With `masks` absent or "eval", no dropout and any n; with "shared" or "own", the
   * masks of the coming step, and X the rows of that step's batch. Naming `masks` makes this the gradient of the coming
   * step (the last such call counts); without, it belongs to no step. A score that rounds to 1 gives a row of zeros.
   */
  gradient(X: Matrix, masks?: GradientMasks): InputGradient;
  /**
   * One Adam step on the batch; returns its loss before the step. The passes over x use the masks (step, pass 0) when
   * the gradient was "shared" or not asked for, (step, pass 1) when it was "own" or "eval"; x + δ uses (step, pass 2).
   * Whether an engine reuses the forward pass of `gradient` must not show in a single bit. The caller checks the loss for NaN.
   */
  step(batch: Batch): number;
  /** A copy of θ. */
  parameters(): Parameters;
  /** Frees what the network holds. A closed network must not be used. */
  close(): void;
}

/** A way to compute networks. The same specification, parameters, seed and calls give the same numbers. */
export interface Engine {
  readonly name: string;
  /** One line for records and `doctor`: versions and backend, for example "tfjs 4.22 (wasm)". */
  readonly description: string;
  /** Opens a network at θ = `parameters` (copied). Scoring needs no `training`; `step` without it throws. */
  open(spec: NetworkSpec, parameters: Parameters, training?: TrainingSpec): Network;
}
