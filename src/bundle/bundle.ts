/** A calibrated model as a folder that other programs can use: `bundle.json`, and the network as TensorFlow.js reads it. */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import type { ActionSet } from "../actions/set.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import type { Parameters } from "../engines/engine.ts";
import { fromFloats, toFloats } from "../engines/parameters.ts";
import { sha256 } from "../pipeline/canonical.ts";
import { floatsOf } from "../pipeline/score.ts";
import { bytesOf } from "../pipeline/train.ts";
import { layersModel, layersModelSchema, MODEL_FILE, shapeOf, WEIGHTS_FILE } from "./layers.ts";
import { actionsFromJson, BUNDLE_VERSION, type Bundle, bundleSchema } from "./schema.ts";

export const BUNDLE_FILE = "bundle.json";

/** A bundle read back: what it says, θ and Δ. */
export interface ReadBundle {
  readonly bundle: Bundle;
  readonly parameters: Parameters;
  readonly actions: ActionSet;
}

/** What is written: everything but what follows from the rest. */
export type BundleContent = Omit<Bundle, "format" | "version" | "files">;

/**
 * Writes the bundle as the folder `folder`, whole or not at all. A bundle that stands there is replaced; anything else is
 * left alone and refused with a ConfigError.
 */
export async function writeBundle(folder: string, content: BundleContent, parameters: Parameters): Promise<Bundle> {
  const model = `${JSON.stringify(layersModel(content.network, content.provenance.program), null, 1)}\n`;
  const files: Record<string, Uint8Array> = {
    [MODEL_FILE]: new TextEncoder().encode(model),
    [WEIGHTS_FILE]: bytesOf(toFloats(parameters)),
  };
  const hashes = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
  const bundle = bundleSchema.parse({ format: "recourse-bundle", version: BUNDLE_VERSION, ...content, files: hashes });

  const target = resolve(folder);
  const there = await entriesOf(target);
  if (there !== null && there.length > 0 && !there.includes(BUNDLE_FILE)) {
    throw new ConfigError(`${folder}: the folder holds other things; name one that is empty or new`);
  }
  const beside = (what: string) => join(dirname(target), `.${basename(target)}-${what}-${randomUUID()}`);
  const partial = beside("partial");
  try {
    await mkdir(partial, { recursive: true });
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(partial, name), bytes);
    await writeFile(join(partial, BUNDLE_FILE), `${JSON.stringify(bundle, null, 1)}\n`);
    if (there !== null) {
      const old = beside("old");
      await rename(target, old);
      await rename(partial, target);
      await rm(old, { recursive: true, force: true });
    } else {
      await rename(partial, target);
    }
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    if (code === null) throw error;
    throw new DataError(
      `${folder}: the bundle cannot be written (${code}); check the path, the permissions and the disk`,
    );
  }
  return bundle;
}

/** Reads and checks a bundle. Throws a DataError that names the file and what is wrong with it. */
export async function readBundle(folder: string): Promise<ReadBundle> {
  const bundle = parsed(bundleSchema, await fileOf(folder, BUNDLE_FILE), folder, BUNDLE_FILE);
  const read = async (name: string) => {
    const bytes = await fileOf(folder, name);
    if (sha256(bytes) === bundle.files[name]) return bytes;
    throw damaged(folder, name, "its SHA-256 is not the one in bundle.json");
  };
  const model = parsed(layersModelSchema, await read(MODEL_FILE), folder, MODEL_FILE);
  const weights = await read(WEIGHTS_FILE);
  const shape = shapeOf(model);
  const columns = bundle.preprocessing.columns.length;
  if (JSON.stringify(shape) !== JSON.stringify(bundle.network) || shape.inputs !== columns) {
    throw damaged(folder, MODEL_FILE, "it is not the network that bundle.json describes");
  }
  return {
    bundle,
    parameters: fromFloats({ ...shape, dropout: 0 }, floatsOf(weights)),
    actions: actionsFromJson(bundle),
  };
}

async function fileOf(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, name));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new DataError(
      `${join(folder, name)}: cannot be read (${code}); name a folder that recourse calibrate --save has written`,
    );
  }
}

function parsed<S extends z.ZodType>(schema: S, bytes: Uint8Array, folder: string, name: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw damaged(folder, name, "it is not JSON");
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const version = z.object({ version: z.number() }).safeParse(value);
  if (version.success && version.data.version !== BUNDLE_VERSION) {
    throw damaged(folder, name, `it has version ${version.data.version}, this program reads ${BUNDLE_VERSION}`);
  }
  throw damaged(folder, name, z.prettifyError(result.error).split("\n")[0]);
}

function damaged(folder: string, name: string, what: string): DataError {
  return new DataError(`${join(folder, name)}: not a bundle that can be used: ${what}; save it again`);
}

/** Names in a folder; null where there is no such folder. */
async function entriesOf(folder: string): Promise<string[] | null> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new ConfigError(`${folder}: is no folder a bundle could stand in; name another`);
  }
}
