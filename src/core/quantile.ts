/** Quantiles by linear interpolation between order statistics, as NumPy's default. */

/** The q-quantile, q in [0, 1], of a non-empty list of numbers in any order. The list is not changed. */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`invalid q: ${q}`);
  return interpolated(Float64Array.from(values).sort(), q * (values.length - 1));
}

/** The value at a place between 0 and n − 1 of n ≥ 1 ascending numbers, linear between neighbours. */
export function interpolated(ascending: ArrayLike<number>, place: number): number {
  const last = ascending.length - 1;
  if (last < 0) throw new RangeError("invalid values: none to take a quantile of");
  if (!(place >= 0 && place <= last)) throw new RangeError(`invalid place: ${place} of 0 … ${last}`);
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return ascending[below] + (ascending[above] - ascending[below]) * (place - below);
}
