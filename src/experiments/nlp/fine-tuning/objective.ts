/** Eq. 1 over a batch of sentences, δ* being the best of their candidates Δ̂ (B.4). */
import { pause } from "../../../core/yield.ts";
import { tokenBatch } from "../encoder/encoder.ts";
import { scoringBatches } from "./batches.ts";
import type { EncoderNetwork } from "./network.ts";

/** Word pieces of a sentence, with those that begin and end it. */
export type Sequence = readonly number[];

/** What is trained on. */
export interface TextExamples {
  readonly train: { readonly sequences: readonly Sequence[]; readonly y: ArrayLike<number> };
  /** Δ̂: x ⊕ δ of sentence i are first[i] … first[i + 1] (exclusive). One without any has δ* = 0. */
  readonly candidates: { readonly sequences: readonly Sequence[]; readonly first: Int32Array };
}

export interface Objective {
  /** λ ≥ 0 of Eq. 1. */
  readonly lambda: number;
  /** Whose recourse term counts: everybody's (Eq. 1), or of those with a score below 0.5 (the release). */
  readonly recourseTerm: "every" | "turned-down";
}

/** Sums over a batch. */
export interface BatchLosses {
  readonly loss: number;
  readonly withTerm: number;
  readonly recourseLoss: number;
}

/**
 * Adds the gradient of the mean over these sentences of ℓ(g(x), y) + λ ℓ(g(x ⊕ δ*), 1) to that of the next step, the network
 * having none of this step yet. `drop` fills masks of dropout, or is null. Candidates are scored without dropout.
 */
export async function accumulate(
  network: EncoderNetwork,
  { train, candidates }: TextExamples,
  { lambda, recourseTerm }: Objective,
  rows: ArrayLike<number>,
  drop: ((mask: Float32Array) => void) | null,
): Promise<BatchLosses> {
  const places = Array.from(rows);
  const y = places.map((i) => train.y[i]);
  const weights = (count: number, weight: number) => new Float32Array(count).fill(weight / places.length);
  const own = tokenBatch(places.map((i) => train.sequences[i]));
  const { score, loss: losses } = await network.differentiate(own, { y, weight: weights(places.length, 1) }, drop);
  const loss = losses.reduce((sum, each) => sum + each, 0);
  // Diverged: no candidate is the best.
  if (!Number.isFinite(loss)) return { loss, withTerm: 0, recourseLoss: 0 };
  const chosen = lambda === 0 ? [] : [...places.keys()].filter((i) => recourseTerm === "every" || score[i] < 0.5);
  if (chosen.length === 0) return { loss, withTerm: 0, recourseLoss: 0 };

  const offered = chosen.map((i) =>
    candidates.sequences.slice(candidates.first[places[i]], candidates.first[places[i] + 1]),
  );
  const found = await scoreSequences(network, offered.flat());
  let end = 0;
  const moved = tokenBatch(
    chosen.map((i, k) => {
      // δ*: ℓ(·, 1) falls with the score; of equals the first. Without candidates it is 0.
      const scores = found.subarray(end, end + offered[k].length);
      end += offered[k].length;
      return offered[k][scores.indexOf(Math.max(...scores))] ?? train.sequences[places[i]];
    }),
  );
  const ones = new Float32Array(moved.rows).fill(1);
  const reached = await network.differentiate(moved, { y: ones, weight: weights(moved.rows, lambda) }, drop);
  return { loss, withTerm: moved.rows, recourseLoss: reached.loss.reduce((sum, each) => sum + each, 0) };
}

/** g(x) of every sequence, without dropout. */
export async function scoreSequences(
  network: EncoderNetwork,
  sequences: readonly Sequence[],
  signal?: AbortSignal,
): Promise<Float64Array> {
  const score = new Float64Array(sequences.length);
  for (const rows of scoringBatches(sequences.map(({ length }) => length))) {
    await pause(signal);
    const found = await network.score(tokenBatch(Array.from(rows, (i) => sequences[i])));
    rows.forEach((row, i) => {
      score[row] = found[i];
    });
  }
  return score;
}
