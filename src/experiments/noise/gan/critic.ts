/** The critic's loss of a Wasserstein GAN with gradient penalty, and its gradient by hand (Gulrajani et al., 2017). */

import {
  addTo,
  backPropagate,
  columnSums,
  type Gradient,
  noGradient,
  outputOf,
  type Perceptron,
  passOf,
  rectifiedTimes,
} from "./perceptron.ts";
import { type Dense, dense, timesMatrix, timesTransposed, transposedTimes } from "./product.ts";

/** Rows of the data, as many samples, and points between them; all [n, d]. */
export interface CriticBatch {
  readonly real: Dense;
  readonly fake: Dense;
  readonly between: Dense;
}

/**
 * mean D(fake) − mean D(real) + penalty · mean (‖∇ₓD(between)‖₂ − 1)², and its gradient with respect to the parameters of D.
 */
export function criticLoss(
  critic: Perceptron,
  { real, fake, between }: CriticBatch,
  penalty: number,
): { readonly loss: number; readonly gradient: Gradient } {
  const gradient = noGradient(critic);
  const side = (X: Dense, sign: number) => {
    const pass = passOf(critic, X);
    backPropagate(critic, pass, dense(X.rows, 1, new Float64Array(X.rows).fill(sign / X.rows)), gradient);
    return (sign * columnSums(outputOf(pass))[0]) / X.rows;
  };
  const distance = side(fake, 1) + side(real, -1);
  return { loss: distance + penalty * addPenalty(critic, between, penalty, gradient), gradient };
}

/**
 * The penalty at the points X, whose gradient, `weight` times, is added to `gradient`.
 *
 * Let mₗ be the rectifiers' slopes at X, which are constant almost everywhere. Then ∇ₓD is u₀ of u_L = W_{L+1},
 * uₗ₋₁ = (mₗ ⊙ uₗ) Wₗ: linear in each W, so that a second pass, from du₀ upwards, yields what the penalty does to every W;
 * it does nothing to a bias.
 */
function addPenalty(critic: Perceptron, X: Dense, weight: number, gradient: Gradient): number {
  const pass = passOf(critic, X);
  const last = critic.length - 1;
  const n = X.rows;
  /** cₗ = mₗ ⊙ uₗ for the hidden layers, from the first. */
  const masked: Dense[] = [];
  let u = dense(n, critic[last].W.cols, repeated(critic[last].W.data, n));
  for (let l = last - 1; l >= 0; l--) {
    masked[l] = rectifiedTimes(u, pass[l + 1]);
    u = timesMatrix(masked[l], critic[l].W);
  }
  const { penalty, d } = penaltyOf(u, weight);
  let du = d;
  for (let l = 0; l < last; l++) {
    addTo(gradient[l].W.data, transposedTimes(masked[l], du).data);
    du = rectifiedTimes(timesTransposed(du, critic[l].W), pass[l + 1]);
  }
  addTo(gradient[last].W.data, columnSums(du));
  return penalty;
}

function repeated(row: Float64Array, times: number): Float64Array {
  const all = new Float64Array(row.length * times);
  for (let i = 0; i < times; i++) all.set(row, i * row.length);
  return all;
}

/** mean (‖uᵢ‖ − 1)² over the rows, and `weight` times its gradient. */
function penaltyOf(u: Dense, weight: number): { readonly penalty: number; readonly d: Dense } {
  const d = dense(u.rows, u.cols);
  let penalty = 0;
  for (let i = 0; i < u.rows; i++) {
    const from = i * u.cols;
    let square = 0;
    for (let j = from; j < from + u.cols; j++) square += u.data[j] * u.data[j];
    const norm = Math.sqrt(square);
    penalty += ((norm - 1) * (norm - 1)) / u.rows;
    if (norm === 0) continue;
    const factor = (2 * weight * (norm - 1)) / (norm * u.rows);
    for (let j = from; j < from + u.cols; j++) d.data[j] = factor * u.data[j];
  }
  return { penalty, d };
}
