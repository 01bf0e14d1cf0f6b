/** `calibrate` as a function: a θ₀ with a proven recourse rate (§3.3), and the classifier that carries it. */

import { type ReadBundle, writeBundle } from "../bundle/bundle.ts";
import { bundleContent } from "../bundle/content.ts";
import { type RetrainedContent, retrainedContent } from "../bundle/networks.ts";
import { BUNDLE_VERSION, type Bundle } from "../bundle/schema.ts";
import { ConfigError } from "../core/errors.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { recourseMethod } from "../methods/registry.ts";
import { calibrate as calibrateStage, guaranteeTold } from "../pipeline/calibrate.ts";
import type { CalibrateRecord } from "../pipeline/calibration/record.ts";
import { guaranteedMethods } from "../pipeline/propose.ts";
import type { Run } from "../pipeline/run.ts";
import type { Stored } from "../pipeline/store.ts";
import { parametersOf, type TrainRecord } from "../pipeline/train.ts";
import { refuseUnknown, stepOptionNames, type TrainOptions, type Watching } from "./options.ts";
import { programName } from "./package.ts";
import { runOf } from "./step.ts";
import { type Classifier, classifierOf } from "./train.ts";

export interface CalibrateOptions extends Watching {
  /** ε, the share of people who may be left without recourse; the protocol's unless given. */
  readonly epsilon?: number | undefined;
  /** α, the probability, over the calibration rows, that the guarantee fails: 0.05, not 0.95. The protocol's unless given. */
  readonly alpha?: number | undefined;
  /** The recourse method 𝒜, by name or a method of your own, that is guaranteed; the first of the protocol's unless given. */
  readonly method?: string | RecourseMethod | undefined;
  /** The score that a method which reads θ₀ is aimed at; without it such a method is refused. */
  readonly targetScore?: number | undefined;
  /**
   * How many networks are trained again when a bundle is made, which then says of every action in how many of a half of them it
   * holds, the other half having chosen; none unless given.
   */
  readonly retrain?: number | undefined;
  /** Any other choice about the guarantee by its dotted path: `{ "pare.rule": "balanced-accuracy" }`. */
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
}

/** A classifier whose θ₀ carries a guarantee. */
export interface CalibratedClassifier {
  readonly classifier: Classifier;
  /** 𝒜, which the guarantee is about. */
  readonly method: RecourseMethod;
  /** The bound, θ₀ with and without the guarantee and what each comes to on the test rows, as stored. */
  readonly record: CalibrateRecord;
  /** The θ₀ with the guarantee. */
  readonly theta0: number;
  /** The guarantee in words, and the conditions that do not hold. */
  readonly guarantee: CalibrateRecord["guarantee"];
  readonly stored: Stored<CalibrateRecord>;
  /** What a saved bundle reads back as, without the files' hashes. */
  bundle(): Promise<ReadBundle>;
  /** Writes the bundle that other programs read: TensorFlow.js model, preprocessing, Δ, θ₀ and the guarantee. */
  save(folder: string): Promise<Bundle>;
}

/**
 * Chooses θ₀ so that, with probability at least 1 − α over the calibration rows, at least 1 − ε of people have recourse
 * (Theorem 3.1), or finds it stored. Takes a classifier, or the options to train one with.
 * @throws ConfigError, among others where the calibration rows are too few to prove anything or 𝒜 reads θ₀; DataError;
 * and the signal's reason when stopped.
 */
export async function calibrate(
  given: Classifier | TrainOptions,
  options: CalibrateOptions = {},
): Promise<CalibratedClassifier> {
  const { epsilon, alpha, targetScore, retrain, signal, onProgress } = options;
  refuseUnknown("calibrate", options, stepOptionNames(["epsilon", "alpha", "method", "targetScore", "retrain"]));
  signal?.throwIfAborted();
  // A method of the caller's own has to be known before its settings are read.
  const asked = options.method === undefined ? null : recourseMethod(options.method);
  const classifier = await classifierOf(given);
  const run = await runOf(classifier, options, {
    "pare.epsilon": ["epsilon", epsilon],
    "pare.alpha": ["alpha", alpha],
    "pare.targetScore": ["targetScore", targetScore],
    "retrain.networks": ["retrain", retrain],
  });
  const method = asked ?? guaranteedMethods(run)[0];
  const stored = await calibrateStage(classifier.store, run, method, {
    signal,
    onProposals: (done, total) => onProgress?.({ phase: "recourse", done, total, epoch: null }),
  });
  const { record } = stored;
  const model = { run, method, trained: classifier.stored, calibrated: stored };
  const mayBeHeld = () => {
    if (method.usesRetrained) throw new ConfigError("bundle: it holds no guarantee about retrained networks");
  };
  const retrained = async () =>
    retrain === undefined ? undefined : retrainedContent(classifier.store, run, method, { signal });
  return {
    classifier,
    method,
    record,
    theta0: record.pare.theta0,
    guarantee: await guaranteeTold(run, record),
    stored,
    async bundle() {
      mayBeHeld();
      const again = await retrained();
      const content = await contentOf(model, again);
      const bundle: Bundle = { format: "recourse-bundle", version: BUNDLE_VERSION, ...content, files: {} };
      const actions = (await run.read()).actions;
      return { bundle, parameters: classifier.parameters, actions, networks: again?.networks, model: run.model };
    },
    async save(folder) {
      mayBeHeld();
      return saveCalibrated(folder, model, await retrained());
    },
  };
}

/** What a bundle is made of. */
export interface CalibratedRun {
  readonly run: Run;
  readonly method: RecourseMethod;
  readonly trained: Stored<TrainRecord>;
  readonly calibrated: Stored<CalibrateRecord>;
}

function contentOf({ run, method, trained, calibrated }: CalibratedRun, again?: RetrainedContent) {
  return bundleContent(run, method, trained, calibrated, programName(), again?.retrained);
}

/**
 * Writes the bundle of a calibrated model, with networks that were trained again where some are given. Throws ConfigError where
 * `folder` holds other things, DataError for the disk.
 */
export async function saveCalibrated(folder: string, model: CalibratedRun, again?: RetrainedContent): Promise<Bundle> {
  const { run, trained } = model;
  const parameters = run.model === undefined ? parametersOf(trained, run.settings) : null;
  return writeBundle(folder, await contentOf(model, again), parameters, again?.networks, run.model);
}
