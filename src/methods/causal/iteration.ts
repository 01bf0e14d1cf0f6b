/** The release's algorithm for causal recourse: a fixed-point iteration with two numbers chosen on the training rows (A.4). */
import { type Matrix, matrix, row, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { pause } from "../../core/yield.ts";
import type { Network } from "../../engines/engine.ts";
import { exactSlope } from "../slope.ts";

/** A feature the iteration moves; `rises` says that it may only increase. */
export interface MovedFeature {
  readonly column: number;
  readonly rises: boolean;
}

/** s and λ of the iteration. */
export interface Pace {
  readonly step: number;
  readonly weight: number;
}

export interface Iteration {
  readonly network: Network;
  readonly movedFeatures: readonly MovedFeature[];
  /** The score at which the iteration stops for a person. */
  readonly stop: number;
  readonly signal?: AbortSignal | undefined;
}

const MOST_STEPS = 100;
const SIZES = [0.1, 1, 10];

/** The release's grid: s, then λ (recourse_methods.py: choose_params). */
export const paces: readonly Pace[] = SIZES.flatMap((step) => SIZES.map((weight) => ({ step, weight })));

/**
 * r ← x − s·∇J(r) with J(r) = λ (g(r) − 1)² + ‖r − x‖₁, up to 100 times from r = x, and always from x: no descent, but the
 * search for a fixed point. A feature that may only increase stays where the step would lower it. A person stops after the
 * first step, and each later one, at which g(r) reaches `stop`; the last r is returned whatever its score. Returns δ = r − x.
 */
export async function iterate(X: Matrix, { step, weight }: Pace, iteration: Iteration): Promise<Matrix> {
  const { network, movedFeatures, stop, signal } = iteration;
  const slopeAt = exactSlope(network);
  const R = matrix(X.rows, X.cols, X.data.slice());
  let going = Int32Array.from({ length: X.rows }, (_, i) => i);
  for (let k = 0; k < MOST_STEPS && going.length > 0; k++) {
    await pause(signal);
    const { score, slope } = slopeAt(take(R, going));
    const left = going.map((_, at) => at).filter((at) => k === 0 || !accepts(score[at], stop));
    for (const at of left) {
      const x = row(X, going[at]);
      const r = row(R, going[at]);
      const pull = 2 * weight * (score[at] - 1);
      for (const { column: j, rises } of movedFeatures) {
        const move = -step * (pull * slope.data[at * X.cols + j] + Math.sign(r[j] - x[j]));
        r[j] = rises && !(move > 0) ? x[j] : x[j] + move;
      }
    }
    going = left.map((at) => going[at]);
  }
  for (let at = 0; at < R.data.length; at++) R.data[at] -= X.data[at];
  return R;
}

/** Whether δ counts as recourse for the person who scores `score` after it. */
export type Validity = (score: number, delta: Float32Array) => boolean;

/**
 * The pace under which most of the training rows turned down get valid recourse; among equals the one of smallest mean
 * ‖δ‖₁, then the first. Rows that nobody turned down say nothing: without any, the first pace.
 */
export async function choosePace(X: Matrix, valid: Validity, theta0: number, iteration: Iteration): Promise<Pace> {
  const score = iteration.network.score(X);
  const people = take(
    X,
    Int32Array.from(score, (_, i) => i).filter((i) => !accepts(score[i], theta0)),
  );
  let best = { pace: paces[0], valid: -1, length: Number.POSITIVE_INFINITY };
  for (const pace of people.rows === 0 ? [] : paces) {
    const delta = await iterate(people, pace, iteration);
    const counted = validRows(people, delta, valid, iteration.network);
    const length = delta.data.reduce((sum, value) => sum + Math.abs(value), 0);
    const count = counted.reduce((sum, yes) => sum + Number(yes), 0);
    if (count > best.valid || (count === best.valid && length < best.length)) best = { pace, valid: count, length };
  }
  return best.pace;
}

/** For which rows of X δ is valid recourse. */
export function validRows(X: Matrix, delta: Matrix, valid: Validity, network: Network): boolean[] {
  const points = matrix(
    X.rows,
    X.cols,
    X.data.map((value, at) => value + delta.data[at]),
  );
  return Array.from(network.score(points), (score, i) => valid(score, row(delta, i)));
}
