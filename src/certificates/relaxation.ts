/** An activation between two parallel lines over an interval: what makes a bound on a network linear in δ. */

/** s·a + m − e ≤ φ(a) ≤ s·a + m + e for all l ≤ a ≤ u. */
export interface Lines {
  s: number;
  m: number;
  e: number;
}

/**
 * What evaluating the lines in float64 may be off by, per unit of size: some eighty roundings, of which there are about
 * ten, none of a number above 1 + s·max(|l|, |u|).
 */
const ROUNDING = 2 ** -46;

/** Outweighs the rounding of denormal numbers. */
const LEAST = 2 ** -1000;

/** Below this width the chord's slope is noise, and the tangent's as good. */
const NARROW = 1e-6;

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
 * tanh over [l, u], into `out`. Of all slopes the chord's leaves the least room where the curvature has one sign; where
 * it has not, one a little steeper does. Given a slope s in (0, 1), tanh a − s·a rises between −t and t, tanh²t = 1 − s, and
 * falls outside, so that its range over [l, u] is that over l, u and those of ±t that lie between: no slope is unsound.
 */
export function tanhLines(l: number, u: number, out: Lines): void {
  const width = u - l;
  // Not finite, or NaN: flat lines hold anywhere.
  if (!(width < Infinity)) {
    out.s = out.m = 0;
    out.e = 1;
    return;
  }
  const below = tanh64(l);
  const above = tanh64(u);
  let bend: number;
  if (width > NARROW) {
    bend = 1 - (above - below) / width;
    if (l < 0 && u > 0) bend *= 1 - Math.min(-l / u, u / -l) / 8;
  } else {
    // tanh² in the middle; its sign is right where both ends have one.
    bend = below * above;
  }
  // tanh²t, kept within [0, 1] against rounding.
  bend = Math.min(Math.max(bend, 0), 1);
  const s = 1 - bend;
  const startOf = below - s * l;
  const endOf = above - s * u;
  let low = Math.min(startOf, endOf);
  let high = Math.max(startOf, endOf);
  if (s > 0) {
    const q = Math.sqrt(bend);
    const t = Math.log((1 + q) / Math.sqrt(s));
    const top = q - s * t;
    if (l < t && t < u && top > high) high = top;
    if (l < -t && -t < u && -top < low) low = -top;
  }
  out.s = s;
  out.m = (high + low) / 2;
  out.e = (high - low) / 2 + ROUNDING * (1 + s * Math.max(Math.abs(l), Math.abs(u)));
}

/** max(a, 0) over [l, u], into `out`: exact unless the bend lies inside, and then the chord and its parallel through 0. */
export function reluLines(l: number, u: number, out: Lines): void {
  if (l >= 0) {
    out.s = 1;
    out.m = out.e = 0;
  } else if (u <= 0) {
    out.s = out.m = out.e = 0;
  } else {
    out.s = u / (u - l);
    out.m = (-out.s * l) / 2;
    out.e = out.m + ROUNDING * u + LEAST;
  }
}
