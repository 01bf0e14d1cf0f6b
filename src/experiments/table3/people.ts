/** The people whose recourses are told from originals: those of the training set who are turned down, or every test row. */
import { type Matrix, matrix, row, take } from "../../core/matrix.ts";
import { permutation, stream } from "../../core/random.ts";
import type { Network } from "../../engines/engine.ts";
import { recourseMethod } from "../../methods/registry.ts";
import { turnedDown } from "../../pipeline/evaluation.ts";
import { type ProposalProgress, propose } from "../../pipeline/propose.ts";
import { rowsWithRecourse } from "../../pipeline/recourses.ts";
import type { Run } from "../../pipeline/run.ts";
import type { Proposals } from "./samples.ts";

export interface TrainRecourses {
  /** The training rows that f_θ turns down. */
  readonly negatives: Int32Array;
  /** How many of them the method was asked about. */
  readonly asked: number;
  /** Those for whom it found recourse, f(x + δ) = 1. */
  readonly found: Proposals;
}

/**
 * Recourse for people of the training set, which is what Table 3's claim is about, and of whom there are enough: many a
 * test set turns down fewer than ten. At most `distinguish.people` of them, drawn by the seed.
 */
export async function recoursesOnTrain(
  run: Run,
  network: Network,
  theta0: number,
  progress: ProposalProgress,
): Promise<TrainRecourses> {
  const { X } = (await run.read()).parts.train;
  const { seed } = run.settings.run;
  const method = recourseMethod(run.settings.distinguish.method);
  const negatives = turnedDown(network.score(X), theta0);
  const drawn = permutation(negatives.length, stream(seed, "distinguish: people"));
  const asked = drawn.subarray(0, run.settings.distinguish.people).map((k) => negatives[k]);
  const delta = await propose(run, network, method, take(X, asked), theta0, progress);
  const found = rowsWithRecourse(network, take(X, asked), delta, theta0);
  const people = found.map((k) => asked[k]);
  return { negatives, asked: asked.length, found: { people, delta: take(delta, found) } };
}

/** Every row of X with δ where it is turned down and δ, one row per person turned down, gives it recourse; else with 0. */
export function everyone(
  network: Network,
  X: Matrix,
  delta: Matrix,
  theta0: number,
): { readonly changed: number; readonly proposals: Proposals } {
  const negatives = turnedDown(network.score(X), theta0);
  const found = rowsWithRecourse(network, take(X, negatives), delta, theta0);
  const all = matrix(X.rows, X.cols);
  for (const k of found) row(all, negatives[k]).set(row(delta, k));
  const people = Int32Array.from({ length: X.rows }, (_, i) => i);
  return { changed: found.length, proposals: { people, delta: all } };
}
