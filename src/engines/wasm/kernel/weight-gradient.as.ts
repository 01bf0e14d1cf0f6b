/**
 * Gradients of the loss by W and bias: ∂L/∂W = Hᵀ · S and ∂L/∂bias = Σ S over the rows of a step.
 *
 * H [rows][K] are the units below, S [rows][N] the sensitivities above, already scaled by ∂L/∂z of their row. The sums run
 * over x and x + δ in one pass, in the order of the rows, from 0. The register tile is 4 rows of W × the columns of a panel, for
 * the reason given in product.as.ts.
 */
import { gradients, Layer, narrowRowBytes, panelRowBytes, parameters, tileHeight } from "./network.as";
import { plus } from "./product.as";

/** Writes the gradients of the affine map from `below` to `above` over rows 0 … rows − 1. */
export function weightGradient(below: Layer, above: Layer, rows: usize): void {
  const toGradient = gradients - parameters;
  const bias = above.bias + toGradient;
  let panel = above.weights + toGradient;
  let column: usize = 0;
  for (; column + panelRowBytes <= above.rowBytes; column += panelRowBytes) {
    tiles(true, below, above.slopes + column, above.rowBytes, rows, panel);
    columnSums(true, above.slopes + column, above.rowBytes, rows, bias + column);
    panel += <usize>below.panelRows * panelRowBytes;
  }
  if (column < above.rowBytes) {
    tiles(false, below, above.slopes + column, above.rowBytes, rows, panel);
    columnSums(false, above.slopes + column, above.rowBytes, rows, bias + column);
  }
}

/** The columns of one panel of Hᵀ · S, K rows in whole tiles. */
// @ts-ignore: decorator
@inline
function tiles(wide: bool, below: Layer, S: usize, rowBytesS: usize, rows: usize, panel: usize): void {
  const rowBytesH = below.rowBytes;
  const rowBytes = wide ? panelRowBytes : narrowRowBytes;
  const end = S + rows * rowBytesS;
  let target = panel;
  for (let k = 0; k < below.width; k += tileHeight) {
    let left0 = f32x4.splat(0);
    let left1 = left0;
    let left2 = left0;
    let left3 = left0;
    let right0 = left0;
    let right1 = left0;
    let right2 = left0;
    let right3 = left0;

    let h = below.units + (<usize>k << 2);
    let s = S;
    do {
      const left = v128.load(s, 0);
      const right = wide ? v128.load(s, 16) : left;
      let unit = v128.load32_splat(h, 0);
      left0 = plus(left0, unit, left);
      if (wide) right0 = plus(right0, unit, right);
      unit = v128.load32_splat(h, 4);
      left1 = plus(left1, unit, left);
      if (wide) right1 = plus(right1, unit, right);
      unit = v128.load32_splat(h, 8);
      left2 = plus(left2, unit, left);
      if (wide) right2 = plus(right2, unit, right);
      unit = v128.load32_splat(h, 12);
      left3 = plus(left3, unit, left);
      if (wide) right3 = plus(right3, unit, right);
      h += rowBytesH;
      s += rowBytesS;
    } while (s < end);

    finish(wide, target, left0, right0);
    finish(wide, target + rowBytes, left1, right1);
    finish(wide, target + 2 * rowBytes, left2, right2);
    finish(wide, target + 3 * rowBytes, left3, right3);
    target += 4 * rowBytes;
  }
}

// @ts-ignore: decorator
@inline
function finish(wide: bool, target: usize, left: v128, right: v128): void {
  v128.store(target, left, 0);
  if (wide) v128.store(target, right, 16);
}

/** Σ S over the rows, of the columns of one panel. */
// @ts-ignore: decorator
@inline
function columnSums(wide: bool, S: usize, rowBytesS: usize, rows: usize, target: usize): void {
  const end = S + rows * rowBytesS;
  let left = f32x4.splat(0);
  let right = left;
  let s = S;
  do {
    left = f32x4.add(left, v128.load(s, 0));
    if (wide) right = f32x4.add(right, v128.load(s, 16));
    s += rowBytesS;
  } while (s < end);
  finish(wide, target, left, right);
}
