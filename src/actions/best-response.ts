/** δ* of Eq. 1, for training and for the method that is called adversarial training: one place for both. */
import { type Matrix, matrix, row } from "../core/matrix.ts";
import { bestCandidates } from "./candidates.ts";
import { candidatesOf, isNamed, type NamedActions } from "./enumeration.ts";
import { type LinearProgram, type LinearProgramSettings, linearProgram } from "./lp.ts";
import type { ActionSet } from "./set.ts";

/**
 * δ* = argmin over Δ of ℓ(g(x ⊕ δ), 1), row by row: to first order, by the linear program of Eq. 2; where the actions are named one by
 * one, exactly, by scoring all that are open to x, and x itself, of equals the first (B.4). `score` is g as it is, without dropout.
 * There G is not read, and the `sense` and the solver have no meaning: a first-order guess that is told to raise the loss is the
 * release's reading of a linear program.
 */
export async function bestResponse(
  actions: ActionSet,
  settings: LinearProgramSettings,
  score: (points: Matrix) => ArrayLike<number>,
): Promise<LinearProgram> {
  return isNamed(actions) ? byScore(actions, score) : linearProgram(actions, settings);
}

function byScore(actions: NamedActions, score: (points: Matrix) => ArrayLike<number>): LinearProgram {
  const d = actions.dimension;
  return {
    solve(_, X, out = matrix(X.rows, d)) {
      const { points, delta, first } = candidatesOf(actions, X);
      // Everybody's x before what is open to them.
      const all = matrix(X.rows + points.rows, d);
      const from = first.map((k, i) => k + i);
      for (let i = 0; i < X.rows; i++) {
        row(all, from[i]).set(row(X, i));
        all.data.set(points.data.subarray(first[i] * d, first[i + 1] * d), (from[i] + 1) * d);
      }
      // A network that has overflowed is to be seen in the loss at x ⊕ δ*.
      const scores = Float32Array.from(score(all), (value) => (Number.isNaN(value) ? Infinity : value));
      bestCandidates(scores, from).forEach((best, i) => {
        // The first of a person's own rows is x.
        if (best === from[i]) row(out, i).fill(0);
        else row(out, i).set(row(delta, best - i - 1));
      });
      return out;
    },
  };
}
