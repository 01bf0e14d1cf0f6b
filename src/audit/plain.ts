/** Actions without trifles: a proof of the cheapest holds to within 1 %, and leaves changes in them that nobody needs. */
import { costOf } from "../actions/discrete.ts";
import { isNamed } from "../actions/enumeration.ts";
import { contains } from "../actions/set.ts";
import { fromRows, type Matrix, row } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Subject } from "./subject.ts";

/** A change of less than this share of the cost is a trifle. */
const TRIFLE = 0.01;

/**
 * The action δ of the person x with each of its trifles in turn, the smallest first, left out where that is still accepted: as
 * it is, or with what they cost put into the largest other change. It costs no more than δ. A named action is left as it is.
 */
export function withoutTrifles(
  { network, actions, theta0 }: Pick<Subject, "network" | "actions" | "theta0">,
  x: Float32Array,
  delta: Float32Array,
): Float32Array {
  if (isNamed(actions)) return delta;
  const { groups, steps, weights } = actions;
  const grouped = new Set(groups.flat());
  const cost = costOf(actions)(delta);
  const size = (j: number) => weights[j] * Math.abs(delta[j]);
  const numbers = actions.actionable.filter((j) => !grouped.has(j) && delta[j] !== 0);
  const trifles = numbers.filter((j) => size(j) < TRIFLE * cost).sort((a, b) => size(a) - size(b));
  const [largest] = numbers.filter((j) => steps[j] === 0).sort((a, b) => size(b) - size(a));
  const enough = (action: Float32Array) =>
    contains(actions, x, action) && accepts(network.score(plus(x, action))[0], theta0);
  let kept = delta;
  for (const j of trifles) {
    const without = kept.slice();
    without[j] = 0;
    const instead = without.slice();
    if (largest !== undefined && largest !== j)
      instead[largest] += (Math.sign(delta[largest]) * size(j)) / weights[largest];
    const found = [without, instead].find(enough);
    if (found !== undefined) kept = found;
  }
  return kept;
}

function plus(x: Float32Array, delta: Float32Array): Matrix {
  return fromRows([x.map((value, j) => value + delta[j])]);
}

/** The same of every row of X. */
export function allWithoutTrifles(subject: Subject, X: Matrix, delta: Matrix): void {
  for (let i = 0; i < X.rows; i++) row(delta, i).set(withoutTrifles(subject, row(X, i), row(delta, i)));
}
