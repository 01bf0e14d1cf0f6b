/** The ceiling: whether any action in Δ is accepted, and the cheapest one found. */
import { isDiscrete } from "../../actions/discrete.ts";
import { costAt } from "../../actions/enumeration.ts";
import { matrix, row } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { pause } from "../../core/yield.ts";
import type { RecourseMethod } from "../method.ts";
import { gradientOf } from "../slope.ts";
import { candidateSearch, type ScoredCandidates, type SearchSettings, searchSettings } from "./candidate-search.ts";
import { discreteSearch } from "./discrete-search.ts";
import { localMaxima, type MultiStart, multiStart } from "./multi-start.ts";

/**
 * argmin ‖δ‖₁ (in standard deviations, weighted as Δ says: `costAt`) over δ ∈ Δ with g_θ(x + δ) ≥ θ₀, as far as a search finds it: the cheapest accepted
 * candidate in Δ, or, where none is accepted, an accepted maximum of `ascent`; then a local refinement around it.
 * x itself, where it is accepted. δ = 0 elsewhere means that no action was found: exact up to the grid's cells for at most
 * two features, and for a discrete Δ of few actions, or of named ones; a lower bound of what is possible beyond. Not in the paper, whose methods it bounds.
 */
export const exhaustive: RecourseMethod<SearchSettings> = {
  name: "exhaustive",
  title: "Exhaustive search",
  usesTheta0: true,
  settings: searchSettings({
    resolution: 51,
    fineness: "ours: at δmax = 0.75, points at most 0.03 standard deviations apart; 101 per axis find no more people",
    budget: 4000,
    cost: "ours: of the order of 51², the grid over two features",
  }),
  async prepare(problem, settings) {
    const { theta0 } = problem;
    if (theta0 === null) throw new RangeError("invalid theta0: null");
    const look = isDiscrete(problem.actions) ? discreteSearch : candidateSearch;
    const { candidatesOf, refine } = await look(problem, settings);
    const cheapnessAt = (x: Float32Array) => {
      const cost = costAt(problem.actions, x);
      return (delta: Float32Array, score: number) => (accepts(score, theta0) ? -cost(delta) : -Infinity);
    };
    return async (X, { onProgress, signal } = {}) => {
      const { score, G } = gradientOf(problem, X);
      const delta = matrix(X.rows, X.cols);
      const multiStarts: (MultiStart & { readonly i: number })[] = [];
      for (let i = 0; i < X.rows; i++) {
        onProgress?.(i);
        await pause(signal);
        if (accepts(score[i], theta0)) continue;
        const x = row(X, i);
        const candidates = candidatesOf(x, row(G, i));
        const k = cheapest(candidates, theta0, costAt(problem.actions, x));
        if (k === null) multiStarts.push({ i, ...multiStart(x, candidates, settings.starts) });
        else delta.data.set(refine(x, candidates.box, row(candidates.delta, k), cheapnessAt(x)), i * X.cols);
      }
      const found = await localMaxima(problem, multiStarts, { refine }, { signal });
      multiStarts.forEach(({ i, x, box }, c) => {
        if (accepts(found[c].score, theta0)) delta.data.set(refine(x, box, found[c].delta, cheapnessAt(x)), i * X.cols);
      });
      onProgress?.(X.rows);
      return delta;
    };
  },
};

/** The row of the cheapest accepted action, the first of equals; null if none is accepted. */
function cheapest(
  { delta, score }: ScoredCandidates,
  theta0: number,
  cost: (delta: Float32Array) => number,
): number | null {
  let best: number | null = null;
  let cheapest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < delta.rows; i++) {
    if (!accepts(score[i], theta0)) continue;
    const price = cost(row(delta, i));
    if (price < cheapest) [best, cheapest] = [i, price];
  }
  return best;
}
