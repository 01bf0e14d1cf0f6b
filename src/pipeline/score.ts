/** The score stage: g(x) and label of every row a trained run has not been trained on. */
import { z } from "zod";
import type { Part, Parts } from "../data/dataset.ts";
import type { Network } from "../engines/engine.ts";
import { openEngine } from "../engines/registry.ts";
import type { Run } from "./run.ts";
import type { Stage, Store, Stored } from "./store.ts";
import { bytesOf, modelNetwork, networkSpec, parametersOf, type TrainRecord, trainKeyOf } from "./train.ts";

export { trainKeyOf };

/** The parts that are not trained on. Without held-out rows `calibration` is `validation` under another name. */
export type PartName = Exclude<keyof Parts, "train">;

const partNames: readonly PartName[] = ["validation", "test", "calibration"];

const scoreRecordSchema = z.strictObject({ rows: z.record(z.enum(["validation", "test", "calibration"]), z.int()) });

export type ScoreRecord = z.infer<typeof scoreRecordSchema>;

export const scoreStage: Stage<ScoreRecord> = { name: "score", revision: 1, record: scoreRecordSchema };

/** Rows of a part: g(x), and 1 for a favourable label. */
export interface ScoredRows {
  readonly score: Float32Array;
  readonly y: Float32Array;
}

/** Scores the rows, or finds them scored. */
export async function score(store: Store, run: Run, trained: Stored<TrainRecord>): Promise<Stored<ScoreRecord>> {
  return store.obtain(scoreStage, { train: trained.key }, async () => {
    const { parts } = await run.read();
    return withNetwork(run, trained, async (network) => {
      const filesOf = (name: PartName, { X, y }: Part): [string, Uint8Array][] => [
        [`${name}.score.f32`, bytesOf(network.score(X))],
        [`${name}.y.u8`, Uint8Array.from(y)],
      ];
      const rows = { validation: 0, test: 0, calibration: 0 };
      for (const name of partNames) rows[name] = parts[name].X.rows;
      return { record: { rows }, files: Object.fromEntries(partNames.flatMap((name) => filesOf(name, parts[name]))) };
    });
  });
}

/** The rows of one part. */
export function scoredRows({ files }: Stored<ScoreRecord>, part: PartName): ScoredRows {
  return { score: floatsOf(files[`${part}.score.f32`]), y: Float32Array.from(files[`${part}.y.u8`]) };
}

/** The float32s a file holds. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** Opens the trained g_θ, or the model from outside that the run has instead. */
export async function openRunNetwork(run: Run, trained: Stored<TrainRecord>): Promise<Network> {
  if (run.model !== undefined) return modelNetwork(run, run.model, await run.read());
  const engine = await openEngine(run.settings.run.engine);
  const inputs = trained.record.data.columns.length;
  return engine.open(networkSpec(run.settings, inputs), parametersOf(trained, run.settings));
}

/** The same for as long as `use` takes. */
export async function withNetwork<T>(
  run: Run,
  trained: Stored<TrainRecord>,
  use: (network: Network) => Promise<T>,
): Promise<T> {
  const network = await openRunNetwork(run, trained);
  try {
    return await use(network);
  } finally {
    network.close();
  }
}
