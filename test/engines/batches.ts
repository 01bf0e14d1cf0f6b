/** Rows and batches to train on, from seeded streams. */
import { type Matrix, matrix } from "../../src/core/matrix.ts";
import { stream } from "../../src/core/random.ts";
import type { Batch, Network, TrainingSpec } from "../../src/engines/engine.ts";

/** The release's Adam, and a seed for the masks. */
export const training: TrainingSpec = {
  adam: { learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  seed: 7,
};

/**
 * [rows, cols] numbers of mean 0 and deviation 1, nearly normal; another `index` gives others. Sums of four uniforms, because
 * the last bit of a logarithm differs between versions of V8.
 */
export function normalRows(rows: number, cols: number, index = 0): Matrix {
  const random = stream(11, "rows", index);
  const next = () => {
    const sum = random.uint32() + random.uint32() + random.uint32() + random.uint32();
    return Math.sqrt(3) * (sum / 2 ** 32 - 2);
  };
  return matrix(rows, cols, Float32Array.from({ length: rows * cols }, next));
}

/** A batch of n rows in which labels, weights, lambdas and a third of the actions vary; `lambda` false leaves out the recourse term. */
export function batch(n: number, d: number, index = 0, lambda = true): Batch {
  const random = stream(12, "batch", index);
  const draw = (length: number, next: () => number) => Float32Array.from({ length }, next);
  const delta = matrix(
    n,
    d,
    draw(n * d, () => (random.below(3) > 0 ? 0 : 1.5 * random.uniform() - 0.75)),
  );
  return {
    X: normalRows(n, d, index),
    y: draw(n, () => random.below(2)),
    weights: draw(n, () => 1 + random.below(3)),
    recourse: lambda ? { delta, lambda: draw(n, () => 1.6 * random.uniform()) } : null,
    divisor: n,
  };
}

/** Sizes of consecutive batches: whole ones, and every fifth a short one. */
export function raggedSize(step: number): number {
  return step % 5 === 4 ? 13 - (step % 4) : 15;
}

/** Trains for `steps` ragged batches, with the gradient of each asked for as `masks` says (undefined: not at all). */
export function train(network: Network, steps: number, masks?: Parameters<Network["gradient"]>[1]): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const next = batch(raggedSize(step), network.spec.inputs, step, step % 7 !== 6);
    if (masks) network.gradient(next.X, masks);
    return network.step(next);
  });
}

/** max |a − b| / max |b|; NaN where either holds one. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new RangeError(`${actual.length} numbers for ${expected.length}`);
  let error = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    error = Math.max(error, Math.abs(actual[i] - expected[i]));
    size = Math.max(size, Math.abs(expected[i]));
  }
  return error / size;
}
