/** The evaluate stage: one recourse method proposes δ for everyone turned down in the test set, and is evaluated at θ₀. */
import Papa from "papaparse";
import { z } from "zod";
import { isNamed, namedAction } from "../actions/enumeration.ts";
import { csvFormat } from "../core/csv.ts";
import { type Matrix, row, take } from "../core/matrix.ts";
import type { Dataset } from "../data/dataset.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { evaluateProposals, proofsSchema, recourseOutcomeSchema, turnedDown } from "./evaluation.ts";
import { performanceAt, performanceSchema } from "./performance.ts";
import { equationsOf, type ProposalOptions, type ProposalProgress, propose, settingsOf } from "./propose.ts";
import { choosingNetworks, retrainKeyOf, withRetrained } from "./retrain.ts";
import type { Run } from "./run.ts";
import { withNetwork } from "./score.ts";
import { storedMethodSettings } from "./spelling.ts";
import type { Result, Stage, Store, Stored } from "./store.ts";
import { bytesOf, type TrainRecord } from "./train.ts";

const evaluateRecordSchema = z.strictObject({
  method: z.string(),
  theta0: z.number(),
  test: performanceSchema,
  recourse: recourseOutcomeSchema,
  /** Of a method that proves who has recourse at θ₀. */
  proofs: proofsSchema.optional(),
});

/** What one recourse method came to on the test rows, as it is stored. */
export type EvaluateRecord = z.infer<typeof evaluateRecordSchema>;

export const evaluateStage: Stage<EvaluateRecord> = { name: "evaluate", revision: 1, record: evaluateRecordSchema };

/**
 * Evaluates `method` on the trained run, or finds it evaluated. A method that looks at retrained networks is given the choosing
 * ones, trained where they are not yet, and none of those that count how its actions last.
 */
export async function evaluate(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  method: RecourseMethod,
  progress: ProposalProgress = {},
): Promise<Stored<EvaluateRecord>> {
  const inputs = {
    train: trained.key,
    method: method.name,
    settings: storedMethodSettings(settingsOf(run, method)),
    causal: equationsOf(run, method),
    version: method.version,
    retrained: method.usesRetrained ? choosingNetworks(run.settings).map((k) => retrainKeyOf(run, k)) : undefined,
  };
  return store.obtain(evaluateStage, inputs, () => {
    if (!method.usesRetrained) return runEvaluation(run, trained, method, progress);
    const choosing = choosingNetworks(run.settings);
    return withRetrained(
      store,
      run,
      choosing,
      (retrained) => runEvaluation(run, trained, method, { ...progress, retrained }),
      { signal: progress.signal },
    );
  });
}

async function runEvaluation(
  run: Run,
  trained: Stored<TrainRecord>,
  method: RecourseMethod,
  options: ProposalOptions,
): Promise<Result<EvaluateRecord>> {
  const dataset = await run.read();
  const { test } = dataset.parts;
  const { theta0 } = trained.record;
  return withNetwork(run, trained, async (network) => {
    const score = network.score(test.X);
    const negatives = turnedDown(score, theta0);
    const proofs = { action: 0, none: 0, open: 0 };
    const delta = await propose(run, network, method, take(test.X, negatives), theta0, {
      ...options,
      onProof: (_, proof) => {
        proofs[proof]++;
      },
    });
    const proved = method.usesTheta0 && proofs.action + proofs.none + proofs.open > 0;
    const outcome = evaluateProposals(network, test.X, negatives, delta, theta0);
    return {
      record: {
        method: method.name,
        theta0,
        test: performanceAt(score, test.y, theta0),
        recourse: outcome.evaluation,
        ...(proved ? { proofs } : {}),
      },
      files: {
        "delta.f32": bytesOf(delta.data),
        "delta.csv": new TextEncoder().encode(deltaCsv(dataset, negatives, score, delta, outcome.score)),
      },
    };
  });
}

/**
 * δ in raw units for every person turned down: record in the CSV, scores before and after, the action where actions have names, x and
 * δ of each actionable feature.
 */
function deltaCsv(
  { columns, actions, parts: { test } }: Dataset,
  negatives: Int32Array,
  score: Float32Array,
  delta: Matrix,
  scoreAfter: Float32Array,
): string {
  const { actionable } = actions;
  const named = isNamed(actions) ? ["action"] : [];
  const moved = actionable.flatMap((j) => [columns[j].name, `delta ${columns[j].name}`]);
  const fields = ["record", "score", "scoreAfter", ...named, ...moved];
  // Seven digits: what float32 holds.
  const digits = (value: number) => Number(value.toPrecision(7));
  const data = Array.from(negatives, (i, k) => {
    const x = row(test.X, i);
    const moves = actionable.flatMap((j) => {
      const { mean, std } = columns[j];
      return [mean + std * x[j], std * row(delta, k)[j]];
    });
    const action = named.map(() => namedAction(actions, x, row(delta, k))?.name ?? null);
    return [...[test.records[i], score[i], scoreAfter[k]].map(digits), ...action, ...moves.map(digits)];
  });
  return `${Papa.unparse({ fields, data }, csvFormat)}\n`;
}
