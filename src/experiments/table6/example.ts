/** The example stage: the person Table 6 shows, as like the paper's as there is one among those with recourse (B.5). */
import { z } from "zod";
import { add, row, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import type { Column } from "../../data/scale.ts";
import { integralActions } from "../../explain/rounded.ts";
import type { RecourseMethod } from "../../methods/method.ts";
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { turnedDown } from "../../pipeline/evaluation.ts";
import { propose } from "../../pipeline/propose.ts";
import { storedDelta } from "../../pipeline/recourses.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TrainRecord } from "../../pipeline/train.ts";
import type { PublishedFeature } from "./published.ts";

const featureSchema = z.strictObject({
  feature: z.string(),
  /** Before and change, by the method as it was evaluated; raw units. */
  x: z.number(),
  delta: z.number(),
  /** x + δ of the same method in whole units and within the data's range; null where that is not accepted. */
  rounded: z.number().nullable(),
});

const exampleRecordSchema = z.strictObject({
  method: z.string(),
  theta0: z.number(),
  /** Test rows turned down with recourse, and those of them with the printed x (all, where nothing is printed). */
  candidates: z.int(),
  alike: z.int(),
  /** δ of those alike, in raw units: one entry for each printed feature; empty where nobody is alike. */
  changes: z.array(z.strictObject({ feature: z.string(), min: z.number(), max: z.number() })),
  /** The record of the CSV, and the printed features, or else the actionable ones; null where there are no candidates. */
  person: z.strictObject({ record: z.int(), features: z.array(featureSchema) }).nullable(),
});

/** The example of one data set, as it is stored. */
export type ExampleRecord = z.infer<typeof exampleRecordSchema>;
export type ExampleFeature = z.infer<typeof featureSchema>;

export const exampleStage: Stage<ExampleRecord> = { name: "example", revision: 1, record: exampleRecordSchema };

/** A person turned down with recourse: raw x and change of every column. */
interface Candidate {
  /** Row of the test part. */
  readonly row: number;
  readonly x: Float64Array;
  readonly delta: Float64Array;
}

/**
 * The person to show: of those with the printed x the one whose δ is nearest to the printed one (in standard deviations);
 * where nobody has it, the nearest in x and δ; where nothing is printed, the first.
 */
export async function exampleOf(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  evaluated: Stored<EvaluateRecord>,
  method: RecourseMethod,
  published: readonly PublishedFeature[],
): Promise<Stored<ExampleRecord>> {
  const values = published.map(({ feature, x, delta }) => ({ feature, x, delta }));
  return store.obtain(exampleStage, { evaluate: evaluated.key, published: values }, async () => {
    const { columns, ranges, actions, parts } = await run.read();
    const { test } = parts;
    const { theta0 } = evaluated.record;
    const record = await withNetwork(run, trained, async (network): Promise<ExampleRecord> => {
      const negatives = turnedDown(network.score(test.X), theta0);
      const delta = storedDelta(evaluated, columns.length);
      const scores = network.score(add(take(test.X, negatives), delta));
      const candidates = Array.from(
        negatives,
        (i, k): Candidate => ({
          row: i,
          x: rawOf(columns, row(test.X, i)),
          delta: Float64Array.from(columns, ({ std }, j) => std * row(delta, k)[j]),
        }),
      ).filter((_, k) => accepts(scores[k], theta0));
      const asked = { method: method.name, theta0, candidates: candidates.length };
      if (candidates.length === 0) return { ...asked, alike: 0, changes: [], person: null };

      const printed = values.map((value) => ({ ...value, j: columns.findIndex(({ name }) => name === value.feature) }));
      // x is printed with one decimal.
      const alike = candidates.filter(({ x }) => printed.every(({ j, x: value }) => Math.abs(x[j] - value) < 0.05));
      const far = ({ x, delta }: Candidate) =>
        printed.reduce((sum, { j, x: value, delta: change }) => {
          return sum + (Math.abs(x[j] - value) + Math.abs(delta[j] - change)) / columns[j].std;
        }, 0);
      const among = alike.length > 0 ? alike : candidates;
      const chosen = among.reduce((best, one) => (far(one) < far(best) ? one : best));

      const ranged = columns.map((column, j) => ({ ...column, ...ranges[j] }));
      const person = take(test.X, [chosen.row]);
      const rounded = await propose(run, network, method, person, theta0, {
        actions: integralActions(ranged, actions),
      });
      const accepted = accepts(network.score(add(person, rounded))[0], theta0);
      const shown = printed.length > 0 ? printed : actions.actionable.map((j) => ({ j, feature: columns[j].name }));
      const changesOf = (j: number) => alike.map(({ delta }) => delta[j]);
      return {
        ...asked,
        alike: alike.length,
        changes: (alike.length === 0 ? [] : printed).map(({ j, feature }) => {
          return { feature, min: Math.min(...changesOf(j)), max: Math.max(...changesOf(j)) };
        }),
        person: {
          record: test.records[chosen.row],
          features: shown.map(({ j, feature }) => ({
            feature,
            x: chosen.x[j],
            delta: chosen.delta[j],
            rounded: accepted ? roundedIf(columns[j], chosen.x[j] + columns[j].std * rounded.data[j]) : null,
          })),
        },
      };
    });
    return { record, files: {} };
  });
}

function rawOf(columns: readonly Column[], x: Float32Array): Float64Array {
  return Float64Array.from(columns, (column, j) => roundedIf(column, column.mean + column.std * x[j]));
}

/** A whole number, which a float32 of standard deviations is not quite. */
function roundedIf({ integer }: Column, raw: number): number {
  return integer ? Math.round(raw) : raw;
}
