/** The forward pass of a BERT encoder (Devlin et al., 2019) in ONNX, keeping what the backward pass needs. */
import { type EncoderConfig, weightShapes } from "../encoder/encoder.ts";
import type { Graph, Value } from "./graph.ts";

/** y = x Wᵀ + b over rows: what was x, and the names of W and b. */
export interface Linear {
  readonly x: Value;
  readonly weight: Value;
  readonly bias: Value;
  readonly y: Value;
}

/** y = gain · (x − mean) · inverse + bias over rows, `inverse` being 1 / √(variance + ε). */
export interface Norm {
  readonly x: Value;
  readonly mean: Value;
  readonly inverse: Value;
  readonly gain: Value;
  readonly bias: Value;
  readonly y: Value;
}

/** A value after dropout: times its mask, whose elements are 0 or 1 / (1 − p). Null where nothing is dropped. */
export interface Dropped {
  readonly mask: Value | null;
  readonly y: Value;
}

/** What one layer computed. Heads are [B, heads, L, width], keys [B, heads, width, L]; everything else [B · L, …]. */
export interface EncoderLayer {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly queryHeads: Value;
  readonly keyHeads: Value;
  readonly valueHeads: Value;
  /** Softmax of the attention scores, [B, heads, L, L], and after dropout. */
  readonly attention: Value;
  readonly attentionDropped: Dropped;
  readonly attended: Linear;
  readonly attendedDropped: Dropped;
  readonly attendedNorm: Norm;
  readonly intermediate: Linear;
  /** Φ(u), where GELU is u · Φ(u). */
  readonly normalCdf: Value;
  readonly output: Linear;
  readonly outputDropped: Dropped;
  readonly outputNorm: Norm;
}

export interface Forward {
  /** [B, L, hidden] as a shape. */
  readonly tokenShape: Value;
  /** [B, L, heads, width] as a shape. */
  readonly headShape: Value;
  /** The mask as [B, L, 1]. */
  readonly mask: Value;
  readonly embeddingsNorm: Norm;
  readonly embeddingsDropped: Dropped;
  readonly layers: readonly EncoderLayer[];
  /** The states after the last layer, [B · L, hidden]. */
  readonly states: Value;
}

/** Inputs that every graph over a batch has: `ids` and `types`, int64 [B, L], and `mask`, float32 [B, L]. */
export const BATCH = { ids: "ids", types: "types", mask: "mask" } as const;

/** Added to the attention score of padding, whose softmax then is exactly 0 in float32. */
const MASKED = -1e4;

/** Makes the weights inputs of the graph, by their names; so they may change from run to run. */
export function weightInputs(graph: Graph, config: EncoderConfig): void {
  for (const [name, shape] of weightShapes(config)) {
    graph.input(name, "float32", name === "embeddings.word_embeddings.weight" ? ["vocabulary", shape[1]] : shape);
  }
}

/** The layer's nodes. `dropout` gives the mask of a place by its name, or null. */
export function encoderForward(graph: Graph, config: EncoderConfig, dropout: (place: string) => Value | null): Forward {
  const { hidden, heads, layerNormEps } = config;
  const width = hidden / heads;
  const ids = graph.input(BATCH.ids, "int64", ["B", "L"]);
  const types = graph.input(BATCH.types, "int64", ["B", "L"]);
  const mask = graph.input(BATCH.mask, "float32", ["B", "L"]);
  const shape = graph.node("Shape", [ids]);
  const rowsOf = (value: Value) => graph.node("Reshape", [value, graph.constant([-1, hidden])]);
  const headShape = graph.node("Concat", [shape, graph.constant([heads, width])], { axis: 0 });

  const linear = (x: Value, name: string): Linear => {
    const weight = `${name}.weight`;
    const bias = `${name}.bias`;
    return { x, weight, bias, y: graph.node("Gemm", [x, weight, bias], { transB: 1 }) };
  };
  const norm = (x: Value, name: string): Norm => {
    const [gain, bias] = [`${name}.weight`, `${name}.bias`];
    const attributes = { axis: -1, epsilon: { float: layerNormEps } };
    const [y, mean, inverse] = graph.several("LayerNormalization", [x, gain, bias], 3, attributes);
    return { x, mean, inverse, gain, bias, y };
  };
  const dropped = (y: Value, place: string): Dropped => {
    const kept = dropout(place);
    return { mask: kept, y: kept === null ? y : graph.node("Mul", [y, kept]) };
  };
  const headsOf = (value: Value, order: readonly number[]) =>
    graph.node("Transpose", [graph.node("Reshape", [value, headShape])], { perm: order });

  const length = graph.node("Slice", [shape, graph.constant([1]), graph.constant([2])]);
  const positions = graph.node("Slice", [
    "embeddings.position_embeddings.weight",
    graph.constant([0]),
    length,
    graph.constant([0]),
  ]);
  const words = graph.node("Gather", ["embeddings.word_embeddings.weight", ids]);
  const kinds = graph.node("Gather", ["embeddings.token_type_embeddings.weight", types]);
  const embedded = graph.node("Add", [graph.node("Add", [words, kinds]), positions]);
  const embeddingsNorm = norm(rowsOf(embedded), "embeddings.LayerNorm");
  const embeddingsDropped = dropped(embeddingsNorm.y, "embeddings");

  const padding = graph.node("Mul", [graph.node("Sub", [graph.constant(1), mask]), graph.constant(MASKED)]);
  const attentionBias = graph.node("Unsqueeze", [padding, graph.constant([1, 2])]);

  const layers: EncoderLayer[] = [];
  let x = embeddingsDropped.y;
  for (let i = 0; i < config.layers; i++) {
    const name = `encoder.layer.${i}`;
    const query = linear(x, `${name}.attention.self.query`);
    const key = linear(x, `${name}.attention.self.key`);
    const value = linear(x, `${name}.attention.self.value`);
    const queryHeads = headsOf(query.y, [0, 2, 1, 3]);
    const keyHeads = headsOf(key.y, [0, 2, 3, 1]);
    const valueHeads = headsOf(value.y, [0, 2, 1, 3]);
    const product = graph.node("MatMul", [queryHeads, keyHeads]);
    const scaled = graph.node("Mul", [product, graph.constant(1 / Math.sqrt(width))]);
    const attention = graph.node("Softmax", [graph.node("Add", [scaled, attentionBias])], { axis: -1 });
    const attentionDropped = dropped(attention, `${name}.attention.self`);
    const context = graph.node("MatMul", [attentionDropped.y, valueHeads]);
    const together = rowsOf(graph.node("Transpose", [context], { perm: [0, 2, 1, 3] }));
    const attended = linear(together, `${name}.attention.output.dense`);
    const attendedDropped = dropped(attended.y, `${name}.attention.output`);
    const attendedNorm = norm(graph.node("Add", [attendedDropped.y, x]), `${name}.attention.output.LayerNorm`);
    const intermediate = linear(attendedNorm.y, `${name}.intermediate.dense`);
    const erf = graph.node("Erf", [graph.node("Mul", [intermediate.y, graph.constant(Math.SQRT1_2)])]);
    const half = graph.constant(0.5);
    const normalCdf = graph.node("Add", [graph.node("Mul", [erf, half]), half]);
    const output = linear(graph.node("Mul", [intermediate.y, normalCdf]), `${name}.output.dense`);
    const outputDropped = dropped(output.y, `${name}.output`);
    const outputNorm = norm(graph.node("Add", [outputDropped.y, attendedNorm.y]), `${name}.output.LayerNorm`);
    x = outputNorm.y;
    layers.push({
      query,
      key,
      value,
      queryHeads,
      keyHeads,
      valueHeads,
      attention,
      attentionDropped,
      attended,
      attendedDropped,
      attendedNorm,
      intermediate,
      normalCdf,
      output,
      outputDropped,
      outputNorm,
    });
  }
  return {
    tokenShape: graph.node("Concat", [shape, graph.constant([hidden])], { axis: 0 }),
    headShape,
    mask: graph.node("Unsqueeze", [mask, graph.constant([2])]),
    embeddingsNorm,
    embeddingsDropped,
    layers,
    states: x,
  };
}
