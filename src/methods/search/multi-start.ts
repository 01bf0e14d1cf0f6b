/** The highest score each person can reach, as far as climbing from the best of a survey finds it. */

import { isDiscrete } from "../../actions/discrete.ts";
import { repairOf } from "../../actions/project.ts";
import { matrix, row } from "../../core/matrix.ts";
import { pause } from "../../core/yield.ts";
import { lockstep } from "../lockstep.ts";
import type { ProposeOptions, RecourseProblem } from "../method.ts";
import { scores } from "../scores.ts";
import { exactSlope } from "../slope.ts";
import { ascent, type Peak } from "./ascent.ts";
import type { Survey, Surveyor } from "./candidate-search.ts";
import type { Box } from "./candidates.ts";

/** A person about to climb. */
export interface Climber {
  readonly x: Float32Array;
  readonly box: Box;
  readonly starts: readonly Float32Array[];
}

/**
 * Where to climb from: δ = 0 and the `adversarial` δ (rows 0 and 1 of a survey), so that what both lead to is not missed,
 * and up to `count` summits. Copies, so that the survey can be let go.
 */
export function climber(x: Float32Array, survey: Survey, count: number): Climber {
  const starts = new Set([0, 1, ...summits(survey, count)]);
  return { x, box: survey.box, starts: [...starts].map((i) => row(survey.delta, i).slice()) };
}

/**
 * Everybody's highest peak, the first of equals. All ascents of all people advance together. In a discrete Δ nothing can
 * be climbed by slopes: there `zoom` goes from neighbour to neighbour.
 */
export async function peaks(
  { network, actions }: RecourseProblem,
  climbers: readonly Climber[],
  { zoom }: Pick<Surveyor, "zoom">,
  { signal }: ProposeOptions = {},
): Promise<Peak[]> {
  const highest = (all: readonly Peak[]) => all.reduce((best, peak) => (peak.score > best.score ? peak : best));
  if (isDiscrete(actions)) {
    const found: Peak[] = [];
    for (const { x, box, starts } of climbers) {
      await pause(signal);
      const tops = starts.map((start) => zoom(x, box, start, (_, score) => score));
      found.push(
        highest(
          tops.map((delta) => ({ delta, score: scores(network, x, matrix(1, x.length, Float32Array.from(delta)))[0] })),
        ),
      );
    }
    return found;
  }
  const repair = await repairOf(actions);
  const ascents = climbers.flatMap(({ x, box, starts }) => starts.map((delta) => ascent(x, delta, box, repair)));
  const ends = await lockstep(ascents, actions.dimension, exactSlope(network), { signal });
  return climbers.map(({ starts }) => {
    return highest(ends.splice(0, starts.length));
  });
}

/** Apart means by more than this share of the box in some feature. */
const APART = 0.1;

/** Row numbers of up to `count` actions to climb from: the highest, then the highest apart from all before it, and so on. */
function summits({ box, delta, score }: Survey, count: number): number[] {
  const chosen: number[] = [];
  const apart = (i: number, from: number) => {
    for (let j = 0; j < delta.cols; j++) {
      const distance = Math.abs(delta.data[i * delta.cols + j] - delta.data[from * delta.cols + j]);
      if (distance > APART * (box.upper[j] - box.lower[j])) return true;
    }
    return false;
  };
  while (chosen.length < count) {
    let best = -1;
    for (let i = 0; i < delta.rows; i++) {
      if ((best < 0 || score[i] > score[best]) && chosen.every((from) => apart(i, from))) best = i;
    }
    if (best < 0) break;
    chosen.push(best);
  }
  return chosen;
}
