/** Δ̂: actions named one by one, each person's own; what is best among them is found by scoring all. */
import type { Matrix } from "../core/matrix.ts";

/**
 * For n people, where each may end: person i's candidates x ⊕ δ are rows first[i] … first[i + 1] (exclusive) of `points`, and
 * there may be none. That nothing is done, δ = 0, is always permitted and is no row.
 */
export interface CandidateSet {
  /** [Σnᵢ, d], in the units of X. */
  readonly points: Matrix;
  /** [n + 1], ascending from 0 to the rows of `points`. */
  readonly first: Int32Array;
  /** What a person does who takes candidate k, a row of `points`. */
  readonly describe: (k: number) => string;
}

/** The set, with its bounds checked; a RangeError says which is wrong. */
export function candidateSet(points: Matrix, first: Int32Array, describe: (k: number) => string): CandidateSet {
  checkFirst(first, points.rows);
  return { points, first, describe };
}

function checkFirst(first: Int32Array, candidates: number): void {
  if (first.length === 0 || first[0] !== 0 || first[first.length - 1] !== candidates) {
    throw new RangeError(`invalid candidates: they have to begin at 0 and end at ${candidates}`);
  }
  for (let i = 1; i < first.length; i++) {
    if (first[i] < first[i - 1])
      throw new RangeError(`invalid candidates of person ${i - 1}: ${first[i - 1]} to ${first[i]}`);
  }
}

/**
 * δ* = argmin over Δ̂ of ℓ(g(x ⊕ δ), 1) for every person, given g of every candidate: since the loss falls with the score, the
 * candidate with the highest score, the first of equals. [n], the candidate, or −1 where a person has none. A score that is
 * NaN is refused with a RangeError.
 */
export function bestCandidates(score: ArrayLike<number>, first: Int32Array): Int32Array {
  checkFirst(first, score.length);
  return Int32Array.from({ length: first.length - 1 }, (_, i) => {
    let best = -1;
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (Number.isNaN(score[k])) throw new RangeError(`invalid score of candidate ${k}: NaN`);
      if (best < 0 || score[k] > score[best]) best = k;
    }
    return best;
  });
}
