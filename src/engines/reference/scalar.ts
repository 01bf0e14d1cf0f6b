/**
 * The passes through g_θ one float32 operation at a time, in the kernel's order of operations and without its layout: the
 * definition of the bits that the wasm engine must give.
 */
import { type Matrix, matrix } from "../../core/matrix.ts";
import type { NetworkSpec, Parameters } from "../engine.ts";
import { dropoutMask } from "../masks.ts";
import { layerShapes } from "../parameters.ts";
import { crossEntropy, sigmoid, tanh, timesPlus } from "./functions.ts";

const f = Math.fround;

/** What a forward pass over some rows leaves behind. */
export interface Pass {
  /** h of the inputs (X itself) and of every hidden layer, each [n, width]. */
  readonly units: readonly Matrix[];
  /** ∂h/∂a of every hidden layer, dropout included; `sensitivities` turns them into ∂z/∂a. */
  readonly slopes: readonly Matrix[];
  /** z and g of every row. */
  readonly logit: Float32Array;
  readonly score: Float32Array;
}

/** C = A · B [+ bias], every element summed from the bias, or 0, in the order of the inner index. */
function product(A: Matrix, B: Matrix, bias: Float32Array | null): Matrix {
  const C = matrix(A.rows, B.cols);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < B.cols; j++) {
      let sum = bias ? bias[j] : 0;
      for (let k = 0; k < A.cols; k++) sum = f(sum + f(A.data[i * A.cols + k] * B.data[k * B.cols + j]));
      C.data[i * B.cols + j] = sum;
    }
  }
  return C;
}

/** A ⊙ B. */
function times(A: Matrix, B: Matrix): Matrix {
  return matrix(
    A.rows,
    A.cols,
    A.data.map((a, i) => a * B.data[i]),
  );
}

function transpose(A: Matrix): Matrix {
  const T = matrix(A.cols, A.rows);
  for (let i = 0; i < A.rows; i++) for (let j = 0; j < A.cols; j++) T.data[j * A.rows + i] = A.data[i * A.cols + j];
  return T;
}

/** W of hidden layer l, 0 the first. */
function weightsOf(spec: NetworkSpec, parameters: Parameters, l: number): Matrix {
  const { inputs, outputs } = layerShapes(spec)[l];
  return { rows: inputs, cols: outputs, data: parameters[l].weights };
}

/** Σ aⱼ bⱼ in four partial sums, j modulo 4. */
function dot(a: Float32Array, b: Float32Array): number {
  const sums = [0, 0, 0, 0];
  for (let j = 0; j < a.length; j++) sums[j % 4] = timesPlus(a[j], b[j], sums[j % 4]);
  return f(f(sums[0] + sums[2]) + f(sums[1] + sums[3]));
}

/** The forward pass over X, with the dropout masks of the pass of that key, or without dropout (null). */
export function forward(spec: NetworkSpec, parameters: Parameters, X: Matrix, key: number | null): Pass {
  const units = [X];
  const slopes: Matrix[] = [];
  spec.hidden.forEach((width, l) => {
    const a = product(units[l], weightsOf(spec, parameters, l), parameters[l].bias);
    const h = matrix(
      a.rows,
      width,
      spec.activation === "tanh" ? a.data.map(tanh) : a.data.map((value) => Math.max(value, 0)),
    );
    const slope = matrix(
      a.rows,
      width,
      spec.activation === "tanh" ? h.data.map((t) => f(1 - f(t * t))) : a.data.map((value) => (value > 0 ? 1 : 0)),
    );
    const keep = key === null ? null : dropoutMask(key, l, a.rows, width, spec.dropout);
    units.push(keep ? times(h, keep) : h);
    slopes.push(keep ? times(slope, keep) : slope);
  });
  const last = units[spec.hidden.length];
  const { weights, bias } = parameters[spec.hidden.length];
  const logit = new Float32Array(X.rows);
  for (let i = 0; i < X.rows; i++) {
    logit[i] = f(dot(last.data.subarray(i * last.cols, (i + 1) * last.cols), weights) + bias[0]);
  }
  return { units, slopes, logit, score: logit.map(sigmoid) };
}

/** ∂z/∂a of every hidden layer, from the last one down: (the layer's above · Wᵀ) ⊙ slopes. */
export function sensitivities(spec: NetworkSpec, parameters: Parameters, pass: Pass): readonly Matrix[] {
  const output = parameters[spec.hidden.length].weights;
  const result = [...pass.slopes];
  for (let l = spec.hidden.length - 1; l >= 0; l--) {
    const slope = pass.slopes[l];
    const above =
      l === spec.hidden.length - 1
        ? matrix(
            slope.rows,
            slope.cols,
            slope.data.map((_, i) => output[i % slope.cols]),
          )
        : product(result[l + 1], transpose(weightsOf(spec, parameters, l + 1)), null);
    result[l] = times(above, slope);
  }
  return result;
}

/** G = ∇ₓℓ(g(x), 1) = (g − 1) · ∇ₓz of every row. */
export function inputGradient(spec: NetworkSpec, parameters: Parameters, pass: Pass): Matrix {
  const [X] = pass.units;
  const slopes =
    spec.hidden.length === 0
      ? matrix(
          X.rows,
          X.cols,
          X.data.map((_, i) => parameters[0].weights[i % X.cols]),
        )
      : product(sensitivities(spec, parameters, pass)[0], transpose(weightsOf(spec, parameters, 0)), null);
  const signal = pass.score.map((score) => score - 1);
  return matrix(
    X.rows,
    X.cols,
    slopes.data.map((slope, i) => slope * signal[Math.floor(i / X.cols)]),
  );
}

/** Rows of a step: a pass over them, and the label and the weight in the loss of each. */
export interface Term {
  readonly pass: Pass;
  readonly labels: Float32Array;
  readonly weights: Float32Array;
}

/** L = Σ w ℓ(g, y) / divisor over all rows of all terms (Eq. 1), and ∂L/∂θ in the shape of θ. */
export function lossAndGradient(
  spec: NetworkSpec,
  parameters: Parameters,
  terms: readonly Term[],
  divisor: number,
): { readonly loss: number; readonly gradient: Parameters } {
  const gradient = parameters.map(({ weights, bias }) => ({
    weights: new Float32Array(weights.length),
    bias: new Float32Array(bias.length),
  }));
  let loss = 0;
  for (const { pass, labels, weights } of terms) {
    const signal = weights.map((weight, i) => (weight * (pass.score[i] - labels[i])) / divisor);
    weights.forEach((weight, i) => {
      loss += weight * crossEntropy(pass.logit[i], labels[i]);
    });
    const ofHidden = sensitivities(spec, parameters, pass);
    gradient.forEach((layer, l) => {
      // ∂L/∂a: of the output unit the signal itself.
      const S = ofHidden[l] ? times(ofHidden[l], spread(signal, ofHidden[l].cols)) : matrix(signal.length, 1, signal);
      addProducts(layer, pass.units[l], S);
    });
  }
  return { loss: loss / divisor, gradient };
}

/** Each value repeated in all columns of its row. */
function spread(column: Float32Array, cols: number): Matrix {
  const M = matrix(column.length, cols);
  for (let i = 0; i < column.length; i++) M.data.fill(column[i], i * cols, (i + 1) * cols);
  return M;
}

/** weights += Hᵀ · S and bias += Σ S, row by row. */
function addProducts(layer: { weights: Float32Array; bias: Float32Array }, H: Matrix, S: Matrix): void {
  for (let i = 0; i < H.rows; i++) {
    for (let k = 0; k < H.cols; k++) {
      const h = H.data[i * H.cols + k];
      for (let j = 0; j < S.cols; j++) {
        const at = k * S.cols + j;
        layer.weights[at] = f(layer.weights[at] + f(h * S.data[i * S.cols + j]));
      }
    }
    for (let j = 0; j < S.cols; j++) layer.bias[j] += S.data[i * S.cols + j];
  }
}
