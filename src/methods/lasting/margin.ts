/** By how much an action is accepted: by the network, by enough of its retrainings, and under noise. */
import { type Matrix, matrix } from "../../core/matrix.ts";
import type { Network } from "../../engines/engine.ts";
import type { RecourseProblem } from "../method.ts";
import { personStream } from "../person-stream.ts";
import { scores } from "../scores.ts";

/** What `lasting` asks for besides the network's own acceptance. */
export interface Demand {
  /** ρ: of the retrained networks, and of the draws. */
  readonly share: number;
  /** Standard deviation of the noise on the actionable features; 0 for none. */
  readonly noise: number;
  readonly draws: number;
}

/** How many of n a share asks for: ρ n rounded up, where 0.9 · 10 is 9. */
export function atLeast(share: number, n: number): number {
  return Math.max(0, Math.ceil(share * n - 1e-9));
}

/**
 * The margin of an action at one x: the least of g(x + δ) − θ₀, which is given, the ⌈ρM⌉-th largest of the M retrained
 * networks' own, and the ⌈ρD⌉-th largest of g(x + δ + noise) − θ₀ over D draws, the same for every action. It is ≥ 0 exactly where the
 * action lasts. −∞ once it cannot be above `floor`.
 */
export type Margin = (delta: Float32Array, own: number, floor: number) => number;

/** The margin at x. Throws RangeError without θ₀ or retrained networks. */
export function marginAt({ network, theta0, retrained, actions, seed }: RecourseProblem, demand: Demand) {
  if (theta0 === null || retrained === null) throw new RangeError("invalid problem: no θ₀ or no retrained networks");
  const enough = atLeast(demand.share, retrained.length);
  const columns = actions.actionable;
  return (x: Float32Array): Margin => {
    const noise = demand.noise > 0 ? noiseAt(x, columns, demand, seed) : null;
    return (delta, own, floor) => {
      let least = own;
      if (least < floor) return Number.NEGATIVE_INFINITY;
      const margins: number[] = [];
      let mayMiss = retrained.length - enough;
      for (const each of retrained) {
        const margin = scoreOf(each.network, x, delta) - each.theta0;
        margins.push(margin);
        if (margin < floor && --mayMiss < 0) return Number.NEGATIVE_INFINITY;
      }
      least = Math.min(least, kthLargest(margins, enough));
      if (noise !== null) {
        const shaken = scores(network, x, plus(noise, delta));
        least = Math.min(
          least,
          kthLargest(
            Array.from(shaken, (score) => score - theta0),
            atLeast(demand.share, noise.rows),
          ),
        );
      }
      return least < floor ? Number.NEGATIVE_INFINITY : least;
    };
  };
}

function scoreOf(network: Network, x: Float32Array, delta: Float32Array): number {
  return scores(network, x, matrix(1, delta.length, Float32Array.from(delta)))[0];
}

/** [draws, d] the noise of one person, the same at every action and for every network of the same seed. */
function noiseAt(x: Float32Array, columns: ArrayLike<number>, { noise, draws }: Demand, seed: number): Matrix {
  const random = personStream(seed, "lasting noise", x);
  const drawn = matrix(draws, x.length);
  for (let i = 0; i < draws; i++) {
    for (let k = 0; k < columns.length; k++) drawn.data[i * x.length + columns[k]] = noise * random.normal();
  }
  return drawn;
}

function plus(noise: Matrix, delta: Float32Array): Matrix {
  return matrix(
    noise.rows,
    noise.cols,
    noise.data.map((value, at) => value + delta[at % noise.cols]),
  );
}

/** ∞ for k = 0: what is asked of none is no bound. */
function kthLargest(values: readonly number[], k: number): number {
  return k === 0 ? Number.POSITIVE_INFINITY : values.toSorted((a, b) => b - a)[k - 1];
}
