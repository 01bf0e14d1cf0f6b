/** A generator of rows and its inverter: what a point of the latent space stands for, and which point stands for a row. */
import { type Matrix, matrix } from "../../../core/matrix.ts";
import { type Activations, backPropagate, type Gradient, outputOf, type Perceptron, passOf } from "./perceptron.ts";
import { type Dense, dense } from "./product.ts";

/** G : z → x and I : x → z, with which columns of x are indicators. */
export interface Generator {
  readonly generator: Perceptron;
  readonly inverter: Perceptron;
  readonly indicators: readonly boolean[];
}

/** G(z) for the rows of Z, [n, latent], and what its gradient needs. */
export interface Generated {
  readonly X: Dense;
  readonly pass: Activations;
}

/**
 * The rows that Z stands for. A continuous column is the perceptron's output u; an indicator is ½(1 + u / √(1 + u²)), between 0 and
 * 1: a sigmoid that takes no exponential.
 */
export function generated(network: Perceptron, indicators: readonly boolean[], Z: Dense, room?: Generated): Generated {
  const pass = passOf(network, Z, room?.pass);
  const out = outputOf(pass);
  const X = room?.X ?? dense(out.rows, out.cols);
  for (let i = 0, at = 0; i < out.rows; i++) {
    for (let j = 0; j < out.cols; j++, at++) {
      const u = out.data[at];
      X.data[at] = indicators[j] ? 0.5 * (1 + u / Math.sqrt(1 + u * u)) : u;
    }
  }
  return { X, pass };
}

/** From the gradient of a loss with respect to X to that with respect to Z, and into `gradient` where that is given. */
export function backThrough(
  network: Perceptron,
  indicators: readonly boolean[],
  { pass }: Generated,
  dX: Dense,
  gradient: Gradient | null,
): Dense {
  const out = outputOf(pass);
  const dOut = dense(out.rows, out.cols);
  for (let i = 0, at = 0; i < out.rows; i++) {
    for (let j = 0; j < out.cols; j++, at++) {
      const root = Math.sqrt(1 + out.data[at] * out.data[at]);
      dOut.data[at] = indicators[j] ? (0.5 * dX.data[at]) / (root * root * root) : dX.data[at];
    }
  }
  return backPropagate(network, pass, dOut, gradient);
}

/** A matrix of float32 in float64, or the rows of it that are named. */
export function batchOf(X: Matrix, rows?: ArrayLike<number>): Dense {
  if (rows === undefined) return dense(X.rows, X.cols, Float64Array.from(X.data));
  const out = dense(rows.length, X.cols);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < X.cols; j++) out.data[i * X.cols + j] = X.data[rows[i] * X.cols + j];
  }
  return out;
}

/** The rows as float32, which is what a classifier reads; into `out` where that is given. */
export function matrixOf({ rows, cols, data }: Dense, out = matrix(rows, cols)): Matrix {
  out.data.set(data);
  return out;
}
