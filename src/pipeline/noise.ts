/** Noise on features: how often a decision stays what it is when x is a little different (§4.2, Table 4). */
import type { ActionSet } from "../actions/set.ts";
import { type Matrix, matrix, row } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import { stream } from "../core/random.ts";
import { pause } from "../core/yield.ts";
import type { Network } from "../engines/engine.ts";

/** The actionable columns that noise is added to. A category is one or another: there is no noise to add to it. */
export function noisyColumns({ actionable, groups }: Pick<ActionSet, "actionable" | "groups">): number[] {
  return actionable.filter((j) => !groups.some((group) => group.includes(j)));
}

/** The standard deviation of N(0, noise), whichever way its second argument is read. */
export function sigmaOf({ noise, reading }: { readonly noise: number; readonly reading: string }): number {
  return reading === "variance" ? Math.sqrt(noise) : noise;
}

/** Points x or x + δ, and the test rows of the people they belong to. */
export interface NoisyPoints {
  readonly X: Matrix;
  readonly rows: Int32Array;
}

/** The noise: N(0, sigma²) on each of the columns, independent. It may leave Δ: what is tested is f, not the person. */
export interface Perturbation {
  readonly columns: readonly number[];
  readonly sigma: number;
  readonly draws: number;
  readonly seed: number;
}

/** People whose copies are scored at a time: a model from outside answers a few large questions sooner than many small ones. */
const PEOPLE = 50;

/**
 * For every point, how many of its `draws` noisy copies f_θ accepts. A person's noise depends on seed and test row alone: it
 * is the same for every method, and for baseline and ours of one split.
 */
export async function acceptedUnderNoise(
  network: Network,
  { X, rows }: NoisyPoints,
  theta0: number,
  { columns, sigma, draws, seed }: Perturbation,
  signal?: AbortSignal,
): Promise<Int32Array> {
  const counts = new Int32Array(X.rows);
  for (let first = 0; first < X.rows; first += PEOPLE) {
    await pause(signal);
    const people = Math.min(PEOPLE, X.rows - first);
    const copies = matrix(people * draws, X.cols);
    for (let i = 0; i < people; i++) {
      const random = stream(seed, "robustness", rows[first + i]);
      for (let k = 0; k < draws; k++) {
        const copy = row(copies, i * draws + k);
        copy.set(row(X, first + i));
        for (const j of columns) copy[j] += sigma * random.normal();
      }
    }
    network.score(copies).forEach((score, k) => {
      if (accepts(score, theta0)) counts[first + Math.floor(k / draws)]++;
    });
  }
  return counts;
}
