/** An encoder so small that plain loops can differentiate it. */
import { stream } from "../../../../src/core/random.ts";
import type { Encoder, EncoderConfig } from "../../../../src/experiments/nlp/encoder/encoder.ts";
import { parameterShapes } from "../../../../src/experiments/nlp/fine-tuning/graphs.ts";
import type { TrainedParameters } from "../../../../src/experiments/nlp/fine-tuning/parameters.ts";
import type { Pooling } from "../../../../src/experiments/nlp/onnx/classifier.ts";
import type { PlainParameters } from "./plain-bert.ts";

export const config: EncoderConfig = {
  layers: 2,
  hidden: 8,
  heads: 2,
  intermediate: 12,
  vocab: 11,
  maxPositions: 7,
  typeVocab: 2,
  layerNormEps: 1e-12,
};

export const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Gains near 1, the rest near 0, nothing exactly. */
export function randomParameters(seed: number, pooling: Pooling = "mean"): TrainedParameters {
  const random = stream(seed, "tiny encoder");
  return new Map(
    [...parameterShapes(config, pooling)].map(([name, shape]) => {
      const centre = name.endsWith("LayerNorm.weight") ? 1 : 0;
      const values = Float32Array.from({ length: size(shape) }, () => centre + 0.4 * random.normal());
      return [name, { values, first: new Float32Array(values.length), second: new Float32Array(values.length) }];
    }),
  );
}

export const doubles = (parameters: TrainedParameters): PlainParameters =>
  new Map([...parameters].map(([name, { values }]) => [name, Float64Array.from(values)]));

/** An encoder with these weights; it has no tokenizer, sequences are made by hand. */
export function tinyEncoder(seed: number): Encoder {
  const weights = new Map(
    [...randomParameters(seed)]
      .filter(([name]) => !name.startsWith("classifier"))
      .map(([name, { values }]) => [name, { shape: [values.length], data: values }]),
  );
  const tokenize = () => {
    throw new RangeError("no tokenizer");
  };
  return { name: "tiny", sha256: `tiny ${seed}`, config, weights, tokenize };
}
