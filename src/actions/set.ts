/**
 * Δ: the actions a person may take (§2). {δ : Aδ + b ≥ 0} as a box per person and joint linear constraints; beyond the
 * paper, one-hot groups, integral steps, if-then constraints and actions named one by one, which make Δ discrete. `relaxation` (discrete.ts) leaves those out.
 */
import { ConfigError } from "../core/errors.ts";
import type { ActionSet, ActionSetSpec } from "./action-set.ts";
import { candidateActionSet } from "./candidate.ts";
import { categoriesOf, discreteOf, isDiscrete, keepsDiscrete } from "./discrete.ts";
import { candidateAt, hullOf, isNamed, openCandidates, reachAt } from "./enumeration.ts";
import { coupledFeatures, polytope, slackOf } from "./polytope.ts";

export type { ActionSet, ActionSetSpec } from "./action-set.ts";

/**
 * Builds Δ for d features and refuses one that is no action set: NaN, a bound or constraint that forbids staying as one is
 * (δ = 0), an empty range for x + δ, a feature that could move without limit, a cost that is not above 0.
 * @throws ConfigError naming feature or constraint and the remedy; the caller puts the file in front. A wrong length is a bug.
 */
export function actionSet(dimension: number, spec: ActionSetSpec): ActionSet {
  if (!(Number.isInteger(dimension) && dimension >= 1)) throw new RangeError(`invalid dimension: ${dimension}`);
  const feature = (j: number) => `feature ${j}${spec.names ? ` (${spec.names[j]})` : ""}`;
  const column = (what: string, values: ArrayLike<number>) => {
    if (values.length !== dimension) throw new RangeError(`invalid ${what}: ${values.length} of ${dimension} values`);
    return Float64Array.from(values, (value, j) => {
      if (Number.isNaN(value)) throw new ConfigError(`${feature(j)}: ${what} is not a number; give a number`);
      return value + 0;
    });
  };
  const weights = column("cost", spec.weights ?? new Array(dimension).fill(1));
  weights.forEach((weight, j) => {
    if (!(weight > 0 && weight < Infinity)) throw new ConfigError(`${feature(j)}: cost is ${weight}; make it above 0`);
  });
  const { candidates } = spec;
  if (candidates !== undefined) return candidateActionSet(dimension, { ...spec, candidates }, weights, feature);
  const bounds = { lower: column("lower", spec.lower), upper: column("upper", spec.upper) };
  const min = column("min", spec.min ?? new Array(dimension).fill(-Infinity));
  const max = column("max", spec.max ?? new Array(dimension).fill(Infinity));
  for (let j = 0; j < dimension; j++) {
    if (bounds.lower[j] > 0) throw new ConfigError(`${feature(j)}: ${forced("lower", bounds.lower[j], "0 or less")}`);
    if (bounds.upper[j] < 0) throw new ConfigError(`${feature(j)}: ${forced("upper", bounds.upper[j], "0 or more")}`);
    if (!(min[j] <= max[j] && min[j] < Infinity && max[j] > -Infinity)) {
      throw new ConfigError(
        `${feature(j)}: no value lies between min ${min[j]} and max ${max[j]}; exchange or widen them`,
      );
    }
  }
  const discrete = discreteOf(dimension, spec, feature);
  for (const j of discrete.groups.flat()) {
    const { lower, upper } = bounds;
    if (lower[j] !== -1 || (upper[j] !== 0 && upper[j] !== 1)) throw new RangeError(`invalid group: bounds of ${j}`);
    [min[j], max[j]] = [0, 1];
  }
  const { A, b } = spec.constraints ?? { A: [], b: [] };
  A.forEach((coefficients, r) => {
    checkConstraint(r, coefficients, b[r]);
  });
  const { lower, upper, ...constraints } = polytope(dimension, A, b, bounds);
  const coupled = coupledFeatures(constraints, dimension);
  const actionable: number[] = [];
  for (let j = 0; j < dimension; j++) {
    if (lower[j] < upper[j]) actionable.push(j);
    if (coupled.includes(j)) continue;
    if (lower[j] === -Infinity && min[j] === -Infinity) throw new ConfigError(`${feature(j)}: ${endless("decrease")}`);
    if (upper[j] === Infinity && max[j] === Infinity) throw new ConfigError(`${feature(j)}: ${endless("increase")}`);
  }
  return {
    dimension,
    actionable,
    lower,
    upper,
    min,
    max,
    constraints: { A: constraints.A, b: constraints.b },
    ...discrete,
    weights,
  };
}

function forced(what: string, value: number, remedy: string): string {
  return `${what} is ${value}, which would force a change on everybody (δ = 0 must be allowed); make it ${remedy}`;
}

/** The message about a feature whose δ is unbounded in one direction; shared with the LP, which also sees joint constraints. */
export function endless(direction: "decrease" | "increase"): string {
  const [delta, point] = direction === "decrease" ? ["lower", "min"] : ["upper", "max"];
  return `it may ${direction} without limit; bound δ (${delta}), or bound x + δ (${point})`;
}

function checkConstraint(r: number, coefficients: ArrayLike<number>, b: number): void {
  const values = Array.from(coefficients);
  if (!values.every(Number.isFinite) || !Number.isFinite(b)) {
    throw new ConfigError(
      `constraint ${r}: ${[...values, b].find((v) => !Number.isFinite(v))} is not a finite number; give one`,
    );
  }
  if (values.every((a) => a === 0)) {
    throw new ConfigError(`constraint ${r}: every coefficient is 0; name at least one feature or remove it`);
  }
  if (b < 0) {
    throw new ConfigError(
      `constraint ${r}: its constant ${b} is negative, so that δ = 0 violates it and nobody may stay as they are; make it 0 or more`,
    );
  }
}

/** Smallest δ_j of a person whose feature j is `value`: never above 0, so that a person outside a bound may stay. */
export function lowerOf(actions: ActionSet, j: number, value: number): number {
  if (isNamed(actions)) return reachAt(actions, j, value)[0];
  return Math.min(0, Math.max(actions.lower[j], actions.min[j] - value));
}

/** Largest δ_j of a person whose feature j is `value`: never below 0. */
export function upperOf(actions: ActionSet, j: number, value: number): number {
  if (isNamed(actions)) return reachAt(actions, j, value)[1];
  return Math.max(0, Math.min(actions.upper[j], actions.max[j] - value));
}

/**
 * The box of one person: δ's lower and upper bound for x, into the given arrays of length d. It is the box of Δ cut by
 * min − x and max − x, and always holds 0; of named actions the smallest around those open to x. A group without a category (see
 * `categoriesOf`) stays. NaN in x is refused.
 */
export function boxOf(actions: ActionSet, x: ArrayLike<number>, lower: Float64Array, upper: Float64Array): void {
  for (const [what, length] of Object.entries({ x: x.length, lower: lower.length, upper: upper.length })) {
    if (length !== actions.dimension) throw new RangeError(`invalid ${what}: ${length} of ${actions.dimension} values`);
  }
  if (isNamed(actions)) {
    hullOf(actions, x, lower, upper);
    return;
  }
  for (let j = 0; j < actions.dimension; j++) {
    lower[j] = lowerOf(actions, j, x[j]);
    upper[j] = upperOf(actions, j, x[j]);
    if (Number.isNaN(lower[j]) || Number.isNaN(upper[j])) throw new RangeError(`invalid x: ${x[j]} at ${j}`);
  }
  for (const group of actions.groups) {
    if (categoriesOf(actions, group, x).length > 0) continue;
    for (const j of group) lower[j] = upper[j] = 0;
  }
}

/**
 * Whether δ ∈ Δ for the person x, to an absolute tolerance (default 1e-6, the rounding of float32 standard deviations;
 * relative for |δ_j| > 1). A joint constraint holds when moving every δ_j by its tolerance could make it hold.
 * NaN is never in Δ. Groups, steps and rules are checked too, and of named actions δ has to be one that is open to x; for the polytope around them pass `relaxation(actions)`.
 */
export function contains(
  actions: ActionSet,
  x: ArrayLike<number>,
  delta: ArrayLike<number>,
  tolerance = 1e-6,
): boolean {
  if (isNamed(actions)) return candidateAt(openCandidates(actions, x), delta, tolerance) !== null;
  const { dimension, constraints } = actions;
  for (let j = 0; j < dimension; j++) {
    const give = tolerance * Math.max(1, Math.abs(delta[j]));
    const inside = delta[j] >= lowerOf(actions, j, x[j]) - give && delta[j] <= upperOf(actions, j, x[j]) + give;
    if (!inside) return false;
  }
  for (let r = 0; r < constraints.b.length; r++) {
    let give = 0;
    for (let j = 0; j < dimension; j++) {
      give += tolerance * Math.max(1, Math.abs(delta[j])) * Math.abs(constraints.A[r * dimension + j]);
    }
    if (!(slackOf(constraints, r, delta) >= -give)) return false;
  }
  return !isDiscrete(actions) || keepsDiscrete(actions, x, delta, tolerance);
}

/**
 * The point of x's box nearest to δ, coordinate by coordinate, into `out` (which may be `delta`). For a Δ without joint
 * constraints that is the projection onto Δ; otherwise see `projectionOf`.
 */
export function clip<Row extends Float32Array | Float64Array>(
  actions: ActionSet,
  x: ArrayLike<number>,
  delta: ArrayLike<number>,
  out: Row,
): Row {
  for (let j = 0; j < actions.dimension; j++) {
    out[j] = Math.min(Math.max(delta[j], lowerOf(actions, j, x[j])), upperOf(actions, j, x[j]));
  }
  return out;
}
