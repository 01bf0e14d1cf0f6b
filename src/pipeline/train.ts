/** The train stage: one g_θ trained with one λ on one split, with θ₀ chosen on validation. */
import { z } from "zod";
import { bestResponse } from "../actions/best-response.ts";
import type { ActionSet } from "../actions/set.ts";
import type { Settings } from "../config/settings.ts";
import { chooseTheta0, gridCandidates, scoreCandidates } from "../core/thresholds.ts";
import type { Dataset, Part } from "../data/dataset.ts";
import type { Engine, Network, NetworkSpec, Parameters } from "../engines/engine.ts";
import { fromFloats, initialParameters, toFloats } from "../engines/parameters.ts";
import { openEngine } from "../engines/registry.ts";
import { openOutside } from "../models/outside.ts";
import type { ModelSource } from "../models/source.ts";
import { dataSummarySchema, describeData, type Run } from "./run.ts";
import { type Trained, type TrainingProgress, trainNetwork } from "./sgd.ts";
import { keyOf, type Result, type Stage, type Store, type Stored } from "./store.ts";
import { modelInputs, trainInputs } from "./train-inputs.ts";
import type { Examples } from "./validation.ts";

/** One epoch as it is stored. */
export const epochSchema = z.strictObject({
  epoch: z.int(),
  loss: z.number(),
  validationLoss: z.number(),
  merit: z.number(),
  theta0: z.number(),
  f1: z.number(),
  negatives: z.int(),
  flipped: z.int(),
});

const trainRecordSchema = z.strictObject({
  data: dataSummarySchema,
  lambda: z.number(),
  seed: z.int(),
  engine: z.strictObject({ name: z.string(), description: z.string() }),
  epochs: z.array(epochSchema),
  /** The chosen epoch, and its θ₀. */
  epoch: z.int(),
  theta0: z.number(),
});

/** A training as it is stored: its data, every epoch, the chosen one and its θ₀. */
export type TrainRecord = z.infer<typeof trainRecordSchema>;

export const trainStage: Stage<TrainRecord> = { name: "train", revision: 1, record: trainRecordSchema };

/** Where the trained θ is kept, as little-endian float32 in the order of `toFloats`. */
export const PARAMETERS_FILE = "parameters.f32";

/** The same of a model from outside, which was trained elsewhere: no epochs, and θ₀ chosen on validation. */
export const modelStage: Stage<TrainRecord> = { name: "model", revision: 1, record: trainRecordSchema };

/** The key that training the run has, or has had; of a model from outside that of its record. */
export function trainKeyOf(run: Run): string {
  return run.model === undefined
    ? keyOf(trainStage, trainInputs(run.settings, run.sha256))
    : keyOf(modelStage, modelInputs(run, run.model));
}

/**
 * Trains the run, or finds it trained. The data are only read when there is something to train. Of a run with a model from
 * outside nothing is trained: θ₀ is chosen for it.
 */
export async function train(store: Store, run: Run, progress: TrainingProgress = {}): Promise<Stored<TrainRecord>> {
  const { model } = run;
  if (model !== undefined) return store.obtain(modelStage, modelInputs(run, model), () => adopt(run, model));
  return store.obtain(trainStage, trainInputs(run.settings, run.sha256), () => runTraining(run, progress));
}

async function runTraining(run: Run, progress: TrainingProgress): Promise<Result<TrainRecord>> {
  const { settings } = run;
  const dataset = await run.read();
  const { lambda, seed } = settings.run;
  const { engine, trained } = await trainOn(settings, dataset.actions, dataset.parts, seed, progress);
  return {
    record: {
      data: describeData(dataset, settings),
      lambda,
      seed,
      engine: { name: engine.name, description: engine.description },
      epochs: [...trained.epochs],
      epoch: trained.chosen.epoch,
      theta0: trained.chosen.theta0,
    },
    files: { [PARAMETERS_FILE]: bytesOf(toFloats(trained.parameters)) },
  };
}

async function adopt(run: Run, model: ModelSource): Promise<Result<TrainRecord>> {
  const { settings } = run;
  const dataset = await run.read();
  const { validation, train } = dataset.parts;
  const { rule, grid } = settings.threshold;
  const score = modelNetwork(run, model, dataset).score(validation.X);
  const candidates = grid === "all" ? scoreCandidates(score) : gridCandidates(grid);
  const { theta0 } = chooseTheta0({ score, y: validation.y, rule, baseRate: mean(train.y), candidates });
  return {
    record: {
      data: describeData(dataset, settings),
      lambda: 0,
      seed: settings.run.seed,
      engine: { name: "model", description: model.name },
      epochs: [],
      epoch: 0,
      theta0,
    },
    files: {},
  };
}

/** A model from outside, asked as a network is. */
export function modelNetwork({ settings, place }: Run, model: ModelSource, { columns }: Dataset): Network {
  return openOutside(model, { features: settings.features, columns, place });
}

/** The rows a network is trained on, and those that its epoch and its θ₀ are chosen on. */
export interface TrainingRows {
  readonly train: Pick<Part, "X" | "y">;
  readonly validation: Pick<Part, "X" | "y">;
}

/** Trains a network on rows as the settings say. All it draws is drawn under `seed`. */
export async function trainOn(
  settings: Settings,
  actions: ActionSet,
  { train, validation }: TrainingRows,
  seed: number,
  progress: TrainingProgress = {},
): Promise<{ readonly engine: Engine; readonly trained: Trained }> {
  const { training, optimiser } = settings;
  const { lambda } = settings.run;
  const engine = await openEngine(settings.run.engine);
  const spec = networkSpec(settings, train.X.cols);
  const network = engine.open(spec, initialParameters(spec, seed), { adam: optimiser, seed });
  try {
    const program = await bestResponse(actions, training, (points) => network.score(points));
    const rate = mean(train.y);
    const weights = training.classWeights === "minority" ? minorityWeight(rate) : () => 1;
    const trained = await trainNetwork(
      network,
      program,
      {
        train: examples(train, weights),
        validation: {
          examples: examples(validation, weights),
          lambda,
          baseRate: rate,
          epochRule: training.epochRule,
          threshold: settings.threshold,
          weightsOf: training.validationWeights,
        },
        lambda,
        epochs: training.epochs,
        plan: {
          train: train.X.rows,
          validation: validation.X.rows,
          batch: training.batch,
          shuffle: training.shuffle,
          lossCarryOver: training.lossCarryOver,
          seed,
        },
        gradientMasks: training.gradientMasks,
        skipZeroDelta: training.skipZeroDelta,
      },
      progress,
    );
    return { engine, trained };
  } finally {
    network.close();
  }
}

/** The shape of g_θ for d input columns. */
export function networkSpec(settings: Settings, inputs: number): NetworkSpec {
  return { inputs, ...settings.network };
}

/** θ of a trained run. */
export function parametersOf(stored: Stored<TrainRecord>, settings: Settings): Parameters {
  return storedParameters(stored, networkSpec(settings, stored.record.data.columns.length));
}

/** θ as a training leaves it beside its record. */
export function storedParameters({ files }: Stored<unknown>, spec: NetworkSpec): Parameters {
  return fromFloats(spec, new Float32Array(Uint8Array.from(files[PARAMETERS_FILE]).buffer));
}

/** The bytes of float32s. Every machine that Node 20 runs on here is little-endian. */
export function bytesOf(floats: Float32Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}

function examples({ X, y }: TrainingRows["train"], weightOf: (label: number) => number): Examples {
  return { X, y, weights: y.map(weightOf) };
}

function mean(y: Float32Array): number {
  return y.reduce((sum, label) => sum + label, 0) / y.length;
}

/** w of the release (T:254-261): majority/minority for the rarer label among the training rows, 1 for the other. */
function minorityWeight(rate: number): (label: number) => number {
  const minority = rate < 0.5 ? 1 : 0;
  const ratio = Math.max(rate, 1 - rate) / Math.min(rate, 1 - rate);
  return (label) => (label === minority ? ratio : 1);
}
