/** From a point that a bound suggests to an action of Δ that can be scored: float32, whole steps, within all constraints. */
import { integralSteps, isDiscrete, stepped } from "../actions/discrete.ts";
import { slackOf } from "../actions/polytope.ts";
import { contains } from "../actions/set.ts";
import type { PersonMoves } from "./region.ts";

/** How many points between δ = 0 and an action are tried at a time. */
const BETWEEN = 8;

/**
 * The action at or near `delta`: every free δ_j rounded to float32 towards 0, every column in steps to the step that
 * `slope` rises to, and what breaks a joint constraint moved straight towards 0. Null where that is not in Δ.
 */
export function actionNear(
  { actions, x, features }: PersonMoves,
  delta: Float64Array,
  slope: ArrayLike<number>,
): Float32Array | null {
  const action = Float32Array.from(delta);
  for (const j of features) {
    if (actions.steps[j] > 0) {
      const steps = delta[j] / actions.steps[j];
      const nearest = stepped(actions, j, integralSteps(actions, j, delta[j]));
      const rising = stepped(actions, j, slope[j] > 0 ? Math.ceil(steps) : Math.floor(steps));
      action[j] = nearest === action[j] ? nearest : rising;
    } else {
      action[j] = towardsZero(delta[j]);
    }
  }
  const { constraints: rows } = actions;
  if (rows.b.length > 0 && !isDiscrete(actions)) {
    let share = 1;
    for (let r = 0; r < rows.b.length; r++) {
      const slack = slackOf(rows, r, action);
      if (slack < 0) share = Math.min(share, rows.b[r] / (rows.b[r] - slack));
    }
    if (share < 1) for (const j of features) action[j] = towardsZero(share * action[j]);
  }
  return contains(actions, x, action) ? action : null;
}

/** Actions between `less` (0 is one) and `more` shares of the free columns of `action`, cheapest first, those in Δ. */
export function featureShares({ actions, x, features }: PersonMoves, action: Float32Array, less: number, more: number) {
  const free = features.filter((j) => actions.steps[j] === 0);
  return Array.from({ length: BETWEEN }, (_, k) => {
    const share = less + ((more - less) * (k + 1)) / (BETWEEN + 1);
    const delta = action.slice();
    for (const j of free) delta[j] = towardsZero(share * action[j]);
    return { share, delta };
  }).filter(({ delta }) => !isDiscrete(actions) || contains(actions, x, delta));
}

/** Eight points from `from` to `to`, which is the last, by their features; other columns are those of `to`. */
export function segment(from: Float32Array, to: Float32Array, features: readonly number[]): Float32Array[] {
  return Array.from({ length: 8 }, (_, k) => {
    const delta = to.slice();
    for (const j of features) delta[j] = from[j] + ((k + 1) / 8) * (to[j] - from[j]);
    return delta;
  });
}

/** The float32 nearest to `value` on the side of 0. */
function towardsZero(value: number): number {
  const rounded = Math.fround(value);
  return Math.abs(rounded) > Math.abs(value) ? Math.fround(rounded * (1 - 2 ** -24)) : rounded;
}
