/** A calibrated model as a folder that other programs can use: `bundle.json`, and the network as TensorFlow.js reads it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ActionSet } from "../actions/set.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { codeOf, sizeOfFile, writeTogether } from "../data/disk.ts";
import type { Parameters } from "../engines/engine.ts";
import { fromFloats, parameterCount, toFloats } from "../engines/parameters.ts";
import { sha256 } from "../pipeline/canonical.ts";
import { floatsOf } from "../pipeline/score.ts";
import { bytesOf } from "../pipeline/train.ts";
import { contradictions } from "./coherence.ts";
import { layersModel, layersModelSchema, MODEL_FILE, shapeOf, WEIGHTS_FILE } from "./layers.ts";
import { type HeldNetworks, NETWORKS_FILE, networksBytes } from "./networks.ts";
import { actionsFromJson, BUNDLE_VERSION, type Bundle, bundleSchema, UNSEALED_VERSION } from "./schema.ts";
import { type SealedContent, sealOf } from "./seal.ts";

export const BUNDLE_FILE = "bundle.json";

/** Bytes; no network that is explained one person at a time comes near it. */
const LARGEST = 200e6;

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

  await mustTakeBundle(folder);
  // The description last: it names the others by their hashes.
  const written = new Map<string, string | Uint8Array>([
    [MODEL_FILE, model],
    ...Object.entries(binaries),
    [BUNDLE_FILE, `${JSON.stringify(bundle, null, 1)}\n`],
  ]);
  await writeTogether(folder, written, "another folder");
  return bundle;
}

/**
 * Refuses a folder in which a bundle would replace something else: other things without a bundle, or files that are no
 * longer, by their hashes, those of the bundle that stands there. What lies beside a bundle stays.
 */
export async function mustTakeBundle(folder: string): Promise<void> {
  const there = await entriesOf(folder);
  if (there.length === 0) return;
  if (!there.includes(BUNDLE_FILE)) {
    throw new ConfigError(`${folder}: the folder holds other things; name one that is empty or new`);
  }
  const described = jsonOf(await fileOf(folder, BUNDLE_FILE));
  const found = ourMark.safeParse(described);
  for (const name of [BUNDLE_FILE, MODEL_FILE, WEIGHTS_FILE, NETWORKS_FILE].filter((each) => there.includes(each))) {
    const ours = async ({ files, hash }: z.infer<typeof ourMark>) =>
      name === BUNDLE_FILE
        ? hash === undefined || hash === sealOf(described as SealedContent)
        : files[name] === sha256(await fileOf(folder, name));
    if (found.success && (await ours(found.data))) continue;
    throw new ConfigError(
      `${join(folder, name)}: was not saved by this program, or was changed since; move it away, or name another folder`,
    );
  }
}

/** By which a bundle of any version is known. */
const ourMark = z.object({
  format: z.literal("recourse-bundle"),
  files: z.record(z.string(), z.string()),
  hash: z.string().optional(),
});

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Reads and checks a bundle: its hashes, and whether its members agree. Whether one of version 2, which has no hash of its own,
 * was changed cannot be told. Throws a DataError that names the file and what is wrong with it.
 */
export async function readBundle(folder: string): Promise<ReadBundle> {
  const described = await fileOf(folder, BUNDLE_FILE);
  const bundle = parsed(bundleSchema, described, folder, BUNDLE_FILE);
  const seal = sealOf(jsonOf(described) as SealedContent);
  if (bundle.version === UNSEALED_VERSION ? bundle.hash !== undefined : bundle.hash !== seal) {
    throw damaged(folder, BUNDLE_FILE, "it was changed since it was saved: its SHA-256 is not the one it says");
  }
  const names = Object.keys(bundle.files).sort();
  const files = [MODEL_FILE, ...(bundle.retrained === undefined ? [] : [NETWORKS_FILE]), WEIGHTS_FILE];
  if (names.join() !== files.join()) {
    throw damaged(folder, BUNDLE_FILE, `files: names ${names.join(", ") || "none"}, and not ${files.join(", ")}`);
  }
  const read = async (name: string) => {
    const bytes = await fileOf(folder, name);
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

async function fileOf(folder: string, name: string): Promise<Uint8Array> {
  try {
    const size = await sizeOfFile(join(folder, name), "a file");
    if (size !== null && size > LARGEST) throw damaged(folder, name, `it is larger than ${LARGEST / 1e6} MB`);
    return await readFile(join(folder, name));
  } catch (error) {
    if (error instanceof DataError) throw error;
    const code = codeOf(error) ?? String(error);
    throw new DataError(
      `${join(folder, name)}: cannot be read (${code}); name a folder that recourse calibrate --save has written`,
    );
  }
}

function parsed<S extends z.ZodType>(schema: S, bytes: Uint8Array, folder: string, name: string): z.infer<S> {
  const value = jsonOf(bytes);
  if (value === undefined) throw damaged(folder, name, "it is not JSON");
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw damaged(folder, name, firstIssue(result.error));
}

/** "promise.n: Invalid input: expected int, received string". */
function firstIssue({ issues: [{ path, message }] }: z.ZodError): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

function damaged(folder: string, name: string, what: string): DataError {
  return new DataError(
    `${join(folder, name)}: not a bundle that can be used: ${what}; save it anew, into another folder`,
  );
}

/** Names in a folder; none where there is no such folder. */
async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw new ConfigError(`${folder}: is no folder a bundle could stand in; name another`);
  }
}
