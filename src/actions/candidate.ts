/** A Δ that names its actions one by one: checked, and put into the bounds that every Δ has. */
import { ConfigError } from "../core/errors.ts";
import type { ActionSet, ActionSetSpec, Candidate } from "./action-set.ts";
import { discreteOf } from "./discrete.ts";

/**
 * The Δ of these candidates, over d columns. The ends of what `when` says are rounded to float32: x_j is a raw value, less the
 * mean and divided by the standard deviation, rounded to float32, and so is an end that is computed likewise. Each of these steps
 * is monotone, so that a value on an end stays on it, whatever was rounded, and one beyond it that float32 can tell from it stays
 * beyond.
 * @throws ConfigError naming the candidate and the remedy, for constraints, steps or rules beside them too; RangeError for
 * columns that are not there.
 */
export function candidateActionSet(
  dimension: number,
  spec: ActionSetSpec & { readonly candidates: readonly Candidate[] },
  weights: Float64Array,
  nameOf: (j: number) => string,
): ActionSet {
  const { groups = [], candidates } = spec;
  if ((spec.constraints?.b.length ?? 0) + (spec.rules?.length ?? 0) > 0 || spec.steps?.length) {
    throw new ConfigError("candidates: constraints, steps and rules do not go with them; leave one or the other out");
  }
  const discrete = discreteOf(dimension, { groups }, nameOf);
  const names = new Set<string>();
  const checked = candidates.map((candidate) => {
    if (candidate.name === "" || names.has(candidate.name)) {
      throw new ConfigError(`candidate "${candidate.name}": give every candidate a name of its own`);
    }
    names.add(candidate.name);
    return checkedCandidate(candidate, groups, dimension, nameOf);
  });
  return {
    dimension,
    ...boundsAround(checked, groups, dimension),
    constraints: { A: new Float64Array(0), b: new Float64Array(0) },
    ...discrete,
    weights,
    candidates: checked,
  };
}

function checkedCandidate(
  { name, when, by, to, cost }: Candidate,
  groups: ActionSet["groups"],
  dimension: number,
  nameOf: (j: number) => string,
): Candidate {
  const refuse = (what: string) => new ConfigError(`candidate "${name}": ${what}`);
  const seen = new Set<number>();
  for (const { column, value } of [...by, ...to]) {
    if (!(Number.isInteger(column) && column >= 0 && column < dimension)) {
      throw new RangeError(`invalid candidate "${name}": column ${column}`);
    }
    if (seen.has(column)) throw refuse(`${nameOf(column)} is changed twice; say once what becomes of it`);
    if (!Number.isFinite(value)) throw refuse(`${nameOf(column)}: ${value} is not a finite number; give one`);
    seen.add(column);
  }
  if (seen.size === 0) throw refuse("it changes nothing; say by how much or to what something changes");
  const still = by.find(({ value }) => value === 0);
  if (still !== undefined) throw refuse(`${nameOf(still.column)} changes by 0; give another number, or leave it out`);
  for (const group of groups) {
    const own = to.filter(({ column }) => group.includes(column));
    const whole = own.length === group.length && own.every(({ value }) => value === 0 || value === 1);
    if (by.some(({ column }) => group.includes(column)))
      throw refuse(`${nameOf(group[0])} is a category: say to which`);
    if (own.length > 0 && !(whole && own.reduce((sum, { value }) => sum + value, 0) === 1)) {
      throw refuse(`${nameOf(group[0])} and the other categories: one has to become 1, all others 0`);
    }
  }
  if (cost !== null && !(cost > 0 && cost < Infinity)) throw refuse(`cost is ${cost}; make it above 0`);
  const rounded = when.map(({ column, min, max }) => {
    if (!(Number.isInteger(column) && column >= 0 && column < dimension)) {
      throw new RangeError(`invalid candidate "${name}": column ${column}`);
    }
    if (!(min <= max)) throw refuse(`no ${nameOf(column)} lies between ${min} and ${max}; exchange or widen them`);
    return { column, min: Math.fround(min), max: Math.fround(max) };
  });
  return { name, when: rounded, by, to, cost };
}

/** What is never left: δ between the values it changes by, x + δ between the values it comes to, and neither where there is both. */
function boundsAround(candidates: readonly Candidate[], groups: ActionSet["groups"], dimension: number) {
  const lower = new Float64Array(dimension);
  const upper = new Float64Array(dimension);
  const min = new Float64Array(dimension).fill(-Infinity);
  const max = new Float64Array(dimension).fill(Infinity);
  const changed = Array.from({ length: dimension }, () => ({ by: [] as number[], to: [] as number[] }));
  for (const { by, to } of candidates) {
    for (const { column, value } of by) changed[column].by.push(value);
    for (const { column, value } of to) changed[column].to.push(value);
  }
  changed.forEach(({ by, to }, j) => {
    [lower[j], upper[j]] = to.length > 0 ? [-Infinity, Infinity] : [Math.min(0, ...by), Math.max(0, ...by)];
    if (to.length > 0 && by.length === 0) [min[j], max[j]] = [Math.min(...to), Math.max(...to)];
  });
  const moved = groups.filter((group) => changed[group[0]].to.length > 0);
  for (const j of moved.flat()) {
    [lower[j], upper[j], min[j], max[j]] = [-1, Number(changed[j].to.includes(1)), 0, 1];
  }
  const actionable = [...lower.keys()].filter((j) => lower[j] < upper[j]);
  return { lower, upper, min, max, actionable };
}
