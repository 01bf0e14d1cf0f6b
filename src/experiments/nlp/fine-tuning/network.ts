/** A classifier on an encoder, all of it trainable: scores, gradients of Eq. 1, steps of AdamW. */
import type { EncoderConfig, TokenBatch } from "../encoder/encoder.ts";
import type { Pooling } from "../onnx/classifier.ts";
import { BATCH } from "../onnx/forward.ts";
import type { Runtime, Tensor } from "../onnx/runtime.ts";
import { type AdamWSettings, adamwStep } from "./adamw.ts";
import {
  dropoutPlaces,
  EMBEDDED,
  GRADIENT,
  parameterShapes,
  scoringGraph,
  TABLES,
  TRAINING,
  trainingGraph,
} from "./graphs.ts";
import { parameterOf, type TrainedParameters } from "./parameters.ts";
import { Table } from "./table.ts";

/** What the loss of a batch is: Σ weight · ℓ(g(x), y) over its rows. */
export interface RowLosses {
  /** 0 or 1. */
  readonly y: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
}

/** [B]: of every row, before its weight. */
export interface Differentiated {
  readonly score: Float64Array;
  readonly loss: Float64Array;
}

/** g_θ over token sequences. Not to be used from two places at once: a run begins when the one before has ended. */
export interface EncoderNetwork {
  readonly parameters: TrainedParameters;
  /** g(x) of every row, in [0, 1], without dropout. */
  score(batch: TokenBatch): Promise<Float64Array>;
  /**
   * Adds the gradient of Σ weight · ℓ(g(x), y) to that of the next step. Returns, under the dropout of masks that `drop` fills
   * (null: none), g(x) and ℓ(g(x), y) of every row. At most two calls between two steps.
   */
  differentiate(
    batch: TokenBatch,
    losses: RowLosses,
    drop: ((mask: Float32Array) => void) | null,
  ): Promise<Differentiated>;
  /** The gradient so far, by parameter; a copy. */
  gradients(): Map<string, Float32Array>;
  /** Step t of AdamW on the gradient so far, which is then 0. */
  step(settings: AdamWSettings, learningRate: number, t: number): void;
  close(): Promise<void>;
}

/** Opens the network over `parameters`, which it trains in place. `dropout`: whether masks will be given. */
export async function openEncoderNetwork(
  runtime: Runtime,
  config: EncoderConfig,
  pooling: Pooling,
  parameters: TrainedParameters,
  dropout: boolean,
): Promise<EncoderNetwork> {
  const scoring = await runtime.open(scoringGraph(config, pooling));
  const training = await runtime.open(trainingGraph(config, pooling, dropout));
  const floats = (data: Float32Array, shape: readonly number[]) => new runtime.Tensor("float32", data, shape);
  const integers = (data: Int32Array, shape: readonly number[]) =>
    new runtime.Tensor("int64", BigInt64Array.from(data, BigInt), shape);

  const tableOf = (name: string) => new Table(parameterOf(parameters, name), config.hidden);
  const [words, positions, types] = [TABLES.words, TABLES.positions, TABLES.types].map(tableOf);
  const tables = new Map<string, Table>([
    [TABLES.words, words],
    [TABLES.positions, positions],
    [TABLES.types, types],
  ]);

  // Over the parameters' own memory, which a step changes: every run reads them as they are then.
  const weights: Record<string, Tensor> = {};
  // Of the first and of the second call since the last step: memory for a runtime that writes into it, and what a run gave.
  const memory: readonly [Map<string, Tensor>, Map<string, Tensor>] = [new Map(), new Map()];
  const gradients: readonly [Map<string, Float32Array>, Map<string, Float32Array>] = [new Map(), new Map()];
  for (const [name, shape] of parameterShapes(config, pooling)) {
    const { values } = parameterOf(parameters, name);
    weights[name] = floats(values, shape);
    if (tables.has(name)) continue;
    for (const each of memory) each.set(name, floats(new Float32Array(values.length), shape));
  }
  let calls = 0;

  const batchInputs = ({ rows, length, ids, mask, typeIds }: TokenBatch): Record<string, Tensor> => ({
    [BATCH.ids]: integers(ids, [rows, length]),
    [BATCH.types]: integers(typeIds, [rows, length]),
    [BATCH.mask]: floats(Float32Array.from(mask), [rows, length]),
  });

  const places = dropoutPlaces(config);
  const maskInputs = ({ rows, length }: TokenBatch, drop: (mask: Float32Array) => void): Record<string, Tensor> => {
    const shapes = places.map(({ shape }) => shape(rows, length));
    const sizes = shapes.map((shape) => shape.reduce((product, axis) => product * axis, 1));
    const all = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
    drop(all);
    const masks: Record<string, Tensor> = {};
    let at = 0;
    places.forEach(({ name }, i) => {
      masks[name] = floats(all.subarray(at, at + sizes[i]), shapes[i]);
      at += sizes[i];
    });
    return masks;
  };

  return {
    parameters,
    async score(batch) {
      const found = await scoring.run({ ...weights, ...batchInputs(batch) });
      return scoresOf(found[TRAINING.logProbabilities]);
    },
    async differentiate(batch, { y, weight }, drop) {
      if ((drop !== null) !== dropout)
        throw new RangeError(`invalid masks: the network has ${dropout ? "" : "no "}dropout`);
      if (calls === gradients.length) throw new RangeError("invalid call: a third gradient before a step");
      const { rows, length } = batch;
      const label = Float32Array.from({ length: 2 * rows }, (_, i) => Number(y[i >> 1] === i % 2));
      const feeds = {
        ...weights,
        ...batchInputs(batch),
        ...(drop === null ? {} : maskInputs(batch, drop)),
        [TRAINING.label]: floats(label, [rows, 2]),
        [TRAINING.weight]: floats(Float32Array.from(weight), [rows, 1]),
      };
      const fetches: Record<string, Tensor | null> = {
        [TRAINING.logProbabilities]: null,
        [`${GRADIENT}${EMBEDDED}`]: null,
      };
      for (const [name, tensor] of memory[calls]) fetches[`${GRADIENT}${name}`] = runtime.fills ? tensor : null;
      const found = await training.run(feeds, fetches);
      for (const name of memory[calls].keys()) gradients[calls].set(name, floatsOf(found[`${GRADIENT}${name}`]));
      calls++;
      const each = floatsOf(found[`${GRADIENT}${EMBEDDED}`]);
      for (let i = 0; i < rows * length; i++) {
        if (batch.mask[i] === 0) continue;
        words.add(batch.ids[i], each, i);
        positions.add(i % length, each, i);
        types.add(batch.typeIds[i], each, i);
      }
      const log = floatsOf(found[TRAINING.logProbabilities]);
      // From the logarithm: 1 − g(x) of a score near 1 would be 0.
      const loss = Float64Array.from({ length: rows }, (_, i) => -log[2 * i + (y[i] === 1 ? 1 : 0)]);
      return { score: scoresOf(found[TRAINING.logProbabilities]), loss };
    },
    gradients() {
      const sums = new Map([...tables].map(([name, table]) => [name, table.gradient.slice()]));
      for (const each of gradients.slice(0, calls)) {
        for (const [name, gradient] of each) {
          const sum = sums.get(name);
          if (sum) for (let i = 0; i < sum.length; i++) sum[i] += gradient[i];
          else sums.set(name, gradient.slice());
        }
      }
      return sums;
    },
    step(settings, learningRate, t) {
      const [first, second] = gradients;
      if (calls === 0) throw new RangeError("invalid step: there is no gradient");
      for (const [name, gradient] of first) {
        const other = calls === 1 ? null : (second.get(name) ?? null);
        adamwStep(parameterOf(parameters, name), gradient, other, settings, learningRate, t);
      }
      for (const table of tables.values()) table.step(settings, learningRate, t);
      calls = 0;
    },
    async close() {
      await scoring.release();
      await training.release();
    },
  };
}

function floatsOf(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array)) throw new TypeError(`invalid tensor: ${tensor.type}`);
  return tensor.data;
}

/** Probability of class 1. */
function scoresOf(logProbabilities: Tensor): Float64Array {
  const found = floatsOf(logProbabilities);
  return Float64Array.from({ length: found.length / 2 }, (_, i) => Math.exp(found[2 * i + 1]));
}
