/** `train` as a function: from a data set's name to a trained classifier that the next step takes. */
import type { Request } from "../config/resolve.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Network, Parameters } from "../engines/engine.ts";
import { openEngine } from "../engines/registry.ts";
import type { Run } from "../pipeline/run.ts";
import { openRunNetwork } from "../pipeline/score.ts";
import type { Store, Stored } from "../pipeline/store.ts";
import { parametersOf, type TrainRecord, train as trainStage } from "../pipeline/train.ts";
import { type TrainOptions, trainRequestOf, type Watching } from "./options.ts";
import { openWorkspace } from "./workspace.ts";

/** f_θ: a trained network g_θ with the θ₀ that validation chose. */
export interface Classifier {
  /** Data, epochs, the chosen epoch and θ₀, as stored. */
  readonly record: TrainRecord;
  /** A person is accepted where g_θ(x) ≥ θ₀. */
  readonly theta0: number;
  /** θ; null of a model from outside. */
  readonly parameters: Parameters | null;
  /** The stored result: its key, folder and files, and whether it was made just now. */
  readonly stored: Stored<TrainRecord>;
  /** What was asked for. */
  readonly request: Request;
  /** Every choice of the run, resolved, and where its data are. */
  readonly run: Run;
  /** Where results are kept. */
  readonly store: Store;
  /** Rows in standard deviations, labels and Δ; read once. */
  dataset(): Promise<Dataset>;
  /** g_θ, open for scores and gradients. Close it when done. */
  open(): Promise<Network>;
}

/**
 * Trains g_θ with the recourse loss (Eq. 1) and chooses θ₀ on validation, or finds it stored.
 * @throws ConfigError for a choice that cannot be honoured, DataError for a file that is missing or wrong, and the
 * signal's reason when stopped.
 */
export async function train(options: TrainOptions): Promise<Classifier> {
  const request = trainRequestOf(options);
  options.signal?.throwIfAborted();
  // An engine of the caller's own is known by its name from here on.
  if (typeof options.engine === "object") await openEngine(options.engine);
  const { results, dataDir, onWarning } = options;
  const environment = process.env.RECOURSE_DATA;
  const { store, open } = openWorkspace({ results, dataDir, datasets: [request.dataset], environment, onWarning });
  const run = await open(request);
  const stored = await trainStage(store, run, trainingProgress(run, options));
  const parameters = run.model === undefined ? parametersOf(stored, run.settings) : null;
  return {
    record: stored.record,
    theta0: stored.record.theta0,
    parameters,
    stored,
    request,
    run,
    store,
    dataset: run.read,
    open: () => openRunNetwork(run, stored),
  };
}

/** A classifier as it is given: trained, or the options to train it with. */
export function classifierOf(given: Classifier | TrainOptions): Classifier | Promise<Classifier> {
  return "stored" in given ? given : train(given);
}

function trainingProgress({ settings }: Run, { signal, onProgress }: Watching) {
  const total = settings.training.epochs;
  return {
    signal,
    onStep: (epoch: number, step: number, steps: number) =>
      onProgress?.({ phase: "training", done: epoch - 1 + step / steps, total, epoch: null }),
    onEpoch: (epoch: TrainRecord["epochs"][number]) =>
      onProgress?.({ phase: "training", done: epoch.epoch, total, epoch }),
  };
}
