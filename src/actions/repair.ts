/** Back into Δ: the nearest action a person may take, for methods whose steps leave Δ. */
import { type Glpk, loadGlpk } from "./glpk.ts";
import { coupledFeatures, slackOf } from "./polytope.ts";
import { type ActionSet, boxOf, clip, contains } from "./set.ts";

/**
 * Writes the point of Δ nearest to δ in ‖·‖₁ for the person x into `out` (which may be `delta`) and returns it. A δ in
 * Δ stays as it is. Rows are kept to half of what `contains` tolerates, which leaves room for rounding to float32.
 */
export type Repair = <Row extends Float32Array | Float64Array>(
  x: ArrayLike<number>,
  delta: ArrayLike<number>,
  out: Row,
) => Row;

const tolerance = 5e-7;

/** How to repair within Δ: by clipping when Δ is a box, else by clipping and, where that breaks a row, by GLPK. */
export async function repairOf(actions: ActionSet): Promise<Repair> {
  if (actions.rows.b.length === 0) return (x, delta, out) => clip(actions, x, delta, out);
  const glpk = await loadGlpk();
  const coupled = coupledFeatures(actions.rows, actions.dimension);
  return (x, delta, out) => {
    clip(actions, x, delta, out);
    if (!contains(actions, x, out, tolerance)) intoRows(glpk, actions, coupled, x, out);
    return out;
  };
}

/**
 * Moves δ, which lies in the box of x, into the rows: min Σ(p_j + q_j) with δ + p − q in Δ and p, q ≥ 0. Starting from
 * the clipped point loses nothing, since clip(δ_j) lies between δ_j and any value in the box; and a feature that no row
 * mentions need not move.
 */
function intoRows(
  glpk: Glpk,
  actions: ActionSet,
  coupled: readonly number[],
  x: ArrayLike<number>,
  delta: Float32Array | Float64Array,
): void {
  const { dimension, rows } = actions;
  const n = coupled.length;
  const lower = new Float64Array(dimension);
  const upper = new Float64Array(dimension);
  boxOf(actions, x, lower, upper);
  const most = new Float64Array(2 * n);
  const A = new Float64Array(rows.b.length * 2 * n);
  coupled.forEach((j, i) => {
    most[i] = Math.max(0, upper[j] - delta[j]);
    most[n + i] = Math.max(0, delta[j] - lower[j]);
    for (let r = 0; r < rows.b.length; r++) {
      A[r * 2 * n + i] = rows.A[r * dimension + j];
      A[r * 2 * n + n + i] = -rows.A[r * dimension + j];
    }
  });
  const floor = rows.b.map((_, r) => -slackOf(rows, r, delta));
  const { status, x: move } = glpk.linear({
    c: new Float64Array(2 * n).fill(1),
    lower: new Float64Array(2 * n),
    upper: most,
    A,
    floor,
  });
  if (move === null) throw new Error(`GLPK calls a repair into Δ ${status}; Δ holds 0`);
  coupled.forEach((j, i) => {
    delta[j] = Math.min(Math.max(delta[j] + move[i] - move[n + i], lower[j]), upper[j]) + 0;
  });
}
