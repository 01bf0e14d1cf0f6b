/**
 * The loss of a step and its gradient by θ.
 *
 * Eq. 1 is one weighted sum over 2n rows: L = Σ wᵣ ℓ(g(row r), yᵣ) / divisor, where rows 0 … n − 1 are x with their labels and
 * weights, and rows n … 2n − 1 are x + δ with label 1 and weight λ.
 */
import { crossEntropy } from "./functions.as";
import {
  depth,
  gradients,
  labels,
  layer,
  logits,
  outputBias,
  outputWeights,
  parameters,
  rowWeights,
  scores,
  signals,
} from "./network.as";
import { weightGradient } from "./weight-gradient.as";

/** L, and ∂L/∂z of every row: w (g − y) / divisor. Summed in double precision, row by row. */
export function lossAndSignals(rows: i32, divisor: f64): f64 {
  let loss: f64 = 0;
  for (let at: usize = 0; at < <usize>rows << 2; at += 4) {
    const y = load<f32>(labels + at);
    const weight = <f64>load<f32>(rowWeights + at);
    loss += weight * <f64>crossEntropy(load<f32>(logits + at), y);
    store<f32>(signals + at, <f32>(weight * (<f64>load<f32>(scores + at) - <f64>y) / divisor));
  }
  return loss / divisor;
}

/** The gradient of L by all of θ, after `backward` and `lossAndSignals` over rows 0 … rows − 1. */
export function lossGradient(rows: i32): void {
  outputGradient(rows);
  for (let l = depth; l > 0; l--) {
    scaleSensitivities(l, rows);
    weightGradient(layer(l - 1), layer(l), rows);
  }
}

/** ∂L/∂a = ∂L/∂z · ∂z/∂a: every row of sensitivities times its signal. */
function scaleSensitivities(l: i32, rows: i32): void {
  const each = layer(l);
  const rowBytes = each.rowBytes;
  for (let row = 0; row < rows; row++) {
    const slopes = each.slopes + <usize>row * rowBytes;
    const signal = v128.load32_splat(signals + (<usize>row << 2));
    let at: usize = 0;
    do {
      v128.store(slopes + at, f32x4.mul(v128.load(slopes + at), signal));
      at += 16;
    } while (at < rowBytes);
  }
}

/** By the output unit: Σ signal · h for the weights, Σ signal for the bias. */
function outputGradient(rows: i32): void {
  const toGradient = gradients - parameters;
  const last = layer(depth);
  const rowBytes = last.rowBytes;
  const end = signals + (<usize>rows << 2);
  for (let column: usize = 0; column < rowBytes; column += 16) {
    let sum = f32x4.splat(0);
    let h = last.units + column;
    let signal = signals;
    do {
      sum = f32x4.add(sum, f32x4.mul(v128.load(h), v128.load32_splat(signal)));
      h += rowBytes;
      signal += 4;
    } while (signal < end);
    v128.store(outputWeights + toGradient + column, sum);
  }
  let sum: f32 = 0;
  for (let signal = signals; signal < end; signal += 4) sum += load<f32>(signal);
  store<f32>(outputBias + toGradient, sum);
}
