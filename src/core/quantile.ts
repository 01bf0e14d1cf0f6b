/** Quantiles by linear interpolation between order statistics, as NumPy's default. */

/** The q-quantile, q in [0, 1], of a non-empty list of numbers in any order. The list is not changed. */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) throw new RangeError("invalid values: none to take a quantile of");
  if (!(q >= 0 && q <= 1)) throw new RangeError(`invalid q: ${q}`);
  const sorted = Float64Array.from(values).sort();
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}
