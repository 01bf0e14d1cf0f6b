/** The forward pass: h₀ = x, hₗ = keep ⊙ φ(hₗ₋₁ W + bias), z = h · w + b, g = sigmoid(z). */
import { applyRelu, applyTanh } from "./activation.as";
import { sigmoid } from "./functions.as";
import { absorb, drawMask } from "./mask.as";
import { depth, Layer, layer, logits, outputBias, outputWeights, rectified, scores } from "./network.as";
import { affine } from "./product.as";

/** Units, slopes, logits and scores of `rows` rows from `first` on; `masked` draws dropout masks under the key of the pass. */
export function forward(first: i32, rows: i32, masked: bool, key: u32): void {
  for (let l = 1; l <= depth; l++) {
    const each = layer(l);
    affine(layer(l - 1), each, first, rows);
    activate(each, first, rows, masked, absorb(key, l - 1));
  }
  const last = layer(depth);
  const bias = load<f32>(outputBias);
  for (let row = first; row < first + rows; row++) {
    const z = dot(last.units + <usize>row * last.rowBytes, outputWeights, last.rowBytes) + bias;
    store<f32>(logits + (<usize>row << 2), z);
    store<f32>(scores + (<usize>row << 2), sigmoid(z));
  }
}

/** Pre-activations to units and slopes. */
function activate(each: Layer, first: i32, rows: i32, masked: bool, layerKey: u32): void {
  const rowBytes = each.rowBytes;
  const units = each.units + <usize>first * rowBytes;
  const slopes = each.slopes + <usize>first * rowBytes;
  if (masked) {
    for (let i = 0; i < rows; i++) drawMask(absorb(layerKey, i), slopes + <usize>i * rowBytes, rowBytes);
  }
  if (rectified) applyRelu(units, slopes, <usize>rows * rowBytes, masked);
  else applyTanh(units, slopes, <usize>rows * rowBytes, masked);
  clearPadding(each, units, rows);
}

/** Infinite units below times the zeros that fill up W are NaN, which must not reach the sums above. */
function clearPadding(each: Layer, units: usize, rows: i32): void {
  for (let i = 0; i < rows; i++) {
    const row = units + <usize>i * each.rowBytes;
    for (let at = <usize>each.width << 2; at < each.rowBytes; at += 4) store<f32>(row + at, 0);
  }
}

/** Σ aⱼ bⱼ in four partial sums, j modulo 4, added as (0 + 2) + (1 + 3). */
function dot(a: usize, b: usize, bytes: usize): f32 {
  let sums = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sums = f32x4.add(sums, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  return f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 2) + (f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 3));
}
