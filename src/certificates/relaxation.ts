/** An activation between two parallel lines over an interval: what makes a bound on a network linear in δ. */

/** Of many units: s·a + m − e ≤ φ(a) ≤ s·a + m + e for all l ≤ a ≤ u, by index. */
export interface Lines {
  readonly s: Float64Array;
  readonly m: Float64Array;
  readonly e: Float64Array;
}

/**
 * What evaluating the lines in float64 may be off by, per unit of size: some eighty roundings, of which there are about
 * ten, none of a number above 1 + s·max(|l|, |u|).
 */
const ROUNDING = 2 ** -46;

/** Outweighs the rounding of denormal numbers. */
const LEAST = 2 ** -1000;

/** Below this width tanh is near enough to a cubic to know the chord's slope without a logarithm. */
const NARROW = 0.5;

/** tanh at the multiples of 1/64 below 20, beyond which it is 1 in float64. */
const STEPS = 64;
const END = 20;
const table = Float64Array.from({ length: STEPS * END + 1 }, (_, i) => Math.tanh(i / STEPS));

/**
 * tanh in float64, to a few units in the last place and several times as fast as Math.tanh: the addition theorem from the nearest
 * multiple of 1/64, with the power series for what is left, whose next term is below 10⁻²⁰.
 */
export function tanh64(a: number): number {
  const size = Math.abs(a);
  if (!(size < END)) return Math.sign(a);
  const i = (size * STEPS + 0.5) | 0;
  const t = table[i];
  const h = size - i / STEPS;
  const h2 = h * h;
  const rest = h * (1 - h2 * (1 / 3 - h2 * (2 / 15 - h2 * (17 / 315))));
  const value = (t + rest) / (1 + t * rest);
  return a < 0 ? -value : value;
}

/**
 * tanh over [l, u], into `lines` at `at`, with the slope s = 1 − tanh²t of a tangent at t ≥ 0. tanh a − s·a rises between −t and t and
 * falls outside, so that its range over [l, u] is that over l, u and those of ±t that lie between: any t is sound. The best
 * one gives the chord's slope where the curvature has one sign, and a little more where it has not.
 */
export function tanhLines(l: number, u: number, lines: Lines, at: number): void {
  const width = u - l;
  // Not finite, or NaN: flat lines hold anywhere.
  if (!(width < Infinity)) {
    lines.s[at] = lines.m[at] = 0;
    lines.e[at] = 1;
    return;
  }
  const below = tanh64(l);
  const above = tanh64(u);
  // How much of the curvature of one sign the other's makes up for: 1 for an interval around 0.
  const balance = l < 0 && u > 0 ? Math.min(-l / u, u / -l) : 0;
  let t: number;
  if (width < NARROW) {
    // Where the chord of a³ has its slope, or the best line.
    const middle = (l + u) / 2;
    t = Math.sqrt(middle * middle + ((width * width) / 12) * (1 - balance / 4));
  } else {
    const bend = Math.max(0, 1 - (above - below) / width) * (1 - balance / 8);
    // Where tanh is 1 at both ends, of no consequence but for being finite.
    t = bend < 1 ? Math.log((1 + Math.sqrt(bend)) / Math.sqrt(1 - bend)) : END;
  }
  const q = tanh64(t);
  const s = 1 - q * q;
  const startOf = below - s * l;
  const endOf = above - s * u;
  let low = Math.min(startOf, endOf);
  let high = Math.max(startOf, endOf);
  const top = q - s * t;
  if (l < t && t < u && top > high) high = top;
  if (l < -t && -t < u && -top < low) low = -top;
  lines.s[at] = s;
  lines.m[at] = (high + low) / 2;
  lines.e[at] = (high - low) / 2 + ROUNDING * (1 + s * Math.max(Math.abs(l), Math.abs(u)));
}

/** max(a, 0) over [l, u], into `lines` at `at`: exact unless the bend lies inside, and then the chord and its parallel through 0. */
export function reluLines(l: number, u: number, { s, m, e }: Lines, at: number): void {
  if (l >= 0) {
    s[at] = 1;
    m[at] = e[at] = 0;
  } else if (u <= 0) {
    s[at] = m[at] = e[at] = 0;
  } else {
    s[at] = u / (u - l);
    m[at] = (-s[at] * l) / 2;
    e[at] = m[at] + ROUNDING * u + LEAST;
  }
}
