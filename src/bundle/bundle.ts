/** A calibrated model as a folder that other programs can use: `bundle.json`, and the network as TensorFlow.js reads it. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ActionSet } from "../actions/set.ts";
import { ConfigError } from "../core/errors.ts";
import { writeTogether } from "../data/disk.ts";
import type { Parameters } from "../engines/engine.ts";
import { fromFloats, parameterCount, toFloats } from "../engines/parameters.ts";
import { type ModelSource, onnxBytesSource } from "../models/source.ts";
import { canonical, type Json, sha256 } from "../pipeline/canonical.ts";
import { floatsOf } from "../pipeline/score.ts";
import { bytesOf } from "../pipeline/train.ts";
import { contradictions } from "./coherence.ts";
import { BUNDLE_FILE, bundleFile, damaged, jsonIn, parsed } from "./file.ts";
import { mustTakeBundle } from "./folder.ts";
import { layersModel, layersModelSchema, MODEL_FILE, ONNX_FILE, shapeOf, WEIGHTS_FILE } from "./layers.ts";
import { type HeldNetworks, NETWORKS_FILE, networksBytes } from "./networks.ts";
import { actionsFromJson, BUNDLE_VERSION, type Bundle, bundleSchema, UNSEALED_VERSION } from "./schema.ts";
import { type SealedContent, sealOf } from "./seal.ts";

/** A bundle read back: what it says, θ and Δ. */
export interface ReadBundle {
  readonly bundle: Bundle;
  /** θ; null where the model comes from outside. */
  readonly parameters: Parameters | null;
  /** The model from outside: the ONNX file that the bundle holds, or the command that it was opened with. */
  readonly model?: ModelSource | undefined;
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
  parameters: Parameters | null,
  networks?: HeldNetworks | undefined,
  outside?: ModelSource | undefined,
): Promise<Bundle> {
  if ((content.retrained === undefined) !== (networks === undefined)) throw new RangeError("invalid networks");
  const binaries: Record<string, Uint8Array> = {
    ...(parameters === null ? {} : { [WEIGHTS_FILE]: bytesOf(toFloats(parameters)) }),
    ...(outside?.spec.kind === "onnx" ? { [ONNX_FILE]: outside.spec.bytes } : {}),
    ...(networks === undefined ? {} : { [NETWORKS_FILE]: networksBytes(networks) }),
  };
  const unsealed = bundleSchema.parse({
    format: "recourse-bundle",
    version: BUNDLE_VERSION,
    ...content,
    files: Object.fromEntries(Object.entries(binaries).map(([name, bytes]) => [name, sha256(bytes)])),
  });
  const hash = sealOf(unsealed);
  const { network, provenance } = content;
  const described: Record<string, Uint8Array> = {};
  if (network !== undefined) {
    const topology = JSON.stringify(layersModel(network, provenance.program, hash), null, 1);
    described[MODEL_FILE] = new TextEncoder().encode(`${topology}\n`);
  }
  const hashes = Object.entries(described).map(([name, bytes]) => [name, sha256(bytes)]);
  const bundle: Bundle = { ...unsealed, files: { ...Object.fromEntries(hashes), ...unsealed.files }, hash };

  const replaced = await mustTakeBundle(folder, { networks: networks !== undefined });
  // The description last: it names the others by their hashes.
  const written = new Map<string, string | Uint8Array>([
    ...Object.entries(described),
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
 * was changed cannot be told. `given` is the model from outside, of a bundle that only names one: it has to be the
 * very one that was calibrated. Throws a DataError that names the file and what is wrong with it.
 */
export async function readBundle(folder: string, given?: ModelSource | undefined): Promise<ReadBundle> {
  const described = await bundleFile(folder, BUNDLE_FILE);
  const bundle = parsed(bundleSchema, described, folder, BUNDLE_FILE);
  const seal = sealOf(jsonIn(described) as SealedContent);
  if (bundle.version === UNSEALED_VERSION ? bundle.hash !== undefined : bundle.hash !== seal) {
    throw damaged(folder, BUNDLE_FILE, "it was changed since it was saved: its SHA-256 is not the one it says");
  }
  const names = Object.keys(bundle.files).sort();
  if ((bundle.network === undefined) === (bundle.model === undefined)) {
    throw damaged(folder, BUNDLE_FILE, "network: it is there, or a model from outside is, and not both");
  }
  const files = filesOf(bundle);
  if (names.join() !== files.join()) {
    throw damaged(folder, BUNDLE_FILE, `files: names ${names.join(", ") || "none"}, and not ${files.join(", ")}`);
  }
  const read = async (name: string) => {
    const bytes = await bundleFile(folder, name);
    if (sha256(bytes) === bundle.files[name]) return bytes;
    throw damaged(folder, name, "its SHA-256 is not the one in bundle.json");
  };
  if (bundle.network === undefined) {
    const [contradiction] = contradictions(bundle);
    if (contradiction !== undefined) throw damaged(folder, BUNDLE_FILE, contradiction);
    return { bundle, parameters: null, actions: actionsFromJson(bundle), model: await outsideOf(bundle, read, given) };
  }
  if (given !== undefined) throw new ConfigError(`${folder}: holds a network of its own; leave the other model out`);
  const { network } = bundle;
  const model = parsed(layersModelSchema, await read(MODEL_FILE), folder, MODEL_FILE);
  if (model.userDefinedMetadata?.bundle !== bundle.hash) {
    throw damaged(folder, MODEL_FILE, "it belongs to another bundle.json");
  }
  if (JSON.stringify(shapeOf(model)) !== JSON.stringify(network)) {
    throw damaged(folder, MODEL_FILE, "it is not the network that bundle.json describes");
  }
  const [contradiction] = contradictions(bundle);
  if (contradiction !== undefined) throw damaged(folder, BUNDLE_FILE, contradiction);
  const networksIn = async (name: string, count: number): Promise<Parameters[]> => {
    const bytes = await read(name);
    const spec = { ...network, dropout: 0 };
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

/** The files of a bundle beside `bundle.json`, in alphabetical order. */
function filesOf({ network, model, retrained }: Bundle): string[] {
  const ours = [MODEL_FILE, ...(retrained === undefined ? [] : [NETWORKS_FILE]), WEIGHTS_FILE];
  return [...(network === undefined ? [] : ours), ...(model !== undefined && "onnx" in model ? [ONNX_FILE] : [])];
}

/** The model from outside: the ONNX file, or the command that is given if it is the one that was calibrated. */
async function outsideOf(
  { model }: Bundle,
  read: (name: string) => Promise<Uint8Array>,
  given: ModelSource | undefined,
): Promise<ModelSource | undefined> {
  if (model !== undefined && "onnx" in model && given === undefined) {
    const { output, favourable } = model;
    return onnxBytesSource(
      { onnx: ONNX_FILE, favourable, ...(output === null ? {} : { output }) },
      await read(ONNX_FILE),
    );
  }
  if (given === undefined || canonical(given.identity as unknown as Json) === canonical(model as unknown as Json)) {
    return given;
  }
  throw new ConfigError(
    `model ${given.name}: is not the model that was calibrated: its command or one of its files is another; calibrate it anew`,
  );
}
