/** The runtimes of ONNX that are installed here; the native one is an optional peer. */
import { ConfigError } from "../../../../src/core/errors.ts";
import { type RuntimeName, runtime } from "../../../../src/experiments/nlp/onnx/runtime.ts";

export async function runtimes(): Promise<RuntimeName[]> {
  const found: RuntimeName[] = [];
  for (const name of ["native", "wasm"] as const) {
    try {
      await runtime(name);
      found.push(name);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      console.log(`not tested with the runtime ${name}: ${error.message}`);
    }
  }
  return found;
}
