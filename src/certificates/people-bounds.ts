/** What a whole box of people scores at least after one action. */
import type { ActionSet } from "../actions/set.ts";
import type { NetworkBounds } from "./bounds.ts";
import { scoreAtLeast } from "./float32.ts";

/** Where people are after an action: each column of the float32 x + δ lies within x + lower … x + upper, but for rounding. */
export interface Image {
  /** [d] */
  readonly x: Float32Array;
  /** Columns in which people differ, ascending, and [d] how far. */
  readonly features: readonly number[];
  readonly lower: number[];
  readonly upper: number[];
}

/** Everybody with low ≤ x ≤ high after one δ, as one person, x + δ of the middle, who moves as far as people differ. */
export function imageOf(low: Float32Array, high: Float32Array, delta: ArrayLike<number>): Image {
  const x = low.map((value, j) => (low[j] === high[j] ? value : (value + high[j]) / 2) + delta[j]);
  const features = Array.from(low.keys()).filter((j) => low[j] < high[j]);
  const lower = new Array<number>(x.length).fill(0);
  const upper = new Array<number>(x.length).fill(0);
  for (const j of features) {
    lower[j] = low[j] + delta[j] - x[j];
    upper[j] = high[j] + delta[j] - x[j];
  }
  return { x, features, lower, upper };
}

/** The least score of anybody there, from below, and how the bound under the logit depends on x. */
export function leastScoreOver(bounds: NetworkBounds, actions: ActionSet, image: Image) {
  const { x, features, lower, upper } = image;
  const person = { actions: { ...actions, steps: new Float64Array(x.length) }, x, features, groups: [] };
  const region = { lower, upper, categories: [] };
  const { constant, slope, radius } = bounds.over(person, region, bounds.allowancesFor(person, region));
  let least = constant - radius;
  let size = Math.abs(constant);
  for (const j of features) {
    least += slope[j] * (slope[j] > 0 ? lower[j] : upper[j]);
    size += Math.abs(slope[j]) * Math.max(Math.abs(lower[j]), Math.abs(upper[j]));
  }
  return { least: scoreAtLeast(least - 2 ** -40 * size), slope };
}
