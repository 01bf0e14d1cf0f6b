/**
 * Activations of consecutive rows, in place: h = keep · φ(a), and the slopes ∂h/∂a = keep · φ'(a), φ = tanh or max(0, ·).
 *
 * `units` holds a on entry and h on return. With `masked`, `slopes` holds the factors `keep` on entry; without, keep = 1. Both
 * arrays are `bytes` long, a multiple of 16. A NaN stays a NaN: pmin and pmax return their first operand when it is NaN.
 */

/** φ = tanh. */
export function applyTanh(units: usize, slopes: usize, bytes: usize, masked: bool): void {
  if (masked) tanhLoop(units, slopes, bytes, true);
  else tanhLoop(units, slopes, bytes, false);
}

/** φ = max(0, ·), with slope 0 at 0. */
export function applyRelu(units: usize, slopes: usize, bytes: usize, masked: bool): void {
  if (masked) reluLoop(units, slopes, bytes, true);
  else reluLoop(units, slopes, bytes, false);
}

/**
 * The rational approximation of tanh with numerator x · P(x²) of degree 13 and denominator Q(x²) of degree 6, on |x| ≤ `limit`,
 * which holds its last value beyond: 1 − 3.6e-7. Coefficients: Eigen, `ptanh_float` (MPL 2.0).
 */
const limit: f32 = 7.905311107635498;
const P1: f32 = 4.89352455891786e-3;
const P3: f32 = 6.37261928875436e-4;
const P5: f32 = 1.48572235717979e-5;
const P7: f32 = 5.12229709037114e-8;
const P9: f32 = -8.60467152213735e-11;
const P11: f32 = 2.00018790482477e-13;
const P13: f32 = -2.76076847742355e-16;
const Q0: f32 = 4.89352518554385e-3;
const Q2: f32 = 2.2684346324390e-3;
const Q4: f32 = 1.18534705686654e-4;
const Q6: f32 = 1.19825839466702e-6;

// @ts-ignore: decorator
@inline
function timesPlus(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}

// @ts-ignore: decorator
@inline
function tanhLoop(units: usize, slopes: usize, bytes: usize, masked: bool): void {
  // Read from memory once: V8 would make a literal anew in every iteration.
  const upper = v128.load32_splat(coefficients, 0);
  const lower = v128.load32_splat(coefficients, 4);
  const one = v128.load32_splat(coefficients, 8);
  const p1 = v128.load32_splat(coefficients, 12);
  const p3 = v128.load32_splat(coefficients, 16);
  const p5 = v128.load32_splat(coefficients, 20);
  const p7 = v128.load32_splat(coefficients, 24);
  const p9 = v128.load32_splat(coefficients, 28);
  const p11 = v128.load32_splat(coefficients, 32);
  const p13 = v128.load32_splat(coefficients, 36);
  const q0 = v128.load32_splat(coefficients, 40);
  const q2 = v128.load32_splat(coefficients, 44);
  const q4 = v128.load32_splat(coefficients, 48);
  const q6 = v128.load32_splat(coefficients, 52);
  let at: usize = 0;
  do {
    const x = f32x4.pmax(f32x4.pmin(v128.load(units + at), upper), lower);
    const x2 = f32x4.mul(x, x);
    const x4 = f32x4.mul(x2, x2);
    const x8 = f32x4.mul(x4, x4);
    // Estrin's order: shorter chains of dependent operations than Horner's.
    const low = timesPlus(x4, timesPlus(x2, p7, p5), timesPlus(x2, p3, p1));
    const high = timesPlus(x4, p13, timesPlus(x2, p11, p9));
    const numerator = f32x4.mul(x, timesPlus(x8, high, low));
    const denominator = timesPlus(x4, timesPlus(x2, q6, q4), timesPlus(x2, q2, q0));
    const h = f32x4.div(numerator, denominator);
    const slope = f32x4.sub(one, f32x4.mul(h, h));
    if (masked) {
      const keep = v128.load(slopes + at);
      v128.store(units + at, f32x4.mul(h, keep));
      v128.store(slopes + at, f32x4.mul(slope, keep));
    } else {
      v128.store(units + at, h);
      v128.store(slopes + at, slope);
    }
    at += 16;
  } while (at < bytes);
}

const coefficients = memory.data<f32>([limit, -limit, 1, P1, P3, P5, P7, P9, P11, P13, Q0, Q2, Q4, Q6], 16);

// @ts-ignore: decorator
@inline
function reluLoop(units: usize, slopes: usize, bytes: usize, masked: bool): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let at: usize = 0;
  do {
    const a = v128.load(units + at);
    const h = f32x4.pmax(a, zero);
    const keep = masked ? v128.load(slopes + at) : one;
    v128.store(units + at, masked ? f32x4.mul(h, keep) : h);
    v128.store(slopes + at, v128.and(f32x4.gt(a, zero), keep));
    at += 16;
  } while (at < bytes);
}
