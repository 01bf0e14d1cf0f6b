/** The intervene stage: is a person who acts accepted once everything has happened that follows from the action (§4.2)? */
import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";
import { wilson } from "../../core/intervals.ts";
import { add, type Matrix, row, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import type { Truth } from "../../data/causal.ts";
import type { Network } from "../../engines/engine.ts";
import { counterfactuals, fitStructure, type Structure, trueProbabilities } from "../../methods/causal/structural.ts";
import type { RecourseMethod } from "../../methods/method.ts";
import { evaluate } from "../../pipeline/evaluate.ts";
import { turnedDown } from "../../pipeline/evaluation.ts";
import { type ProposalProgress, propose, settingsOf } from "../../pipeline/propose.ts";
import { storedDelta } from "../../pipeline/recourses.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
import { storedMethodSettings } from "../../pipeline/spelling.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TrainRecord } from "../../pipeline/train.ts";

const interval = z.strictObject({ low: z.number(), high: z.number() });

/** The true probability of the favourable outcome: known where the data set declares its true model. */
const truthSchema = z.strictObject({
  /** Mean over the people helped, before the action and after it with all that truly follows. */
  before: z.number(),
  after: z.number(),
  /** Share of them for whom it rises. */
  rises: z.number(),
  /** Mean over the test rows that f_θ accepts as they are; null where there are none. */
  accepted: z.number().nullable(),
});

const interventionRecordSchema = z.strictObject({
  method: z.string(),
  theta0: z.number(),
  people: z.int(),
  /** People who are told to change something. */
  proposed: z.int(),
  /** Of those, accepted if nothing followed from the action: f(x + δ) = 1. */
  alone: z.int(),
  /** And with what follows from it by the fitted equations: f(x^CF) = 1. */
  responded: z.int(),
  /** The people helped: `responded`, or `alone` where the protocol lets nothing follow. */
  helped: z.int(),
  /** "Recourse neg" of Figure 3, helped/people, with its 95 % Wilson interval. 0 where nobody is turned down. */
  negative: z.number(),
  negativeInterval: interval,
  /** Null without a true model, and where nobody is helped. */
  truth: truthSchema.nullable(),
});

export type InterventionRecord = z.infer<typeof interventionRecordSchema>;

export const interventionStage: Stage<InterventionRecord> = {
  name: "intervene",
  revision: 1,
  record: interventionRecordSchema,
};

/**
 * Lets the people turned down take the actions of `method`, or finds it done. Under `intervene.rows: train` it is the
 * training rows at the positions those people have among the test rows who act, as in the release: some of them are
 * accepted as they are, and count as helped if they are told to change something and are accepted afterwards.
 *
 * Throws ConfigError where the data set declares no structural equations.
 */
export async function intervene(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  method: RecourseMethod,
  progress: ProposalProgress = {},
): Promise<Stored<InterventionRecord>> {
  const { intervene: choices, causal } = run.settings;
  if (causal === undefined) {
    throw new ConfigError(
      `${run.place}: causal: is missing, so that nobody knows what follows from an action; declare causal.equations there`,
    );
  }
  const settings = settingsOf(run, method);
  const inputs = {
    train: trained.key,
    method: method.name,
    settings: storedMethodSettings(settings),
    ...choices,
    causal,
    version: method.version,
  };
  return store.obtain(interventionStage, inputs, async () => {
    const dataset = await run.read();
    const { train, test } = dataset.parts;
    const spec = dataset.causal;
    if (spec === null) throw new RangeError("invalid causal: null");
    const { theta0 } = trained.record;
    return withNetwork(run, trained, async (network) => {
      const score = network.score(test.X);
      const negatives = turnedDown(score, theta0);
      const X = take(choices.rows === "test" ? test.X : train.X, negatives);
      const delta =
        choices.rows === "test"
          ? storedDelta(await evaluate(store, run, trained, method, progress), X.cols)
          : await propose(run, network, method, X, theta0, progress);
      const people = { X, delta };
      const outcome = responses(network, fitStructure(spec.equations, train.X), people, theta0);
      const helped = choices.response === "structural" ? outcome.responded : outcome.alone;
      const accepted = Int32Array.from(score, (_, i) => i).filter((i) => accepts(score[i], theta0));
      return {
        record: {
          method: method.name,
          theta0,
          people: negatives.length,
          proposed: outcome.proposed.length,
          alone: outcome.alone.length,
          responded: outcome.responded.length,
          helped: helped.length,
          negative: negatives.length === 0 ? 0 : helped.length / negatives.length,
          negativeInterval: wilson(helped.length, negatives.length),
          truth: spec.truth === null ? null : effect(spec.truth, people, helped, take(test.X, accepted)),
        },
        files: {},
      };
    });
  });
}

/** People, [n, d], and what each is told to change, [n, d]. */
export interface Actors {
  readonly X: Matrix;
  readonly delta: Matrix;
}

/** Rows of the actors, ascending: those told to change something, and those of them accepted afterwards. */
export interface Responses {
  readonly proposed: Int32Array;
  readonly alone: Int32Array;
  readonly responded: Int32Array;
}

/** Who is accepted at x + δ, and who at x^CF. */
export function responses(network: Network, structure: Structure, { X, delta }: Actors, theta0: number): Responses {
  const acted = add(X, delta);
  const proposed = Int32Array.from({ length: X.rows }, (_, i) => i).filter((i) =>
    row(delta, i).some((value) => value !== 0),
  );
  const alone = network.score(acted);
  const responded = network.score(counterfactuals(structure, X, acted));
  return {
    proposed,
    alone: proposed.filter((i) => accepts(alone[i], theta0)),
    responded: proposed.filter((i) => accepts(responded[i], theta0)),
  };
}

/** What the actions truly do for the people helped; null where there are none. */
export function effect(
  truth: Truth,
  { X, delta }: Actors,
  helped: Int32Array,
  accepted: Matrix,
): z.infer<typeof truthSchema> | null {
  if (helped.length === 0) return null;
  const people = take(X, helped);
  const before = trueProbabilities(truth, people);
  const after = trueProbabilities(truth, counterfactuals(truth.equations, people, add(people, take(delta, helped))));
  return {
    before: mean(before),
    after: mean(after),
    rises: after.filter((probability, k) => probability > before[k]).length / helped.length,
    accepted: accepted.rows === 0 ? null : mean(trueProbabilities(truth, accepted)),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
