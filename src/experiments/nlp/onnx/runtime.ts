/** ONNX Runtime: the native one where it is installed, the one in WebAssembly everywhere. */
import { createRequire } from "node:module";
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-common";
import { ConfigError } from "../../../core/errors.ts";
import { optional } from "../../../core/optional.ts";
import type { Graph } from "./graph.ts";

/** `native` is five times as fast; neither gives the same bits as the other, nor on every processor. */
export type RuntimeName = "native" | "wasm";

/** Opens sessions, and makes tensors over arrays without a copy. */
export interface Runtime {
  readonly name: RuntimeName;
  /** Whether a run writes into tensors that it is given for its outputs. */
  readonly fills: boolean;
  readonly open: (graph: Graph) => Promise<InferenceSession>;
  readonly Tensor: TensorConstructor;
}

/** The part of onnxruntime-node used here; its own declarations are there only where it is installed. */
interface NativePackage {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

const PURPOSE = "a text encoder (Table 5)";

const NATIVE = "onnxruntime-node";

const require = createRequire(import.meta.url);

/** Loads a runtime whose operators use `threads` threads. Throws ConfigError where the package is missing. */
export async function runtime(name: RuntimeName, threads = 1): Promise<Runtime> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  };
  const { onnxModel } = await optional(["@bufbuild/protobuf"], PURPOSE, () => import("./model.ts"));
  if (name === "wasm") {
    const { InferenceSession, Tensor, env } = await optional(
      ["onnxruntime-web"],
      PURPOSE,
      () => import("onnxruntime-web"),
    );
    env.wasm.numThreads = threads;
    return { name, Tensor, fills: false, open: (graph) => InferenceSession.create(onnxModel(graph), options) };
  }
  try {
    const { InferenceSession, Tensor }: NativePackage = await optional([NATIVE], PURPOSE, () => require(NATIVE));
    return { name, Tensor, fills: true, open: (graph) => InferenceSession.create(onnxModel(graph), options) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Its install script fetches code for graphics cards, which is of no use here and fails without a network.
    throw new ConfigError(
      `${NATIVE} is not installed; run: npm install --ignore-scripts ${NATIVE}, or take the runtime wasm, which is slower: --set nlp.runtime=wasm`,
    );
  }
}

export type { InferenceSession, Tensor };
