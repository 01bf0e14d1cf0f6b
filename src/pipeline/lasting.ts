/** The lasting stage: how many of the counting networks still accept the actions that a method has proposed. */
import { z } from "zod";
import { type Interval, wilsonAround } from "../core/intervals.ts";
import { add, type Matrix, take } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { RetrainedNetwork } from "../methods/method.ts";
import type { EvaluateRecord } from "./evaluate.ts";
import { turnedDown } from "./evaluation.ts";
import { rowsWithRecourse, storedDelta } from "./recourses.ts";
import { countingNetworks, retrainKeyOf, withRetrained } from "./retrain.ts";
import type { Run } from "./run.ts";
import { withNetwork } from "./score.ts";
import type { TrainingProgress } from "./sgd.ts";
import type { Stage, Store, Stored } from "./store.ts";
import type { TrainRecord } from "./train.ts";

/** How many of the counting networks accept the actions of some people. */
export const keptCountSchema = z.strictObject({
  /** People who have an action that the network accepts. */
  people: z.int(),
  /** M, the counting networks. */
  networks: z.int(),
  /** [M + 1] people whose action exactly 0, 1 … M of them accept. */
  keptBy: z.array(z.int()),
  /** Of people × networks: how often a network accepts the action at its own θ₀. Null for no people. */
  kept: z.strictObject({ share: z.number(), low: z.number(), high: z.number() }).nullable(),
});

const lastingRecordSchema = z.strictObject({ method: z.string(), ...keptCountSchema.shape });

/** How the actions of one method last, as it is stored. */
export type LastingRecord = z.infer<typeof lastingRecordSchema>;

export const lastingStage: Stage<LastingRecord> = { name: "lasting", revision: 1, record: lastingRecordSchema };

/**
 * Counts for everybody with an accepted action how many of the counting networks accept x + δ at their own θ₀, or finds it
 * counted. None of these networks has had a say in any δ: a share among those that chose would flatter itself.
 */
export async function countLasting(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  evaluated: Stored<EvaluateRecord>,
  progress: TrainingProgress = {},
): Promise<Stored<LastingRecord>> {
  const counting = countingNetworks(run.settings);
  const inputs = { evaluate: evaluated.key, counting: counting.map((k) => retrainKeyOf(run, k)) };
  return store.obtain(lastingStage, inputs, async () => {
    const { X } = (await run.read()).parts.test;
    const { method, theta0 } = evaluated.record;
    const after = await withNetwork(run, trained, async (network) => {
      const delta = storedDelta(evaluated, X.cols);
      const rows = take(X, turnedDown(network.score(X), theta0));
      return take(add(rows, delta), rowsWithRecourse(network, rows, delta, theta0));
    });
    const record = await withRetrained(
      store,
      run,
      counting,
      async (retrained) => ({ method, ...countKept(after, retrained) }),
      progress,
    );
    return { record, files: {} };
  });
}

/** Which of the networks accept which of the points x + δ, [people, d], counted. */
export function countKept(after: Matrix, retrained: readonly RetrainedNetwork[]): z.infer<typeof keptCountSchema> {
  const byPerson = new Int32Array(after.rows);
  const byNetwork = retrained.map(({ network, theta0 }) => {
    let kept = 0;
    network.score(after).forEach((score, i) => {
      if (!accepts(score, theta0)) return;
      byPerson[i]++;
      kept++;
    });
    return kept;
  });
  const keptBy = Array.from({ length: retrained.length + 1 }, () => 0);
  for (const count of byPerson) keptBy[count]++;
  return { people: after.rows, networks: retrained.length, keptBy, kept: keptShare(byPerson, byNetwork) };
}

/**
 * The share of people × networks that accept, with a 95 % interval over people and networks both: answers of one network
 * hang together, and so do those about one person. The variance of the share is at most about s²/people of the people's shares plus
 * s²/networks of the networks'; Wilson's interval is taken around as many independent answers as have that
 * variance (Kish's effective sample size). Where all or none accept, the variance says nothing, and the fewer of people
 * and networks count. Null without people.
 */
export function keptShare(byPerson: ArrayLike<number>, byNetwork: ArrayLike<number>): LastingRecord["kept"] {
  const [people, networks] = [byPerson.length, byNetwork.length];
  if (people === 0 || networks === 0) return null;
  const share = sum(byPerson) / (people * networks);
  const ofMean = varianceOfMean(byPerson, networks) + varianceOfMean(byNetwork, people);
  const worth = share === 0 || share === 1 ? Math.min(people, networks) : (share * (1 - share)) / ofMean;
  const { low, high }: Interval = wilsonAround(share, Math.min(worth, people * networks));
  return { share, low, high };
}

/** s²/n of the n counts as shares of `of`; of a single one, which says nothing, the most that shares can vary. */
function varianceOfMean(counts: ArrayLike<number>, of: number): number {
  const n = counts.length;
  const shares = Array.from(counts, (count) => count / of);
  const mean = sum(shares) / n;
  if (n === 1) return mean * (1 - mean);
  return sum(shares.map((share) => (share - mean) ** 2)) / (n - 1) / n;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
