/**
 * g_θ and its training in double precision, row by row as a textbook has it: what every engine is measured against. It shares
 * no code with any of them but the definition of the dropout masks.
 */
import { type Matrix, row } from "../../../src/core/matrix.ts";
import type { AdamSettings, Batch, GradientMasks, NetworkSpec, Parameters } from "../../../src/engines/engine.ts";
import { dropoutMask, passes, passKey, passOverX } from "../../../src/engines/masks.ts";

/** θ in double precision, in the layout of `Parameters`. */
export type Theta = readonly { readonly weights: number[]; readonly bias: number[] }[];

export function toDouble(parameters: Parameters): Theta {
  return parameters.map(({ weights, bias }) => ({ weights: [...weights], bias: [...bias] }));
}

/** What each unit of each hidden layer is multiplied by. */
type Keep = readonly (readonly number[])[];

/** The masks of row i in the pass of that key; ones without dropout or key. */
function keepOf(spec: NetworkSpec, key: number | null, i: number): Keep {
  return spec.hidden.map((width, l) => {
    if (key === null) return new Array<number>(width).fill(1);
    return [...row(dropoutMask(key, l, i + 1, width, spec.dropout), i)];
  });
}

/** z of one row, the inputs of every layer, and the pre-activations of the hidden ones. */
function forward(spec: NetworkSpec, theta: Theta, x: ArrayLike<number>, keep: Keep) {
  const inputs = [Array.from(x)];
  const preactivations: number[][] = [];
  const affine = (h: readonly number[], l: number) =>
    theta[l].bias.map((b, j) =>
      h.reduce((sum, value, k) => sum + value * theta[l].weights[k * theta[l].bias.length + j], b),
    );
  spec.hidden.forEach((_, l) => {
    const a = affine(inputs[l], l);
    preactivations.push(a);
    inputs.push(a.map((value, j) => keep[l][j] * (spec.activation === "tanh" ? Math.tanh(value) : Math.max(value, 0))));
  });
  const [z] = affine(inputs[spec.hidden.length], spec.hidden.length);
  return { z, inputs, preactivations };
}

export const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const crossEntropy = (z: number, y: number) => Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z)));

/** ∂z/∂(outputs of each layer before the next) by the chain rule: of the hidden pre-activations, and of x. */
function backward(spec: NetworkSpec, theta: Theta, pass: ReturnType<typeof forward>, keep: Keep) {
  const sensitivities: number[][] = spec.hidden.map(() => []);
  let above = [1];
  for (let l = spec.hidden.length; l >= 0; l--) {
    const { weights, bias } = theta[l];
    const below = pass.inputs[l].map((_, k) =>
      above.reduce((sum, value, j) => sum + value * weights[k * bias.length + j], 0),
    );
    if (l === 0) return { sensitivities, x: below };
    const a = pass.preactivations[l - 1];
    above = below.map((value, k) => {
      const slope = spec.activation === "tanh" ? 1 - Math.tanh(a[k]) ** 2 : a[k] > 0 ? 1 : 0;
      return value * slope * keep[l - 1][k];
    });
    sensitivities[l - 1] = above;
  }
  throw new Error("unreachable");
}

/** The terms of Eq. 1, one per row that goes through the network: x with its label, x + δ with label 1. */
function termsOf(spec: NetworkSpec, batch: Batch, keyX: number | null, keyProposed: number | null) {
  const { X, y, weights, recourse } = batch;
  const terms = Array.from(y, (label, i) => ({
    x: Array.from(row(X, i)),
    label,
    weight: weights[i],
    keep: keepOf(spec, keyX, i),
  }));
  if (!recourse) return terms;
  const { delta, lambda } = recourse;
  return [
    ...terms,
    ...Array.from(lambda, (weight, i) => ({
      x: Array.from(row(X, i), (value, j) => Math.fround(value + row(delta, i)[j])),
      label: 1,
      weight,
      keep: keepOf(spec, keyProposed, i),
    })),
  ];
}

/** The loss of a batch at θ, in step 0 of a training with that seed and no gradient asked for. */
export function lossAt(spec: NetworkSpec, theta: Theta, batch: Batch, seed: number): number {
  const key = (pass: number) => (spec.dropout > 0 ? passKey(seed, 0, pass) : null);
  const terms = termsOf(spec, batch, key(passes.first), key(passes.proposed));
  const losses = terms.map(
    ({ x, label, weight, keep }) => weight * crossEntropy(forward(spec, theta, x, keep).z, label),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / batch.divisor;
}

/** ℓ(g(x), 1) of one row without dropout. */
export function lossOfRow(spec: NetworkSpec, theta: Theta, x: ArrayLike<number>): number {
  return crossEntropy(forward(spec, theta, x, keepOf(spec, null, 0)).z, 1);
}

/** A network in double precision that is used like an engine's. */
export function oracle(spec: NetworkSpec, parameters: Parameters, adam: AdamSettings, seed: number) {
  const theta = toDouble(parameters);
  const zeros = () => theta.map(({ weights, bias }) => ({ weights: weights.map(() => 0), bias: bias.map(() => 0) }));
  const m = zeros();
  const v = zeros();
  let step = 0;
  let asked: GradientMasks | undefined;
  const key = (pass: number) => (spec.dropout > 0 ? passKey(seed, step, pass) : null);

  return {
    score: (X: Matrix) =>
      Array.from({ length: X.rows }, (_, i) => sigmoid(forward(spec, theta, row(X, i), keepOf(spec, null, i)).z)),

    gradient(X: Matrix, masks?: GradientMasks): number[] {
      if (masks !== undefined) asked = masks;
      const keyX = masks === "shared" || masks === "own" ? key(passes.first) : null;
      return Array.from({ length: X.rows }, (_, i) => {
        const keep = keepOf(spec, keyX, i);
        const pass = forward(spec, theta, row(X, i), keep);
        return backward(spec, theta, pass, keep).x.map((slope) => (sigmoid(pass.z) - 1) * slope);
      }).flat();
    },

    step(batch: Batch): number {
      const gradient = zeros();
      let loss = 0;
      for (const { x, label, weight, keep } of termsOf(spec, batch, key(passOverX(asked)), key(passes.proposed))) {
        const pass = forward(spec, theta, x, keep);
        const signal = (weight * (sigmoid(pass.z) - label)) / batch.divisor;
        loss += (weight * crossEntropy(pass.z, label)) / batch.divisor;
        [...backward(spec, theta, pass, keep).sensitivities, [1]].forEach((sensitivity, l) => {
          sensitivity.forEach((value, j) => {
            gradient[l].bias[j] += signal * value;
            pass.inputs[l].forEach((input, k) => {
              gradient[l].weights[k * sensitivity.length + j] += signal * value * input;
            });
          });
        });
      }
      step++;
      asked = undefined;
      theta.forEach((layer, l) => {
        for (const part of ["weights", "bias"] as const) {
          gradient[l][part].forEach((g, i) => {
            m[l][part][i] = adam.beta1 * m[l][part][i] + (1 - adam.beta1) * g;
            v[l][part][i] = adam.beta2 * v[l][part][i] + (1 - adam.beta2) * g * g;
            const mHat = m[l][part][i] / (1 - adam.beta1 ** step);
            const vHat = v[l][part][i] / (1 - adam.beta2 ** step);
            layer[part][i] -= (adam.learningRate * mHat) / (Math.sqrt(vHat) + adam.epsilon);
          });
        }
      });
      return loss;
    },
  };
}
