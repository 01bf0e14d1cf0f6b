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
  /** [d] in the region, near the minimum; it may break constraints a little, and steps. Held until the next call. */
  readonly delta: Float64Array;
}

/**
 * min Σ cost(δ) + c·δ over the region under the constraints, `priced` telling whether cost counts (weights · |δ_j|, and
 * a category by its weight): the Lagrangian bound, raised in one multiplier at a time. For a single constraint it
 * is the linear program's value over the region with steps and categories mixed freely; for several it may stay below it.
 */
export type Minimise = (
  region: Region,
  c: ArrayLike<number> | null,
  priced: boolean,
  constraints: readonly Constraint[],
) => Minimum;

/** What float64 may lose in the sums below, relative to their terms. */
const ROUNDING = 2 ** -44;
const SWEEPS = 6;
/** Breakpoints of the dual in one multiplier that are looked at; there are at most two a feature and one a category. */
const MOST_BREAKPOINTS = 40;

/** A minimiser of the Lagrangian: its objective, what it falls short of the constraint at hand by, and δ. */
interface Vertex {
  objective: number;
  shortfall: number;
  delta: Float64Array;
}

/** The linear programs over regions of one person's Δ. */
export function linearPrograms({ actions, features, groups }: PersonMoves): Minimise {
  const { dimension: d, weights } = actions;
  const vertex = (): Vertex => ({ objective: 0, shortfall: 0, delta: new Float64Array(d) });
  let [low, high, trial] = [vertex(), vertex(), vertex()];
  const mixed = new Float64Array(d);
  const t = new Float64Array(d);
  let base = 0;
  let terms = 0;
  const columns = [...features, ...groups.flatMap((group) => group.columns)];

  /** t = c − Σ multipliers·slope, `base` = Σ multipliers·floor, and the size of its terms. */
  function weigh(c: ArrayLike<number> | null, constraints: readonly Constraint[], multipliers: Float64Array): void {
    base = terms = 0;
    for (const j of columns) t[j] = c === null ? 0 : c[j];
    for (let q = 0; q < constraints.length; q++) {
      const factor = multipliers[q];
      if (factor === 0) continue;
      const { slope, floor } = constraints[q];
      for (const j of columns) t[j] -= factor * slope[j];
      base += factor * floor;
      terms += Math.abs(factor * floor);
    }
  }

  /** The δ with the least cost + t·δ, its shortfall of `constraint`, and the Lagrangian's value, rounded down. */
  function solve(
    { lower, upper, categories }: Region,
    priced: boolean,
    constraint: Constraint | null,
    multiplier: number,
    out: Vertex,
  ): number {
    let value = base;
    let size = terms;
    const { delta } = out;
    for (const j of features) {
      const weight = priced ? weights[j] : 0;
      const stay = Math.min(Math.max(0, lower[j]), upper[j]);
      const end = t[j] > 0 ? lower[j] : upper[j];
      const least = weight * Math.abs(stay) + t[j] * stay;
      const there = weight * Math.abs(end) + t[j] * end;
      delta[j] = there < least ? end : stay;
      value += there < least ? there : least;
      size += (weight + Math.abs(t[j])) * Math.max(Math.abs(lower[j]), Math.abs(upper[j]));
    }
    for (let g = 0; g < groups.length; g++) {
      const [own] = groups[g].categories;
      let taken = -1;
      let least = Infinity;
      for (const j of categories[g]) {
        const there = j === own ? 0 : (priced ? weights[j] : 0) + t[j] - t[own];
        size += Math.abs(there);
        if (there < least) [taken, least] = [j, there];
      }
      for (const j of groups[g].columns) delta[j] = Number(j === taken) - Number(j === own);
      value += least;
    }
    if (constraint !== null) {
      out.shortfall = shortfallOf(constraint, delta);
      out.objective = value - multiplier * out.shortfall;
    }
    return value - ROUNDING * size;
  }

  return (region, c, priced, constraints) => {
    const multipliers = new Float64Array(constraints.length);
    weigh(c, constraints, multipliers);
    let bound = solve(region, priced, null, 0, low);
    let delta = low.delta;
    for (let sweep = 0; sweep < (constraints.length > 1 ? SWEEPS : 1); sweep++) {
      const before = bound;
      for (let r = 0; r < constraints.length; r++) {
        const at = (multiplier: number, out: Vertex) => {
          multipliers[r] = multiplier;
          weigh(c, constraints, multipliers);
          bound = Math.max(bound, solve(region, priced, constraints[r], multiplier, out));
        };
        // Concave in this multiplier, its slope the shortfall: the top is where the tangents from both sides cross.
        at(0, low);
        if (!(low.shortfall > 0)) {
          delta = low.delta;
          continue;
        }
        furthest(region, constraints[r], high, priced);
        if (!(high.shortfall <= 0)) return { bound, delta: high.delta };
        for (let k = 0; k < MOST_BREAKPOINTS; k++) {
          const crossing = (high.objective - low.objective) / (low.shortfall - high.shortfall);
          if (!(crossing > 0)) break;
          at(crossing, trial);
          const tangent = low.objective + crossing * low.shortfall;
          const gained = trial.objective + crossing * trial.shortfall;
          if (!(gained < tangent - 1e-12 * Math.abs(tangent))) break;
          if (trial.shortfall > 0) [low, trial] = [trial, low];
          else [high, trial] = [trial, high];
        }
        const share = low.shortfall / (low.shortfall - high.shortfall);
        for (const j of columns) mixed[j] = low.delta[j] + share * (high.delta[j] - low.delta[j]);
        delta = mixed;
      }
      if (!(bound > before + 1e-9 * Math.abs(before))) break;
    }
    return { bound, delta };
  };

  /** The δ that does most for a constraint, with its cost + t·δ. */
  function furthest({ lower, upper, categories }: Region, constraint: Constraint, out: Vertex, priced: boolean): void {
    const { slope } = constraint;
    const { delta } = out;
    out.objective = base;
    for (const j of features) {
      const stay = Math.min(Math.max(0, lower[j]), upper[j]);
      delta[j] = slope[j] > 0 ? upper[j] : slope[j] < 0 ? lower[j] : stay;
      out.objective += (priced ? weights[j] * Math.abs(delta[j]) : 0) + t[j] * delta[j];
    }
    groups.forEach((group, g) => {
      const [own] = group.categories;
      const gain = (j: number) => (j === own ? 0 : slope[j] - slope[own]);
      const taken = categories[g].reduce((best, j) => (gain(j) > gain(best) ? j : best), categories[g][0]);
      for (const j of group.columns) delta[j] = Number(j === taken) - Number(j === own);
      if (taken !== own) out.objective += (priced ? weights[taken] : 0) + t[taken] - t[own];
    });
    out.shortfall = shortfallOf(constraint, delta);
  }

  function shortfallOf({ slope, floor }: Constraint, delta: Float64Array): number {
    let sum = floor;
    for (const j of columns) sum -= slope[j] * delta[j];
    return sum;
  }
}
