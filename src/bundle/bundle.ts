/** A calibrated model as a folder that other programs can use: `bundle.json`, and the network as TensorFlow.js reads it. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ActionSet } from "../actions/set.ts";
import { writeTogether } from "../data/disk.ts";
import type { Parameters } from "../engines/engine.ts";
import { fromFloats, parameterCount, toFloats } from "../engines/parameters.ts";
import { sha256 } from "../pipeline/canonical.ts";
import { floatsOf } from "../pipeline/score.ts";
import { bytesOf } from "../pipeline/train.ts";
import { contradictions } from "./coherence.ts";
import { BUNDLE_FILE, bundleFile, damaged, jsonIn, parsed } from "./file.ts";
import { mustTakeBundle } from "./folder.ts";
import { layersModel, layersModelSchema, MODEL_FILE, shapeOf, WEIGHTS_FILE } from "./layers.ts";
import { type HeldNetworks, NETWORKS_FILE, networksBytes } from "./networks.ts";
import { actionsFromJson, BUNDLE_VERSION, type Bundle, bundleSchema, UNSEALED_VERSION } from "./schema.ts";
import { type SealedContent, sealOf } from "./seal.ts";

/** A bundle read back: what it says, θ and Δ. */
export interface ReadBundle {
  readonly bundle: Bundle;
  readonly parameters: Parameters;
  readonly actions: ActionSet;
  /** Networks that were trained again, where the bundle holds some. */
  readonly networks?: HeldNetworks | undefined;
}

/** What is written: everything but what follows from the rest. */
export type BundleContent = Omit<Bundle, "format" | "version" | "files" | "hash">;

/**
 * Writes the bundle into `folder`, whole or not at all. A bundle that stands there is replaced; anything else is left alone,
 * and refused with a ConfigError where it is in the way.
 */
export async function writeBundle(
  folder: string,
  content: BundleContent,
  parameters: Parameters,
  networks?: HeldNetworks | undefined,
): Promise<Bundle> {
  if ((content.retrained === undefined) !== (networks === undefined)) throw new RangeError("invalid networks");
  const binaries: Record<string, Uint8Array> = {
    [WEIGHTS_FILE]: bytesOf(toFloats(parameters)),
    ...(networks === undefined ? {} : { [NETWORKS_FILE]: networksBytes(networks) }),
  };
  const unsealed = bundleSchema.parse({
    format: "recourse-bundle",
    version: BUNDLE_VERSION,
    ...content,
    files: Object.fromEntries(Object.entries(binaries).map(([name, bytes]) => [name, sha256(bytes)])),
  });
  const hash = sealOf(unsealed);
  const topology = layersModel(content.network, content.provenance.program, hash);
  const model = new TextEncoder().encode(`${JSON.stringify(topology, null, 1)}\n`);
  const bundle: Bundle = { ...unsealed, files: { [MODEL_FILE]: sha256(model), ...unsealed.files }, hash };

  const replaced = await mustTakeBundle(folder, { networks: networks !== undefined });
  // The description last: it names the others by their hashes.
  const written = new Map<string, string | Uint8Array>([
    [MODEL_FILE, model],
    ...Object.entries(binaries),
    [BUNDLE_FILE, `${JSON.stringify(bundle, null, 1)}\n`],
  ]);
  await writeTogether(folder, written, "another folder");
  // The networks of the bundle that stood there belong to none any more.
  for (const name of replaced.filter((each) => !written.has(each))) await rm(join(folder, name), { force: true });
  return bundle;
}

/**
 * Reads and checks a bundle: its hashes, and whether its members agree. Whether one of version 2, which has no hash of its own,
 * was changed cannot be told. Throws a DataError that names the file and what is wrong with it.
 */
export async function readBundle(folder: string): Promise<ReadBundle> {
  const described = await bundleFile(folder, BUNDLE_FILE);
  const bundle = parsed(bundleSchema, described, folder, BUNDLE_FILE);
  const seal = sealOf(jsonIn(described) as SealedContent);
  if (bundle.version === UNSEALED_VERSION ? bundle.hash !== undefined : bundle.hash !== seal) {
    throw damaged(folder, BUNDLE_FILE, "it was changed since it was saved: its SHA-256 is not the one it says");
  }
  const names = Object.keys(bundle.files).sort();
  const files = [MODEL_FILE, ...(bundle.retrained === undefined ? [] : [NETWORKS_FILE]), WEIGHTS_FILE];
  if (names.join() !== files.join()) {
    throw damaged(folder, BUNDLE_FILE, `files: names ${names.join(", ") || "none"}, and not ${files.join(", ")}`);
  }
  const read = async (name: string) => {
    const bytes = await bundleFile(folder, name);
    if (sha256(bytes) === bundle.files[name]) return bytes;
    throw damaged(folder, name, "its SHA-256 is not the one in bundle.json");
  };
  const model = parsed(layersModelSchema, await read(MODEL_FILE), folder, MODEL_FILE);
  if (model.userDefinedMetadata?.bundle !== bundle.hash) {
    throw damaged(folder, MODEL_FILE, "it belongs to another bundle.json");
  }
  if (JSON.stringify(shapeOf(model)) !== JSON.stringify(bundle.network)) {
    throw damaged(folder, MODEL_FILE, "it is not the network that bundle.json describes");
  }
  const [contradiction] = contradictions(bundle);
  if (contradiction !== undefined) throw damaged(folder, BUNDLE_FILE, contradiction);
  const networksIn = async (name: string, count: number): Promise<Parameters[]> => {
    const bytes = await read(name);
    const spec = { ...bundle.network, dropout: 0 };
    const weights = parameterCount(spec);
    if (bytes.length !== 4 * count * weights) {
      throw damaged(folder, name, `it holds ${bytes.length} bytes for ${count * weights} weights`);
    }
    const floats = floatsOf(bytes);
    if (!floats.every(Number.isFinite)) throw damaged(folder, name, "it holds weights that are no numbers");
    return Array.from({ length: count }, (_, i) => fromFloats(spec, floats.subarray(i * weights, (i + 1) * weights)));
  };
  const { retrained } = bundle;
  const [parameters] = await networksIn(WEIGHTS_FILE, 1);
  const actions = actionsFromJson(bundle);
  if (retrained === undefined) return { bundle, parameters, actions };
  const all = [...retrained.choosing, ...retrained.counting];
  const held = (await networksIn(NETWORKS_FILE, all.length)).map((each, i) => ({
    theta0: all[i].theta0,
    parameters: each,
  }));
  const first = retrained.choosing.length;
  return { bundle, parameters, actions, networks: { choosing: held.slice(0, first), counting: held.slice(first) } };
}
