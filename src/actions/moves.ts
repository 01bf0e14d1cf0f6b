/** What one person can do about each discrete part of Δ by itself: the steps of a column, the categories of a group. */
import { categoriesOf, integralSteps, stepped, stepRange, takeCategory } from "./discrete.ts";
import { isNamed, type NamedActions, nearestOf, openCandidates, rowViews } from "./enumeration.ts";
import { type ActionSet, boxOf } from "./set.ts";

/** The values of δ that a column of steps, or the columns of a group, can take for one person; or all that named actions come to. */
export interface Moves {
  readonly columns: readonly number[];
  readonly count: number;
  /** Of a column in steps: the smallest number of steps; null for a group and for named actions. */
  readonly min: number | null;
  /** Writes the k-th of `count` moves into δ's `columns`. Where `min` is null, move 0 is to stay. */
  set(k: number, delta: Float32Array | Float64Array): void;
  /** The number of the move nearest to δ, by weight; see `costOf`. */
  nearest(delta: ArrayLike<number>): number;
}

/** All that a person can do: the discrete parts, and the box of everything, constraints aside. */
export interface PersonalMoves {
  readonly discrete: readonly Moves[];
  /** Columns that move freely between `lower` and `upper`. */
  readonly free: readonly number[];
  /** [d] */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** The moves of the person x. Parts that cannot move are left out; every part can stay at 0. Named actions are one part. */
export function movesOf(actions: ActionSet, x: ArrayLike<number>): PersonalMoves {
  const { dimension, groups, steps, actionable, weights } = actions;
  const lower = new Float64Array(dimension);
  const upper = new Float64Array(dimension);
  boxOf(actions, x, lower, upper);
  if (isNamed(actions)) return { discrete: namedMoves(actions, x), free: [], lower, upper };
  const discrete: Moves[] = [];
  for (const group of groups) {
    const categories = categoriesOf(actions, group, x);
    if (categories.length > 1) discrete.push(groupMoves(group, categories, weights));
  }
  const grouped = new Set(groups.flat());
  const free: number[] = [];
  for (const j of actionable) {
    if (grouped.has(j)) continue;
    if (steps[j] > 0) {
      const [min, max] = stepRange(actions, j, lower[j], upper[j]);
      if (min < max) discrete.push(stepMoves(actions, j, min, max));
    } else if (lower[j] < upper[j]) {
      free.push(j);
    }
  }
  return { discrete, free, lower, upper };
}

function namedMoves(actions: NamedActions, x: ArrayLike<number>): Moves[] {
  const open = rowViews(openCandidates(actions, x).delta);
  if (open.length === 0) return [];
  const columns = actions.actionable;
  return [
    {
      columns,
      count: 1 + open.length,
      min: null,
      set(k, delta) {
        for (const j of columns) delta[j] = k === 0 ? 0 : open[k - 1][j];
      },
      nearest(delta) {
        const nearest = nearestOf(actions, x, delta, () => true);
        return 1 + open.findIndex((action) => action.every((value, j) => value === nearest?.[j]));
      },
    },
  ];
}

function groupMoves(group: readonly number[], categories: readonly number[], weights: ActionSet["weights"]): Moves {
  return {
    columns: group,
    count: categories.length,
    min: null,
    set(k, delta) {
      takeCategory(group, categories[0], categories[k], delta);
    },
    nearest(delta) {
      const price = (k: number) =>
        categories.reduce((sum, j, i) => {
          const target = k === 0 ? 0 : i === 0 ? -1 : Number(i === k);
          return sum + weights[j] * Math.max(0, target - delta[j]);
        }, 0);
      return categories.reduce((best, _, k) => (price(k) < price(best) ? k : best), 0);
    },
  };
}

function stepMoves(actions: ActionSet, j: number, min: number, max: number): Moves {
  return {
    columns: [j],
    count: max - min + 1,
    min,
    set(k, delta) {
      delta[j] = stepped(actions, j, min + k);
    },
    nearest: (delta) => Math.min(Math.max(integralSteps(actions, j, delta[j]), min), max) - min,
  };
}

/** In how many ways the discrete parts can be combined. */
export function combinations({ discrete }: PersonalMoves): number {
  return discrete.reduce((product, { count }) => product * count, 1);
}
