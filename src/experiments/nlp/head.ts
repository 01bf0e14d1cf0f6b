/** Eq. 1 over candidates: a network on top of a frozen encoder, whose δ* is the best of the replacements (B.4). */
import { bestCandidates, type CandidateSet } from "../../actions/candidates.ts";
import { ConfigError } from "../../core/errors.ts";
import { type Matrix, matrix, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { permutation, stream } from "../../core/random.ts";
import { pause } from "../../core/yield.ts";
import type { AdamSettings, Engine, Network, NetworkSpec } from "../../engines/engine.ts";
import { initialParameters } from "../../engines/parameters.ts";

/** What the network is trained on, and how. */
export interface HeadProblem {
  /** [n, d] features of the training sentences, and their labels. */
  readonly X: Matrix;
  readonly y: Float32Array;
  /** Δ̂ of every training sentence; null where λ is 0. */
  readonly candidates: Pick<CandidateSet, "points" | "first"> | null;
  readonly lambda: number;
  /** Whose recourse term counts: everybody's, or of those with a score below 0.5. */
  readonly recourseTerm: "every" | "turned-down";
  readonly spec: Omit<NetworkSpec, "inputs">;
  readonly adam: AdamSettings;
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
}

export interface HeadProgress {
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A trained network, open, and the mean loss of each epoch. The one of the last epoch is kept, as in the release. */
export interface TrainedHead {
  readonly network: Network;
  readonly losses: readonly number[];
}

/** Where the release draws the line between those turned down and others while it trains. */
const EVEN = 0.5;

/**
 * Trains a network on features. δ* of a sentence is its candidate with the highest score under the parameters before the
 * step; of one without candidates it is 0. Throws ConfigError when the loss is not a number.
 */
export async function trainHead(
  engine: Engine,
  problem: HeadProblem,
  { onShare, signal }: HeadProgress = {},
): Promise<TrainedHead> {
  const { X, y, lambda, epochs, batch, seed, adam } = problem;
  const spec: NetworkSpec = { inputs: X.cols, ...problem.spec };
  const network = engine.open(spec, initialParameters(spec, seed), { adam, seed });
  const losses: number[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = permutation(X.rows, stream(seed, "shuffle", epoch));
    let total = 0;
    for (let from = 0; from < order.length; from += batch) {
      const rows = order.subarray(from, from + batch);
      const ofRows = take(X, rows);
      const loss = network.step({
        X: ofRows,
        y: Float32Array.from(rows, (i) => y[i]),
        weights: new Float32Array(rows.length).fill(1),
        recourse: lambda === 0 ? null : recourseOf(network, problem, rows, ofRows),
        divisor: rows.length,
      });
      if (Number.isNaN(loss)) {
        throw new ConfigError(
          `training diverged: the loss is not a number in epoch ${epoch}; lower nlp.learningRate, which is ${adam.learningRate}`,
        );
      }
      total += loss * rows.length;
    }
    losses.push(total / X.rows);
    onShare?.(epoch / epochs);
    await pause(signal);
  }
  return { network, losses };
}

/** δ* and λ of the rows of a step. */
function recourseOf(network: Network, { candidates, lambda, recourseTerm }: HeadProblem, rows: Int32Array, X: Matrix) {
  if (candidates === null) throw new RangeError("invalid problem: no candidates for a recourse term");
  const { points, first } = candidates;
  const among: number[] = [];
  const firstOfRows = Int32Array.from({ length: rows.length + 1 });
  rows.forEach((i, k) => {
    for (let c = first[i]; c < first[i + 1]; c++) among.push(c);
    firstOfRows[k + 1] = among.length;
  });
  const delta = matrix(X.rows, X.cols);
  if (among.length > 0) {
    const best = bestCandidates(network.score(take(points, among)), firstOfRows);
    best.forEach((k, row) => {
      if (k < 0) return;
      const from = among[k] * X.cols;
      const to = row * X.cols;
      for (let j = 0; j < X.cols; j++) delta.data[to + j] = points.data[from + j] - X.data[to + j];
    });
  }
  const weigh = new Float32Array(X.rows).fill(lambda);
  if (recourseTerm === "turned-down") {
    const score = network.score(X);
    for (let i = 0; i < X.rows; i++) if (accepts(score[i], EVEN)) weigh[i] = 0;
  }
  return { delta, lambda: weigh };
}
