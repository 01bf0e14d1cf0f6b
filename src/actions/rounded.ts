/** Rounding to a discrete Δ: the feasible action nearest to a method's δ. */
import { costOf, isDiscrete } from "./discrete.ts";
import { isNamed, nearestOf } from "./enumeration.ts";
import { type Glpk, loadGlpk } from "./glpk.ts";
import { dot, type Solver } from "./linear.ts";
import { combinations, movesOf, type PersonalMoves } from "./moves.ts";
import { type NearestProblem, nearestByGlpk } from "./rounded-program.ts";
import { type ActionSet, contains } from "./set.ts";

/**
 * The feasible action δ is rounded to for the person x, [d]: of all δ′ in Δ with w·δ′ ≥ w·δ the one of smallest Σ weight · |δ′ − δ| (a
 * category counts once, by its own weight); where none satisfies the condition, the nearest without it. A δ in Δ, 0 among
 * them, stays. With ∇g at x + δ for `w` the score, to first order, does not fall; w = 0 asks for the nearest.
 */
export type Rounding = (x: ArrayLike<number>, delta: ArrayLike<number>, w: ArrayLike<number>) => Float32Array;

/** Up to so many combinations are enumerated; GLPK takes a millisecond or two. */
const fewCombinations = 4096;

/** How actions are rounded to feasible ones of Δ. `auto` enumerates small problems; `glpk` never does, but for named actions. Both find the optimum. */
export async function feasibleRounding(actions: ActionSet, solver: Solver = "auto"): Promise<Rounding> {
  if (!isDiscrete(actions)) return (_, delta) => Float32Array.from(delta);
  if (isNamed(actions)) {
    return (x, delta, w) => {
      const enough = dot(w, delta) - slackOf(w);
      const nearest = (admits: (action: Float32Array) => boolean) => nearestOf(actions, x, delta, admits);
      const own = contains(actions, x, delta) ? nearest(() => true) : nearest((action) => dot(w, action) >= enough);
      return own ?? nearest(() => true) ?? new Float32Array(x.length);
    };
  }
  const glpk = await loadGlpk();
  return (x, delta, w) => {
    const moves = movesOf(actions, x);
    const snapped = rounded(moves, delta);
    if (contains(actions, x, delta)) return snapped;
    const better = (candidate: Float32Array) => dot(w, candidate) >= dot(w, delta) - slackOf(w);
    if (solver === "auto" && contains(actions, x, snapped) && better(snapped)) return snapped;
    const small = moves.free.length === 0 && combinations(moves) <= fewCombinations;
    const problem = { actions, x, delta, moves };
    const nearest = (minimum: number | null) =>
      solver === "auto" && small ? nearestOfAll(problem, w, minimum) : byGlpk(glpk, problem, w, minimum);
    return nearest(dot(w, delta) - slackOf(w)) ?? nearest(null) ?? new Float32Array(x.length);
  };
}

/** δ of one person rounded to a feasible action, for a single call; see `Rounding`. */
export async function roundToFeasible(
  actions: ActionSet,
  x: ArrayLike<number>,
  delta: ArrayLike<number>,
  w: ArrayLike<number>,
): Promise<Float32Array> {
  return (await feasibleRounding(actions))(x, delta, w);
}

/** How far rounding δ′ to float32 may lower a score. */
function slackOf(w: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < w.length; j++) sum += Math.abs(w[j]);
  return 1e-7 * sum;
}

/** Every part of δ by itself at its nearest value: nearest of all where no constraint and no loss of score forbids it. */
function rounded({ discrete, free, lower, upper }: PersonalMoves, delta: ArrayLike<number>): Float32Array {
  const out = new Float32Array(delta.length);
  for (const j of free) out[j] = Math.min(Math.max(delta[j], lower[j]), upper[j]);
  for (const part of discrete) part.set(part.nearest(delta), out);
  return out;
}

/** By trying all combinations, nearest moves first; `minimum` is what w·δ′ must reach; null: no condition. */
function nearestOfAll(
  { actions, x, delta, moves }: NearestProblem,
  w: ArrayLike<number>,
  minimum: number | null,
): Float32Array | null {
  const cost = costOf(actions);
  const trial = new Float32Array(delta.length);
  const options = moves.discrete.map((part) => {
    const difference = new Float32Array(delta.length);
    return Array.from({ length: part.count }, (_, k) => {
      difference.fill(0);
      part.set(k, difference);
      const gain = part.columns.reduce((sum, j) => sum + w[j] * difference[j], 0);
      for (const j of part.columns) difference[j] -= delta[j];
      return { k, gain, distance: cost(difference) };
    }).sort((a, b) => a.distance - b.distance);
  });
  // What the parts from p on can still add to the score.
  const hope = options.map((own) => Math.max(...own.map(({ gain }) => gain)));
  for (let p = hope.length - 2; p >= 0; p--) hope[p] += hope[p + 1];
  let best: Float32Array | null = null;
  let nearest = Infinity;
  const descend = (p: number, distance: number, gain: number) => {
    if (minimum !== null && gain + (hope[p] ?? 0) < minimum) return;
    if (p === options.length) {
      if (distance < nearest && contains(actions, x, trial)) [best, nearest] = [trial.slice(), distance];
      return;
    }
    for (const option of options[p]) {
      if (distance + option.distance >= nearest) break;
      moves.discrete[p].set(option.k, trial);
      descend(p + 1, distance + option.distance, gain + option.gain);
    }
  };
  descend(0, 0, 0);
  return best;
}

/** By GLPK, whose answer is rounded to exact moves and checked. */
function byGlpk(
  glpk: Glpk,
  problem: NearestProblem,
  w: ArrayLike<number>,
  minimum: number | null,
): Float32Array | null {
  const found = nearestByGlpk(glpk, problem, w, minimum);
  if (found === null) return null;
  const out = rounded(problem.moves, found);
  return contains(problem.actions, problem.x, out) ? out : null;
}
