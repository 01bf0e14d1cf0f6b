/** Recourse that lasts: the cheapest action that the network accepts and that most retrained networks accept too. */
import { z } from "zod";
import { isDiscrete } from "../../actions/discrete.ts";
import { costAt } from "../../actions/enumeration.ts";
import { cheapestAgreed } from "../../certificates/agreement.ts";
import { certifiableOf, isProvable } from "../../certificates/certifiable.ts";
import type { Agreement } from "../../certificates/votes.ts";
import { matrix, row } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { pause } from "../../core/yield.ts";
import type { RecourseMethod, RecourseProblem } from "../method.ts";
import { candidateSearch, type ScoredCandidates, searchSettings } from "../search/candidate-search.ts";
import { discreteSearch } from "../search/discrete-search.ts";
import { atLeast, type Margin, marginAt } from "./margin.ts";

/** What `lasting` is told. */
export const lastingSettings = searchSettings({
  resolution: 51,
  fineness: "ours: as recourse.exhaustive.resolution",
  budget: 4000,
  cost: "ours: as recourse.exhaustive.budget",
})
  .omit({ starts: true })
  .extend({
    share: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .meta({ $comment: "ours: nine of ten" })
      .describe("ρ, the share of the choosing networks, and of the draws of noise, that have to accept the action"),
    noise: z
      .number()
      .min(0)
      .default(0)
      .meta({ $comment: "ours: retraining alone; Table 4's noise is 0.1" })
      .describe("standard deviation of noise on the actionable features that the action has to withstand as well"),
    draws: z
      .int()
      .min(1)
      .max(10_000)
      .default(50)
      .meta({ $comment: "ours: ρ = 0.9 leaves five of them" })
      .describe("draws of that noise, the same for every action of a person"),
    boxes: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(2000)
      .meta({ $comment: "ours: a second or two for whoever needs all of them" })
      .describe(
        "regions of a person's Δ that are bounded for all networks before the search decides; 0: it alone does",
      ),
  });

type LastingSettings = z.infer<typeof lastingSettings>;

/**
 * argmin cost(δ) over δ ∈ Δ with g(x + δ) ≥ θ₀, gₖ(x + δ) ≥ θ₀,ₖ for a share ρ of the retrained networks k, and, where noise is asked
 * for, g(x + δ + ν) ≥ θ₀ for a share ρ of its draws ν. 0 where x itself is accepted so. Not in the paper.
 *
 * Without noise, and of networks whose arithmetic the bounds know, by branch and bound (`cheapestAgreed`): to within 1 % of the
 * cost, or δ = 0 where there is none, both proven. With noise, of other networks, and of people whose boxes run out, by a search:
 * the cheapest candidate in Δ that lasts, or, where none does, the candidate with the highest margin (`marginAt`) refined until it
 * is one; then a local refinement of the cost. δ = 0 then means that none was found, which proves nothing.
 *
 * A share ρ of the networks that chose says little of others: what is reported comes from networks not given to it (`countLasting`).
 */
export const lasting: RecourseMethod<LastingSettings> = {
  name: "lasting",
  title: "Lasting recourse",
  usesTheta0: true,
  usesRetrained: true,
  settings: lastingSettings,
  async prepare(problem, settings) {
    const { network, theta0 } = problem;
    if (theta0 === null) throw new RangeError("invalid theta0: null");
    const searched = await searchFor(problem, settings, theta0);
    const agreement = agreementOf(problem, settings, theta0);
    const marginOf = marginAt(problem, settings);
    const still = new Float32Array(problem.actions.dimension);
    const { boxes } = settings;
    return async (X, { onProgress, onProof, signal } = {}) => {
      const { score, G } = network.gradient(X);
      const delta = matrix(X.rows, X.cols);
      for (let i = 0; i < X.rows; i++) {
        onProgress?.(i);
        await pause(signal);
        const x = row(X, i);
        if (accepts(score[i], theta0) && marginOf(x)(still, score[i] - theta0, 0) >= 0) continue;
        const given = agreement && (await cheapestAgreed(agreement, problem.actions, x, { budget: boxes, signal }));
        if (given !== null) onProof?.(i, given.kind);
        if (given?.kind === "none") continue;
        const proven = given?.found?.delta ?? null;
        const action = given?.kind === "action" ? proven : cheaper(problem, x, proven, searched(x, row(G, i)));
        if (action !== null) delta.data.set(action, i * X.cols);
      }
      onProgress?.(X.rows);
      return delta;
    };
  },
};

/** Who has to accept, where that can be proven: no noise, boxes to do it with, and networks of the kernel's arithmetic. */
function agreementOf(
  { network, retrained }: RecourseProblem,
  { share, noise, boxes }: LastingSettings,
  theta0: number,
): Agreement | null {
  const others = retrained ?? [];
  if (noise > 0 || boxes === 0 || ![network, ...others.map((each) => each.network)].every((each) => isProvable(each))) {
    return null;
  }
  return {
    itself: { network: certifiableOf(network), theta0 },
    others: others.map((each) => ({ network: certifiableOf(each.network), theta0: each.theta0 })),
    enough: atLeast(share, others.length),
  };
}

/** The action that costs less; either may be missing. */
function cheaper(
  { actions }: RecourseProblem,
  x: Float32Array,
  a: Float32Array | null,
  b: Float32Array | null,
): Float32Array | null {
  if (a === null || b === null) return a ?? b;
  const cost = costAt(actions, x);
  return cost(b) < cost(a) ? b : a;
}

/** The search: the cheapest action that lasts, as far as one is found for x, where ∇ₓℓ(g(x), 1) is G. */
async function searchFor(problem: RecourseProblem, settings: LastingSettings, theta0: number) {
  const marginOf = marginAt(problem, settings);
  const look = isDiscrete(problem.actions) ? discreteSearch : candidateSearch;
  const { candidatesOf, refine } = await look(problem, settings);
  return (x: Float32Array, G: Float32Array): Float32Array | null => {
    const margin = marginOf(x);
    const cost = costAt(problem.actions, x);
    const candidates = candidatesOf(x, G);
    const start =
      cheapest(candidates, theta0, margin, cost) ??
      steadiest(candidates, theta0, margin, (from, criterion) => refine(x, candidates.box, from, criterion));
    if (start === null) return null;
    // What costs no less than the best so far is not asked about: most of the points.
    let least = Number.POSITIVE_INFINITY;
    return refine(x, candidates.box, start, (action: Float32Array, own: number) => {
      const price = cost(action);
      if (!(price < least) || margin(action, own - theta0, 0) < 0) return Number.NEGATIVE_INFINITY;
      least = price;
      return -price;
    });
  };
}

/** The cheapest candidate that lasts, the first of equals; null if none does. */
function cheapest(
  { delta, score }: ScoredCandidates,
  theta0: number,
  margin: Margin,
  cost: (delta: Float32Array) => number,
): Float32Array | null {
  const accepted: { readonly action: Float32Array; readonly own: number; readonly price: number }[] = [];
  for (let k = 0; k < delta.rows; k++) {
    if (!accepts(score[k], theta0)) continue;
    const action = row(delta, k);
    accepted.push({ action, own: score[k] - theta0, price: cost(action) });
  }
  accepted.sort((a, b) => a.price - b.price);
  return accepted.find(({ action, own }) => margin(action, own, 0) >= 0)?.action ?? null;
}

/** Of candidates none of which lasts, that with the highest margin, refined; null if it still does not last. */
function steadiest(
  { delta, score }: ScoredCandidates,
  theta0: number,
  margin: Margin,
  refine: (from: Float32Array, criterion: (action: Float32Array, own: number) => number) => Float32Array,
): Float32Array | null {
  // What is not above the highest so far is dropped as soon as that is known.
  let highest = Number.NEGATIVE_INFINITY;
  const steadiness = (action: Float32Array, own: number) => {
    const value = margin(action, own - theta0, highest);
    highest = Math.max(highest, value);
    return value;
  };
  let best: Float32Array | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < delta.rows; k++) {
    const value = steadiness(row(delta, k), score[k]);
    if (value > most) [best, most] = [row(delta, k), value];
  }
  if (best === null) return null;
  const refined = refine(best, steadiness);
  return highest >= 0 ? refined : null;
}
