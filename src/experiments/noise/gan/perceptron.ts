/** A small multilayer perceptron in float64 with leaky rectifiers: its pass, its gradient, and Adam. */
import type { Random } from "../../../core/random.ts";
import { type Dense, dense, timesMatrix, timesTransposed, transposedTimes } from "./product.ts";

/** One affine layer: W [outputs, inputs], bias [outputs]. */
export interface Affine {
  readonly W: Dense;
  readonly bias: Float64Array;
}

/** Affine layers with a leaky rectifier after each but the last. Only +, ×, ÷ and √ are used: the same bits everywhere. */
export type Perceptron = readonly Affine[];

/** What is below 0 counts a fifth, as in the critics of Zhao et al. (2018). */
const LEAK = 0.2;

/** Weights from N(0, 2 / inputs) (He et al., 2015), biases 0. `widths` are inputs, hidden layers, outputs. */
export function perceptron(widths: readonly number[], random: Random): Perceptron {
  return widths.slice(1).map((outputs, l) => {
    const inputs = widths[l];
    const spread = Math.sqrt(2 / inputs);
    const W = dense(
      outputs,
      inputs,
      Float64Array.from({ length: outputs * inputs }, () => spread * random.normal()),
    );
    return { W, bias: new Float64Array(outputs) };
  });
}

/** The layers' values for the rows of a batch: the input first, the output last. */
export type Activations = readonly Dense[];

/** The pass of X, [n, inputs]; into `room`, an earlier pass of as many rows, where that is given. */
export function passOf(network: Perceptron, X: Dense, room?: Activations): Activations {
  const pass: Dense[] = [X];
  network.forEach(({ W, bias }, l) => {
    const out = timesTransposed(pass[l], W, room?.[l + 1]);
    const rectified = l < network.length - 1;
    for (let i = 0, at = 0; i < out.rows; i++) {
      for (let j = 0; j < out.cols; j++, at++) {
        const sum = out.data[at] + bias[j];
        out.data[at] = rectified && sum < 0 ? LEAK * sum : sum;
      }
    }
    pass.push(out);
  });
  return pass;
}

/** The last of a pass. */
export function outputOf(pass: Activations): Dense {
  return pass[pass.length - 1];
}

/** A gradient with respect to W and bias of every layer. */
export type Gradient = readonly Affine[];

export function noGradient(network: Perceptron): Gradient {
  return network.map(({ W, bias }) => ({ W: dense(W.rows, W.cols), bias: new Float64Array(bias.length) }));
}

/**
 * From the gradient of a loss with respect to the output, [n, outputs], to that with respect to X, which is returned, and to
 * the parameters, which is added to `gradient` (null: not asked for).
 */
export function backPropagate(
  network: Perceptron,
  pass: Activations,
  dOutput: Dense,
  gradient: Gradient | null,
): Dense {
  let above = dOutput;
  for (let l = network.length - 1; l >= 0; l--) {
    if (l < network.length - 1) above = rectifiedTimes(above, pass[l + 1]);
    if (gradient !== null) {
      addTo(gradient[l].W.data, transposedTimes(above, pass[l]).data);
      addTo(gradient[l].bias, columnSums(above));
    }
    above = timesMatrix(above, network[l].W);
  }
  return above;
}

/** d ⊙ the rectifier's slope, which its value tells as well as its argument does: they have one sign. */
export function rectifiedTimes(d: Dense, value: Dense): Dense {
  const out = dense(d.rows, d.cols);
  for (let at = 0; at < out.data.length; at++) {
    out.data[at] = value.data[at] < 0 ? LEAK * d.data[at] : d.data[at];
  }
  return out;
}

export function addTo(sum: Float64Array, terms: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += terms[i];
}

/** [cols] */
export function columnSums({ rows, cols, data }: Dense): Float64Array {
  const sums = new Float64Array(cols);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++, at++) sums[j] += data[at];
  return sums;
}

const BETA1 = 0.5;
const BETA2 = 0.9;
const EPSILON = 1e-8;

/**
 * Adam (Kingma and Ba, 2015) on the perceptron's own parameters, with the moments that WGAN-GP asks for (Gulrajani et al.,
 * 2017: β₁ 0.5, β₂ 0.9 for networks without convolutions).
 */
export function adamOf(network: Perceptron): (gradient: Gradient, learningRate: number) => void {
  const [mean, square] = [noGradient(network), noGradient(network)];
  let [power1, power2] = [1, 1];
  const move = (to: Float64Array, g: Float64Array, m: Float64Array, v: Float64Array, rate: number) => {
    for (let i = 0; i < to.length; i++) {
      m[i] = BETA1 * m[i] + (1 - BETA1) * g[i];
      v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
      to[i] -= (rate * m[i]) / (Math.sqrt(v[i] / (1 - power2)) + EPSILON);
    }
  };
  return (gradient, learningRate) => {
    power1 *= BETA1;
    power2 *= BETA2;
    const rate = learningRate / (1 - power1);
    network.forEach(({ W, bias }, l) => {
      move(W.data, gradient[l].W.data, mean[l].W.data, square[l].W.data, rate);
      move(bias, gradient[l].bias, mean[l].bias, square[l].bias, rate);
    });
  };
}

/** All parameters, layer by layer, W before bias. */
export function numbersOf(network: Perceptron): Float64Array {
  return Float64Array.from(network.flatMap(({ W, bias }) => [...W.data, ...bias]));
}

/** The perceptron of those widths with these parameters, copied. Throws RangeError where their number is not its own. */
export function fromNumbers(widths: readonly number[], numbers: Float64Array): Perceptron {
  let at = 0;
  const next = (length: number) => {
    at += length;
    return numbers.slice(at - length, at);
  };
  const network = widths.slice(1).map((outputs, l) => {
    const W = dense(outputs, widths[l], next(outputs * widths[l]));
    return { W, bias: next(outputs) };
  });
  if (at !== numbers.length) throw new RangeError(`invalid parameters: ${numbers.length} numbers for ${at}`);
  return network;
}
