/** The distinguish stage: can classifiers tell recourses from original rows (§4.2 "Groundedness", Table 3)? */
import { z } from "zod";
import { permutation, stream } from "../../core/random.ts";
import { openEngine } from "../../engines/registry.ts";
import { recourseMethod } from "../../methods/registry.ts";
import { evaluate } from "../../pipeline/evaluate.ts";
import { storedDelta } from "../../pipeline/recourses.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TrainRecord } from "../../pipeline/train.ts";
import { describeForest } from "./forest.ts";
import { everyone, recoursesOnTrain } from "./people.ts";
import { againstEachOther, againstRandomRows, againstThemselves, type Repeat } from "./samples.ts";
import { fits, type TwoSampleResult, twoSampleSchema, twoSampleTest } from "./two-sample-test.ts";

/** Null where there are too few people to learn from. */
const testedOrNull = twoSampleSchema.nullable();

/** Recourses told from originals; and, as a control, unchanged rows told from unchanged rows, which is chance alone. */
const withControlSchema = z.strictObject({ recourse: testedOrNull, untouched: testedOrNull });

const distinguishRecordSchema = z.strictObject({
  method: z.string(),
  theta0: z.number(),
  forest: z.string(),
  /** Training rows that f_θ turns down, those the method was asked about, and those it found recourse for. */
  turnedDown: z.int(),
  asked: z.int(),
  found: z.int(),
  /** x + δ against rows drawn from the whole training set; the control: rows drawn from it against rows drawn from it. */
  random: withControlSchema,
  /** x + δ against x of the same people; the control: people turned down against others turned down, up to as many. */
  same: withControlSchema,
  /**
   * Every test row against itself, x + δ standing for x in those `changed` who have recourse. Without any δ each row would
   * stand in both classes on the same side, which makes every accuracy 1/2.
   */
  everyone: z.strictObject({ changed: z.int(), recourse: testedOrNull }),
});

export type DistinguishRecord = z.infer<typeof distinguishRecordSchema>;

export const distinguishStage: Stage<DistinguishRecord> = {
  name: "distinguish",
  revision: 1,
  record: distinguishRecordSchema,
};

export interface DistinguishProgress {
  /** The share that is done, in [0, 1]. */
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** With fewer people than this in a part held out there is no test. */
const MIN_HELD_OUT = 2;
const TESTS = 5;

/** Runs the two-sample tests on a trained run, or finds them stored. Evaluates recourse for the test rows where that is not stored. */
export async function distinguish(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  { onShare, signal }: DistinguishProgress = {},
): Promise<Stored<DistinguishRecord>> {
  const { distinguish: choices } = run.settings;
  const { seed, engine } = run.settings.run;
  const evaluated = await evaluate(store, run, trained, recourseMethod(choices.method), { signal });
  const inputs = { train: trained.key, evaluate: evaluated.key, ...choices, forest: await describeForest() };
  return store.obtain(distinguishStage, inputs, async () => {
    const { train, test } = (await run.read()).parts;
    const { theta0 } = trained.record;
    const { negatives, asked, found, ofTest } = await withNetwork(run, trained, async (network) => {
      const onProgress = (done: number) => onShare?.((0.5 * done) / choices.people);
      const delta = storedDelta(evaluated, test.X.cols);
      return {
        ...(await recoursesOnTrain(run, network, theta0, { onProgress, signal })),
        ofTest: everyone(network, test.X, delta, theta0),
      };
    });

    const n = found.people.length;
    const { repeats } = choices;
    const random = (purpose: string) => stream(seed, `distinguish: ${purpose}`);
    const fitting = fits(run.settings, await openEngine(engine));
    let done = 0;
    const tested = async (people: number, deal: () => Repeat[]): Promise<TwoSampleResult | null> => {
      const result = people < MIN_HELD_OUT * repeats ? null : await twoSampleTest(deal(), fitting, signal);
      onShare?.(0.5 + (0.5 * ++done) / TESTS);
      return result;
    };
    const rows = { people: permutation(train.X.rows, random("untouched rows")).subarray(0, n), delta: null };
    const halves = halvesOf(negatives, n, permutation(negatives.length, random("untouched people")));
    const record: DistinguishRecord = {
      method: choices.method,
      theta0,
      forest: inputs.forest,
      turnedDown: negatives.length,
      asked,
      found: n,
      random: {
        recourse: await tested(n, () => againstRandomRows(train.X, found, repeats, random("random rows"))),
        untouched: await tested(n, () => againstRandomRows(train.X, rows, repeats, random("untouched random rows"))),
      },
      same: {
        recourse: await tested(n, () => againstThemselves(train.X, found, repeats, random("same people"))),
        untouched: await tested(halves[0].length, () =>
          againstEachOther(train.X, halves, repeats, random("untouched same people")),
        ),
      },
      everyone: {
        changed: ofTest.changed,
        recourse: await tested(test.X.rows, () =>
          againstThemselves(test.X, ofTest.proposals, repeats, random("everyone")),
        ),
      },
    };
    return { record, files: {} };
  });
}

/** Two disjoint groups of people: n each, or half of all where that is fewer. */
function halvesOf(people: Int32Array, n: number, order: Int32Array): [Int32Array, Int32Array] {
  const size = Math.min(n, Math.floor(people.length / 2));
  const group = (from: number) => order.slice(from, from + size).map((k) => people[k]);
  return [group(0), group(size)];
}
