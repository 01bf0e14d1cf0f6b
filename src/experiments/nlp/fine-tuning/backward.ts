/** The backward pass of the classifier and its encoder in ONNX: the gradient of the loss in every parameter. */
import type { EncoderConfig } from "../encoder/encoder.ts";
import type { ClassifierHead } from "../onnx/classifier.ts";
import type { EncoderLayer, Forward, Linear, Norm } from "../onnx/forward.ts";
import type { Graph, Value } from "../onnx/graph.ts";

/** Gradients of a loss. */
export interface Gradients {
  /** By the name of the parameter, all but the three tables of embeddings. */
  readonly parameters: ReadonlyMap<string, Value>;
  /** In the sum of word, position and type embedding, [B · L, hidden]: its rows belong to rows of the three tables. */
  readonly embedded: Value;
}

/** The nodes of reverse-mode differentiation. `logits` is the loss's gradient in the classifier's logits, [B, 2]. */
export function backward(
  graph: Graph,
  config: EncoderConfig,
  encoded: Forward,
  head: ClassifierHead,
  logits: Value,
): Gradients {
  const parameters = new Map<string, Value>();
  const sumRows = (value: Value) => graph.node("ReduceSum", [value, graph.constant([0])], { keepdims: 0 });
  const meanColumns = (value: Value) => graph.node("ReduceMean", [value, graph.constant([-1])], { keepdims: 1 });
  const multiply = (a: Value, b: Value) => graph.node("Mul", [a, b]);
  const add = (a: Value, b: Value) => graph.node("Add", [a, b]);
  const subtract = (a: Value, b: Value) => graph.node("Sub", [a, b]);

  /** ∇x = ∇y W, ∇W = ∇yᵀ x, ∇b = Σ ∇y. */
  const linear = ({ x, weight, bias }: Linear, gradient: Value): Value => {
    parameters.set(weight, graph.node("Gemm", [gradient, x], { transA: 1 }));
    parameters.set(bias, sumRows(gradient));
    return graph.node("Gemm", [gradient, weight]);
  };

  /** With x̂ = (x − mean) · inverse and ∇x̂ = ∇y · gain: ∇x = inverse · (∇x̂ − mean(∇x̂) − x̂ · mean(∇x̂ · x̂)). */
  const norm = ({ x, mean, inverse, gain, bias }: Norm, gradient: Value): Value => {
    const normal = multiply(subtract(x, mean), inverse);
    parameters.set(gain, sumRows(multiply(gradient, normal)));
    parameters.set(bias, sumRows(gradient));
    const inner = multiply(gradient, gain);
    const along = multiply(normal, meanColumns(multiply(inner, normal)));
    return multiply(inverse, subtract(subtract(inner, meanColumns(inner)), along));
  };

  const dropout = (mask: Value | null, gradient: Value) => (mask === null ? gradient : multiply(gradient, mask));

  /** ∂(u Φ(u)) / ∂u = Φ(u) + u φ(u), φ being the density of N(0, 1). */
  const gelu = (u: Value, normalCdf: Value, gradient: Value): Value => {
    const exponent = multiply(multiply(u, u), graph.constant(-0.5));
    const density = multiply(graph.node("Exp", [exponent]), graph.constant(1 / Math.sqrt(2 * Math.PI)));
    return multiply(gradient, add(normalCdf, multiply(u, density)));
  };

  const transpose = (value: Value, perm: readonly number[]) => graph.node("Transpose", [value], { perm });
  const toRows = (value: Value, perm: readonly number[]) =>
    graph.node("Reshape", [transpose(value, perm), graph.constant([-1, config.hidden])]);

  const attention = (layer: EncoderLayer, gradient: Value): Value => {
    const together = linear(layer.attended, dropout(layer.attendedDropped.mask, gradient));
    const context = transpose(graph.node("Reshape", [together, encoded.headShape]), [0, 2, 1, 3]);
    const values = graph.node("MatMul", [transpose(layer.attentionDropped.y, [0, 1, 3, 2]), context]);
    const weights = graph.node("MatMul", [context, transpose(layer.valueHeads, [0, 1, 3, 2])]);
    const dropped = dropout(layer.attentionDropped.mask, weights);
    // Softmax: ∇s = p · (∇p − Σ p ∇p), along a row.
    const inner = multiply(dropped, layer.attention);
    const sum = graph.node("ReduceSum", [inner, graph.constant([-1])], { keepdims: 1 });
    const scores = subtract(inner, multiply(layer.attention, sum));
    const scale = graph.constant(1 / Math.sqrt(config.hidden / config.heads));
    const scaled = multiply(scores, scale);
    const queries = graph.node("MatMul", [scaled, transpose(layer.keyHeads, [0, 1, 3, 2])]);
    const keys = graph.node("MatMul", [transpose(layer.queryHeads, [0, 1, 3, 2]), scaled]);
    const ofQuery = linear(layer.query, toRows(queries, [0, 2, 1, 3]));
    const ofKey = linear(layer.key, toRows(keys, [0, 3, 1, 2]));
    const ofValue = linear(layer.value, toRows(values, [0, 2, 1, 3]));
    return add(add(ofQuery, ofKey), ofValue);
  };

  const layerBackward = (layer: EncoderLayer, gradient: Value): Value => {
    const sum = norm(layer.outputNorm, gradient);
    const activated = linear(layer.output, dropout(layer.outputDropped.mask, sum));
    const u = gelu(layer.intermediate.y, layer.normalCdf, activated);
    const attended = norm(layer.attendedNorm, add(sum, linear(layer.intermediate, u)));
    return add(attended, attention(layer, attended));
  };

  let ofPooled = dropout(head.dropped, linear(head.linear, logits));
  if (head.pooler !== null) {
    // tanh: ∇x = ∇y (1 − y²).
    const { y } = head.pooler;
    ofPooled = linear(head.pooler.linear, multiply(ofPooled, subtract(graph.constant(1), multiply(y, y))));
  }
  let gradient = pooled(graph, encoded, head, ofPooled, config);
  for (const layer of encoded.layers.toReversed()) gradient = layerBackward(layer, gradient);
  const embedded = norm(encoded.embeddingsNorm, dropout(encoded.embeddingsDropped.mask, gradient));
  return { parameters, embedded };
}

/** From the gradient in the pooled state, [B, hidden], to that in the states of all word pieces, [B · L, hidden]. */
function pooled(graph: Graph, encoded: Forward, head: ClassifierHead, gradient: Value, config: EncoderConfig): Value {
  const share = head.perPiece === null ? gradient : graph.node("Mul", [gradient, head.perPiece]);
  const each = graph.node("Unsqueeze", [share, graph.constant([1])]);
  const rows = (value: Value) => graph.node("Reshape", [value, graph.constant([-1, config.hidden])]);
  if (head.perPiece !== null) return rows(graph.node("Mul", [encoded.mask, each]));
  // The first word piece alone: [1, 0, 0, …] along the sequence.
  const positions = graph.node("CumSum", [encoded.mask, graph.constant([1])]);
  const first = graph.node("Cast", [graph.node("Equal", [positions, graph.constant(1)])], { to: 1 });
  return rows(graph.node("Mul", [graph.node("Mul", [first, encoded.mask]), each]));
}
