/** One run's settings: protocol ← data set ← the data set's section for that protocol ← flags; the last one wins. */
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import { datasetSchema } from "../data/schema.ts";
import { packagedConfigs, placeOf, readConfig } from "./files.ts";
import { isTree, merge, nest, setPath, type Tree } from "./paths.ts";
import { renamedSettings, renamedTo } from "./renamed.ts";
import { protocolSchema, type Settings, settingsSchema } from "./settings.ts";

/** The protocol of a run that names none. */
const DEFAULT_PROTOCOL = "paper";

/** Which run: a data set under a protocol, and the choices laid over both. */
export interface Request {
  /** A name under configs/datasets, or a path to a YAML file. */
  readonly dataset: string;
  readonly protocol?: string;
  /** Dotted path → value and the flag it comes from: `{ "training.epochs": { value: 3, flag: "--epochs" } }`. */
  readonly overrides?: Readonly<Record<string, Override>>;
}

/** A choice laid over those of the files, and what a message calls the place it was made in. */
export interface Override {
  readonly value: unknown;
  readonly flag: string;
}

/** A run's settings, complete and validated, and where each of them comes from. */
export interface Resolved {
  readonly dataset: string;
  readonly protocol: string;
  readonly settings: Settings;
  /** The data set's file, as messages name it. */
  readonly place: string;
  /** The file, or the flag, a choice comes from, by its dotted path; "default" where none of them speaks of it. */
  readonly origin: (path: string) => string;
}

/**
 * Reads the two files, merges and validates. A ConfigError names the file (or flag) a wrong value comes from, its dotted
 * path, what is wrong and what is allowed.
 */
export async function resolve(request: Request, configs: string = packagedConfigs): Promise<Resolved> {
  const protocol = request.protocol ?? DEFAULT_PROTOCOL;
  const protocolPlace = placeOf("protocols", protocol);
  const datasetPlace = placeOf("datasets", request.dataset);
  const said = await readConfig("protocols", protocol, configs);
  const choices = validated(protocolSchema, said, () => protocolPlace);
  const own = await readConfig("datasets", request.dataset, configs);
  const { protocols, settings: everywhere, ...dataset } = validated(datasetSchema, own, () => datasetPlace);

  const { description: _, ...flat } = choices;
  const section = protocols[protocol] ?? {};
  const flags = request.overrides ?? {};
  const tree = merge(nest(flat), dataset);
  for (const [path, value] of Object.entries({ ...everywhere, ...section })) setPath(tree, path, value);
  for (const [path, { value }] of Object.entries(flags)) setPath(tree, path, value);

  const madeIn = (path: string) => {
    const within = (names: object) => Object.keys(names).find((name) => path === name || path.startsWith(`${name}.`));
    const flagged = within(flags);
    if (flagged) return flags[flagged].flag;
    if (within(section)) return `${datasetPlace}: protocols.${protocol}`;
    if (within(everywhere)) return `${datasetPlace}: settings`;
    if (within(said)) return protocolPlace;
    return valueAt(own, path.split(".")) === undefined ? null : datasetPlace;
  };
  return {
    dataset: dataset.name,
    protocol,
    place: datasetPlace,
    // What neither file says although it has to be said is the data set's: the protocol's file is complete by its schema.
    settings: validated(settingsSchema, tree, (path) => madeIn(path) ?? datasetPlace),
    origin: (path) => madeIn(path) ?? "default",
  };
}

/** The value as the schema reads it, or a ConfigError for the first thing wrong with it. */
export function validated<S extends z.ZodType>(
  schema: S,
  value: Tree,
  placeOfPath: (path: string) => string,
): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const each of result.error.issues) {
    if (each.code !== "unrecognized_keys") continue;
    const old = each.keys.map((key) => [...each.path, key].join(".")).find((path) => renamedTo(renamedSettings, path));
    if (old) throw new ConfigError(`${placeOfPath(old)}: ${old}: renamed to ${renamedTo(renamedSettings, old)}`);
  }
  const [issue] = result.error.issues;
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const full = [...path, issue.keys[0]].join(".");
    throw new ConfigError(
      `${placeOfPath(full)}: ${full}: unknown setting${nearest(issue.keys[0], allowedAt(schema, path))}`,
    );
  }
  const full = path.join(".");
  const given = valueAt(value, path);
  const what = given === undefined ? "is missing" : `is ${JSON.stringify(given)}: ${sentence(issue.message)}`;
  throw new ConfigError(`${placeOfPath(full)}: ${full} ${what}`);
}

function allowedAt(schema: z.ZodType, path: readonly string[]): string[] {
  let at: unknown = schema;
  for (const name of path) {
    at = at instanceof z.ZodObject ? at.shape[name] : at instanceof z.ZodRecord ? at.valueType : undefined;
    while (at instanceof z.ZodDefault || at instanceof z.ZodPrefault || at instanceof z.ZodOptional) at = at.unwrap();
  }
  const objects = at instanceof z.ZodDiscriminatedUnion ? at.options : [at];
  return [...new Set(objects.flatMap((each) => (each instanceof z.ZodObject ? Object.keys(each.shape) : [])))];
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const name of path) at = isTree(at) || Array.isArray(at) ? Reflect.get(at, name) : undefined;
  return at;
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
