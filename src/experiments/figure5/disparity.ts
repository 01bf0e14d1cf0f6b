/** The disparity stage: "recourse all" of the majority and of the minority, at the θ₀ that fixes precision (B.3, Figure 5). */
import { z } from "zod";
import { differenceOf } from "../../core/difference.ts";
import { ConfigError } from "../../core/errors.ts";
import { add, type Matrix, row, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { precisionThreshold } from "../../core/precision-threshold.ts";
import type { Network } from "../../engines/engine.ts";
import { recourseMethod } from "../../methods/registry.ts";
import { turnedDown } from "../../pipeline/evaluation.ts";
import { type ProposalProgress, propose, settingsOf } from "../../pipeline/propose.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
import { storedMethodSettings } from "../../pipeline/spelling.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TrainRecord } from "../../pipeline/train.ts";

/** Of the rows of one group: f(x) = 1, and f(x) = 0 but f(x + δ) = 1. */
const groupSchema = z.strictObject({ rows: z.int(), accepted: z.int(), flipped: z.int() });

const disparityRecordSchema = z.strictObject({
  method: z.string(),
  /** The precision asked for. */
  precision: z.number(),
  /** θ₀ with its precision on the validation rows and how many of them it accepts; null where no θ₀ is so precise. */
  threshold: z.strictObject({ theta0: z.number(), precision: z.number(), accepted: z.int(), rows: z.int() }).nullable(),
  /** Test rows by group; null without θ₀. */
  groups: z.strictObject({ majority: groupSchema, minority: groupSchema }).nullable(),
  /** "Recourse all" of the majority − that of the minority, with Newcombe's 95 % interval; null where a group is empty. */
  disparity: z.strictObject({ difference: z.number(), low: z.number(), high: z.number() }).nullable(),
});

export type DisparityRecord = z.infer<typeof disparityRecordSchema>;
export type Group = z.infer<typeof groupSchema>;

export const disparityStage: Stage<DisparityRecord> = { name: "disparity", revision: 1, record: disparityRecordSchema };

/** The disparity between the two groups of the data set's `sensitive` on a trained run, or finds it stored. Throws ConfigError without groups. */
export async function disparity(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  progress: ProposalProgress = {},
): Promise<Stored<DisparityRecord>> {
  const { disparity: choices, sensitive } = run.settings;
  if (sensitive === undefined) {
    throw new ConfigError(`${run.place}: sensitive: missing, so there are no groups to compare; name a 0/1 feature`);
  }
  const method = recourseMethod(choices.method);
  const settings = settingsOf(run, method);
  const inputs = {
    train: trained.key,
    ...choices,
    settings: storedMethodSettings(settings),
    feature: sensitive.feature,
    version: method.version,
  };
  return store.obtain(disparityStage, inputs, async () => {
    const { parts, columns } = await run.read();
    const { validation, test } = parts;
    const record = await withNetwork(run, trained, async (network): Promise<DisparityRecord> => {
      const asked = { method: method.name, precision: choices.precision };
      const threshold = precisionThreshold(network.score(validation.X), validation.y, choices.precision);
      if (threshold === null) return { ...asked, threshold, groups: null, disparity: null };
      const { theta0 } = threshold;
      const negatives = turnedDown(network.score(test.X), theta0);
      const delta = await propose(run, network, method, take(test.X, negatives), theta0, progress);
      const outcomes = outcomesOf(network, test.X, negatives, delta, theta0);
      const groups = groupsOf(
        test.X,
        columns.findIndex(({ name }) => name === sensitive.feature),
        outcomes,
      );
      return {
        ...asked,
        threshold: { ...threshold, rows: validation.X.rows },
        groups,
        disparity: differenceOf(withRecourse(groups.majority), withRecourse(groups.minority)),
      };
    });
    return { record, files: {} };
  });
}

/** The outcome of one row: accepted, accepted after x + δ, or neither. */
export type RowOutcome = "accepted" | "flipped" | "none";

function outcomesOf(network: Network, X: Matrix, negatives: Int32Array, delta: Matrix, theta0: number): RowOutcome[] {
  const outcomes = new Array<RowOutcome>(X.rows).fill("accepted");
  const score = network.score(add(take(X, negatives), delta));
  negatives.forEach((i, k) => {
    outcomes[i] = accepts(score[k], theta0) ? "flipped" : "none";
  });
  return outcomes;
}

/** Counts by group: the majority are the rows of X with 1 in the 0/1 column. */
export function groupsOf(
  X: Matrix,
  column: number,
  outcomes: readonly RowOutcome[],
): { readonly majority: Group; readonly minority: Group } {
  const counts = { majority: { rows: 0, accepted: 0, flipped: 0 }, minority: { rows: 0, accepted: 0, flipped: 0 } };
  outcomes.forEach((outcome, i) => {
    const group = counts[row(X, i)[column] === 1 ? "majority" : "minority"];
    group.rows++;
    if (outcome !== "none") group[outcome]++;
  });
  return counts;
}

/** "Recourse all" of a group as a rate: f(x) = 1 counts as having recourse. */
export function withRecourse({ rows, accepted, flipped }: Group): { successes: number; n: number } {
  return { successes: accepted + flipped, n: rows };
}
