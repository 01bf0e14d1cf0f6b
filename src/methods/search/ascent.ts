/** The highest score in Δ as far as ascents find it: the search for `highest` that needs no bounds. */
import { isDiscrete } from "../../actions/discrete.ts";
import { matrix, row } from "../../core/matrix.ts";
import { pause } from "../../core/yield.ts";
import type { RecourseMethod } from "../method.ts";
import { gradientOf } from "../slope.ts";
import { candidateSearch, type SearchSettings, searchSettings } from "./candidate-search.ts";
import { discreteSearch } from "./discrete-search.ts";
import { localMaxima, type MultiStart, multiStart } from "./multi-start.ts";

/**
 * δ = argmax_{δ ∈ Δ} g_θ(x + δ), Eq. 2 without its linear approximation, searched: the best of the candidates in Δ, of the
 * local maxima reached from there, and of a local refinement of the highest. 0 where nothing scores higher than x. Exact where Δ names its actions. Not in the
 * paper. Of any network; `highest` proves it of those whose arithmetic the bounds know.
 */
export const ascent: RecourseMethod<SearchSettings> = {
  name: "ascent",
  title: "Multi-start ascent",
  usesTheta0: false,
  settings: searchSettings({
    resolution: 21,
    fineness: "ours: 51 points per axis give the same bound of PARE",
    budget: 4000,
    cost: "ours: as recourse.exhaustive.budget",
  }),
  async prepare(problem, settings) {
    const look = isDiscrete(problem.actions) ? discreteSearch : candidateSearch;
    const { candidatesOf, refine } = await look(problem, settings);
    return async (X, { onProgress, signal } = {}) => {
      const { score, G } = gradientOf(problem, X);
      const multiStarts: MultiStart[] = [];
      for (let i = 0; i < X.rows; i++) {
        const x = row(X, i);
        multiStarts.push(multiStart(x, candidatesOf(x, row(G, i)), settings.starts));
        onProgress?.(i);
        await pause(signal);
      }
      const found = await localMaxima(problem, multiStarts, { refine }, { signal });
      const delta = matrix(X.rows, X.cols);
      for (let i = 0; i < X.rows; i++) {
        if (!(found[i].score > score[i])) continue;
        delta.data.set(
          refine(row(X, i), multiStarts[i].box, found[i].delta, (_, height) => height),
          i * X.cols,
        );
      }
      onProgress?.(X.rows);
      return delta;
    };
  },
};
