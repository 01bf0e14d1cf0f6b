/** One g_θ in TensorFlow: forward pass, loss, derivatives and update are its operations, none of them ours. */
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { add, type Matrix, matrix, rowsBetween } from "../../core/matrix.ts";
import type { GradientMasks, Network, NetworkSpec, Parameters, TrainingSpec } from "../engine.ts";
import { dropoutMask, passes, passKey, passOverX } from "../masks.ts";
import { checkParameters, checkSpec, layerShapes } from "../parameters.ts";
import { checkBatch, checkRows } from "../rows.ts";
import { adam } from "./adam.ts";
import type { TensorFlow } from "./gradients.ts";

/** Rows per pass when scoring or differentiating: bounds TensorFlow's memory, and no result depends on it. */
const blockRows = 4096;

/** Opens a network at a copy of `parameters`. @throws RangeError when they or the specification break the contract */
export function openNetwork(
  tf: TensorFlow,
  spec: NetworkSpec,
  parameters: Parameters,
  training?: TrainingSpec,
): Network {
  checkSpec(spec);
  checkParameters(spec, parameters);
  // Copied, because the native backend reads an array only when it is first used.
  const variable = (values: Float32Array, shape: number[]) =>
    tf.tidy(() => tf.variable(tf.tensor(values.slice(), shape)));
  // Weights and bias of every layer by turns.
  const theta = layerShapes(spec).flatMap(({ inputs, outputs }, l) => [
    variable(parameters[l].weights, [inputs, outputs]),
    variable(parameters[l].bias, [outputs]),
  ]);
  const learner = training && { seed: training.seed, optimiser: adam(tf, theta, training.adam) };
  let stepsDone = 0;
  /** How the gradient of the coming step was asked for. */
  let asked: GradientMasks | undefined;
  let closed = false;

  const checkOpen = () => {
    if (closed) throw new Error("the network is closed");
  };
  const checkTraining = () => {
    if (!learner) throw new Error("the network was opened without training");
    return learner;
  };

  const tensorOf = (X: Matrix): Tensor2D => tf.tensor2d(X.data, [X.rows, X.cols]);

  /** Every hidden layer's mask in one pass of the coming step, or none without dropout. */
  const masksOf = (pass: number, rows: number): readonly Matrix[] => {
    const key = passKey(checkTraining().seed, stepsDone, pass);
    if (spec.dropout === 0) return [];
    return spec.hidden.map((units, layer) => dropoutMask(key, layer, rows, units, spec.dropout));
  };

  /** z, the logit of g, for every row of X: [n, 1]. */
  const logit = (X: Tensor, params: readonly Tensor[], masks: readonly Tensor[]): Tensor => {
    const affine = (h: Tensor, l: number) =>
      tf.add(tf.matMul(h as Tensor2D, params[2 * l] as Tensor2D), params[2 * l + 1]);
    let h = X;
    for (let l = 0; l < spec.hidden.length; l++) {
      h = spec.activation === "tanh" ? tf.tanh(affine(h, l)) : tf.relu(affine(h, l));
      if (masks.length > 0) h = tf.mul(h, masks[l]);
    }
    return affine(h, spec.hidden.length);
  };

  return {
    spec,

    score(X, out = new Float32Array(X.rows)) {
      checkOpen();
      checkRows(spec, X);
      for (const [from, to] of blocks(X.rows)) {
        const score = tf.tidy(() => tf.sigmoid(logit(tensorOf(rowsBetween(X, from, to)), theta, [])).dataSync());
        out.set(score, from);
      }
      return out;
    },

    gradient(X, masks) {
      checkOpen();
      checkRows(spec, X);
      if (masks !== undefined) asked = masks;
      const dropout = masks === "shared" || masks === "own" ? masksOf(passes.first, X.rows) : [];
      const score = new Float32Array(X.rows);
      const G = matrix(X.rows, X.cols);
      for (const [from, to] of blocks(X.rows)) {
        tf.tidy(() => {
          const kept = dropout.map((mask) => tensorOf(rowsBetween(mask, from, to)));
          // Rows do not mix, so the gradient of the sum of all logits is every row's own ∇ₓz.
          const z = tf.valueAndGrad((x: Tensor) => logit(x, theta, kept))(tensorOf(rowsBetween(X, from, to)));
          const g = tf.sigmoid(z.value);
          score.set(g.dataSync(), from);
          G.data.set(tf.mul(tf.sub(g, 1), z.grad).dataSync(), from * X.cols);
        });
      }
      return { score, G };
    },

    step(batch) {
      const { X, y, weights, recourse, divisor } = batch;
      checkOpen();
      checkRows(spec, X);
      checkBatch(batch);
      const { optimiser } = checkTraining();
      const n = X.rows;
      const overX = masksOf(passOverX(asked), n);
      const overProposed = recourse ? masksOf(passes.proposed, n) : [];
      const points = recourse ? stack(X, add(X, recourse.delta)) : X;
      const masks = recourse ? overX.map((mask, l) => stack(mask, overProposed[l])) : overX;
      // ℓ(g, y) = softplus(−z) for y = 1 and softplus(z) for y = 0: no cancellation, however sure g is.
      const sign = matrix(points.rows, 1);
      const weight = matrix(points.rows, 1);
      sign.data.fill(-1);
      for (let i = 0; i < n; i++) {
        sign.data[i] = 1 - 2 * y[i];
        weight.data[i] = weights[i] / divisor;
        if (recourse) weight.data[n + i] = recourse.lambda[i] / divisor;
      }
      const loss = tf.tidy(() => {
        const [x, s, w] = [points, sign, weight].map(tensorOf);
        const kept = masks.map(tensorOf);
        const { value, grads } = tf.valueAndGrads((...params: Tensor[]) =>
          tf.sum(tf.mul(w, tf.softplus(tf.mul(s, logit(x, params, kept))))),
        )(theta);
        optimiser.update(grads);
        return value.dataSync()[0];
      });
      stepsDone++;
      asked = undefined;
      return loss;
    },

    parameters() {
      checkOpen();
      const read = (tensor: Tensor) => Float32Array.from(tensor.dataSync());
      return layerShapes(spec).map((_, l) => ({ weights: read(theta[2 * l]), bias: read(theta[2 * l + 1]) }));
    },

    close() {
      if (closed) return;
      closed = true;
      tf.dispose(theta);
      learner?.optimiser.dispose();
    },
  };
}

/** from..to (exclusive) of consecutive blocks of at most `blockRows` rows. */
function* blocks(rows: number): Generator<readonly [number, number]> {
  for (let from = 0; from < rows; from += blockRows) yield [from, Math.min(from + blockRows, rows)];
}

/** The rows of `top`, then those of `bottom`. */
function stack(top: Matrix, bottom: Matrix): Matrix {
  const both = matrix(top.rows + bottom.rows, top.cols);
  both.data.set(top.data);
  both.data.set(bottom.data, top.data.length);
  return both;
}
