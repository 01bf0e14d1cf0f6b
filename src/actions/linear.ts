/** Linear programs over a polytope, in double precision: the sign rule for a box, GLPK's simplex method for joint constraints. */
import { type Glpk, loadGlpk, type Status } from "./glpk.ts";
import { coupledFeatures, type Polytope, slackOf } from "./polytope.ts";

/** `auto`: the sign rule wherever it is exact, GLPK elsewhere. `glpk`: GLPK everywhere. */
export type Solver = "auto" | "glpk";

/** min c·δ over a polytope; c is [d], finite. */
export interface LinearProblem extends Polytope {
  readonly c: ArrayLike<number>;
}

/** The empty set is infeasible, whatever c; `delta` ([d]) and `objective` are null unless there is an optimum. */
export type LinearSolution =
  | { readonly status: "optimal"; readonly delta: Float64Array; readonly objective: number }
  | { readonly status: "infeasible" | "unbounded"; readonly delta: null; readonly objective: null };

/** Solves one problem of any kind: 0 may lie outside the polytope, which may be empty or unbounded. */
export async function solveLinear(problem: LinearProblem, solver: Solver = "auto"): Promise<LinearSolution> {
  const { c, dimension, lower, upper, b } = problem;
  const delta = new Float64Array(dimension);
  let status: Status;
  if (lower.some((value, j) => value > upper[j])) {
    status = "infeasible";
  } else if (solver === "auto" && b.length === 0) {
    status = signRule(c, lower, upper, delta);
  } else {
    const columns = Array.from(lower.keys());
    status = simplex(await loadGlpk(), c, problem, columns, delta);
  }
  if (status !== "optimal") return { status, delta: null, objective: null };
  return { status, delta, objective: dot(c, delta) };
}

/** c·δ. */
export function dot(c: ArrayLike<number>, delta: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < delta.length; j++) sum += c[j] * delta[j];
  return sum;
}

/**
 * min c·δ over the box lower ≤ δ ≤ upper, into `out`: δ_j is lower where c_j > 0, upper where c_j < 0, and the
 * admissible value nearest to 0 where c_j = 0.
 */
export function signRule(
  c: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  out: Float64Array,
): Status {
  let bounded = true;
  for (let j = 0; j < out.length; j++) {
    if (c[j] > 0) out[j] = lower[j];
    else if (c[j] < 0) out[j] = upper[j];
    else if (c[j] === 0) out[j] = Math.min(Math.max(0, lower[j]), upper[j]);
    else throw new RangeError(`invalid objective: ${c[j]} at ${j}`);
    bounded &&= Number.isFinite(out[j]);
  }
  return bounded ? "optimal" : "unbounded";
}

/**
 * min c·δ by GLPK over the named features, into `out`, whose other entries are read and stay as they are.
 *
 * GLPK calls a basis optimal when no reduced cost exceeds 1e-7. A gradient is smaller than that wherever the score is
 * near 1, so c is divided by its largest entry; and δ_j is measured from the bound that c_j favours, so that the search
 * starts at the sign rule's corner and no small c_j can be left at the wrong end.
 */
export function simplex(
  glpk: Glpk,
  c: ArrayLike<number>,
  { dimension, lower, upper, A, b }: Polytope,
  columns: readonly number[],
  out: Float64Array,
): Status {
  const n = columns.length;
  let largest = 0;
  for (const j of columns) {
    if (!Number.isFinite(c[j])) throw new RangeError(`invalid objective: ${c[j]} at ${j}`);
    largest = Math.max(largest, Math.abs(c[j]));
  }
  const cost = new Float64Array(n);
  const from = new Float64Array(n);
  const sign = new Float64Array(n).fill(1);
  const low = new Float64Array(n);
  const high = new Float64Array(n);
  columns.forEach((j, i) => {
    const favoured = c[j] > 0 ? lower[j] : c[j] < 0 ? upper[j] : 0;
    from[i] = Number.isFinite(favoured) ? favoured : 0;
    sign[i] = c[j] < 0 ? -1 : 1;
    cost[i] = largest > 0 ? Math.abs(c[j]) / largest : 0;
    low[i] = sign[i] > 0 ? lower[j] - from[i] : from[i] - upper[j];
    high[i] = sign[i] > 0 ? upper[j] - from[i] : from[i] - lower[j];
    out[j] = from[i];
  });
  const coefficients = new Float64Array(b.length * n);
  const floor = new Float64Array(b.length);
  for (let r = 0; r < b.length; r++) {
    floor[r] = -slackOf({ A, b }, r, out);
    for (let i = 0; i < n; i++) coefficients[r * n + i] = A[r * dimension + columns[i]] * sign[i];
  }
  const { status, x } = glpk.linear({ c: cost, lower: low, upper: high, A: coefficients, floor });
  if (x !== null) {
    columns.forEach((j, i) => {
      out[j] = Math.min(Math.max(from[i] + sign[i] * x[i], lower[j]), upper[j]) + 0;
    });
  }
  return status;
}

/** Whether the polytope lets feature j go to ±∞ (the direction's sign): whether a ray of it does. Rays from 0. */
export function reachesInfinity(glpk: Glpk, set: Polytope, j: number, direction: 1 | -1): boolean {
  const towards = new Float64Array(set.dimension);
  towards[j] = -direction;
  const ray = new Float64Array(set.dimension);
  const cone = {
    ...set,
    b: new Float64Array(set.b.length),
    lower: set.lower.map((value) => (value === -Infinity ? -1 : 0)),
    upper: set.upper.map((value) => (value === Infinity ? 1 : 0)),
  };
  simplex(glpk, towards, cone, coupledFeatures(set, set.dimension), ray);
  return direction * ray[j] > 1e-9;
}
