/** Projection onto Δ's relaxation: the nearest feasible action, for methods whose steps leave Δ. */
import { categoriesOf, relaxation } from "./discrete.ts";
import { hullOf, isNamed, type NamedActions } from "./enumeration.ts";
import { type Glpk, loadGlpk } from "./glpk.ts";
import { coupledFeatures, slackOf } from "./polytope.ts";
import { type ActionSet, boxOf, clip, contains } from "./set.ts";

/**
 * Writes the point of Δ nearest to δ in ‖·‖₁ for the person x into `out` (which may be `delta`) and returns it. A δ in
 * Δ stays as it is. Of a discrete Δ it is the `relaxation` that is meant: integral
 * steps would stall a descent; of named actions the smallest box around those open to x. Joint constraints are kept to half of what `contains` tolerates, which leaves room for
 * rounding to float32.
 */
export type Projection = <Row extends Float32Array | Float64Array>(
  x: ArrayLike<number>,
  delta: ArrayLike<number>,
  out: Row,
) => Row;

const tolerance = 5e-7;

/**
 * How δ is projected onto Δ: by clipping to the box and taking groups onto their simplices; and, where that violates a
 * joint constraint, by GLPK from the clipped point.
 */
export async function projectionOf(actions: ActionSet): Promise<Projection> {
  const { groups } = actions;
  const ontoBox: Projection = isNamed(actions) ? ontoHull(actions) : (x, delta, out) => clip(actions, x, delta, out);
  const ontoGroups: Projection = (x, delta, out) => {
    ontoBox(x, delta, out);
    for (const group of groups) ontoSimplex(actions, group, x, out);
    return out;
  };
  if (actions.constraints.b.length === 0) return ontoGroups;
  const glpk = await loadGlpk();
  const relaxed = relaxation(actions);
  const coupled = coupledFeatures(relaxed.constraints, actions.dimension);
  return (x, delta, out) => {
    const given = groups.length > 0 ? Float64Array.from(delta) : delta;
    ontoGroups(x, delta, out);
    if (contains(relaxed, x, out, tolerance)) return out;
    if (groups.length > 0) clip(actions, x, given, out);
    intoConstraints(glpk, relaxed, coupled, x, out);
    return out;
  };
}

/** Clips to the smallest box around what is open to x; x, whose box is kept, must not change. */
function ontoHull(actions: NamedActions): Projection {
  const known = new WeakMap<object, { readonly lower: Float64Array; readonly upper: Float64Array }>();
  return (x, delta, out) => {
    let hull = known.get(x);
    if (hull === undefined) {
      hull = { lower: new Float64Array(actions.dimension), upper: new Float64Array(actions.dimension) };
      hullOf(actions, x, hull.lower, hull.upper);
      known.set(x, hull);
    }
    for (let j = 0; j < actions.dimension; j++) out[j] = Math.min(Math.max(delta[j], hull.lower[j]), hull.upper[j]);
    return out;
  };
}

/**
 * Moves the columns of a group, which lie in x's box, onto {Σδ = 0, x + δ ≥ 0, only categories that x can reach}: z = x + δ
 * becomes max(0, z − τ) with the τ that makes the sum 1. No other point is nearer in ‖·‖₂, and none in ‖·‖₁.
 */
function ontoSimplex(
  actions: ActionSet,
  group: readonly number[],
  x: ArrayLike<number>,
  delta: Float32Array | Float64Array,
): void {
  const categories = categoriesOf(actions, group, x);
  const z = categories.map((j) => x[j] + delta[j]);
  const sum = z.reduce((total, value) => total + value, 0);
  const tau = Math.abs(sum - 1) <= tolerance ? 0 : thresholdOf(z);
  for (const j of group) if (!categories.includes(j)) delta[j] = 0;
  categories.forEach((j, i) => {
    if (tau !== 0) delta[j] = Math.max(0, z[i] - tau) - x[j];
  });
}

/** τ with Σ max(0, z − τ) = 1. */
function thresholdOf(z: readonly number[]): number {
  let sum = -1;
  let tau = 0;
  z.toSorted((a, b) => b - a).every((value, i) => {
    if (value <= (sum + value) / (i + 1)) return false;
    sum += value;
    tau = sum / (i + 1);
    return true;
  });
  return tau;
}

/**
 * Moves δ, which lies in the box of x, into the joint constraints: min Σ(p_j + q_j) with δ + p − q in Δ and p, q ≥ 0. Starting from
 * the clipped point loses nothing, since clip(δ_j) lies between δ_j and any value in the box; and a feature that no constraint
 * involves need not move.
 */
function intoConstraints(
  glpk: Glpk,
  actions: ActionSet,
  coupled: readonly number[],
  x: ArrayLike<number>,
  delta: Float32Array | Float64Array,
): void {
  const { dimension, constraints } = actions;
  const n = coupled.length;
  const lower = new Float64Array(dimension);
  const upper = new Float64Array(dimension);
  boxOf(actions, x, lower, upper);
  const most = new Float64Array(2 * n);
  const A = new Float64Array(constraints.b.length * 2 * n);
  coupled.forEach((j, i) => {
    most[i] = Math.max(0, upper[j] - delta[j]);
    most[n + i] = Math.max(0, delta[j] - lower[j]);
    for (let r = 0; r < constraints.b.length; r++) {
      A[r * 2 * n + i] = constraints.A[r * dimension + j];
      A[r * 2 * n + n + i] = -constraints.A[r * dimension + j];
    }
  });
  const floor = constraints.b.map((_, r) => -slackOf(constraints, r, delta));
  const { status, x: move } = glpk.linear({
    c: new Float64Array(2 * n).fill(1),
    lower: new Float64Array(2 * n),
    upper: most,
    A,
    floor,
  });
  if (move === null) throw new Error(`GLPK calls a projection onto Δ ${status}; Δ contains 0`);
  coupled.forEach((j, i) => {
    delta[j] = Math.min(Math.max(delta[j] + move[i] - move[n + i], lower[j]), upper[j]) + 0;
  });
}
