/** Rounds what methods propose to feasible actions: the one place where every method's δ is brought into a discrete Δ. */
import { feasibleRounding } from "../actions/rounded.ts";
import { add, type Matrix, row, take } from "../core/matrix.ts";
import { pause } from "../core/yield.ts";
import type { RecourseProblem } from "./method.ts";
import { gradientOf } from "./slope.ts";

/** Rewrites δ, [n, d] at X, row by row. */
export type RoundProposals = (X: Matrix, delta: Matrix, signal?: AbortSignal) => Promise<void>;

const ROWS_BETWEEN_PAUSES = 64;

/**
 * Every δ that is not 0 is rounded to one of two feasible actions, whichever g scores higher: the nearest to it, and the nearest
 * that to first order scores no lower. The gradient alone would mislead where g is saturated. No θ₀ is looked at, so that
 * a rounded method is still a method fixed beforehand, as PARE asks (§3.3).
 */
export async function proposalRounding({ network, actions }: RecourseProblem): Promise<RoundProposals> {
  const round = await feasibleRounding(actions);
  const indifferent = new Float64Array(actions.dimension);
  return async (X, delta, signal) => {
    const rows: number[] = [];
    for (let i = 0; i < delta.rows; i++) if (row(delta, i).some((value) => value !== 0)) rows.push(i);
    if (rows.length === 0) return;
    const from = take(X, rows);
    const near = take(delta, rows);
    const risen = take(delta, rows);
    // G is ∇ₓℓ(g, 1), and the score rises along −∇ℓ.
    const { G } = gradientOf({ network, actions }, add(from, near));
    for (let k = 0; k < rows.length; k++) {
      if (k % ROWS_BETWEEN_PAUSES === 0) await pause(signal);
      const rising = Float64Array.from(row(G, k), (value) => -value);
      row(risen, k).set(round(row(from, k), row(risen, k), rising));
      row(near, k).set(round(row(from, k), row(near, k), indifferent));
    }
    const [scoreNear, scoreRisen] = [near, risen].map((each) => network.score(add(from, each)));
    rows.forEach((i, k) => {
      row(delta, i).set(row(scoreRisen[k] > scoreNear[k] ? risen : near, k));
    });
  };
}
