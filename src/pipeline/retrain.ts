/** The retrain stage: the run's training once more, on other rows of the same population and from another start. */

import { z } from "zod";
import type { Settings } from "../config/settings.ts";
import { ConfigError } from "../core/errors.ts";
import { take } from "../core/matrix.ts";
import { permutation, type Random, stream } from "../core/random.ts";
import type { Part } from "../data/dataset.ts";
import { toFloats } from "../engines/parameters.ts";
import { openEngine } from "../engines/registry.ts";
import type { RetrainedNetwork } from "../methods/method.ts";
import type { Json } from "./canonical.ts";
import type { Run } from "./run.ts";
import { trainKeyOf } from "./score.ts";
import type { TrainingProgress } from "./sgd.ts";
import { keyOf, type Stage, type Store, type Stored } from "./store.ts";
import {
  bytesOf,
  epochSchema,
  networkSpec,
  PARAMETERS_FILE,
  storedParameters,
  type TrainingRows,
  trainOn,
} from "./train.ts";

/** Which rows a network is trained again on: those of `retrain.rows`, or those that `split.half` leaves out. */
export const retrainRows = ["bootstrap", "half", "same", "fresh"] as const;
export type RetrainRows = (typeof retrainRows)[number];

const retrainRecordSchema = z.strictObject({
  /** Which of the networks, from 0. */
  network: z.int(),
  /** What all its draws come from. */
  seed: z.int(),
  rows: z.enum(retrainRows),
  train: z.int(),
  validation: z.int(),
  epochs: z.array(epochSchema),
  /** The chosen epoch, and its θ₀. */
  epoch: z.int(),
  theta0: z.number(),
});

/** A network trained again as it is stored. */
export type RetrainRecord = z.infer<typeof retrainRecordSchema>;

export const retrainStage: Stage<RetrainRecord> = { name: "retrain", revision: 1, record: retrainRecordSchema };

/** Neither the number of networks nor anything of another one: more of them leave those there are as they are. */
function retrainInputs(run: Run, network: number, rows: RetrainRows): Json {
  return { train: trainKeyOf(run), network, rows };
}

/** The key of a network, which may not be trained yet; on the rows of `retrain.rows` unless others are named. */
export function retrainKeyOf(run: Run, network: number, rows: RetrainRows = run.settings.retrain.rows): string {
  return keyOf(retrainStage, retrainInputs(run, network, rows));
}

/** Progress of a training, and on which rows: those of `retrain.rows` unless others are named. */
export interface RetrainOptions extends TrainingProgress {
  readonly rows?: RetrainRows | undefined;
}

/** The networks that an action is chosen with: 0 … ⌊N/2⌋ − 1. */
export function choosingNetworks({ retrain }: Settings): number[] {
  return Array.from({ length: Math.floor(retrain.networks / 2) }, (_, k) => k);
}

/** The networks that count how it lasts, none of which has had a say in it: ⌊N/2⌋ … N − 1. */
export function countingNetworks({ retrain }: Settings): number[] {
  const first = Math.floor(retrain.networks / 2);
  return Array.from({ length: retrain.networks - first }, (_, k) => first + k);
}

/**
 * Trains network k, or finds it trained. λ, the epochs and every rule are the run's. Its training and validation rows are drawn
 * from the run's own, part by part: as many with replacement (`bootstrap`), a half without (`half`), all of them (`same`),
 * or they are those that `split.half` has left out (`fresh`); its initial parameters, the order of its rows and its dropout
 * masks have a seed of their own. The epoch and θ₀ are chosen by the run's rule on its validation rows, so that θ₀ varies
 * as it would. What does not vary: Δ, the standardisation, and the population, whose drift no redrawing of rows shows.
 */
export async function retrain(
  store: Store,
  run: Run,
  network: number,
  { rows = run.settings.retrain.rows, ...progress }: RetrainOptions = {},
): Promise<Stored<RetrainRecord>> {
  if (run.model !== undefined) {
    throw new ConfigError(
      `model ${run.model.name}: a model from outside cannot be trained again here, and nothing is known of how recourse lasts`,
    );
  }
  return store.obtain(retrainStage, retrainInputs(run, network, rows), async () => {
    const { settings } = run;
    const { actions } = await run.read();
    const seed = retrainSeed(run, network);
    const drawn = await retrainRowsOf(run, seed, rows);
    const { trained } = await trainOn(settings, actions, drawn, seed, progress);
    const { epoch, theta0 } = trained.chosen;
    const [train, validation] = [drawn.train.X.rows, drawn.validation.X.rows];
    return {
      record: { network, seed, rows, train, validation, epochs: [...trained.epochs], epoch, theta0 },
      files: { [PARAMETERS_FILE]: bytesOf(toFloats(trained.parameters)) },
    };
  });
}

function retrainSeed({ settings }: Run, network: number): number {
  return stream(settings.run.seed, "retrain", network).uint32();
}

/** The rows that the network of this seed is trained on, and those that its epoch and its θ₀ are chosen on. */
async function retrainRowsOf(run: Run, seed: number, how: RetrainRows): Promise<TrainingRows> {
  const { parts, others } = await run.read();
  if (how === "same") return parts;
  if (how === "fresh") {
    if (others === null) throw new RangeError("invalid rows: fresh, and split.half leaves none out");
    return others;
  }
  return {
    train: redrawn(parts.train, how, stream(seed, "training rows")),
    validation: redrawn(parts.validation, how, stream(seed, "validation rows")),
  };
}

/** The rows of a network that was trained again, drawn anew. */
export function retrainedRows(run: Run, { seed, rows }: RetrainRecord): Promise<TrainingRows> {
  return retrainRowsOf(run, seed, rows);
}

function redrawn({ X, y }: Part, how: "bootstrap" | "half", random: Random): Pick<Part, "X" | "y"> {
  const n = X.rows;
  const rows =
    how === "bootstrap"
      ? Int32Array.from({ length: n }, () => random.below(n))
      : permutation(n, random).subarray(0, Math.ceil(n / 2));
  return { X: take(X, rows), y: Float32Array.from(rows, (i) => y[i]) };
}

/** A network trained again, with what is stored of its training. */
export interface OpenedRetraining extends RetrainedNetwork {
  readonly record: RetrainRecord;
}

/** Opens those networks for as long as `use` takes, training what is missing. */
export async function withRetrained<T>(
  store: Store,
  run: Run,
  networks: readonly number[],
  use: (retrained: readonly OpenedRetraining[]) => Promise<T>,
  options: RetrainOptions = {},
): Promise<T> {
  const stored: Stored<RetrainRecord>[] = [];
  for (const k of networks) stored.push(await retrain(store, run, k, options));
  const { parts } = await run.read();
  const spec = networkSpec(run.settings, parts.train.X.cols);
  const engine = await openEngine(run.settings.run.engine);
  const opened: OpenedRetraining[] = [];
  try {
    for (const each of stored) {
      const { record } = each;
      opened.push({ network: engine.open(spec, storedParameters(each, spec)), theta0: record.theta0, record });
    }
    return await use(opened);
  } finally {
    for (const { network } of opened) network.close();
  }
}
