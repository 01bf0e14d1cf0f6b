/** Multi-start ascent: the highest score each person can reach, as far as ascents from the best candidates find it. */

import { isDiscrete } from "../../actions/discrete.ts";
import { projectionOf } from "../../actions/project.ts";
import { matrix, row } from "../../core/matrix.ts";
import { pause } from "../../core/yield.ts";
import { lockstep } from "../lockstep.ts";
import type { ProposeOptions, RecourseProblem } from "../method.ts";
import { scores } from "../scores.ts";
import { slopeOf } from "../slope.ts";
import type { CandidateSearch, ScoredCandidates } from "./candidate-search.ts";
import type { Box } from "./candidates.ts";
import { type LocalMaximum, steepestAscent } from "./steepest-ascent.ts";

/** One person's ascents: where they start. */
export interface MultiStart {
  readonly x: Float32Array;
  readonly box: Box;
  readonly starts: readonly Float32Array[];
}

/**
 * The starts: δ = 0 and the `adversarial` δ (rows 0 and 1 of the candidates), so that what both lead to is not missed,
 * and up to `count` high points. Copies, so that the candidates can be freed.
 */
export function multiStart(x: Float32Array, candidatesOf: ScoredCandidates, count: number): MultiStart {
  const starts = new Set([0, 1, ...highPoints(candidatesOf, count)]);
  return { x, box: candidatesOf.box, starts: [...starts].map((i) => row(candidatesOf.delta, i).slice()) };
}

/**
 * Everybody's highest local maximum, the first of equals. All ascents of all people advance together. A discrete Δ has no
 * slopes to ascend: there `refine` goes from neighbour to neighbour.
 */
export async function localMaxima(
  { network, actions }: RecourseProblem,
  multiStarts: readonly MultiStart[],
  { refine }: Pick<CandidateSearch, "refine">,
  { signal }: ProposeOptions = {},
): Promise<LocalMaximum[]> {
  const highest = (all: readonly LocalMaximum[]) =>
    all.reduce((best, maximum) => (maximum.score > best.score ? maximum : best));
  if (isDiscrete(actions)) {
    const found: LocalMaximum[] = [];
    for (const { x, box, starts } of multiStarts) {
      await pause(signal);
      const tops = starts.map((start) => refine(x, box, start, (_, score) => score));
      found.push(
        highest(
          tops.map((delta) => ({ delta, score: scores(network, x, matrix(1, x.length, Float32Array.from(delta)))[0] })),
        ),
      );
    }
    return found;
  }
  const project = await projectionOf(actions);
  const ascents = multiStarts.flatMap(({ x, box, starts }) =>
    starts.map((delta) => steepestAscent(x, delta, box, project)),
  );
  const ends = await lockstep(ascents, actions.dimension, slopeOf({ network, actions }), { signal });
  return multiStarts.map(({ starts }) => {
    return highest(ends.splice(0, starts.length));
  });
}

/** Apart means by more than this share of the box in some feature. */
const APART = 0.1;

/** Row numbers of up to `count` actions to start from: the highest, then the highest apart from all before it, and so on. */
function highPoints({ box, delta, score }: ScoredCandidates, count: number): number[] {
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
