/** The folder a bundle is to stand in: what may be replaced there, and what may not. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { codeOf } from "../data/disk.ts";
import { sha256 } from "../pipeline/canonical.ts";
import { BUNDLE_FILE, bundleFile, jsonIn } from "./file.ts";
import { MODEL_FILE, ONNX_FILE, WEIGHTS_FILE } from "./layers.ts";
import { NETWORKS_FILE } from "./networks.ts";
import { type SealedContent, sealOf } from "./seal.ts";

/**
 * Refuses a folder in which a bundle would replace something else: other things without a bundle, or files that are no
 * longer, by their hashes, those of the bundle that stands there. What lies beside a bundle stays. Returns the names of the files
 * that belong to that bundle, which a new one replaces.
 */
export async function mustTakeBundle(folder: string, { networks }: { readonly networks: boolean }): Promise<string[]> {
  const there = await entriesOf(folder);
  if (there.length === 0) return [];
  if (!there.includes(BUNDLE_FILE)) {
    throw new ConfigError(`${folder}: the folder holds other things; name one that is empty or new`);
  }
  const described = jsonIn(await bundleFile(folder, BUNDLE_FILE));
  const found = ourMark.safeParse(described);
  const holds = found.success && NETWORKS_FILE in found.data.files;
  const own = [BUNDLE_FILE, MODEL_FILE, WEIGHTS_FILE, ONNX_FILE, ...(networks || holds ? [NETWORKS_FILE] : [])];
  const replaced = own.filter((each) => there.includes(each));
  for (const name of replaced) {
    const ours = async ({ files, hash }: z.infer<typeof ourMark>) =>
      name === BUNDLE_FILE
        ? hash === undefined || hash === sealOf(described as SealedContent)
        : files[name] === sha256(await bundleFile(folder, name));
    if (found.success && (await ours(found.data))) continue;
    throw new ConfigError(
      `${join(folder, name)}: was not saved by this program, or was changed since; move it away, or name another folder`,
    );
  }
  return replaced;
}

/** By which a bundle of any version is known. */
const ourMark = z.object({
  format: z.literal("recourse-bundle"),
  files: z.record(z.string(), z.string()),
  hash: z.string().optional(),
});

/** Names in a folder; none where there is no such folder. */
async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw new ConfigError(`${folder}: is no folder a bundle could stand in; name another`);
  }
}
