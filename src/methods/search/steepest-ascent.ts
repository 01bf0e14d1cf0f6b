/** Ascent of g within Δ from given actions: from a grid point near a maximum to the maximum. */
import type { Projection } from "../../actions/project.ts";
import type { LockstepSearch } from "../lockstep.ts";
import type { Box } from "./candidates.ts";

/** An action and its score g(x + δ). */
export interface LocalMaximum {
  readonly delta: Float32Array;
  readonly score: number;
}

const FIRST_STEP = 0.1;
const LAST_STEP = 1e-6;
const GROWTH = 1.5;
const MOST_STEPS = 200;

/**
 * Ascends from `delta` by steps of one length in every feature, along the sign of its slope: steepest ascent when length is
 * measured as a share of the box. A step is kept only if g rises, and the next is longer; else the length is halved, from
 * a tenth of the box down to a millionth. Asks for ∇g.
 */
export function* steepestAscent(
  x: Float32Array,
  delta: Float32Array,
  box: Box,
  project: Projection,
): LockstepSearch<LocalMaximum> {
  const best = delta.slice();
  const trial = new Float32Array(x.length);
  const point = new Float32Array(x.length);
  const pointOf = (action: Float32Array) => {
    for (let j = 0; j < x.length; j++) point[j] = x[j] + action[j];
    return point;
  };
  const start = yield pointOf(best);
  let score = start.score;
  const slope = start.slope.slice();
  for (let k = 0, length = FIRST_STEP; k < MOST_STEPS && length > LAST_STEP; k++) {
    for (let j = 0; j < x.length; j++) {
      trial[j] = best[j] + length * (box.upper[j] - box.lower[j]) * Math.sign(slope[j]);
    }
    project(x, trial, trial);
    if (trial.every((value, j) => value === best[j])) break;
    const there = yield pointOf(trial);
    if (there.score > score) {
      score = there.score;
      best.set(trial);
      slope.set(there.slope);
      length = Math.min(length * GROWTH, FIRST_STEP);
    } else {
      length /= 2;
    }
  }
  return { delta: best, score };
}
