/** TensorFlow itself: the native one where its package is installed and works, otherwise TensorFlow.js on WebAssembly. */
import { ConfigError } from "../../core/errors.ts";
import { optional } from "../../core/optional.ts";
import { registerGradients, type TensorFlow } from "./gradients.ts";

/** TensorFlow ready to compute, on one thread and without a word on stdout or stderr. */
export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  /** Package, version and backend, for example "tfjs 4.22.0 (wasm)". */
  readonly description: string;
}

/** Loads TensorFlow: `native`, the name of the optional package, if that works here, else the WebAssembly backend. */
export async function loadTensorFlow(native: string): Promise<LoadedTensorFlow> {
  const loaded = (await loadNative(native)) ?? (await loadWebAssembly());
  loaded.tf.enableProdMode();
  registerGradients(loaded.tf);
  return loaded;
}

/**
 * The native TensorFlow, or null. Whatever goes wrong means that it is not to be had here: the package is absent, its
 * binary was not downloaded or does not fit, or, on Node 23 and later, it loads and then throws at its first operation.
 */
async function loadNative(name: string): Promise<LoadedTensorFlow | null> {
  // Read by the C library when it is loaded: errors only, and one thread.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_NUM_INTRAOP_THREADS ??= "1";
  process.env.TF_NUM_INTEROP_THREADS ??= "1";
  try {
    const loaded = (await import(name)) as TensorFlow & { readonly default?: TensorFlow };
    const tf = loaded.default ?? loaded;
    tf.tidy(() => tf.tanh(tf.matMul(tf.ones([1, 1]), tf.ones([1, 1]))).dataSync());
    return { tf, description: `tfjs-node ${tf.version_core}` };
  } catch {
    return null;
  }
}

async function loadWebAssembly(): Promise<LoadedTensorFlow> {
  const packages = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"];
  const [tf, { setThreadsCount }] = await optional(packages, "engine tfjs", () =>
    Promise.all([import("@tensorflow/tfjs-core"), import("@tensorflow/tfjs-backend-wasm")]),
  );
  setThreadsCount(1);
  const ready = await withoutNewCrashHandlers(() => tf.setBackend("wasm"));
  if (!ready) {
    throw new ConfigError(
      "engine tfjs: the WebAssembly backend of TensorFlow.js does not start here (use engine wasm)",
    );
  }
  return { tf, description: `tfjs ${tf.version_core} (wasm)` };
}

/**
 * Runs `start` and takes away the process-wide handlers it leaves behind. Emscripten's glue code rethrows every uncaught
 * exception and unhandled rejection of the process, which turns exit code 1 into 7 and hides them from the command line.
 */
async function withoutNewCrashHandlers<T>(start: () => Promise<T>): Promise<T> {
  const crashes = ["uncaughtException", "unhandledRejection"];
  const before = crashes.map((event) => process.rawListeners(event));
  try {
    return await start();
  } finally {
    crashes.forEach((event, i) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[i].includes(listener)) process.removeListener(event, listener as () => void);
      }
    });
  }
}
