/**
 * The inner loops of the bounds in f64: linear forms up through an affine layer, and the logit's weights back down.
 *
 * A matrix [K][N] comes in panels of four columns, [N / 4][K][4], N filled up with zeros to a multiple of 4; one tile is the
 * four outputs of a panel for several vectors at once, so that a weight is loaded once for all of them. Vectors that belong
 * together lie `stride` bytes apart. Addresses and strides are multiples of 16; the caller lays the memory out.
 */

/** Bytes of a panel's row. */
const rowBytes: usize = 32;

// @ts-ignore: decorator
@inline
function plus(sum: v128, factor: v128, vector: v128): v128 {
  return f64x2.add(sum, f64x2.mul(factor, vector));
}

/**
 * to = Wᵀ · from + bias for the centres, |W|ᵀ · from + errors for the radii, Wᵀ · from for `columns` ≥ 1 forms. `from` and
 * `to` are the addresses of centre, radius and forms.
 */
export function mapForms(
  panels: usize,
  inputs: i32,
  tiles: i32,
  bias: usize,
  errors: usize,
  from: usize,
  to: usize,
  stride: usize,
  columns: i32,
): void {
  if (columns == 1) bounded(panels, inputs, tiles, bias, errors, from, to, stride, false);
  else bounded(panels, inputs, tiles, bias, errors, from, to, stride, true);
  const offset: usize = 4 * stride;
  from += offset;
  to += offset;
  for (let left = columns - 2; left > 0; left -= 4) {
    if (left == 1) forms(panels, inputs, tiles, from, to, stride, 1);
    else if (left == 2) forms(panels, inputs, tiles, from, to, stride, 2);
    else forms(panels, inputs, tiles, from, to, stride, 4);
    from += offset;
    to += offset;
  }
}

/** Centres, radii, and one form or two. */
// @ts-ignore: decorator
@inline
function bounded(
  panels: usize,
  inputs: i32,
  tiles: i32,
  bias: usize,
  errors: usize,
  from: usize,
  to: usize,
  stride: usize,
  two: bool,
): void {
  let w = panels;
  const end = from + (<usize>inputs << 3);
  for (let tile: i32 = 0; tile < tiles; tile++) {
    const at = <usize>tile * rowBytes;
    let centre0 = v128.load(bias + at);
    let centre1 = v128.load(bias + at, 16);
    let radius0 = v128.load(errors + at);
    let radius1 = v128.load(errors + at, 16);
    let first0 = f64x2.splat(0);
    let first1 = first0;
    let second0 = first0;
    let second1 = first0;
    for (let unit = from; unit < end; unit += 8) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      w += rowBytes;
      let factor = v128.load64_splat(unit);
      centre0 = plus(centre0, factor, w0);
      centre1 = plus(centre1, factor, w1);
      factor = v128.load64_splat(unit + 2 * stride);
      first0 = plus(first0, factor, w0);
      first1 = plus(first1, factor, w1);
      if (two) {
        factor = v128.load64_splat(unit + 3 * stride);
        second0 = plus(second0, factor, w0);
        second1 = plus(second1, factor, w1);
      }
      factor = v128.load64_splat(unit + stride);
      radius0 = plus(radius0, factor, f64x2.abs(w0));
      radius1 = plus(radius1, factor, f64x2.abs(w1));
    }
    let target = to + at;
    v128.store(target, centre0);
    v128.store(target, centre1, 16);
    target += stride;
    v128.store(target, radius0);
    v128.store(target, radius1, 16);
    target += stride;
    v128.store(target, first0);
    v128.store(target, first1, 16);
    if (two) {
      target += stride;
      v128.store(target, second0);
      v128.store(target, second1, 16);
    }
  }
}

/** One, two or four forms. */
// @ts-ignore: decorator
@inline
function forms(panels: usize, inputs: i32, tiles: i32, from: usize, to: usize, stride: usize, count: i32): void {
  let w = panels;
  const end = from + (<usize>inputs << 3);
  for (let tile: i32 = 0; tile < tiles; tile++) {
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    for (let unit = from; unit < end; unit += 8) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      w += rowBytes;
      let factor = v128.load64_splat(unit);
      a0 = plus(a0, factor, w0);
      a1 = plus(a1, factor, w1);
      if (count > 1) {
        factor = v128.load64_splat(unit + stride);
        b0 = plus(b0, factor, w0);
        b1 = plus(b1, factor, w1);
      }
      if (count > 2) {
        factor = v128.load64_splat(unit + 2 * stride);
        c0 = plus(c0, factor, w0);
        c1 = plus(c1, factor, w1);
        factor = v128.load64_splat(unit + 3 * stride);
        d0 = plus(d0, factor, w0);
        d1 = plus(d1, factor, w1);
      }
    }
    let target = to + <usize>tile * rowBytes;
    v128.store(target, a0);
    v128.store(target, a1, 16);
    target += stride;
    if (count > 1) {
      v128.store(target, b0);
      v128.store(target, b1, 16);
    }
    if (count > 2) {
      target += stride;
      v128.store(target, c0);
      v128.store(target, c1, 16);
      target += stride;
      v128.store(target, d0);
      v128.store(target, d1, 16);
    }
  }
}

/** to = Aᵀ · from, A [K][4 · tiles] in panels. */
export function product(panels: usize, inputs: i32, tiles: i32, from: usize, to: usize): void {
  let w = panels;
  const end = from + (<usize>inputs << 3);
  for (let tile: i32 = 0; tile < tiles; tile++) {
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let other0 = sum0;
    let other1 = sum0;
    let unit = from;
    for (; unit + 8 < end; unit += 16) {
      let factor = v128.load64_splat(unit);
      sum0 = plus(sum0, factor, v128.load(w));
      sum1 = plus(sum1, factor, v128.load(w, 16));
      factor = v128.load64_splat(unit, 8);
      other0 = plus(other0, factor, v128.load(w, 32));
      other1 = plus(other1, factor, v128.load(w, 48));
      w += 2 * rowBytes;
    }
    if (unit < end) {
      const factor = v128.load64_splat(unit);
      sum0 = plus(sum0, factor, v128.load(w));
      sum1 = plus(sum1, factor, v128.load(w, 16));
      w += rowBytes;
    }
    const target = to + <usize>tile * rowBytes;
    v128.store(target, f64x2.add(sum0, other0));
    v128.store(target, f64x2.add(sum1, other1), 16);
  }
}
