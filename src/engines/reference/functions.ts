/** tanh, exp, log and sigmoid in float32: the scalar twins of kernel/functions.as.ts and kernel/activation.as.ts, to the bit. */

const f = Math.fround;

/** a·b + c, rounded after the multiplication and after the addition. */
export function timesPlus(a: number, b: number, c: number): number {
  return f(f(a * b) + c);
}

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

function bitsOf(x: number): number {
  float[0] = x;
  return bits[0];
}

function fromBits(word: number): number {
  bits[0] = word;
  return float[0];
}

const limit = f(7.905311107635498);
const P1 = f(4.89352455891786e-3);
const P3 = f(6.37261928875436e-4);
const P5 = f(1.48572235717979e-5);
const P7 = f(5.12229709037114e-8);
const P9 = f(-8.60467152213735e-11);
const P11 = f(2.00018790482477e-13);
const P13 = f(-2.76076847742355e-16);
const Q0 = f(4.89352518554385e-3);
const Q2 = f(2.268434632439e-3);
const Q4 = f(1.18534705686654e-4);
const Q6 = f(1.19825839466702e-6);

/** tanh x for a float32 x: x · P(x²) / Q(x²) inside ±7.9, the value there outside. */
export function tanh(a: number): number {
  const x = Math.max(Math.min(a, limit), -limit);
  const x2 = f(x * x);
  const x4 = f(x2 * x2);
  const x8 = f(x4 * x4);
  const low = timesPlus(x4, timesPlus(x2, P7, P5), timesPlus(x2, P3, P1));
  const high = timesPlus(x4, P13, timesPlus(x2, P11, P9));
  const numerator = f(x * timesPlus(x8, high, low));
  const denominator = timesPlus(x4, timesPlus(x2, Q6, Q4), timesPlus(x2, Q2, Q0));
  return f(numerator / denominator);
}

const ln2High = f(0.693359375);
const ln2Low = f(-2.1219444e-4);
const log2e = f(Math.LOG2E);
const roundToInteger = 12582912;
const exponential = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];

/** The polynomial with these coefficients, highest power first, by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.map(f).reduce((sum, coefficient) => timesPlus(sum, x, coefficient));
}

/** eˣ for a float32 x; 0 below the least float, ∞ above the greatest. */
export function exp(a: number): number {
  const x = Math.max(Math.min(a, 89), -104);
  const shifted = timesPlus(x, log2e, roundToInteger);
  const n = (bitsOf(shifted) - bitsOf(roundToInteger)) | 0;
  const times = f(shifted - roundToInteger);
  const r = f(f(x - f(times * ln2High)) - f(times * ln2Low));
  const sum = f(timesPlus(polynomial(exponential, r), f(r * r), r) + 1);
  const half = n >> 1;
  return f(f(sum * fromBits((half + 127) << 23)) * fromBits((n - half + 127) << 23));
}

const logarithm = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

/** ln x for a float32 x; −∞ at 0, NaN below. */
export function log(a: number): number {
  if (!(a > 0)) return a === 0 ? -Infinity : NaN;
  if (a === Infinity) return a;
  const denormal = a < 2 ** -126;
  const word = bitsOf(denormal ? a * 2 ** 24 : a);
  let exponent = (word >> 23) - 126 - (denormal ? 24 : 0);
  let m = fromBits((word & 0x007fffff) | 0x3f000000);
  if (m < f(Math.SQRT1_2)) {
    exponent--;
    m = f(m + m);
  }
  const r = f(m - 1);
  const r2 = f(r * r);
  const cubic = f(f(polynomial(logarithm, r) * r) * r2);
  const tail = f(f(cubic + f(exponent * ln2Low)) - f(0.5 * r2));
  return f(f(r + tail) + f(exponent * ln2High));
}

/** 1 / (1 + e⁻ᶻ) for a float32 z. */
export function sigmoid(z: number): number {
  return f(1 / f(1 + exp(-z)));
}

/** ℓ(sigmoid(z), y), the binary cross-entropy of a logit, for y = 0 or 1. */
export function crossEntropy(z: number, y: number): number {
  return f(f(Math.max(z, 0) - f(y * z)) + log(f(1 + exp(-Math.abs(z)))));
}
