/** The evaluate stage: one recourse method proposes δ for everyone turned down in the test set, and is judged at θ₀. */
import Papa from "papaparse";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { type Matrix, row, take } from "../core/matrix.ts";
import { openEngine } from "../engines/registry.ts";
import type { RecourseMethod } from "../methods/method.ts";
import type { Json } from "./canonical.ts";
import { judge, judgementSchema, turnedDown } from "./evaluation.ts";
import { performanceAt, performanceSchema } from "./performance.ts";
import type { DataSummary, Run } from "./run.ts";
import { storedMethodSettings } from "./spelling.ts";
import type { Result, Stage, Store, Stored } from "./store.ts";
import { bytesOf, networkSpec, parametersOf, type TrainRecord } from "./train.ts";

const evaluateRecordSchema = z.strictObject({
  method: z.string(),
  theta0: z.number(),
  test: performanceSchema,
  recourse: judgementSchema,
});

/** What one recourse method came to on the test rows, as it is stored. */
export type EvaluateRecord = z.infer<typeof evaluateRecordSchema>;

export const evaluateStage: Stage<EvaluateRecord> = { name: "evaluate", revision: 1, record: evaluateRecordSchema };

/** The method's settings out of the protocol. */
export function settingsOf(run: Run, method: RecourseMethod): Json {
  const settings = run.settings.recourse[method.name];
  if (settings === undefined)
    throw new ConfigError(`recourse.${method.name}: the protocol has no settings for this method`);
  return settings as Json;
}

/**
 * The structural equations, for a method that reads them; undefined for others, whose results they do not change.
 * Throws ConfigError where the data set declares none.
 */
export function equationsOf({ settings, place }: Run, { name, usesCausal = false }: RecourseMethod): Json | undefined {
  if (!usesCausal) return undefined;
  if (settings.causal !== undefined) return settings.causal.equations;
  throw new ConfigError(
    `${place}: causal: is missing, and method "${name}" needs to know which feature follows from which; declare ` +
      "causal.equations there, or leave the method out",
  );
}

export interface EvaluationProgress {
  readonly onProgress?: ((peopleDone: number, people: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Judges `method` on the trained run, or finds it judged. */
export async function evaluate(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  method: RecourseMethod,
  progress: EvaluationProgress = {},
): Promise<Stored<EvaluateRecord>> {
  const inputs = {
    train: trained.key,
    method: method.name,
    settings: storedMethodSettings(settingsOf(run, method)),
    causal: equationsOf(run, method),
  };
  return store.obtain(evaluateStage, inputs, () => runEvaluation(run, trained, method, progress));
}

async function runEvaluation(
  run: Run,
  trained: Stored<TrainRecord>,
  method: RecourseMethod,
  { onProgress, signal }: EvaluationProgress,
): Promise<Result<EvaluateRecord>> {
  const dataset = await run.read();
  const { train, test } = dataset.parts;
  const { theta0, seed } = trained.record;
  const engine = await openEngine(run.settings.run.engine);
  const network = engine.open(networkSpec(run.settings, test.X.cols), parametersOf(trained, run.settings));
  try {
    const score = network.score(test.X);
    const negatives = turnedDown(score, theta0);
    const propose = await method.prepare(
      {
        network,
        actions: dataset.actions,
        theta0: method.usesTheta0 ? theta0 : null,
        train: train.X,
        test: test.X,
        columns: dataset.columns,
        causal: dataset.causal,
        seed,
      },
      settingsOf(run, method),
    );
    const delta = await propose(take(test.X, negatives), {
      onProgress: (done) => onProgress?.(done, negatives.length),
      signal,
    });
    const outcome = judge(network, test.X, negatives, delta, theta0);
    return {
      record: {
        method: method.name,
        theta0,
        test: performanceAt(score, test.y, theta0),
        recourse: outcome.judgement,
      },
      files: {
        "delta.f32": bytesOf(delta.data),
        "delta.csv": new TextEncoder().encode(
          deltaCsv(trained.record.data, test.records, negatives, test.X, score, delta, outcome.score),
        ),
      },
    };
  } finally {
    network.close();
  }
}

/** δ in raw units for every person turned down: record in the CSV, scores before and after, x and δ of each actionable feature. */
function deltaCsv(
  { columns, actions }: DataSummary,
  records: Int32Array,
  negatives: Int32Array,
  X: Matrix,
  score: Float32Array,
  delta: Matrix,
  scoreAfter: Float32Array,
): string {
  const actionable = actions.map(({ feature }) => columns.findIndex(({ name }) => name === feature));
  const fields = ["record", "score", "scoreAfter", ...actions.flatMap(({ feature }) => [feature, `delta ${feature}`])];
  const data = Array.from(negatives, (i, k) => {
    const moves = actionable.flatMap((j) => {
      const { mean, std } = columns[j];
      return [mean + std * row(X, i)[j], std * row(delta, k)[j]];
    });
    // Seven digits: what float32 holds.
    return [records[i], score[i], scoreAfter[k], ...moves].map((value) => Number(value.toPrecision(7)));
  });
  return `${Papa.unparse({ fields, data }, { newline: "\n" })}\n`;
}
