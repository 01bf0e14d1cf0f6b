/** Which ONNX Runtime computes an encoder: part of what its numbers depend on. */
import { createRequire } from "node:module";
import { ConfigError } from "../../../core/errors.ts";
import { optional } from "../../../core/optional.ts";
import type { RuntimeName } from "./runtime.ts";

const NATIVE = "onnxruntime-node";

const require = createRequire(import.meta.url);

/** "onnxruntime-node 1.30.0". Throws ConfigError where the package is missing. */
export async function runtimeVersion(name: RuntimeName): Promise<string> {
  if (name === "wasm") {
    const { env } = await optional(["onnxruntime-web"], "a text encoder (Table 5)", () => import("onnxruntime-web"));
    return `onnxruntime-web ${env.versions.web}`;
  }
  try {
    const { version }: { readonly version: string } = require(`${NATIVE}/package.json`);
    return `${NATIVE} ${version}`;
  } catch {
    throw new ConfigError(
      `${NATIVE} is not installed; run: npm install --ignore-scripts ${NATIVE}, or take the runtime wasm, which is slower: --set nlp.runtime=wasm`,
    );
  }
}
