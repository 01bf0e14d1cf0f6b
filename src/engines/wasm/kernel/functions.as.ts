/**
 * exp, log, sigmoid and the logistic loss in float32, from additions, multiplications and divisions alone, so that every
 * machine gives the same bits. Polynomials: Cephes, `expf` and `logf` (Moshier).
 */

/** ln 2 in two parts; the first has few bits, so that its product with a small integer is exact. */
const ln2High: f32 = 0.693359375;
const ln2Low: f32 = -2.12194440e-4;

/** Adding and subtracting 1.5 · 2²³ rounds a float of moderate size to the nearest integer. */
const roundToInteger: f32 = 12582912;

/** 2ⁿ for −126 ≤ n ≤ 127. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: i32): f32 {
  return reinterpret<f32>((n + 127) << 23);
}

/** eˣ; 0 below the least float, ∞ above the greatest. */
export function exp(argument: f32): f32 {
  // e⁸⁹ overflows and e⁻¹⁰⁴ underflows to 0; a NaN passes through both.
  const x = max<f32>(min<f32>(argument, 89), -104);
  const shifted: f32 = x * <f32>1.44269504088896341 + roundToInteger;
  const n = reinterpret<i32>(shifted) - reinterpret<i32>(roundToInteger);
  const times: f32 = shifted - roundToInteger;
  // x = times · ln 2 + r
  const r: f32 = x - times * ln2High - times * ln2Low;
  let sum: f32 = 1.9875691500e-4;
  sum = sum * r + <f32>1.3981999507e-3;
  sum = sum * r + <f32>8.3334519073e-3;
  sum = sum * r + <f32>4.1665795894e-2;
  sum = sum * r + <f32>1.6666665459e-1;
  sum = sum * r + <f32>5.0000001201e-1;
  sum = sum * (r * r) + r + <f32>1;
  // In two factors: 2ⁿ itself may be out of range where the result is not.
  const half = n >> 1;
  return sum * powerOfTwo(half) * powerOfTwo(n - half);
}

/** ln x; −∞ at 0, NaN below. */
export function log(x: f32): f32 {
  if (!(x > 0)) return x == 0 ? -f32.POSITIVE_INFINITY : f32.NaN;
  if (x == f32.POSITIVE_INFINITY) return x;
  let exponent: i32 = 0;
  if (x < f32.MIN_NORMAL_VALUE) {
    x *= <f32>16777216;
    exponent = -24;
  }
  // x = m · 2^exponent with ½ ≤ m < 1, then √½ ≤ m < √2 and r = m − 1
  const bits = reinterpret<i32>(x);
  exponent += (bits >> 23) - 126;
  let m = reinterpret<f32>((bits & 0x007fffff) | 0x3f000000);
  if (m < <f32>0.70710678118654752) {
    exponent--;
    m = m + m;
  }
  const r: f32 = m - <f32>1;
  const r2: f32 = r * r;
  let sum: f32 = 7.0376836292e-2;
  sum = sum * r - <f32>1.1514610310e-1;
  sum = sum * r + <f32>1.1676998740e-1;
  sum = sum * r - <f32>1.2420140846e-1;
  sum = sum * r + <f32>1.4249322787e-1;
  sum = sum * r - <f32>1.6668057665e-1;
  sum = sum * r + <f32>2.0000714765e-1;
  sum = sum * r - <f32>2.4999993993e-1;
  sum = sum * r + <f32>3.3333331174e-1;
  const times = <f32>exponent;
  const tail: f32 = sum * r * r2 + times * ln2Low - <f32>0.5 * r2;
  return r + tail + times * ln2High;
}

/** The score of a logit: 1 / (1 + e⁻ᶻ). */
export function sigmoid(z: f32): f32 {
  return <f32>1 / (<f32>1 + exp(-z));
}

/** ℓ(sigmoid(z), y) = max(z, 0) − y·z + ln(1 + e^−|z|): the binary cross-entropy of a logit, y = 0 or 1. Never negative. */
export function crossEntropy(z: f32, y: f32): f32 {
  return max<f32>(z, 0) - y * z + log(<f32>1 + exp(-abs(z)));
}
