/** `evaluate` as a function: recourse for everyone turned down in the test set, by one method, evaluated. */
import type { Matrix } from "../core/matrix.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { recourseMethod } from "../methods/registry.ts";
import { type EvaluateRecord, evaluate as evaluateStage } from "../pipeline/evaluate.ts";
import { storedDelta } from "../pipeline/recourses.ts";
import type { Stored } from "../pipeline/store.ts";
import { refuseUnknown, stepOptionNames, type TrainOptions, type Watching } from "./options.ts";
import { runOf } from "./step.ts";
import { type Classifier, classifierOf } from "./train.ts";

export interface EvaluateOptions extends Watching {
  /** The recourse method, by name or a method of your own; `adversarial`, the paper's, unless given. */
  readonly method?: string | RecourseMethod | undefined;
  /** The method's settings by their dotted path: `{ "recourse.exhaustive.resolution": 101 }`. */
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
}

/** What one method came to on the test set. */
export interface Evaluation {
  /** Performance at θ₀ and the recourse rates with their intervals and costs (§4.1). */
  readonly record: EvaluateRecord;
  readonly method: RecourseMethod;
  /** [negatives, d] δ in standard deviations, for the people turned down in the order of the test rows; 0 for no action. */
  readonly delta: Matrix;
  /** The stored result; its folder holds `delta.csv`, every proposed change in raw units. */
  readonly stored: Stored<EvaluateRecord>;
}

/**
 * Lets a method propose δ for everyone turned down in the test set and evaluates it at θ₀, or finds it stored. Takes a
 * classifier, or the options to train one with.
 * @throws ConfigError, DataError, and the signal's reason when stopped.
 */
export async function evaluate(given: Classifier | TrainOptions, options: EvaluateOptions = {}): Promise<Evaluation> {
  refuseUnknown("evaluate", options, stepOptionNames(["method"]));
  const method = recourseMethod(options.method ?? "adversarial");
  options.signal?.throwIfAborted();
  const classifier = await classifierOf(given);
  const run = await runOf(classifier, options);
  const { signal, onProgress } = options;
  const stored = await evaluateStage(classifier.store, run, classifier.stored, method, {
    signal,
    onProgress: (done, total) => onProgress?.({ phase: "recourse", done, total, epoch: null }),
  });
  const { record } = stored;
  return { record, method, delta: storedDelta(stored, classifier.record.data.columns.length), stored };
}
