/** A linear layer on top of an encoder (B.4): from the states of a sequence to log-probabilities of two classes. */
import type { EncoderConfig } from "../encoder/encoder.ts";
import type { Forward, Linear } from "./forward.ts";
import type { Graph, Value } from "./graph.ts";

/** What stands for a sequence: the mean of its word pieces' states, or the state of the first. */
export type Pooling = "mean" | "first";

/** The names of the linear layer's parameters, [2, hidden] and [2], as Hugging Face has them. */
export const HEAD = { weight: "classifier.weight", bias: "classifier.bias" } as const;

export interface ClassifierHead {
  /** For the mean: 1 / how many word pieces, [B, 1]. */
  readonly perPiece: Value | null;
  readonly dropped: Value | null;
  readonly linear: Linear;
  /** [B, 2]: of classes 0 and 1. */
  readonly logProbabilities: Value;
}

/** Makes the linear layer's parameters inputs of the graph. */
export function headInputs(graph: Graph, { hidden }: EncoderConfig): void {
  graph.input(HEAD.weight, "float32", [2, hidden]);
  graph.input(HEAD.bias, "float32", [2]);
}

/** The nodes of pooling, dropout (`mask`, or null for none), linear layer and softmax. */
export function classifier(graph: Graph, encoded: Forward, pooling: Pooling, mask: Value | null): ClassifierHead {
  const states = graph.node("Reshape", [encoded.states, encoded.tokenShape]);
  const axis = graph.constant([1]);
  let perPiece: Value | null = null;
  let pooled: Value;
  if (pooling === "mean") {
    const pieces = graph.node("ReduceSum", [encoded.mask, axis], { keepdims: 0 });
    perPiece = graph.node("Reciprocal", [pieces]);
    const kept = graph.node("Mul", [states, encoded.mask]);
    pooled = graph.node("Mul", [graph.node("ReduceSum", [kept, axis], { keepdims: 0 }), perPiece]);
  } else {
    pooled = graph.node("Squeeze", [graph.node("Slice", [states, graph.constant([0]), axis, axis]), axis]);
  }
  const x = mask === null ? pooled : graph.node("Mul", [pooled, mask]);
  const y = graph.node("Gemm", [x, HEAD.weight, HEAD.bias], { transB: 1 });
  return {
    perPiece,
    dropped: mask,
    linear: { x, weight: HEAD.weight, bias: HEAD.bias, y },
    logProbabilities: graph.node("LogSoftmax", [y], { axis: -1 }),
  };
}
