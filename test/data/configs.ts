/** Data-set files as a run sees them, without the rest of the configuration */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type DatasetConfig, datasetSchema } from "../../src/data/schema.ts";

export const project = fileURLToPath(new URL("../..", import.meta.url));

/** configs/datasets/<name>.yaml with its section for a protocol laid over it. */
export function configOf(name: string, protocol: string): DatasetConfig {
  const tree = parse(readFileSync(join(project, `configs/datasets/${name}.yaml`), "utf8"));
  for (const [path, value] of Object.entries(tree.protocols?.[protocol] ?? {})) {
    const names = path.split(".");
    // A choice of a method's, which the data set's own schema does not know.
    if (names[0] === "recourse") continue;
    const last = names.pop() ?? "";
    names.reduce((section, key) => section[key], tree)[last] = value;
  }
  return datasetSchema.parse(tree);
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
