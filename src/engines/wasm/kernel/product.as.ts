/**
 * Rows times panels: C = A · B (+ bias, or ⊙ C), the product of the forward pass and of the backward pass.
 *
 * A is [rows][K] in rows, B is [K][N] in panels, C is [rows][N] in rows. The register tile is 4 rows × 8 columns, eight
 * accumulators; fewer rows at the end, and four columns in a narrow panel. One k per iteration: V8 before version 13 lifts all
 * loads of a loop's body above its arithmetic, and then the accumulators, two vectors of B, four elements of A and one product
 * just fill fifteen registers. A tile of 5 × 8 keeps accumulators in memory and takes up to 1.7 times as long.
 *
 * Every element is summed in the order bias, k = 0, 1, 2, … with one rounding per multiplication and one per addition, so a
 * scalar loop gives the same bits.
 */
import { Layer, narrowRowBytes, panelRowBytes, tileHeight } from "./network.as";

/** The accumulator plus element × vector, rounded twice. */
// @ts-ignore: decorator
@inline
export function plus(sum: v128, element: v128, vector: v128): v128 {
  return f32x4.add(sum, f32x4.mul(element, vector));
}

/** `height` rows by the columns of one panel; sums start at `left` and, where the panel is `wide`, `right`. */
// @ts-ignore: decorator
@inline
function tile(
  height: i32,
  wide: bool,
  timesTarget: bool,
  A: usize,
  rowBytesA: usize,
  panel: usize,
  panelEnd: usize,
  left: v128,
  right: v128,
  C: usize,
  rowBytesC: usize,
): void {
  let left0 = left;
  let left1 = left;
  let left2 = left;
  let left3 = left;
  let right0 = right;
  let right1 = right;
  let right2 = right;
  let right3 = right;
  let a0 = A;
  let a1 = a0 + rowBytesA;
  let a2 = a1 + rowBytesA;
  let a3 = a2 + rowBytesA;
  let b = panel;
  do {
    const leftB = v128.load(b, 0);
    const rightB = wide ? v128.load(b, 16) : leftB;
    let element = v128.load32_splat(a0);
    left0 = plus(left0, element, leftB);
    if (wide) right0 = plus(right0, element, rightB);
    a0 += 4;
    if (height > 1) {
      element = v128.load32_splat(a1);
      left1 = plus(left1, element, leftB);
      if (wide) right1 = plus(right1, element, rightB);
      a1 += 4;
    }
    if (height > 2) {
      element = v128.load32_splat(a2);
      left2 = plus(left2, element, leftB);
      if (wide) right2 = plus(right2, element, rightB);
      a2 += 4;
    }
    if (height > 3) {
      element = v128.load32_splat(a3);
      left3 = plus(left3, element, leftB);
      if (wide) right3 = plus(right3, element, rightB);
      a3 += 4;
    }
    b += wide ? panelRowBytes : narrowRowBytes;
  } while (b < panelEnd);

  finish(wide, timesTarget, C, left0, right0);
  if (height > 1) finish(wide, timesTarget, C + rowBytesC, left1, right1);
  if (height > 2) finish(wide, timesTarget, C + 2 * rowBytesC, left2, right2);
  if (height > 3) finish(wide, timesTarget, C + 3 * rowBytesC, left3, right3);
}

/** Stores the sums of one row, or what was there ⊙ the sums. */
// @ts-ignore: decorator
@inline
function finish(wide: bool, timesTarget: bool, target: usize, left: v128, right: v128): void {
  v128.store(target, timesTarget ? f32x4.mul(left, v128.load(target)) : left);
  if (wide) v128.store(target, timesTarget ? f32x4.mul(right, v128.load(target, 16)) : right, 16);
}

/** All rows by the columns of one panel. */
// @ts-ignore: decorator
@inline
function tiles(
  wide: bool,
  timesTarget: bool,
  A: usize,
  rowBytesA: usize,
  rows: i32,
  panel: usize,
  K: i32,
  bias: usize,
  C: usize,
  rowBytesC: usize,
): void {
  const end = panel + <usize>K * (wide ? panelRowBytes : narrowRowBytes);
  const left = bias ? v128.load(bias) : f32x4.splat(0);
  const right = wide && bias ? v128.load(bias, 16) : f32x4.splat(0);
  let a = A;
  let c = C;
  let remaining = rows;
  while (remaining >= tileHeight) {
    tile(4, wide, timesTarget, a, rowBytesA, panel, end, left, right, c, rowBytesC);
    a += <usize>tileHeight * rowBytesA;
    c += <usize>tileHeight * rowBytesC;
    remaining -= tileHeight;
  }
  if (remaining == 3) tile(3, wide, timesTarget, a, rowBytesA, panel, end, left, right, c, rowBytesC);
  else if (remaining == 2) tile(2, wide, timesTarget, a, rowBytesA, panel, end, left, right, c, rowBytesC);
  else if (remaining == 1) tile(1, wide, timesTarget, a, rowBytesA, panel, end, left, right, c, rowBytesC);
}

/** All panels. `panelRows` is K' of B; `bias` 0 starts the sums at 0; `timesTarget` stores C ⊙ the product. */
// @ts-ignore: decorator
@inline
function product(
  timesTarget: bool,
  A: usize,
  rowBytesA: usize,
  rows: i32,
  B: usize,
  K: i32,
  panelRows: i32,
  bias: usize,
  C: usize,
  rowBytesC: usize,
): void {
  let panel = B;
  let column: usize = 0;
  for (; column + panelRowBytes <= rowBytesC; column += panelRowBytes) {
    tiles(true, timesTarget, A, rowBytesA, rows, panel, K, bias ? bias + column : 0, C + column, rowBytesC);
    panel += <usize>panelRows * panelRowBytes;
  }
  if (column < rowBytesC) {
    tiles(false, timesTarget, A, rowBytesA, rows, panel, K, bias ? bias + column : 0, C + column, rowBytesC);
  }
}

/** The pre-activations of `rows` rows from row `first` on: above.units = below.units · W + bias. */
export function affine(below: Layer, above: Layer, first: usize, rows: i32): void {
  product(
    false,
    below.units + first * below.rowBytes,
    below.rowBytes,
    rows,
    above.weights,
    below.width,
    below.panelRows,
    above.bias,
    above.units + first * above.rowBytes,
    above.rowBytes,
  );
}

/** Sensitivities one layer down: below.slopes = (above.slopes · Wᵀ) ⊙ below.slopes, or without the ⊙ for the inputs. */
export function affineBackward(above: Layer, below: Layer, first: usize, rows: i32, toInputs: bool): void {
  if (toInputs) productWithTransposed(false, above, below, first, rows);
  else productWithTransposed(true, above, below, first, rows);
}

// @ts-ignore: decorator
@inline
function productWithTransposed(timesTarget: bool, above: Layer, below: Layer, first: usize, rows: i32): void {
  product(
    timesTarget,
    above.slopes + first * above.rowBytes,
    above.rowBytes,
    rows,
    above.transposed,
    above.width,
    above.panelRows,
    0,
    below.slopes + first * below.rowBytes,
    below.rowBytes,
  );
}
