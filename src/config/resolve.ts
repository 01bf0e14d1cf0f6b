/** One run's settings: protocol ← data set ← the data set's section for that protocol ← flags; the last one wins. */
import { dirname, join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { flaggedGaps } from "../data/missing.ts";
import { nearest } from "../data/nearest.ts";
import { datasetSchema } from "../data/schema.ts";
import { fileOf, isPath, nameOf, packagedConfigs, placeOf, readConfig } from "./files.ts";
import { isTree, merge, nest, ownMember, setPath, type Tree, unusableName } from "./paths.ts";
import { renamedSettings, renamedTo } from "./renamed.ts";
import { protocolSchema, type Settings, settingsSchema } from "./settings.ts";

/** The protocol of a run that names none, on data that name none. */
export const DEFAULT_PROTOCOL = "paper";

/** The protocol proposed for data of one's own: the one whose calibration rows nothing else has seen. */
export const PROPOSED_PROTOCOL = "corrected";

/** Which run: a data set under a protocol, and the choices laid over both. */
export interface Request {
  /** A name under configs/datasets, or a path to a YAML file. */
  readonly dataset: string;
  /** The same for configs/protocols; where absent, the protocol that the data set's file names. */
  readonly protocol?: string;
  /** Dotted path → value and the flag it comes from: `{ "training.epochs": { value: 3, flag: "--epochs" } }`. */
  readonly overrides?: Readonly<Record<string, Override>>;
  /** The data set of that name where it is in no file. */
  readonly table?: TableInMemory | undefined;
}

/** A data set in memory. */
export interface TableInMemory {
  /** What its file would say. */
  readonly config: Tree;
  /** The text of its CSV. */
  readonly csv: string;
}

/** A choice laid over those of the files, and what a message calls the place it was made in. */
export interface Override {
  readonly value: unknown;
  readonly flag: string;
}

/** A run's settings, complete and validated, and where each of them comes from. */
export interface Resolved {
  readonly dataset: string;
  /** As asked for: a name under configs/protocols, or a path to a YAML file. */
  readonly protocol: string;
  readonly settings: Settings;
  /** The data set's file, as messages name it. */
  readonly place: string;
  /** The CSV of a data set in memory, which is looked for in no folder. */
  readonly csv?: string | undefined;
  /** The file, or the flag, a choice (or `protocol`) comes from, by its dotted path; "default" where none speaks of it. */
  readonly origin: (path: string) => string;
}

/**
 * Reads the two files, merges and validates. A ConfigError names the file (or flag) a wrong value comes from, its dotted
 * path, what is wrong and what is allowed.
 */
export async function resolve(request: Request, configs: string = packagedConfigs): Promise<Resolved> {
  const { table } = request;
  const datasetPlace = table ? `data set ${request.dataset}` : placeOf("datasets", request.dataset);
  const own = table ? structuredClone(table.config) : await readConfig("datasets", request.dataset, configs);
  const {
    protocols,
    settings: everywhere,
    protocol: preferred,
    ...dataset
  } = validated(datasetSchema, own, () => datasetPlace);
  const protocol =
    request.protocol ?? protocolOf(preferred, table ? "." : fileOf("datasets", request.dataset, configs));
  const protocolPlace = placeOf("protocols", protocol);
  const said = await readConfig(
    "protocols",
    protocol,
    configs,
    request.protocol ? undefined : `${datasetPlace}: protocol`,
  );
  const choices = validated(protocolSchema(), said, () => protocolPlace);

  const { description: _, ...flat } = choices;
  const name = nameOf(protocol);
  const section = Object.hasOwn(protocols, name) ? protocols[name] : {};
  const flags = request.overrides ?? {};
  for (const [path, { flag }] of Object.entries(flags)) {
    if (unusableName({ [path]: null }) !== null) throw new ConfigError(`${flag}: ${path}: unknown setting`);
  }
  const tree = merge(nest(flat), dataset);
  for (const [path, value] of Object.entries({ ...everywhere, ...section })) setPath(tree, path, value);
  for (const [path, { value }] of Object.entries(flags)) setPath(tree, path, value);

  const madeIn = (path: string) => {
    if (path === "protocol") return request.protocol ? "--protocol" : preferred ? datasetPlace : null;
    const within = (names: object) =>
      Object.keys(names).find((name) => `${path}.`.startsWith(`${name}.`) || name.startsWith(`${path}.`));
    const flagged = within(flags);
    if (flagged) return flags[flagged].flag;
    if (within(section)) return `${datasetPlace}: protocols.${name}`;
    if (within(everywhere)) return `${datasetPlace}: settings`;
    if (within(said)) return protocolPlace;
    return valueAt(own, path.split(".")) === undefined ? null : datasetPlace;
  };
  // What neither file says although it has to be said is the data set's: the protocol's file is complete by its schema.
  const settings = validated(settingsSchema(), tree, (path) => madeIn(path) ?? datasetPlace);
  return {
    dataset: dataset.name,
    protocol,
    place: datasetPlace,
    csv: table?.csv,
    // A model from outside is given an empty cell where one was empty, whatever it is filled with for X.
    // It was not trained with any λ.
    settings: settings.model
      ? { ...settings, features: flaggedGaps(settings.features), run: { ...settings.run, lambda: 0 } }
      : settings,
    origin: (path) => madeIn(path) ?? "default",
  };
}

/** The protocol a data set's file prefers; a path in it is relative to that file. */
function protocolOf(preferred: string | undefined, file: string): string {
  if (preferred === undefined) return DEFAULT_PROTOCOL;
  return isPath(preferred) ? join(dirname(file), preferred) : preferred;
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
  const what = given === undefined ? "is missing" : `is ${shown(given)}: ${sentence(issue.message)}`;
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
  for (const name of path) at = isTree(at) || Array.isArray(at) ? ownMember(at, name) : undefined;
  return at;
}

/** The value as JSON, its beginning where it is long. */
function shown(value: unknown): string {
  // JSON has no infinity.
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
