/** Sums of numbers as a person adds them: 0.0714 + 0.0003 is 0.0717, without the noise of float64's last bits. */

/** Most decimals `toFixed` takes. */
const MOST = 100;
/** Of a number that float64 has carried through a few sums. */
const DIGITS = 12;

/** How many decimals a number has when it is written out: 5 for 0.00001. */
export function decimalsOf(value: number): number {
  const [digits, exponent = "0"] = String(value).split("e");
  const decimals = (digits.split(".")[1] ?? "").length - Number(exponent);
  return Math.min(Math.max(0, decimals), MOST);
}

/** The number with so many decimals; infinite: as it is. */
export function rounded(value: number, decimals: number): number {
  return decimals === Number.POSITIVE_INFINITY ? value : Number(value.toFixed(decimals)) + 0;
}

/** The number with so many decimals, rounded down, so that what is proven of it is proven of what is printed. */
export function roundedDown(value: number, decimals: number): number {
  const nearest = rounded(value, decimals);
  return nearest > value ? rounded(nearest - 10 ** -decimals, decimals) : nearest;
}

/** a + b, with as many decimals as one of them has. */
export function plus(a: number, b: number): number {
  return rounded(a + b, Math.max(decimalsOf(a), decimalsOf(b)));
}

/** a − b likewise. */
export function minus(a: number, b: number): number {
  return plus(a, -b);
}

/** k · step for a whole k, with as many decimals as the step has. */
export function times(k: number, step: number): number {
  return rounded(k * step, decimalsOf(step));
}

/**
 * The decimal that a raw value was before it was standardised and brought back: rounded to 12 digits of the largest number that took
 * part, `size`, whose last bits are all that is lost.
 */
export function rawDecimal(value: number, size = Math.abs(value)): number {
  if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return value + 0;
  const decimals = Math.min(MOST, DIGITS - Math.ceil(Math.log10(size)));
  return decimals < 0 ? Number(value.toPrecision(DIGITS)) : rounded(value, decimals);
}
