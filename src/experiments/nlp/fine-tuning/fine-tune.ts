/** Fine-tuning (B.4): stochastic gradient descent on Eq. 1 over candidates Δ̂, in all parameters of an encoder and a linear layer. */
import { ConfigError } from "../../../core/errors.ts";
import { stream } from "../../../core/random.ts";
import { pause } from "../../../core/yield.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { Pooling } from "../onnx/classifier.ts";
import type { Runtime } from "../onnx/runtime.ts";
import { adamwDefaults, linearSchedule } from "./adamw.ts";
import { dropoutMasks, epochBatches } from "./batches.ts";
import type { Checkpoints, FineTunedEpoch } from "./checkpoint.ts";
import { openEncoderNetwork } from "./network.ts";
import { accumulate, type Objective, type Sequence, scoreSequences, type TextExamples } from "./objective.ts";
import { initialise, type TrainedParameters } from "./parameters.ts";

export interface FineTuningSettings extends Objective {
  readonly pooling: Pooling;
  readonly epochs: number;
  /** Of the first step; it falls on a line to 0. */
  readonly learningRate: number;
  /** Sentences in a step. */
  readonly batch: number;
  /** Probability of dropout, in [0, 1). */
  readonly dropout: number;
  readonly weightDecay: number;
  readonly seed: number;
}

export interface FineTuningProblem extends TextExamples {
  readonly encoder: Encoder;
  readonly settings: FineTuningSettings;
}

export interface FineTuningProgress {
  /** After every step. The time left is that of these epochs at the pace so far; NaN before the first step. */
  readonly onStep?: ((at: FineTuningStep) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FineTuningStep {
  readonly epoch: number;
  readonly step: number;
  readonly stepsInEpoch: number;
  readonly secondsLeft: number;
}

/** A fine-tuned classifier. */
export interface FineTuned {
  readonly epochs: readonly FineTunedEpoch[];
  readonly parameters: TrainedParameters;
  /** g(x) of every sequence. Throws the signal's reason when stopped. */
  score(sequences: readonly Sequence[], signal?: AbortSignal): Promise<Float64Array>;
  close(): Promise<void>;
}

/**
 * Fine-tunes a copy of the encoder. With `checkpoints` it goes on after the last epoch that is stored. The same problem gives the same
 * bits on one machine with one runtime and number of threads; another processor rounds in another order. Candidates are
 * scored without dropout, under the parameters before the step. Throws ConfigError when the loss is not a number, and the
 * signal's reason when stopped.
 */
export async function fineTune(
  problem: FineTuningProblem,
  runtime: Runtime,
  checkpoints: Checkpoints | null = null,
  progress: FineTuningProgress = {},
): Promise<FineTuned> {
  const { encoder, settings, train } = problem;
  const { epochs, batch, seed, dropout } = settings;
  mustBeSettings(settings);
  const random = stream(seed, "linear layer on the encoder");
  const parameters = initialise(encoder.config, encoder.weights, settings.pooling, random);
  const done = [...((await checkpoints?.restore(parameters)) ?? [])];
  const network = await openEncoderNetwork(runtime, encoder.config, settings.pooling, parameters, dropout > 0);
  try {
    const lengths = train.sequences.map(({ length }) => length);
    const stepsInEpoch = Math.ceil(lengths.length / batch);
    const began = performance.now();
    const before = done.length * stepsInEpoch;
    for (let epoch = done.length + 1; epoch <= epochs; epoch++) {
      const totals = { loss: 0, withTerm: 0, recourseLoss: 0 };
      const batches = epochBatches(lengths, batch, stream(seed, "batches of fine-tuning", epoch));
      for (const [i, rows] of batches.entries()) {
        await pause(progress.signal);
        const t = (epoch - 1) * stepsInEpoch + i + 1;
        const drop = dropout > 0 ? dropoutMasks(seed, t, dropout) : null;
        const losses = await accumulate(network, problem, settings, rows, drop);
        if (!Number.isFinite(losses.loss + losses.recourseLoss)) throw diverged(epoch, i + 1);
        const rate = linearSchedule(settings.learningRate, t, epochs * stepsInEpoch);
        network.step({ ...adamwDefaults, weightDecay: settings.weightDecay }, rate, t);
        totals.loss += losses.loss;
        totals.withTerm += losses.withTerm;
        totals.recourseLoss += losses.recourseLoss;
        const pace = (performance.now() - began) / 1000 / (t - before);
        progress.onStep?.({ epoch, step: i + 1, stepsInEpoch, secondsLeft: pace * (epochs * stepsInEpoch - t) });
      }
      done.push({
        epoch,
        loss: totals.loss / lengths.length,
        withTerm: totals.withTerm,
        recourseLoss: totals.withTerm === 0 ? null : totals.recourseLoss / totals.withTerm,
      });
      await checkpoints?.save(done, parameters);
    }
  } catch (error) {
    await network.close();
    throw error;
  }
  return {
    epochs: done,
    parameters,
    score: (sequences, signal) => scoreSequences(network, sequences, signal),
    close: () => network.close(),
  };
}

function mustBeSettings({ lambda, epochs, learningRate, batch, dropout, weightDecay }: FineTuningSettings): void {
  const refuse = (name: string, value: number) => {
    throw new RangeError(`invalid ${name}: ${value}`);
  };
  if (!(lambda >= 0 && lambda < Number.POSITIVE_INFINITY)) refuse("lambda", lambda);
  if (!(Number.isInteger(epochs) && epochs >= 1)) refuse("epochs", epochs);
  if (!(learningRate > 0 && learningRate < Number.POSITIVE_INFINITY)) refuse("learningRate", learningRate);
  if (!(Number.isInteger(batch) && batch >= 1)) refuse("batch", batch);
  if (!(dropout >= 0 && dropout < 1)) refuse("dropout", dropout);
  if (!(weightDecay >= 0 && weightDecay < Number.POSITIVE_INFINITY)) refuse("weightDecay", weightDecay);
}

function diverged(epoch: number, step: number): ConfigError {
  return new ConfigError(
    `fine-tuning diverged: the loss is not a number at epoch ${epoch}, step ${step}; lower the learning rate`,
  );
}
