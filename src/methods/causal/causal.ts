/** Causal recourse: the cheapest action after which g accepts the person, with all that follows from it (§4.2, Figure 3). */
import { z } from "zod";
import { matrix, row, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import type { Propose, RecourseMethod, RecourseProblem } from "../method.ts";
import { searchSettings } from "../search/candidate-search.ts";
import { exhaustive } from "../search/exhaustive.ts";
import { downstream } from "./downstream.ts";
import { choosePace, type Iteration, iterate, type MovedFeature, type Validity, validRows } from "./iteration.ts";
import { fitStructure } from "./structural.ts";

const settings = searchSettings({
  resolution: 51,
  fineness: "as recourse.exhaustive.resolution",
  budget: 1000,
  cost: "ours: fewer, since each point is followed through the structural equations before it is scored",
}).extend({
  algorithm: z
    .enum(["search", "iteration"])
    .describe(
      "search: the cheapest action whose consequences g accepts; iteration: the release's, without consequences",
    ),
  stop: z
    .enum(["theta0", "half"])
    .describe("score at which the iteration stops for a person; half, 0.5, is the release's"),
  bound: z
    .enum(["both", "above"])
    .describe("what the iteration bounds by δmax: |δ|, or δ alone, so that decreases are unbounded (the release's)"),
});

export type CausalSettings = z.infer<typeof settings>;

/**
 * argmin ‖δ‖₁ over δ ∈ Δ with g_θ(x^CF) ≥ θ₀ (Karimi et al., 2020b), where x^CF is what becomes of the person who does
 * do(X_I = x_I + δ_I), I = {i : δ_i ≠ 0}: a feature acted upon is set, its own equation is cut, and all that follows from it
 * responds. The equations are the data set's, fitted on the training rows. Searched as `exhaustive` searches. 0 where no
 * action was found. What follows from δ is not part of δ: whoever evaluates it has to respond as well, or sees g(x + δ) alone.
 *
 * The release's `iteration` fits equations and uses none of them. It moves duration, a consequence, as if one could choose
 * it, and with `bound: above` decreases without bound: with these δ may lie outside Δ, which is an exception to the contract
 * of a method, as `linear` with `box: false`.
 */
export const causal: RecourseMethod<CausalSettings> = {
  name: "causal",
  title: "Causal recourse",
  usesGradients: () => true,
  usesTheta0: true,
  usesTrain: true,
  usesCausal: true,
  settings,
  prepare: (problem, settings) => (settings.algorithm === "search" ? search : iteration)(problem, settings),
};

async function search(problem: RecourseProblem, settings: CausalSettings): Promise<Propose> {
  const { network, actions, train, causal } = problem;
  if (causal === null || train === null) throw new RangeError("invalid causal or train: null");
  const held = Array.from(actions.lower, (_, j) => actions.actionable.includes(j));
  const structure = fitStructure(causal.equations, train);
  return async (X, { onProgress, signal } = {}) => {
    // One for each call: it knows one person at a time, and two calls may take turns.
    const around = downstream(network, structure, held);
    const propose = await exhaustive.prepare({ ...problem, network: around.network }, settings);
    const delta = matrix(X.rows, X.cols);
    signal?.throwIfAborted();
    for (let i = 0; i < X.rows; i++) {
      onProgress?.(i);
      around.meet(row(X, i));
      delta.data.set((await propose(take(X, [i]), { signal })).data, i * X.cols);
    }
    onProgress?.(X.rows);
    return delta;
  };
}

async function iteration(problem: RecourseProblem, { stop, bound }: CausalSettings): Promise<Propose> {
  const { network, train, theta0 } = problem;
  if (theta0 === null || train === null) throw new RangeError("invalid theta0 or train: null");
  const most = boundsOf(problem);
  const valid: Validity = (score, delta) =>
    accepts(score, theta0) &&
    delta.every((value, j) => (bound === "both" ? Math.abs(value) : value) <= most[j] + ROUNDING);
  const how: Iteration = { network, movedFeatures: movedFeaturesOf(problem), stop: stop === "half" ? 0.5 : theta0 };
  let pace: ReturnType<typeof choosePace> | undefined;
  return async (X, { onProgress, signal } = {}) => {
    signal?.throwIfAborted();
    // Chosen when first needed: it takes nine times all training rows.
    pace ??= choosePace(train, valid, theta0, how);
    const delta = await iterate(X, await pace, { ...how, signal });
    validRows(X, delta, valid, network).forEach((yes, i) => {
      if (!yes) row(delta, i).fill(0);
    });
    onProgress?.(X.rows);
    return delta;
  };
}

/** r − x is a difference of float32s. */
const ROUNDING = 1e-6;

/** Features that can be acted upon, in their direction, and those that have an equation, in either. */
function movedFeaturesOf({ actions, causal }: RecourseProblem): MovedFeature[] {
  const followers = (causal?.equations ?? [])
    .map(({ column }) => column)
    .filter((j) => !actions.actionable.includes(j));
  return [
    ...actions.actionable.map((column) => ({ column, rises: !(actions.lower[column] < 0) })),
    ...followers.map((column) => ({ column, rises: false })),
  ];
}

/** [d] δmax of every feature: its own in Δ, and for features outside Δ the largest in Δ. */
function boundsOf({ actions }: RecourseProblem): Float64Array {
  const bounds = actions.upper.map((upper, j) => Math.max(upper, -actions.lower[j]));
  const largest = bounds.reduce((a, b) => Math.max(a, b), 0);
  return bounds.map((own) => own || largest);
}
