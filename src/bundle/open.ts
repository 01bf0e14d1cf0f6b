/** The model of a bundle, opened: its network, or the model from outside that it holds or names. */
import { ConfigError } from "../core/errors.ts";
import type { Engine, Network } from "../engines/engine.ts";
import { openEngine } from "../engines/registry.ts";
import { openOutside } from "../models/outside.ts";
import type { ReadBundle } from "./bundle.ts";

/**
 * Opens what the bundle scores people with. `engine` computes a network of ours; wasm unless given. A command is not run because a
 * bundle says so: it has to be given by who opens the bundle, and a ConfigError says so.
 */
export async function openBundleNetwork(
  { bundle, parameters, model }: Pick<ReadBundle, "bundle" | "parameters" | "model">,
  engine: string | Engine = "wasm",
): Promise<Network> {
  const { network, preprocessing } = bundle;
  if (network !== undefined && parameters !== null) {
    return (await openEngine(engine)).open({ ...network, dropout: 0 }, parameters);
  }
  if (model === undefined) {
    const { command } = { command: "", ...bundle.model };
    throw new ConfigError(
      `the bundle's model is the command ${JSON.stringify(command)}, which is run only for those who name it: give it with --model`,
    );
  }
  return openOutside(model, { features: preprocessing.features, columns: preprocessing.columns, place: "the bundle" });
}
