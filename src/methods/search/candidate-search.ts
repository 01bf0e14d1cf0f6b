/** Candidate search: actions all over one person's Δ, scored, and local refinement around the best of them. */

import { z } from "zod";
import { linearProgram } from "../../actions/lp.ts";
import { slackOf } from "../../actions/polytope.ts";
import type { ActionSet } from "../../actions/set.ts";
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import type { RecourseProblem } from "../method.ts";
import { personStream } from "../person-stream.ts";
import { scores } from "../scores.ts";
import { type Box, type CandidateCoverage, candidates } from "./candidates.ts";

/** A method's own defaults for the resolution of its search, with the reason for each. */
interface SearchDefaults {
  readonly resolution: number;
  readonly fineness: string;
  readonly budget: number;
  readonly cost: string;
}

/** How thoroughly Δ is searched, on which the paper has nothing to say; how finely, each method has its own defaults for. */
export const searchSettings = (defaults: SearchDefaults) =>
  z.strictObject({
    resolution: z
      .int()
      .min(2)
      .max(1001)
      .default(defaults.resolution)
      .meta({ $comment: defaults.fineness })
      .describe("points per axis of the grid over Δ, where at most two features move"),
    budget: z
      .int()
      .min(2)
      .max(1_000_000)
      .default(defaults.budget)
      .meta({ $comment: defaults.cost })
      .describe("points of the sample over Δ, where more move"),
    starts: z
      .int()
      .min(0)
      .max(10_000)
      .default(4)
      .meta({ $comment: "ours: a few, besides x and the LP's δ" })
      .describe("best candidates, apart from each other, from which an ascent of g starts besides x and the LP's δ"),
  });

export type SearchSettings = z.infer<ReturnType<typeof searchSettings>>;

/** Actions of one person with the scores g(x + δ). */
export interface ScoredCandidates {
  /** The smallest box around Δ for this person. */
  readonly box: Box;
  /** [n, d], all in Δ; row 0 is δ = 0. */
  readonly delta: Matrix;
  /** [n]. */
  readonly score: Float32Array;
}

/** How a person's Δ is searched. */
export interface CandidateSearch {
  /**
   * Scores δ = 0, the δ's of `adversarial` and of the linear programs ±δⱼ for every actionable feature (vertices of Δ),
   * and candidates all over Δ. G is ∇ₓℓ(g(x), 1). The random ones depend on the seed and on x alone.
   */
  candidatesOf(x: Float32Array, G: Float32Array): ScoredCandidates;
  /**
   * Local refinement: looks for an action of a higher criterion in windows around the best so far. The first reaches to the
   * neighbours of δ among the candidates; the next is a quarter as wide, unless the best has moved out of that quarter. Returns
   * the best, δ itself if nothing is better.
   */
  refine(x: Float32Array, box: Box, delta: Float32Array, criterion: Criterion): Float32Array;
}

/** How good an action is; larger is better. */
export type Criterion = (delta: Float32Array, score: number) => number;

const WINDOWS = 16;
/** Half the width of the last window, as a share of the box. */
const CLOSEST = 1e-5;
const IN_WINDOW: CandidateCoverage = { resolution: 11, budget: 121 };
/** Half the width of the first window when the candidates were a sample, as a share of the box. */
const SAMPLE_SPACING = 0.05;

/**
 * Candidates that violate a joint constraint are moved straight towards 0 until they do not; hence constraints that pass
 * through δ = 0 (b = 0) leave only the candidates inside, and the vertices.
 */
export async function candidateSearch(problem: RecourseProblem, coverage: CandidateCoverage): Promise<CandidateSearch> {
  const { network, actions, seed } = problem;
  const { dimension: d, actionable } = actions;
  const program = await linearProgram(actions, { sense: "minimise", solver: "auto" });
  const costs = matrix(1 + 2 * actionable.length, d);
  actionable.forEach((j, k) => {
    costs.data[(1 + 2 * k) * d + j] = 1;
    costs.data[(2 + 2 * k) * d + j] = -1;
  });
  const same = matrix(costs.rows, d);
  const spacing = actionable.length <= 2 ? 1 / (coverage.resolution - 1) : SAMPLE_SPACING;
  return {
    candidatesOf(x, G) {
      costs.data.set(G);
      for (let i = 0; i < same.rows; i++) same.data.set(x, i * d);
      const vertices = program.solve(costs, same);
      const box = { lower: new Float64Array(d), upper: new Float64Array(d) };
      actionable.forEach((j, k) => {
        box.lower[j] = vertices.data[(1 + 2 * k) * d + j];
        box.upper[j] = vertices.data[(2 + 2 * k) * d + j];
      });
      const tried = candidates(box, coverage, () => personStream(seed, "survey", x));
      shrink(actions, tried);
      const delta = matrix(1 + vertices.rows + tried.rows, d);
      delta.data.set(vertices.data, d);
      delta.data.set(tried.data, (1 + vertices.rows) * d);
      return { box, delta, score: scores(network, x, delta) };
    },
    refine(x, box, delta, criterion) {
      const random = personStream(seed, "zoom", x);
      let best = delta;
      let most = criterion(delta, scores(network, x, matrix(1, d, Float32Array.from(delta)))[0]);
      for (let i = 0, half = spacing; i < WINDOWS && half > CLOSEST; i++) {
        const centre = best;
        const window = {
          lower: box.lower.map((lower, j) => Math.max(lower, centre[j] - half * (box.upper[j] - lower))),
          upper: box.upper.map((upper, j) => Math.min(upper, centre[j] + half * (upper - box.lower[j]))),
        };
        const tried = candidates(window, IN_WINDOW, () => random);
        shrink(actions, tried);
        scores(network, x, tried).forEach((score, k) => {
          const value = criterion(row(tried, k), score);
          if (value > most) [best, most] = [row(tried, k), value];
        });
        const near = best.every(
          (value, j) => Math.abs(value - centre[j]) <= (half / 4) * (box.upper[j] - box.lower[j]),
        );
        if (near) half /= 4;
      }
      return best;
    },
  };
}

/** Moves rows of `delta` that violate a constraint towards 0, which keeps them in their box, until Aδ + b ≥ 0 holds. */
function shrink({ constraints }: ActionSet, delta: Matrix): void {
  if (constraints.b.length === 0) return;
  for (let i = 0; i < delta.rows; i++) {
    const one = row(delta, i);
    let share = 1;
    for (let r = 0; r < constraints.b.length; r++) {
      const slack = slackOf(constraints, r, one);
      if (slack < 0) share = Math.min(share, constraints.b[r] / (constraints.b[r] - slack));
    }
    if (share < 1) for (let j = 0; j < one.length; j++) one[j] *= share;
  }
}
