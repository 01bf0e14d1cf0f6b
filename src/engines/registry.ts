/** The engines by name. Each is loaded only when it is asked for, and none stands in for another. */
import { ConfigError } from "../core/errors.ts";
import type { Engine } from "./engine.ts";

/** How to load every engine there is, by the name that follows `--engine`. */
export const engines: ReadonlyMap<string, () => Promise<Engine>> = new Map([
  ["wasm", async () => (await import("./wasm.ts")).wasm()],
  ["reference", async () => (await import("./reference.ts")).reference()],
  ["tfjs", async () => (await import("./tfjs.ts")).tfjs()],
]);

/** Loads the engine of that name. A name that is not registered, or an engine that cannot load, is a ConfigError. */
export async function openEngine(name: string): Promise<Engine> {
  const load = engines.get(name);
  if (!load) throw new ConfigError(`engine: unknown engine "${name}" (there are ${[...engines.keys()].join(", ")})`);
  return load();
}
