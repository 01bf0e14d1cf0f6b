/** The LP of Eq. 2, row by row: δ* = argmin over Δ of ∇ₓℓ(g(x), 1)·δ, the action that helps most to first order. */
import { ConfigError } from "../core/errors.ts";
import { type Matrix, matrix, row } from "../core/matrix.ts";
import { categoriesOf, relaxation, takeCheapest } from "./discrete.ts";
import { isNamed, lowestOf, type NamedActions, openCandidates } from "./enumeration.ts";
import { type Glpk, loadGlpk } from "./glpk.ts";
import { reachesInfinity, type Solver, signRule, simplex } from "./linear.ts";
import { coupledFeatures, slackOf } from "./polytope.ts";
import { type ActionSet, boxOf, endless, lowerOf, upperOf } from "./set.ts";

/** Row by row argmin (or argmax) of G·δ over Δ, or over its `relaxation` where Δ is discrete and not of named actions. */
export interface LinearProgram {
  /**
   * The optimal δ for every row of G ([n, d], gradients) at the same row of X ([n, d], where bounds on x + δ are
   * measured), into `out` ([n, d], a new matrix unless given). A row of zeros gives δ = 0. A row's δ depends on no other
   * row. Every δ is rounded to float32 towards 0, so that no bound is passed. Refuses a G that is not finite, and an X
   * that is not where a bound needs it.
   */
  solve(G: Matrix, X: Matrix, out?: Matrix): Matrix;
}

/** `minimise` is Eq. 2; `maximise` is the release's sense, in which δ raises the loss. */
export type Sense = "minimise" | "maximise";

/** How the linear program is solved. */
export interface LinearProgramSettings {
  readonly sense: Sense;
  readonly solver: Solver;
}

/**
 * The LP over Δ. A Δ without joint constraints has the closed form δ_j = lower_j where c_j > 0, upper_j where c_j < 0, 0 where
 * c_j = 0 (opposite bounds to maximise); a group takes the category with the smallest c, and stays where none is smaller
 * than the person's own. With joint constraints, that corner is the answer whenever they allow it; otherwise GLPK decides on
 * the features they involve. `solver: "glpk"` leaves every feature of every person to GLPK. Named actions are all looked at,
 * whatever the solver.
 * @throws ConfigError when Δ, joint constraints included, is unbounded in some direction.
 */
export async function linearProgram(
  actions: ActionSet,
  { sense, solver }: LinearProgramSettings,
): Promise<LinearProgram> {
  if (isNamed(actions)) return byEnumeration(actions, sense);
  if (solver === "auto" && actions.constraints.b.length === 0) return closedForm(actions, sense);
  const glpk = await loadGlpk();
  refuseEndless(glpk, actions);
  return rowByRow(glpk, actions, sense, solver);
}

function refuseEndless(glpk: Glpk, actions: ActionSet): void {
  const { dimension, actionable, constraints } = actions;
  const lower = actions.lower.map((value, j) => Math.max(value, actions.min[j]));
  const upper = actions.upper.map((value, j) => Math.min(value, actions.max[j]));
  const set = { dimension, lower, upper, ...constraints };
  for (const j of actionable) {
    for (const [bound, sign, direction] of [
      [lower[j], -1, "decrease"],
      [upper[j], 1, "increase"],
    ] as const) {
      if (Number.isFinite(bound) || !reachesInfinity(glpk, set, j, sign)) continue;
      throw new ConfigError(`feature ${j}: ${endless(direction)}, or add a joint constraint that does`);
    }
  }
}

/** The float32 nearest to `value` on the side of 0. */
function towardsZero(value: number): number {
  const rounded = Math.fround(value);
  return Math.abs(rounded) > Math.abs(value) ? Math.fround(rounded * (1 - 2 ** -24)) : rounded;
}

/** Features whose bound on δ depends on the person. */
function personalFeatures({ min, max, lower, upper }: ActionSet): Uint8Array {
  return Uint8Array.from(lower, (_, j) => Number(lower[j] < upper[j] && (min[j] !== -Infinity || max[j] !== Infinity)));
}

function checkShapes({ dimension }: ActionSet, G: Matrix, X: Matrix, out: Matrix): void {
  for (const [name, { rows, cols }] of Object.entries({ G, X, out })) {
    if (rows !== G.rows || cols !== dimension) {
      throw new RangeError(`invalid ${name}: ${rows} × ${cols} for ${G.rows} × ${dimension}`);
    }
  }
}

function byEnumeration(actions: NamedActions, sense: Sense): LinearProgram {
  return {
    solve(G, X, out = matrix(G.rows, actions.dimension)) {
      checkShapes(actions, G, X, out);
      for (let i = 0; i < G.rows; i++) {
        const c = row(G, i).map((value, j) => {
          if (value - value !== 0) throw new RangeError(`invalid gradient: ${value} at row ${i}, column ${j}`);
          return sense === "minimise" ? value : -value;
        });
        const best = lowestOf(openCandidates(actions, row(X, i)), c);
        if (best === null) row(out, i).fill(0);
        else row(out, i).set(best);
      }
      return out;
    },
  };
}

function closedForm(actions: ActionSet, sense: Sense): LinearProgram {
  const { dimension, groups } = actions;
  const low = Float32Array.from(actions.lower, towardsZero);
  const high = Float32Array.from(actions.upper, towardsZero);
  const personal = personalFeatures(actions);
  const minimise = sense === "minimise";
  return {
    solve(G, X, out = matrix(G.rows, dimension)) {
      checkShapes(actions, G, X, out);
      for (let i = 0, k = 0; i < G.rows; i++) {
        for (let j = 0; j < dimension; j++, k++) {
          const c = G.data[k];
          if (c - c !== 0) throw new RangeError(`invalid gradient: ${c} at row ${i}, column ${j}`);
          const down = c > 0 === minimise;
          if (c === 0) {
            out.data[k] = 0;
          } else if (personal[j] === 0) {
            out.data[k] = down ? low[j] : high[j];
          } else {
            const x = X.data[k];
            if (x - x !== 0) throw new RangeError(`invalid x: ${x} at row ${i}, column ${j}`);
            out.data[k] = towardsZero(down ? lowerOf(actions, j, x) : upperOf(actions, j, x));
          }
        }
        const from = i * dimension;
        for (const group of groups) {
          const categories = categoriesOf(actions, group, X.data, from);
          takeCheapest(group, categories, (j) => (minimise ? G.data[from + j] : -G.data[from + j]), out.data, from);
        }
      }
      return out;
    },
  };
}

function rowByRow(glpk: Glpk, actions: ActionSet, sense: Sense, solver: Solver): LinearProgram {
  const { dimension, actionable, constraints, groups } = actions;
  const relaxed = relaxation(actions);
  const among = coupledFeatures(constraints, dimension);
  const moved = groups.filter((group) => solver === "glpk" || group.some((j) => among.includes(j)));
  const coupled = [...new Set([...among, ...moved.flat()])].sort((a, b) => a - b);
  const lower = new Float64Array(dimension);
  const upper = new Float64Array(dimension);
  const person = { dimension, lower, upper, ...relaxed.constraints };
  const c = new Float64Array(dimension);
  const delta = new Float64Array(dimension);
  /** The sign rule's corner where the joint constraints allow it, else GLPK's vertex; both are finite. */
  const optimise = (x: Float32Array) => {
    const bounded = signRule(c, lower, upper, delta) === "optimal";
    for (const group of groups) takeCheapest(group, categoriesOf(actions, group, x), (j) => c[j], delta);
    if (solver === "auto" && bounded && constraints.b.every((_, r) => slackOf(constraints, r, delta) >= 0)) return;
    const columns = solver === "auto" ? coupled : actionable.filter((j) => c[j] !== 0 || coupled.includes(j));
    const status = simplex(glpk, c, person, columns, delta);
    if (status !== "optimal") throw new Error(`GLPK calls an LP over Δ ${status}; Δ contains 0 and is bounded`);
    for (const j of moved.flat()) if (Math.abs(delta[j] - Math.round(delta[j])) < 1e-7) delta[j] = Math.round(delta[j]);
  };
  return {
    solve(G, X, out = matrix(G.rows, dimension)) {
      checkShapes(actions, G, X, out);
      for (let i = 0; i < G.rows; i++) {
        const start = i * dimension;
        for (let j = 0; j < dimension; j++) {
          const gradient = G.data[start + j];
          if (!Number.isFinite(gradient))
            throw new RangeError(`invalid gradient: ${gradient} at row ${i}, column ${j}`);
          c[j] = sense === "minimise" ? gradient : -gradient;
        }
        delta.fill(0);
        if (actionable.some((j) => c[j] !== 0)) {
          const x = X.data.subarray(start, start + dimension);
          boxOf(actions, x, lower, upper);
          optimise(x);
        }
        for (let j = 0; j < dimension; j++) out.data[start + j] = towardsZero(delta[j]);
      }
      return out;
    },
  };
}
