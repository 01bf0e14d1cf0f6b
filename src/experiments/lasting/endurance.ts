/** The endurance stage: of the recourses one method finds, how many outlast another training, and noise; and what that costs. */
import { z } from "zod";
import { costAt } from "../../actions/enumeration.ts";
import type { ActionSet } from "../../actions/set.ts";
import { add, type Matrix, row, take } from "../../core/matrix.ts";
import { acceptingTheta0 } from "../../core/thresholds.ts";
import type { Network } from "../../engines/engine.ts";
import type { RetrainedNetwork } from "../../methods/method.ts";
import { recourseMethod } from "../../methods/registry.ts";
import { turnedDown } from "../../pipeline/evaluation.ts";
import { countKept, keptCountSchema } from "../../pipeline/lasting.ts";
import { acceptedUnderNoise, noisyColumns, sigmaOf } from "../../pipeline/noise.ts";
import { type ProposalProgress, propose, settingsOf } from "../../pipeline/propose.ts";
import { rowsWithRecourse } from "../../pipeline/recourses.ts";
import {
  choosingNetworks,
  type OpenedRetraining,
  retrainedRows,
  retrainKeyOf,
  withRetrained,
} from "../../pipeline/retrain.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
import { shareOf, shareSchema } from "../../pipeline/share.ts";
import { storedMethodSettings } from "../../pipeline/spelling.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TrainRecord } from "../../pipeline/train.ts";

/** What a network is trained again on to count: (a) another seed alone, (b) a bootstrap, (c) the rows of the other half. */
export const retrainings = ["same", "bootstrap", "fresh"] as const;

/** Networks of each kind that count. */
export const COUNTING = 5;

/**
 * How θ₀ of every network is chosen: by the protocol's rule on its own validation rows; so that it accepts half of its own
 * training rows, which are more, and among which a share accepted is known more closely than the best of all θ₀.
 */
export const thresholds = ["rule", "half"] as const;

const outcomeSchema = z.strictObject({
  theta0: z.number(),
  turnedDown: z.int(),
  /** Of them: who has an action that the network accepts at all, and for whom the method found one. */
  reachable: z.int(),
  found: z.int(),
  /** Mean cost of the actions found over that of the cheapest ones of the same people; null where nobody has one. */
  cost: z.number().nullable(),
  /** By what the counting networks were trained on. */
  kept: z.strictObject({ same: keptCountSchema, bootstrap: keptCountSchema, fresh: keptCountSchema }),
  /** Under Table 4's noise; null where nobody has one. */
  noise: shareSchema.nullable(),
});

const enduranceRecordSchema = z.strictObject({
  method: z.string(),
  /** ρ, of a method that looks at retrained networks; null of others. */
  share: z.number().nullable(),
  choosing: z.int(),
  sigma: z.number(),
  rule: outcomeSchema,
  half: outcomeSchema,
});

/** How the recourses of one method endure, as it is stored. */
export type EnduranceRecord = z.infer<typeof enduranceRecordSchema>;
export type EnduranceOutcome = z.infer<typeof outcomeSchema>;

export const enduranceStage: Stage<EnduranceRecord> = {
  name: "endurance",
  revision: 1,
  record: enduranceRecordSchema,
};

/** A method and, of one that looks at retrained networks, its ρ. */
export interface Contender {
  readonly method: string;
  readonly share: number | null;
}

/** The run in which `lasting` asks for that share of the choosing networks. */
function withShare(run: Run, { method, share }: Contender): Run {
  if (share === null) return run;
  const { recourse } = run.settings;
  const chosen = { ...(recourse[method] as object), share };
  return { ...run, settings: { ...run.settings, recourse: { ...recourse, [method]: chosen } } };
}

/** The networks that count: the first of those that never choose. */
export function countingOf({ settings }: Run): number[] {
  const first = choosingNetworks(settings).length;
  return Array.from({ length: COUNTING }, (_, k) => first + k);
}

/**
 * Lets the method propose for the test rows that the network turns down, and counts what becomes of x + δ where it is accepted.
 * The run's own network, trained on one half of the rows, and the choosing networks, on bootstraps of that half, know nothing of the
 * other half, on which the `fresh` ones are trained. Each network decides at its own θ₀.
 */
export async function endurance(
  store: Store,
  given: Run,
  trained: Stored<TrainRecord>,
  contender: Contender,
  progress: ProposalProgress = {},
): Promise<Stored<EnduranceRecord>> {
  const run = withShare(given, contender);
  const method = recourseMethod(contender.method);
  const choosing = method.usesRetrained ? choosingNetworks(run.settings) : [];
  const counting = countingOf(run);
  const { methods, ...noise } = run.settings.robustness;
  const inputs = {
    train: trained.key,
    method: method.name,
    settings: storedMethodSettings(settingsOf(run, method)),
    choosing: choosing.map((k) => retrainKeyOf(run, k)),
    counting: retrainings.map((rows) => counting.map((k) => retrainKeyOf(run, k, rows))),
    noise,
  };
  return store.obtain(enduranceStage, inputs, async () => {
    const { parts, actions } = await run.read();
    const { X } = parts.test;
    const sigma = sigmaOf(noise);
    const { signal } = progress;
    const opened = <T>(networks: readonly number[], rows: (typeof retrainings)[number], use: Opened<T>) =>
      withRetrained(store, run, networks, use, { rows, signal });

    const outcomeAt = async (network: Network, rule: Rule): Promise<EnduranceOutcome> => {
      const theta0 = rule === "rule" ? trained.record.theta0 : medianTheta0(network, parts.train.X);
      const negatives = turnedDown(network.score(X), theta0);
      const people = take(X, negatives);
      const decided = (retrained: readonly OpenedRetraining[]) => decidingBy(rule, run, retrained);
      const cheapest = await propose(run, network, recourseMethod("cheapest"), people, theta0, { signal });
      const delta = await opened(choosing, "bootstrap", async (retrained) =>
        propose(run, network, method, people, theta0, { ...progress, retrained: await decided(retrained) }),
      );
      const found = rowsWithRecourse(network, people, delta, theta0);
      const after = take(add(people, delta), found);
      const keptOn = (rows: (typeof retrainings)[number]) =>
        opened(counting, rows, async (retrained) => countKept(after, await decided(retrained)));
      const kept = { same: await keptOn("same"), bootstrap: await keptOn("bootstrap"), fresh: await keptOn("fresh") };
      const perturbation = { columns: noisyColumns(actions), sigma, draws: noise.draws, seed: trained.record.seed };
      const points = { X: after, rows: found.map((i) => negatives[i]) };
      const withstood = await acceptedUnderNoise(network, points, theta0, perturbation, signal);
      return {
        theta0,
        turnedDown: negatives.length,
        reachable: rowsWithRecourse(network, people, cheapest, theta0).length,
        found: found.length,
        cost:
          found.length === 0 ? null : total(delta, people, found, actions) / total(cheapest, people, found, actions),
        kept,
        noise: shareOf(withstood, noise.draws),
      };
    };

    return withNetwork(run, trained, async (network) => {
      const record = { ...contender, choosing: choosing.length, sigma };
      const [rule, half] = [await outcomeAt(network, "rule"), await outcomeAt(network, "half")];
      return { record: { ...record, rule, half }, files: {} };
    });
  });
}

type Rule = (typeof thresholds)[number];
type Opened<T> = (retrained: readonly OpenedRetraining[]) => Promise<T>;

/** The networks with the θ₀ that the rule gives each on its own rows. */
function decidingBy(rule: Rule, run: Run, retrained: readonly OpenedRetraining[]): Promise<RetrainedNetwork[]> {
  return Promise.all(
    retrained.map(async ({ network, theta0, record }) => {
      if (rule === "rule") return { network, theta0 };
      const { train } = await retrainedRows(run, record);
      return { network, theta0: medianTheta0(network, train.X) };
    }),
  );
}

function medianTheta0(network: Network, X: Matrix): number {
  return acceptingTheta0(network.score(X), 0.5);
}

function total(delta: Matrix, X: Matrix, people: Int32Array, actions: ActionSet): number {
  return people.reduce((sum, i) => sum + costAt(actions, row(X, i))(row(delta, i)), 0);
}
