/** A region of one person's Δ: what branch and bound splits, and bounds hold over. */
import { categoriesOf, integralSteps, relaxation, stepped, stepRange } from "../actions/discrete.ts";
import { solveLinear } from "../actions/linear.ts";
import { type ActionSet, boxOf } from "../actions/set.ts";
import type { ActionReading } from "./reading.ts";

/** A one-hot group that a person can change. */
export interface MovableGroup {
  readonly columns: readonly number[];
  /** x's own category, and then those it can reach. */
  readonly categories: readonly number[];
}

/** One person and what can move. */
export interface PersonMoves {
  readonly actions: ActionSet;
  readonly x: Float32Array;
  /** Columns outside groups that can move, ascending. */
  readonly features: readonly number[];
  readonly groups: readonly MovableGroup[];
  /** How actions are read; as x + δ when absent. */
  readonly reading?: ActionReading;
}

/**
 * {δ : lower ≤ δ ≤ upper, a category of each group's `categories`}; joint constraints and rules are kept aside. Columns of a group whose
 * category is settled have equal bounds; of one that is open, `categories` counts.
 */
export interface Region {
  /** [d] δ; plain arrays, which are copied for every region and cost less there than typed ones. */
  readonly lower: number[];
  readonly upper: number[];
  /** Per group of the person, the categories still open, at least one. */
  readonly categories: readonly (readonly number[])[];
}

/** x with all of Δ that x's bounds leave, joint constraints and rules aside. Columns in steps end on a step. */
export function wholeOf(
  actions: ActionSet,
  x: Float32Array,
): { readonly person: PersonMoves; readonly region: Region } {
  const lower = new Float64Array(actions.dimension);
  const upper = new Float64Array(actions.dimension);
  boxOf(actions, x, lower, upper);
  const groups: MovableGroup[] = [];
  for (const columns of actions.groups) {
    const categories = categoriesOf(actions, columns, x);
    if (categories.length > 1) groups.push({ columns, categories });
    else for (const j of columns) lower[j] = upper[j] = 0;
  }
  const grouped = new Set(actions.groups.flat());
  const features: number[] = [];
  for (const j of actions.actionable) {
    if (grouped.has(j)) continue;
    if (actions.steps[j] > 0) {
      const [least, most] = stepRange(actions, j, lower[j], upper[j]);
      lower[j] = stepped(actions, j, least);
      upper[j] = stepped(actions, j, most);
    }
    if (lower[j] < upper[j]) features.push(j);
  }
  const categories = groups.map((group) => group.categories);
  return { person: { actions, x, features, groups }, region: { lower: [...lower], upper: [...upper], categories } };
}

/** The region with ends for features that only joint constraints bound, a linear program each; most regions as they are. */
export async function withEnds({ actions, features }: PersonMoves, region: Region): Promise<Region> {
  if (features.every((j) => Number.isFinite(region.lower[j]) && Number.isFinite(region.upper[j]))) return region;
  const { dimension } = actions;
  const polytope = {
    ...relaxation(actions).constraints,
    dimension,
    lower: Float64Array.from(region.lower),
    upper: Float64Array.from(region.upper),
  };
  const [lower, upper] = [region.lower.slice(), region.upper.slice()];
  for (const j of features) {
    for (const [bounds, sign] of [
      [lower, 1],
      [upper, -1],
    ] as const) {
      if (Number.isFinite(bounds[j])) continue;
      const c = new Float64Array(dimension);
      c[j] = sign;
      const { objective } = await solveLinear({ ...polytope, c });
      // Wider than GLPK's tolerance; where there is no end after all, nothing is proven.
      if (objective !== null) bounds[j] = sign * (objective - 1e-6 * Math.max(1, Math.abs(objective)));
    }
  }
  return { ...region, lower, upper };
}

/** The region with other bounds in column j. */
export function between(region: Region, j: number, lower: number, upper: number): Region {
  const bounds = { lower: region.lower.slice(), upper: region.upper.slice() };
  bounds.lower[j] = lower;
  bounds.upper[j] = upper;
  return { ...region, ...bounds };
}

/** The region with only these categories of group g. */
export function among({ groups }: PersonMoves, region: Region, g: number, categories: readonly number[]): Region {
  const { columns, categories: all } = groups[g];
  const [lower, upper] = [region.lower.slice(), region.upper.slice()];
  const [own] = all;
  const only = categories.length === 1 ? categories[0] : null;
  for (const j of columns) {
    // δ of the own category is −1 when another one is taken, and of any other 1 when it is.
    const taken = Number(j === only) - Number(j === own);
    const open = categories.includes(j);
    lower[j] = only !== null ? taken : j === own ? -1 : 0;
    upper[j] = only !== null ? taken : j === own ? (open ? 0 : -1) : Number(open);
  }
  return { lower, upper, categories: region.categories.map((each, i) => (i === g ? categories : each)) };
}

/** Halves column j: at the middle of a free column, between two steps of one in steps. */
export function halves({ actions }: PersonMoves, region: Region, j: number): Region[] {
  const [lower, upper] = [region.lower[j], region.upper[j]];
  if (actions.steps[j] === 0) {
    const middle = (lower + upper) / 2;
    return [between(region, j, lower, middle), between(region, j, middle, upper)];
  }
  const middle = Math.floor((integralSteps(actions, j, lower) + integralSteps(actions, j, upper)) / 2);
  return [
    between(region, j, lower, stepped(actions, j, middle)),
    between(region, j, stepped(actions, j, middle + 1), upper),
  ];
}
