/** The action with the highest score: what Δ allows at best, whatever the threshold. */
import { isDiscrete } from "../../actions/discrete.ts";
import { matrix, row } from "../../core/matrix.ts";
import { pause } from "../../core/yield.ts";
import type { RecourseMethod } from "../method.ts";
import { type SearchSettings, searchSettings, surveyor } from "./candidate-search.ts";
import { latticeSurveyor } from "./discrete-search.ts";
import { type Climber, climber, peaks } from "./multi-start.ts";

/**
 * δ = argmax_{δ ∈ Δ} g_θ(x + δ), Eq. 2 without its linear approximation: the best of a survey of Δ, of the peaks climbed
 * from there, and of a closer look at the highest. 0 where nothing scores higher than x. Not in the paper.
 */
export const highest: RecourseMethod<SearchSettings> = {
  name: "highest",
  title: "Highest score in Δ",
  usesTheta0: false,
  settings: searchSettings({
    resolution: 21,
    fineness: "ours: 51 points per axis give the same bound of PARE",
    budget: 4000,
    cost: "ours: as recourse.exhaustive.budget",
  }),
  async prepare(problem, settings) {
    const look = isDiscrete(problem.actions) ? latticeSurveyor : surveyor;
    const { survey, zoom } = await look(problem, settings);
    return async (X, { onProgress, signal } = {}) => {
      const { score, G } = problem.network.gradient(X);
      const climbers: Climber[] = [];
      for (let i = 0; i < X.rows; i++) {
        const x = row(X, i);
        climbers.push(climber(x, survey(x, row(G, i)), settings.starts));
        onProgress?.(i);
        await pause(signal);
      }
      const found = await peaks(problem, climbers, { zoom }, { signal });
      const delta = matrix(X.rows, X.cols);
      for (let i = 0; i < X.rows; i++) {
        if (!(found[i].score > score[i])) continue;
        delta.data.set(
          zoom(row(X, i), climbers[i].box, found[i].delta, (_, height) => height),
          i * X.cols,
        );
      }
      onProgress?.(X.rows);
      return delta;
    };
  },
};
