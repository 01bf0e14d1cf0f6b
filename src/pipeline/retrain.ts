/** The retrain stage: the run's training once more, on other rows of the same population and from another start. */
import { z } from "zod";
import type { Settings } from "../config/settings.ts";
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
import { bytesOf, epochSchema, networkSpec, PARAMETERS_FILE, storedParameters, trainOn } from "./train.ts";

const retrainRecordSchema = z.strictObject({
  /** Which of the networks, from 0. */
  network: z.int(),
  /** What all its draws come from. */
  seed: z.int(),
  rows: z.enum(["bootstrap", "half"]),
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
function retrainInputs(run: Run, network: number): Json {
  return { train: trainKeyOf(run), network, rows: run.settings.retrain.rows };
}

/** The key of a network, which may not be trained yet. */
export function retrainKeyOf(run: Run, network: number): string {
  return keyOf(retrainStage, retrainInputs(run, network));
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
 * from the run's own, part by part: as many with replacement (`bootstrap`) or a half without (`half`); its initial
 * parameters, the order of its rows and its dropout masks have a seed of their own. The epoch and θ₀ are chosen by the run's
 * rule on its validation rows, so that θ₀ varies as it would. What does not vary: Δ, the standardisation, and the
 * population, whose drift no redrawing of rows shows.
 */
export async function retrain(
  store: Store,
  run: Run,
  network: number,
  progress: TrainingProgress = {},
): Promise<Stored<RetrainRecord>> {
  return store.obtain(retrainStage, retrainInputs(run, network), async () => {
    const { settings } = run;
    const { rows } = settings.retrain;
    const { parts, actions } = await run.read();
    const seed = stream(settings.run.seed, "retrain", network).uint32();
    const drawn = {
      train: redrawn(parts.train, rows, stream(seed, "training rows")),
      validation: redrawn(parts.validation, rows, stream(seed, "validation rows")),
    };
    const { trained } = await trainOn(settings, actions, drawn, seed, progress);
    const { epoch, theta0 } = trained.chosen;
    const [train, validation] = [drawn.train.X.rows, drawn.validation.X.rows];
    return {
      record: { network, seed, rows, train, validation, epochs: [...trained.epochs], epoch, theta0 },
      files: { [PARAMETERS_FILE]: bytesOf(toFloats(trained.parameters)) },
    };
  });
}

function redrawn({ X, y }: Part, how: Settings["retrain"]["rows"], random: Random): Pick<Part, "X" | "y"> {
  const n = X.rows;
  const rows =
    how === "bootstrap"
      ? Int32Array.from({ length: n }, () => random.below(n))
      : permutation(n, random).subarray(0, Math.ceil(n / 2));
  return { X: take(X, rows), y: Float32Array.from(rows, (i) => y[i]) };
}

/** Opens those networks for as long as `use` takes, training what is missing. */
export async function withRetrained<T>(
  store: Store,
  run: Run,
  networks: readonly number[],
  use: (retrained: readonly RetrainedNetwork[]) => Promise<T>,
  progress: TrainingProgress = {},
): Promise<T> {
  const stored: Stored<RetrainRecord>[] = [];
  for (const k of networks) stored.push(await retrain(store, run, k, progress));
  const { parts } = await run.read();
  const spec = networkSpec(run.settings, parts.train.X.cols);
  const engine = await openEngine(run.settings.run.engine);
  const opened: RetrainedNetwork[] = [];
  try {
    for (const each of stored) {
      opened.push({ network: engine.open(spec, storedParameters(each, spec)), theta0: each.record.theta0 });
    }
    return await use(opened);
  } finally {
    for (const { network } of opened) network.close();
  }
}
