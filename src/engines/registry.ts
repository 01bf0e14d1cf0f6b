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
 * The engine of that name, loaded once per thread, or the engine that is given, which is known by its name from then on.
 * A ConfigError for a name that is not known, an engine that cannot load, and an engine under the name of another, whose
 * results in the store would be taken for its.
 */
export async function openEngine(given: string | Engine): Promise<Engine> {
  const name = typeof given === "string" ? given : given.name;
  const found = loaded.get(name);
  if (typeof given !== "string") {
    if (found !== given && (found !== undefined || engines.has(name))) {
      throw new ConfigError(`engine: "${name}" is the name of another engine; give yours a name of its own`);
    }
    loaded.set(name, given);
    return given;
  }
  if (found) return found;
  const load = engines.get(name);
  if (!load) throw new ConfigError(`engine: unknown engine "${name}" (there are ${engineNames().join(", ")})`);
  const engine = await load();
  loaded.set(name, engine);
  return engine;
}

function engineNames(): string[] {
  return [...new Set([...engines.keys(), ...loaded.keys()])];
}
