/** Small problems with networks whose parameters are written down or drawn from a seed, not trained. */
import { type ActionSet, actionSet } from "../../src/actions/set.ts";
import { type Matrix, matrix } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { stream } from "../../src/core/random.ts";
import type { CausalSpec } from "../../src/data/causal.ts";
import type { Network, Parameters } from "../../src/engines/engine.ts";
import { initialParameters } from "../../src/engines/parameters.ts";
import { openEngine } from "../../src/engines/registry.ts";
import type { RecourseProblem, RetrainedNetwork } from "../../src/methods/method.ts";

const engine = await openEngine("wasm");

/** g(x) = σ(w·x + bias). */
export function logistic(w: readonly number[], bias: number): Network {
  const spec = { inputs: w.length, hidden: [], activation: "tanh", dropout: 0 } as const;
  return engine.open(spec, [{ weights: Float32Array.from(w), bias: Float32Array.of(bias) }]);
}

/** One tanh layer with the given weights ([inputs][units]), biases, output weights and output bias. */
export function tanhLayer(W: readonly number[][], b: readonly number[], out: readonly number[], c: number): Network {
  const spec = { inputs: W.length, hidden: [b.length], activation: "tanh", dropout: 0 } as const;
  return engine.open(spec, [
    { weights: Float32Array.from(W.flat()), bias: Float32Array.from(b) },
    { weights: Float32Array.from(out), bias: Float32Array.of(c) },
  ]);
}

/** A tanh network of 16-16 units whose weights are `gain` times those before training: as bent as a trained one. */
export function bent(inputs: number, seed: number, gain = 4): Network {
  const spec = { inputs, hidden: [16, 16], activation: "tanh", dropout: 0 } as const;
  const parameters: Parameters = initialParameters(spec, seed).map(({ weights, bias }) => ({
    weights: weights.map((w) => gain * w),
    bias: bias.map((w) => gain * w),
  }));
  return engine.open(spec, parameters);
}

/** n people, every feature N(0, 1). */
export function people(n: number, features: number, seed: number): Matrix {
  const random = stream(seed, "people");
  return matrix(
    n,
    features,
    Float32Array.from({ length: n * features }, () => random.normal()),
  );
}

/** Δ as a box, ±0.75 for the actionable features and 0 for the others. */
export function boxOn(dimension: number, actionable: readonly number[], reach = 0.75): ActionSet {
  const upper = Array.from({ length: dimension }, (_, j) => (actionable.includes(j) ? reach : 0));
  return actionSet(dimension, { lower: upper.map((value) => -value), upper });
}

/** Each column follows from the one before it. */
export function chain(dimension: number): CausalSpec {
  const equations = Array.from({ length: dimension - 1 }, (_, j) => ({ column: j + 1, parents: [j] }));
  return { equations, truth: null };
}

/** The problem of `network` and `actions` with 60 training and 40 reference rows. */
export function problemOf(network: Network, actions: ActionSet, theta0: number | null = 0.5) {
  const d = actions.dimension;
  const columns = Array.from({ length: d }, (_, j) => ({
    name: `feature ${j}`,
    kind: "continuous" as const,
    mean: 0,
    std: 1,
  }));
  return {
    network,
    actions,
    theta0,
    train: people(60, d, 1),
    reference: people(40, d, 2),
    columns,
    retrained: retrainedFrom(network, theta0 ?? 0.5),
    causal: chain(d),
    seed: 0,
  } satisfies RecourseProblem;
}

/** Four networks that differ from `network` as retrainings might, each with its θ₀. */
export function retrainedFrom(network: Network, theta0: number): RetrainedNetwork[] {
  return Array.from({ length: 4 }, (_, k) => {
    const random = stream(k, "retrained");
    const near = (values: Float32Array) => values.map((value) => value + 0.05 * random.normal());
    const parameters = network.parameters().map(({ weights, bias }) => ({ weights: near(weights), bias: near(bias) }));
    return { network: engine.open(network.spec, parameters), theta0 };
  });
}

/** Which rows of X have g(x + δ) ≥ θ₀. */
export function accepted(network: Network, X: Matrix, delta: Matrix, theta0: number): boolean[] {
  const Z = matrix(
    X.rows,
    X.cols,
    X.data.map((value, at) => value + delta.data[at]),
  );
  return Array.from(network.score(Z), (score) => accepts(score, theta0));
}

/** ln(p / (1 − p)). */
export const logit = (p: number) => Math.log(p / (1 - p));
