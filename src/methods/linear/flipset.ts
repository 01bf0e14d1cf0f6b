/** The integer program of Ustun et al. (2019), person by person: what `linear` does once the score is a line. */
import { categoriesOf, stepRange, takeCategory } from "../../actions/discrete.ts";
import { isNamed, openCandidates } from "../../actions/enumeration.ts";
import { type ActionGroup, type Flipset, solveFlipset } from "../../actions/integer.ts";
import type { Solver } from "../../actions/linear.ts";
import { coupledFeatures } from "../../actions/polytope.ts";
import { type ActionSet, boxOf } from "../../actions/set.ts";
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import { pause } from "../../core/yield.ts";
import type { ProposeOptions } from "../method.ts";
import { type ActionGrid, gridOf, pricedActions, pricedSteps } from "./grid.ts";

export interface FlipsetSettings {
  /** Step of the grid, as a share of the distance between the 1st and the 99th percentile of the training rows. */
  readonly step: number;
  readonly solver: Solver;
  /** δ ∈ Δ. Otherwise the actionable features may go anywhere on their grids, as in the release: neither δmax nor directions nor constraints. */
  readonly box: boolean;
  /** Whether doing nothing is refused to those whose linear score is 0 or more as they are. */
  readonly atLeastOneChange: boolean;
}

/** A linear score around one person: s(x + δ) = s0 + w·δ, wanted at 0 or more. w is [d]. */
export interface LocalScore {
  readonly w: ArrayLike<number>;
  readonly s0: number;
}

/** For each row of X the cheapest grid action under its local score, or 0 where no combination of grid actions reaches 0. */
export type ProposeFlipsets = (
  X: Matrix,
  localScore: (x: Float32Array, i: number) => LocalScore,
  options?: ProposeOptions,
) => Promise<Matrix>;

const ROWS_BETWEEN_PAUSES = 16;

/**
 * Grids over the training rows, once, and the search over them. The moves of a feature are those that raise the local score, at
 * their local percentile cost; where a joint or if-then constraint involves it, also those that lower the score, which the
 * constraint may require. A feature in steps has multiples of its step, a group its categories at the cost of their
 * weights; all other costs are weighted by the weights of Δ. Within Δ a move is a grid value or nothing: the ends of Δ,
 * which are on no grid, are not added, so that up to one step of δmax stays unused. Where Δ names its actions the moves are those that
 * are open to x, one at a time, at their own costs, whatever `box` says.
 */
export function flipsets(
  { actions, train }: { readonly actions: ActionSet; readonly train: Matrix },
  { step, solver, box, atLeastOneChange }: FlipsetSettings,
): ProposeFlipsets {
  const d = actions.dimension;
  if (isNamed(actions)) {
    const columns = Array.from({ length: d }, (_, j) => j);
    return rowByRow(d, async (x, { w, s0 }) => {
      const { delta, cost } = openCandidates(actions, x);
      const named = { columns, changes: [...new Float32Array(d), ...delta.data], costs: [0, ...cost] };
      return solveFlipset({ w, required: -s0, groups: [named], atLeastOneChange }, solver);
    });
  }
  const constraints = box ? actions.constraints : undefined;
  const rules = box ? actions.rules : undefined;
  const coupled = [
    ...(constraints ? coupledFeatures(constraints, d) : []),
    ...(rules ?? []).flatMap(({ needs }) => needs),
  ];
  const grouped = new Set(actions.groups.flat());
  const alone = actions.actionable.filter((j) => !grouped.has(j));
  const grids = alone.map((feature) => ({ feature, grid: gridOf(column(train, feature), step) }));
  const lower = new Float64Array(d).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(d).fill(Number.POSITIVE_INFINITY);

  const groupsOf = (x: Float32Array, w: ArrayLike<number>): ActionGroup[] => {
    if (box) boxOf(actions, x, lower, upper);
    const groups: ActionGroup[] = [];
    for (const { feature: j, grid } of grids) {
      const changes = [0];
      const costs = [0];
      for (const direction of [1, -1] as const) {
        if (!(w[j] * direction > 0 || coupled.includes(j))) continue;
        const priced = moves(grid, x[j], j, direction);
        changes.push(...priced.actions.slice(1));
        costs.push(...priced.costs.slice(1).map((cost) => actions.weights[j] * cost));
      }
      if (changes.length > 1) groups.push({ columns: [j], changes, costs });
    }
    for (const group of actions.groups) {
      const categories = categoriesOf(actions, group, x);
      if (categories.length > 1) groups.push(categoryOptions(actions, group, categories));
    }
    return groups;
  };
  const moves = (grid: ActionGrid, value: number, j: number, direction: 1 | -1) => {
    const step = actions.steps[j];
    if (step === 0) return pricedActions(grid, value, direction, lower[j], upper[j]);
    const [min, max] = stepRange(actions, j, lower[j], upper[j]);
    return pricedSteps(grid, value, direction, { step, min, max });
  };

  return rowByRow(d, async (x, { w, s0 }) =>
    solveFlipset({ w, required: -s0, groups: groupsOf(x, w), atLeastOneChange, constraints, rules }, solver),
  );
}

/** One program a person. */
function rowByRow(d: number, solve: (x: Float32Array, score: LocalScore) => Promise<Flipset | null>): ProposeFlipsets {
  return async (X, localScore, { onProgress, signal } = {}) => {
    const delta = matrix(X.rows, d);
    for (let i = 0; i < X.rows; i++) {
      if (i % ROWS_BETWEEN_PAUSES === 0) {
        onProgress?.(i);
        await pause(signal);
      }
      const x = row(X, i);
      const found = await solve(x, localScore(x, i));
      if (found) row(delta, i).set(found.delta);
    }
    onProgress?.(X.rows);
    return delta;
  };
}

/** What a person can do about a group: option 0 is to stay, every other category costs its weight. */
function categoryOptions(
  { dimension, weights }: ActionSet,
  columns: readonly number[],
  categories: readonly number[],
): ActionGroup {
  const delta = new Float64Array(dimension);
  const changes = categories.flatMap((taken) => {
    takeCategory(columns, categories[0], taken, delta);
    return columns.map((j) => delta[j]);
  });
  return { columns, changes, costs: categories.map((j, k) => (k === 0 ? 0 : weights[j])) };
}

function column(X: Matrix, j: number): Float32Array {
  return Float32Array.from({ length: X.rows }, (_, i) => X.data[i * X.cols + j]);
}
