/** A linear layer on top of an encoder (B.4): from the states of a sequence to log-probabilities of two classes. */
import type { EncoderConfig } from "../encoder/encoder.ts";
import type { Forward, Linear } from "./forward.ts";
import type { Graph, Value } from "./graph.ts";

/**
 * What stands for a sequence: the mean of its word pieces' states, the state of the first, or BERT's own pooler, which is a
 * linear layer and tanh on the state of the first.
 */
export type Pooling = "mean" | "first" | "pooler";

/** The names of the linear layer's parameters, [2, hidden] and [2], as Hugging Face has them. */
export const HEAD = { weight: "classifier.weight", bias: "classifier.bias" } as const;

/** The names of the pooler's parameters, [hidden, hidden] and [hidden]. */
export const POOLER = { weight: "pooler.dense.weight", bias: "pooler.dense.bias" } as const;

/** Parameters that a classifier has beside the encoder's, by their names, with their shapes. */
export function headShapes({ hidden }: EncoderConfig, pooling: Pooling): Map<string, readonly number[]> {
  return new Map([
    ...(pooling === "pooler"
      ? ([
          [POOLER.weight, [hidden, hidden]],
          [POOLER.bias, [hidden]],
        ] as const)
      : []),
    [HEAD.weight, [2, hidden]],
    [HEAD.bias, [2]],
  ]);
}

export interface ClassifierHead {
  readonly pooling: Pooling;
  /** For the mean: 1 / how many word pieces, [B, 1]. */
  readonly perPiece: Value | null;
  /** The pooler, and its tanh. */
  readonly pooler: { readonly linear: Linear; readonly y: Value } | null;
  readonly dropped: Value | null;
  readonly linear: Linear;
  /** [B, 2]: of classes 0 and 1. */
  readonly logProbabilities: Value;
}

/** Makes these parameters inputs of the graph. */
export function headInputs(graph: Graph, config: EncoderConfig, pooling: Pooling): void {
  for (const [name, shape] of headShapes(config, pooling)) graph.input(name, "float32", shape);
}

/** The nodes of pooling, dropout (`mask`, or null for none), linear layer and softmax. */
export function classifier(graph: Graph, encoded: Forward, pooling: Pooling, mask: Value | null): ClassifierHead {
  const states = graph.node("Reshape", [encoded.states, encoded.tokenShape]);
  const axis = graph.constant([1]);
  const linear = (x: Value, { weight, bias }: { readonly weight: string; readonly bias: string }): Linear => {
    return { x, weight, bias, y: graph.node("Gemm", [x, weight, bias], { transB: 1 }) };
  };
  let perPiece: Value | null = null;
  let pooler: ClassifierHead["pooler"] = null;
  let pooled: Value;
  if (pooling === "mean") {
    const pieces = graph.node("ReduceSum", [encoded.mask, axis], { keepdims: 0 });
    perPiece = graph.node("Reciprocal", [pieces]);
    const kept = graph.node("Mul", [states, encoded.mask]);
    pooled = graph.node("Mul", [graph.node("ReduceSum", [kept, axis], { keepdims: 0 }), perPiece]);
  } else {
    pooled = graph.node("Squeeze", [graph.node("Slice", [states, graph.constant([0]), axis, axis]), axis]);
  }
  if (pooling === "pooler") {
    const layer = linear(pooled, POOLER);
    pooled = graph.node("Tanh", [layer.y]);
    pooler = { linear: layer, y: pooled };
  }
  const x = mask === null ? pooled : graph.node("Mul", [pooled, mask]);
  const last = linear(x, HEAD);
  return {
    pooling,
    perPiece,
    pooler,
    dropped: mask,
    linear: last,
    logProbabilities: graph.node("LogSoftmax", [last.y], { axis: -1 }),
  };
}
