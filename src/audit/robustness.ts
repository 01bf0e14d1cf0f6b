/** How well actions and decisions bear what is not said of them: noise on the features, and networks trained again. */
import { add, matrix, take } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import { countKept, type LastingRecord } from "../pipeline/lasting.ts";
import { acceptedUnderNoise, noisyColumns } from "../pipeline/noise.ts";
import { type Share, shareOf } from "../pipeline/share.ts";
import type { AuditedPerson } from "./person.ts";
import type { Subject } from "./subject.ts";

/** Noise of one size on the features that can be acted upon. */
export interface NoiseOutcome {
  /** In standard deviations of a feature. */
  readonly sigma: number;
  /** How often x + δ stays accepted; null where nobody has an action. */
  readonly recourse: Share | null;
  /** How often f(x) stays what it is; null without people. */
  readonly decision: Share | null;
}

/** Standard deviations of the noise; 0.1 is that of §4.2. */
const SIGMAS = [0.05, 0.1, 0.2];
/** Noisy copies of every person. */
const DRAWS = 100;

export async function underNoise(
  { network, people: { X }, theta0, actions, seed }: Subject,
  people: readonly AuditedPerson[],
  signal: AbortSignal | undefined,
): Promise<NoiseOutcome[]> {
  const columns = noisyColumns(actions);
  const acting = people.filter(({ action }) => action !== null);
  const rows = Int32Array.from(people, ({ row }) => row);
  const outcomes: NoiseOutcome[] = [];
  for (const sigma of SIGMAS) {
    const noise = { columns, sigma, draws: DRAWS, seed };
    const points = { X: actedOn(X, acting), rows: Int32Array.from(acting, ({ row }) => row) };
    const kept = await acceptedUnderNoise(network, points, theta0, noise, signal);
    const accepted = await acceptedUnderNoise(network, { X: take(X, rows), rows }, theta0, noise, signal);
    const same = accepted.map((count, i) => (accepts(people[i].score, theta0) ? count : DRAWS - count));
    outcomes.push({ sigma, recourse: shareOf(kept, DRAWS), decision: shareOf(same, DRAWS) });
  }
  return outcomes;
}

/** How many of the networks trained again accept the actions, each at its own θ₀. */
export function underRetraining(
  { people: { X }, retrained }: Subject,
  people: readonly AuditedPerson[],
): Omit<LastingRecord, "method"> | { readonly none: string } {
  if ("none" in retrained) return retrained;
  return countKept(
    actedOn(
      X,
      people.filter(({ action }) => action !== null),
    ),
    retrained,
  );
}

/** x + δ of people with an action, [people, d]. */
function actedOn(X: Subject["people"]["X"], acting: readonly AuditedPerson[]) {
  const delta = matrix(acting.length, X.cols);
  acting.forEach(({ action }, i) => {
    if (action !== null) delta.data.set(action.delta, i * X.cols);
  });
  return add(
    take(
      X,
      Int32Array.from(acting, ({ row }) => row),
    ),
    delta,
  );
}
