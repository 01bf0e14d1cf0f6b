/** The YAML files under configs/: which there are, and what one of them says. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { ConfigError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import { isTree, type Tree, unusableName } from "./paths.ts";

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

/** The name of a data set's or protocol's file: `mine` for `mine` and for `own/mine.yaml`. */
export function nameOf(given: string): string {
  return isPath(given) ? basename(given, extname(given)) : given;
}

/**
 * Protocols as they were asked for, each once. Tables, files and a data set's sections know a protocol by its name: two
 * files of one name are a ConfigError.
 */
export function distinctProtocols(given: readonly string[], configs: string): string[] {
  const kept = new Map<string, string>();
  for (const each of given) {
    const name = nameOf(each);
    const known = kept.get(name);
    const place = (protocol: string) => resolve(fileOf("protocols", protocol, configs));
    if (known !== undefined && place(known) !== place(each)) {
      throw new ConfigError(
        `--protocol: ${known} and ${each} are both called ${name}; give one of the files another name`,
      );
    }
    if (known === undefined) kept.set(name, each);
  }
  return [...kept.values()];
}

/** Where the file of a name, or of a path, lies. */
export function fileOf(kind: ConfigKind, name: string, configs: string): string {
  return isPath(name) ? name : join(configs, kind, `${name}.yaml`);
}

/** More than anybody writes by hand, and than a file of settings that is read at once should have. */
const MOST_BYTES = 1 << 20;

/**
 * What the file says, as a mapping. Unknown name, unreadable file or broken YAML is a ConfigError with place and remedy;
 * `namedBy` is the place that an unknown name stands in.
 */
export async function readConfig(kind: ConfigKind, name: string, configs: string, namedBy?: string): Promise<Tree> {
  const place = placeOf(kind, name);
  let text: string;
  try {
    const file = fileOf(kind, name, configs);
    const about = await stat(file);
    // A pipe or a device may never end.
    if (!about.isFile()) throw new ConfigError(`${place}: is not a file`);
    if (about.size > MOST_BYTES)
      throw new ConfigError(`${place}: has ${about.size} bytes; at most ${MOST_BYTES} are read`);
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if (isPath(name)) throw new ConfigError(`${place}: cannot be read (${codeOf(error)}); check the path`);
    const names = await configNames(kind, configs);
    const noun = kind === "datasets" ? "data set" : "protocol";
    throw new ConfigError(
      `${namedBy === undefined ? "" : `${namedBy}: `}unknown ${noun} ${JSON.stringify(name)}${nearest(name, names)}; or give a path to a .yaml file`,
    );
  }
  const known = parsed.get(text);
  if (known) return structuredClone(known);
  const value = parsedYaml(text, place);
  parsed.set(text, value);
  return structuredClone(value);
}

/** The mapping a text is. Throws ConfigError where it is none, is broken, or is made to be endless. */
function parsedYaml(text: string, place: string): Tree {
  try {
    const document = parseDocument(text, { prettyErrors: true });
    const [error] = document.errors;
    if (error?.message.includes("call stack")) throw new RangeError(error.message);
    if (error) throw new ConfigError(`${place}: ${error.message.split("\n")[0]}`);
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    if (!isTree(value)) throw new ConfigError(`${place}: must be a mapping of names to values`);
    const unusable = unusableName(value);
    if (unusable === null) return value;
    throw new ConfigError(
      `${place}: ${unusable}: this name cannot be used; choose another (a feature may say \`column: __proto__\`)`,
    );
  } catch (error) {
    // What the parser throws for an alias to nothing, or for aliases of aliases that would grow without end.
    if (error instanceof ReferenceError) {
      throw new ConfigError(
        `${place}: ${error.message.split("\n")[0]}; write the values out instead of an alias (*name)`,
      );
    }
    if (error instanceof RangeError) throw new ConfigError(`${place}: is nested too deeply, or contains itself`);
    throw error;
  }
}

/** How many values aliases may stand for altogether. */
const MOST_ALIASES = 100;

/** What texts say: a grid of hundreds of cells reads the same few files for each. */
const parsed = new Map<string, Tree>();

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
