/** Linear programs over a region of Δ from below: by their duals, in which every multiplier gives a valid bound. */
import type { PersonMoves, Region } from "./region.ts";

/** slope·δ ≥ floor, slope [d]. */
export interface Constraint {
  readonly slope: ArrayLike<number>;
  readonly floor: number;
}

export interface Minimum {
  /** No δ of the region that keeps the constraints has a lesser objective. */
  readonly bound: number;
  /** [d] in the region, near the minimum; it may break constraints a little, and steps. */
  readonly delta: Float64Array;
}

/** What float64 may lose in the sums below, relative to their terms. */
const ROUNDING = 2 ** -44;
const SWEEPS = 6;
const BISECTIONS = 40;
/** A multiplier this large belongs to a constraint that the region cannot keep, which `tightened` finds out. */
const MOST = 2 ** 40;

/**
 * min Σ cost(δ) + c·δ over the region under the constraints, `priced` telling whether cost counts (weights · |δ_j|, and
 * a category by its weight): the Lagrangian bound, raised in one multiplier at a time. For a single constraint it
 * is the linear program's value over the region with steps and categories mixed freely; for several it may stay below it.
 */
export function minimise(
  { actions, features, groups }: PersonMoves,
  { lower, upper, categories }: Region,
  c: ArrayLike<number> | null,
  priced: boolean,
  constraints: readonly Constraint[],
): Minimum {
  const d = actions.dimension;
  const multipliers = new Float64Array(constraints.length);
  const t = new Float64Array(d);
  let size = 0;

  /** min over the region of cost + t·δ, at `delta`. */
  function inner(delta: Float64Array): number {
    for (let j = 0; j < d; j++) {
      let sum = c === null ? 0 : c[j];
      for (let r = 0; r < constraints.length; r++) sum -= multipliers[r] * constraints[r].slope[j];
      t[j] = sum;
    }
    let total = 0;
    size = 0;
    for (const j of features) {
      const weight = priced ? actions.weights[j] : 0;
      const stay = Math.min(Math.max(0, lower[j]), upper[j]);
      let best = stay;
      let least = weight * Math.abs(stay) + t[j] * stay;
      const end = t[j] > 0 ? lower[j] : upper[j];
      const there = weight * Math.abs(end) + t[j] * end;
      if (there < least) [best, least] = [end, there];
      delta[j] = best;
      total += least;
      size += (weight + Math.abs(t[j])) * Math.max(Math.abs(lower[j]), Math.abs(upper[j]));
    }
    for (let g = 0; g < groups.length; g++) {
      const [own] = groups[g].categories;
      let taken = -1;
      let least = Infinity;
      for (const j of categories[g]) {
        const value = j === own ? 0 : (priced ? actions.weights[j] : 0) + t[j] - t[own];
        size += Math.abs(value);
        if (value < least) [taken, least] = [j, value];
      }
      for (const j of groups[g].columns) delta[j] = Number(j === taken) - Number(j === own);
      total += least;
    }
    for (let r = 0; r < constraints.length; r++) {
      total += multipliers[r] * constraints[r].floor;
      size += Math.abs(multipliers[r] * constraints[r].floor);
    }
    return total - ROUNDING * size;
  }

  /** How far δ falls short of a constraint. */
  const shortfall = ({ slope, floor }: Constraint, delta: Float64Array) => {
    let sum = floor;
    for (let j = 0; j < d; j++) sum -= slope[j] * delta[j];
    return sum;
  };

  let bound = -Infinity;
  let delta = new Float64Array(d);
  const trial = new Float64Array(d);
  bound = inner(delta);
  for (let sweep = 0; sweep < (constraints.length > 1 ? SWEEPS : 1); sweep++) {
    const before = bound;
    for (let r = 0; r < constraints.length; r++) {
      const constraint = constraints[r];
      // The dual is concave in this multiplier, and its slope is what the minimiser falls short of the constraint by.
      let [low, high] = [0, 1];
      multipliers[r] = 0;
      bound = Math.max(bound, inner(trial));
      const atZero = shortfall(constraint, trial);
      if (!(atZero > 0)) {
        delta = trial.slice();
        continue;
      }
      let under = trial.slice();
      for (; high < MOST; high *= 2) {
        multipliers[r] = high;
        bound = Math.max(bound, inner(trial));
        if (!(shortfall(constraint, trial) > 0)) break;
        low = high;
        under = trial.slice();
      }
      if (!(high < MOST)) return { bound, delta: trial };
      let over = trial.slice();
      for (let k = 0; k < BISECTIONS && high - low > 1e-9 * high; k++) {
        multipliers[r] = (low + high) / 2;
        bound = Math.max(bound, inner(trial));
        if (shortfall(constraint, trial) > 0) {
          low = multipliers[r];
          under = trial.slice();
        } else {
          high = multipliers[r];
          over = trial.slice();
        }
      }
      multipliers[r] = high;
      const [less, more] = [shortfall(constraint, under), -shortfall(constraint, over)];
      const share = less + more > 0 ? less / (less + more) : 1;
      for (let j = 0; j < d; j++) over[j] = under[j] + share * (over[j] - under[j]);
      delta = over;
    }
    if (!(bound > before + 1e-9 * Math.abs(before))) break;
  }
  return { bound, delta };
}
