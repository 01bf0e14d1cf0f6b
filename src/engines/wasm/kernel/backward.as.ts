/**
 * The backward pass: sensitivities ∂z/∂a of the logit by every pre-activation, and ∇ₓℓ(g(x), 1).
 *
 * With one output unit, the gradients of any loss of g differ from those of z only by a scalar per row, ∂ℓ/∂z = g − y. So one
 * backward pass serves both Eq. 2, with y = 1, and the parameter gradient of Eq. 1, with the row's label.
 */
import { depth, layer, outputWeights, scores } from "./network.as";
import { affineBackward } from "./product.as";

/** Turns the slopes of rows first … first + rows − 1 into sensitivities, from the last hidden layer down to the first. */
export function backward(first: i32, rows: i32): void {
  if (depth == 0) return;
  const last = layer(depth);
  const rowBytes = last.rowBytes;
  const weights = outputWeights;
  for (let row = first; row < first + rows; row++) {
    const slopes = last.slopes + <usize>row * rowBytes;
    let at: usize = 0;
    do {
      v128.store(slopes + at, f32x4.mul(v128.load(slopes + at), v128.load(weights + at)));
      at += 16;
    } while (at < rowBytes);
  }
  for (let l = depth; l > 1; l--) affineBackward(layer(l), layer(l - 1), first, rows, false);
}

/** After `backward` over rows 0 … rows − 1: writes G = ∇ₓℓ(g(x), 1) = (g − 1) · ∇ₓz where slopes of the inputs would be. */
export function inputGradient(rows: i32): void {
  const inputs = layer(0);
  if (depth > 0) affineBackward(layer(1), inputs, 0, rows, true);
  for (let row = 0; row < rows; row++) {
    const G = inputs.slopes + <usize>row * inputs.rowBytes;
    const signal = f32x4.splat(load<f32>(scores + (<usize>row << 2)) - <f32>1);
    for (let at: usize = 0; at < inputs.rowBytes; at += 16) {
      const slope = v128.load((depth > 0 ? G : outputWeights) + at);
      v128.store(G + at, f32x4.mul(slope, signal));
    }
  }
}
