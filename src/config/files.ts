/** The YAML files under configs/: which there are, and what one of them says. */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { ConfigError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import { isTree, type Tree } from "./paths.ts";

/** The configs/ folder of this package. */
export const packagedConfigs = fileURLToPath(new URL("../../configs", import.meta.url));

export type ConfigKind = "datasets" | "protocols";

/** Names of the files of one kind, without `.yaml`, in alphabetical order. */
export async function configNames(kind: ConfigKind, configs: string): Promise<string[]> {
  const names = await readdir(join(configs, kind));
  return names
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => basename(name, ".yaml"))
    .sort();
}

/** A file's place as an error names it: relative to the folder that holds configs/. */
export function placeOf(kind: ConfigKind, name: string): string {
  return isPath(name) ? name : `configs/${kind}/${name}.yaml`;
}

/** A data set or protocol may be named, or be a path to a YAML file of one's own. */
export function isPath(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

/** What the file says, as a mapping. Unknown name, unreadable file or broken YAML is a ConfigError with place and remedy. */
export async function readConfig(kind: ConfigKind, name: string, configs: string): Promise<Tree> {
  const place = placeOf(kind, name);
  let text: string;
  try {
    text = await readFile(isPath(name) ? name : join(configs, kind, `${name}.yaml`), "utf8");
  } catch (error) {
    if (isPath(name)) throw new ConfigError(`${place}: cannot be read (${codeOf(error)}); check the path`);
    const names = await configNames(kind, configs);
    const noun = kind === "datasets" ? "data set" : "protocol";
    throw new ConfigError(
      `unknown ${noun} ${JSON.stringify(name)}${nearest(name, names)}; or give a path to a .yaml file`,
    );
  }
  const known = parsed.get(text);
  if (known) return structuredClone(known);
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) throw new ConfigError(`${place}: ${error.message.split("\n")[0]}`);
  const value: unknown = document.toJS();
  if (!isTree(value)) throw new ConfigError(`${place}: must be a mapping of names to values`);
  parsed.set(text, value);
  return structuredClone(value);
}

/** What texts say: a grid of hundreds of cells reads the same few files for each. */
const parsed = new Map<string, Tree>();

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
