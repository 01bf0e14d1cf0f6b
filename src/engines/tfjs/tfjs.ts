/** The `tfjs` engine: TensorFlow computes the network, as a witness that shares no arithmetic with the other engines. */
import type { Engine } from "../engine.ts";
import { loadTensorFlow } from "./backend.ts";
import { openNetwork } from "./network.ts";

/**
 * Loads TensorFlow and wraps it as an engine. Importing this module loads nothing of TensorFlow; calling it does.
 *
 * With the optional package `@tensorflow/tfjs-node` installed and working the C library computes ("tfjs-node 4.22.0"),
 * otherwise TensorFlow.js on one thread of WebAssembly ("tfjs 4.22.0 (wasm)"). Forward pass, loss and derivatives are
 * TensorFlow's; only the dropout masks are the project's, because every engine must drop the same units. The same calls
 * give the same numbers; they agree with the other engines to float32 rounding, not to the bit.
 * @param native the module tried first, under the name it is imported by
 * @throws ConfigError when no backend starts
 */
export async function tfjs(native = "@tensorflow/tfjs-node"): Promise<Engine> {
  const { tf, description } = await loadTensorFlow(native);
  return {
    name: "tfjs",
    description,
    open: (spec, parameters, training) => openNetwork(tf, spec, parameters, training),
  };
}
