/** The engines by name. Each is loaded only when it is asked for, and none stands in for another. */
import { ConfigError } from "../core/errors.ts";
import type { Engine } from "./engine.ts";

/** How to load every engine there is, by the name that follows `--engine`. */
export const engines: ReadonlyMap<string, () => Promise<Engine>> = new Map([
  ["wasm", async () => (await import("./wasm/wasm.ts")).wasm()],
  ["reference", async () => (await import("./reference/reference.ts")).reference()],
  ["tfjs", async () => (await import("./tfjs/tfjs.ts")).tfjs()],
]);

/** Engines that have been loaded: to compile the kernel, and make it quick, takes longer than many a stage. */
const loaded = new Map<string, Engine>();

/**
 * The engine of that name, loaded once per thread. A name that is not registered, or an engine that cannot load, is a
 * ConfigError.
 */
export async function openEngine(name: string): Promise<Engine> {
  const found = loaded.get(name);
  if (found) return found;
  const load = engines.get(name);
  if (!load) throw new ConfigError(`engine: unknown engine "${name}" (there are ${[...engines.keys()].join(", ")})`);
  const engine = await load();
  loaded.set(name, engine);
  return engine;
}
