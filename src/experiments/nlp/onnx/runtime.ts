/** ONNX Runtime: the native one where it is installed, the one in WebAssembly everywhere. */
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-common";
import { ConfigError } from "../../../core/errors.ts";
import { optional } from "../../../core/optional.ts";

/** `native` is five times as fast; neither gives the same bits as the other, nor on every processor. */
export type RuntimeName = "native" | "wasm";

/** Opens sessions, and makes tensors over arrays without a copy. */
export interface Runtime {
  readonly name: RuntimeName;
  /** Whether a run writes into tensors that it is given for its outputs. */
  readonly fills: boolean;
  readonly open: (model: Uint8Array) => Promise<InferenceSession>;
  readonly Tensor: TensorConstructor;
}

/** The part of onnxruntime-node used here; its own declarations are there only where it is installed. */
interface NativePackage {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

const NATIVE: string = "onnxruntime-node";

/** Loads a runtime whose operators use `threads` threads. Throws ConfigError where the package is missing. */
export async function runtime(name: RuntimeName, threads = 1): Promise<Runtime> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  };
  if (name === "wasm") {
    const { InferenceSession, Tensor, env } = await optional(
      ["onnxruntime-web"],
      "a text encoder (Table 5)",
      () => import("onnxruntime-web"),
    );
    env.wasm.numThreads = threads;
    return { name, Tensor, fills: false, open: (model) => InferenceSession.create(model, options) };
  }
  try {
    const { InferenceSession, Tensor }: NativePackage = await optional(
      [NATIVE],
      "a text encoder",
      () => import(NATIVE),
    );
    return { name, Tensor, fills: true, open: (model) => InferenceSession.create(model, options) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Its install script fetches code for graphics cards, which is of no use here and fails without a network.
    throw new ConfigError(
      `${NATIVE} is not installed; run: npm install --ignore-scripts ${NATIVE}, or take the runtime wasm, which is slower`,
    );
  }
}

export type { InferenceSession, Tensor };
