/** The grid of values a feature can be moved to, and what each move costs (Ustun et al., 2019, as their package computes both). */
import { interpolated } from "../../core/quantile.ts";
import { kernelDensity } from "./density.ts";

/** One feature's values, ascending, and the share of people at or below each. Empty when the feature hardly varies. */
export interface ActionGrid {
  readonly values: Float64Array;
  readonly shares: Float64Array;
}

/** What one person can do about one feature: action 0 is "nothing" at cost 0, the others ascend in size and in cost. */
export interface PricedActions {
  /** a: the change of the feature, in the units of the grid. */
  readonly actions: readonly number[];
  readonly costs: readonly number[];
}

/** Probability left beyond either end of the grid. */
const beyond = 1e-6;

/**
 * The grid of a column of training values. 0 and 1 for a column that has only those; otherwise from the 1st to the 99th
 * percentile in steps of `step` times their distance, rounded outwards and up to whole numbers when all values are whole.
 * The share F of people at or below a grid value sums a Gaussian kernel density over the grid.
 *
 * A column whose two percentiles agree has no grid (the package divides by zero there).
 */
export function gridOf(column: ArrayLike<number>, step: number): ActionGrid {
  if (!(step > 0 && step <= 1)) throw new RangeError(`invalid grid step: ${step}`);
  const sorted = Float64Array.from(column).sort();
  const values = gridValues(sorted, step);
  const shares = new Float64Array(values.length);
  if (values.length === 0) return { values, shares };
  let sum = 0;
  kernelDensity(sorted, values).forEach((density, k) => {
    sum += density;
    shares[k] = beyond + sum;
  });
  for (let k = 0; k < shares.length; k++) shares[k] /= sum + 2 * beyond;
  return { values, shares };
}

function gridValues(sorted: Float64Array, step: number): Float64Array {
  if (sorted[0] === sorted[sorted.length - 1]) return new Float64Array(0);
  if (sorted.every((value) => value === 0 || value === 1)) return Float64Array.of(0, 1);
  const whole = sorted.every(Number.isInteger);
  const first = interpolated(sorted, (sorted.length - 1) / 100);
  const last = interpolated(sorted, ((sorted.length - 1) * 99) / 100);
  const start = whole ? Math.floor(first) : first;
  const stop = whole ? Math.ceil(last) : last;
  const stride = whole ? Math.ceil(step * (stop - start)) : step * (stop - start);
  if (!(stride > 0)) return new Float64Array(0);
  // NumPy's arange(start, stop + stride, stride): the spacing is that of the first two values after rounding.
  const spacing = start + stride - start;
  const length = Math.ceil((stop + stride - start) / stride);
  return Float64Array.from({ length }, (_, k) => start + k * spacing);
}

/** F: the share of people at or below a value, linear between grid values, 10⁻⁶ and 1 − 10⁻⁶ beyond them. */
export function shareBelow({ values, shares }: ActionGrid, value: number): number {
  const last = values.length - 1;
  if (value < values[0]) return beyond;
  if (value > values[last]) return 1 - beyond;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle;
    else high = middle;
  }
  return shares[low] + ((shares[high] - shares[low]) / (values[high] - values[low])) * (value - values[low]);
}

/**
 * The moves from x to grid values in one direction (+1 or −1) with lower ≤ a ≤ upper, each at its local cost
 * ln((1 − F(x)) / (1 − F(x + a))), upward, and the reciprocal's logarithm downward: relative changes in the share of
 * people above. Moves that cost nothing or are smaller than 10⁻⁸ are left out. Only action 0 remains where there is no move.
 */
export function pricedActions(
  grid: ActionGrid,
  x: number,
  direction: 1 | -1,
  lower = Number.NEGATIVE_INFINITY,
  upper = Number.POSITIVE_INFINITY,
): PricedActions {
  const actions = [0];
  const costs = [0];
  const { values, shares } = grid;
  const above = 1 - shareBelow(grid, x);
  for (let i = 0; i < values.length; i++) {
    const k = direction > 0 ? i : values.length - 1 - i;
    const action = values[k] - x;
    if (!(action * direction >= 1e-8 && lower <= action && action <= upper)) continue;
    const cost = direction * Math.log(above / (1 - shares[k]));
    if (!(cost > 0 && cost < Number.POSITIVE_INFINITY)) continue;
    actions.push(action);
    costs.push(cost);
  }
  return { actions, costs };
}

/**
 * The same for a feature that moves in steps: multiples of `step` in one direction, from `min` to `max` steps.
 * Where these are more than the grid has values, only the multiples nearest to grid values.
 */
export function pricedSteps(
  grid: ActionGrid,
  x: number,
  direction: 1 | -1,
  { step, min, max }: { readonly step: number; readonly min: number; readonly max: number },
): PricedActions {
  const { values } = grid;
  const end = direction > 0 ? max : -min;
  const multiples =
    end <= values.length
      ? Array.from({ length: end }, (_, i) => i + 1)
      : [...new Set(Array.from(values, (value) => Math.round((direction * (value - x)) / step)))]
          .filter((k) => k >= 1 && k <= end)
          .sort((a, b) => a - b);
  const actions = [0];
  const costs = [0];
  const above = 1 - shareBelow(grid, x);
  for (const k of values.length === 0 ? [] : multiples) {
    const action = Math.fround(direction * k * step);
    const cost = direction * Math.log(above / (1 - shareBelow(grid, x + action)));
    if (!(cost > 0 && cost < Number.POSITIVE_INFINITY)) continue;
    actions.push(action);
    costs.push(cost);
  }
  return { actions, costs };
}
