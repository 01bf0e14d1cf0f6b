/** The part of Δ that is not convex: one-hot groups, integral steps and if-then constraints. Without them Δ is a polytope. */
import { ConfigError } from "../core/errors.ts";
import type { ActionSet, ActionSetSpec } from "./action-set.ts";

/** The part of Δ that is checked here, for d columns; see `ActionSet`. */
export type Discrete = Pick<ActionSet, "groups" | "steps" | "rules">;

/** The largest multiple of a step whose float32 δ still tells which multiple it is: 2²³. */
export const MOST_STEPS = 2 ** 23;

/** How far, in standard deviations, a step may pass a bound: what rounding x to float32 can hide. Half of `contains`' own. */
const give = 5e-7;

/**
 * Checks groups, steps and rules for d columns, absent ones being empty. A rule needs a change of a minimum size: a step or
 * a category.
 * @throws ConfigError for a rule that needs anything else; RangeError for what no data set can cause.
 */
export function discreteOf(
  dimension: number,
  { groups = [], steps: given, rules = [] }: Pick<ActionSetSpec, "groups" | "steps" | "rules">,
  nameOf: (j: number) => string,
): Discrete {
  const steps = given === undefined ? new Float64Array(dimension) : Float64Array.from(given);
  if (steps.length !== dimension) throw new RangeError(`invalid steps: ${steps.length} of ${dimension} values`);
  const grouped = new Set<number>();
  for (const group of groups) {
    if (group.length < 2) throw new RangeError(`invalid group: ${group.length} columns`);
    for (const j of group) {
      if (!(j in steps) || grouped.has(j) || steps[j] !== 0) throw new RangeError(`invalid group: column ${j}`);
      grouped.add(j);
    }
  }
  steps.forEach((step, j) => {
    if (!(step >= 0 && step < Infinity)) throw new RangeError(`invalid step: ${step} at ${j}`);
  });
  rules.forEach(({ needs, allows }, r) => {
    const named = [...needs, ...allows];
    if (needs.length === 0 || allows.length === 0 || named.some((j) => !(j in steps))) {
      throw new RangeError(`invalid rule ${r}: ${needs} → ${allows}`);
    }
    for (const j of needs) {
      if (steps[j] > 0 || grouped.has(j)) continue;
      throw new ConfigError(`rule ${r}: no change of ${nameOf(j)} is too small to count; give it a step`);
    }
  });
  return { groups, steps, rules };
}

/** Whether Δ is more than its relaxation: whether some column moves in steps, in a group or under a rule, or all is named. */
export function isDiscrete({ groups, steps, rules, candidates }: Discrete & Pick<ActionSet, "candidates">): boolean {
  return candidates !== undefined || groups.length > 0 || rules.length > 0 || steps.some((step) => step > 0);
}

/**
 * The smallest polytope of this form around Δ, as an action set: no candidates, no steps and no rules, and a group as the simplex
 * {Σδ = 0, 0 ≤ x + δ ≤ 1}, whose sum takes two constraints. What linear programs solve and training uses.
 */
export function relaxation(actions: ActionSet): ActionSet {
  if (!isDiscrete(actions)) return actions;
  const { candidates: _, ...rest } = actions;
  const { dimension, groups, constraints } = rest;
  const sums = groups.flatMap((group) => [1, -1].map((sign) => indicatorOf(group, dimension, sign)));
  const A = Float64Array.from([...constraints.A, ...sums.flatMap((coefficients) => [...coefficients])]);
  const b = Float64Array.from([...constraints.b, ...sums.map(() => 0)]);
  return { ...rest, constraints: { A, b }, groups: [], steps: new Float64Array(dimension), rules: [] };
}

function indicatorOf(group: readonly number[], dimension: number, value: number): Float64Array {
  const indicator = new Float64Array(dimension);
  for (const j of group) indicator[j] = value;
  return indicator;
}

/**
 * The columns of a group that x + δ may be 1 in: x's own first, then those it can reach. Empty when x is in no category,
 * that is, unless exactly one column is 1 and the others 0: such a person's group stays as it is.
 */
export function categoriesOf(
  { lower, upper }: ActionSet,
  group: readonly number[],
  x: ArrayLike<number>,
  from = 0,
): number[] {
  let current = -1;
  for (const j of group) {
    if (x[from + j] === 0) continue;
    if (x[from + j] !== 1 || current >= 0) return [];
    current = j;
  }
  if (current < 0) return [];
  return [current, ...(lower[current] <= -1 ? group.filter((j) => j !== current && upper[j] >= 1) : [])];
}

/**
 * δ of the move to the category with the smallest c, the first of equals, into the group's columns of `out`, where column 0
 * of δ is at `from`: 0 when no other category has a smaller c than the person's own, the first. `categories` as `categoriesOf`.
 */
export function takeCheapest(
  group: readonly number[],
  categories: readonly number[],
  c: (j: number) => number,
  out: Float32Array | Float64Array,
  from = 0,
): void {
  const taken = categories.reduce((best, j) => (c(j) < c(best) ? j : best), categories[0]);
  takeCategory(group, categories[0], taken, out, from);
}

/** δ of the move from category `current` to `taken`, which may be the same, into the group's columns of `out`. */
export function takeCategory(
  group: readonly number[],
  current: number,
  taken: number,
  out: Float32Array | Float64Array,
  from = 0,
): void {
  for (const j of group) out[from + j] = 0;
  if (taken === current) return;
  out[from + current] = -1;
  out[from + taken] = 1;
}

/** How many steps δ_j is; exactly the k that `stepped` was given, also after rounding to float32. */
export function integralSteps({ steps }: Discrete, j: number, delta: number): number {
  return Math.round(delta / steps[j]) + 0;
}

/** δ_j of k steps, as float32 holds it. */
export function stepped({ steps }: Discrete, j: number, k: number): number {
  return Math.fround(k * steps[j]) + 0;
}

/** The smallest and the largest number of steps within lower ≤ δ_j ≤ upper; 0 lies between. */
export function stepRange(discrete: Discrete, j: number, lower: number, upper: number): readonly [number, number] {
  const step = discrete.steps[j];
  const min = Math.ceil((lower - give) / step);
  const max = Math.floor((upper + give) / step);
  return [Math.min(0, Math.max(min, -MOST_STEPS)) + 0, Math.max(0, Math.min(max, MOST_STEPS))];
}

/** Whether δ takes one category per group, integral steps, and no change that a rule forbids; bounds are `contains`' own. */
export function keepsDiscrete(
  actions: ActionSet,
  x: ArrayLike<number>,
  delta: ArrayLike<number>,
  tolerance: number,
): boolean {
  const { groups, steps, rules } = actions;
  const changes = (j: number) => !(Math.abs(delta[j]) <= tolerance);
  const is = (j: number, value: number) => Math.abs(delta[j] - value) <= tolerance;
  for (const group of groups) {
    if (!group.some(changes)) continue;
    const [current, ...others] = categoriesOf(actions, group, x);
    const taken = others.find((j) => is(j, 1));
    if (taken === undefined || !is(current, -1)) return false;
    if (group.some((j) => j !== current && j !== taken && changes(j))) return false;
  }
  for (let j = 0; j < steps.length; j++) {
    if (steps[j] > 0 && !is(j, integralSteps(actions, j, delta[j]) * steps[j])) return false;
  }
  return rules.every(({ needs, allows }) => !allows.some(changes) || needs.some(changes));
}

/**
 * What an action costs by its changes (`costAt` knows what candidates cost by name): Σ weight · |δ_j|, and for a change of category the weight of the one taken. ‖δ‖₁ in standard
 * deviations where nothing else is said.
 */
export function costOf({ groups, weights }: Pick<ActionSet, "groups" | "weights">): (delta: Float32Array) => number {
  const grouped = Uint8Array.from(weights, (_, j) => Number(groups.some((group) => group.includes(j))));
  return (delta) => {
    let sum = 0;
    for (let j = 0; j < delta.length; j++) {
      sum += weights[j] * (grouped[j] === 1 ? Math.max(0, delta[j]) : Math.abs(delta[j]));
    }
    return sum;
  };
}
