/** What a frozen encoder says of texts: the mean state of a text's word pieces, averaged over some of its layers. */
import { type Matrix, matrix } from "../../../core/matrix.ts";
import { BATCH, encoderForward, weightInputs } from "../onnx/forward.ts";
import { Graph } from "../onnx/graph.ts";
import type { Runtime } from "../onnx/runtime.ts";
import { type Encoder, type EncoderConfig, tokenBatch } from "./encoder.ts";

/** Told while texts are encoded. */
export interface EncodingProgress {
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const FEATURES = "features";

/** Texts encoded at a time. The graph's matrices are then large enough, and little of them is padding. */
const BATCH_ROWS = 8;

/** The graph from word pieces to features; `layers` are ordinals from 1. */
export function featureGraph(config: EncoderConfig, layers: readonly number[]): Graph {
  const graph = new Graph("features");
  weightInputs(graph, config);
  const encoded = encoderForward(graph, config, () => null);
  const axis = graph.constant([1]);
  const perPiece = graph.node("Reciprocal", [graph.node("ReduceSum", [encoded.mask, axis], { keepdims: 0 })]);
  const means = layers.map((layer) => {
    const states = graph.node("Reshape", [encoded.layers[layer - 1].outputNorm.y, encoded.tokenShape]);
    const sum = graph.node("ReduceSum", [graph.node("Mul", [states, encoded.mask]), axis], { keepdims: 0 });
    return graph.node("Mul", [sum, perPiece]);
  });
  const sum = means.reduce((total, mean) => graph.node("Add", [total, mean]));
  const features = graph.node("Mul", [sum, graph.constant(1 / layers.length)]);
  graph.output(FEATURES, features, "float32", ["B", config.hidden]);
  return graph;
}

/**
 * [texts, hidden]. Texts of like length are encoded together, in an order that depends on the texts alone: the same
 * texts give the same numbers on one kind of processor, with one runtime.
 */
export async function encodeTexts(
  encoder: Encoder,
  layers: readonly number[],
  texts: readonly string[],
  { Tensor, open }: Runtime,
  { onShare, signal }: EncodingProgress = {},
): Promise<Matrix> {
  const { config, weights } = encoder;
  const features = matrix(texts.length, config.hidden);
  const session = await open(featureGraph(config, layers));
  try {
    const constant = Object.fromEntries(
      Array.from(weights, ([name, { shape, data }]) => [name, new Tensor("float32", data, shape)]),
    );
    const sequences = texts.map((text) => encoder.tokenize(text));
    const order = Array.from(texts.keys()).sort((a, b) => sequences[a].length - sequences[b].length || a - b);
    for (let from = 0; from < order.length; from += BATCH_ROWS) {
      signal?.throwIfAborted();
      const rows = order.slice(from, from + BATCH_ROWS);
      const { rows: n, length, ids, mask, typeIds } = tokenBatch(rows.map((i) => sequences[i]));
      const long = (values: Int32Array) => new Tensor("int64", BigInt64Array.from(values, BigInt), [n, length]);
      const given = await session.run({
        ...constant,
        [BATCH.ids]: long(ids),
        [BATCH.types]: long(typeIds),
        [BATCH.mask]: new Tensor("float32", Float32Array.from(mask), [n, length]),
      });
      const found = given[FEATURES].data as Float32Array;
      rows.forEach((i, k) => {
        features.data.set(found.subarray(k * features.cols, (k + 1) * features.cols), i * features.cols);
      });
      onShare?.(Math.min(1, (from + BATCH_ROWS) / order.length));
    }
  } finally {
    await session.release();
  }
  return features;
}
