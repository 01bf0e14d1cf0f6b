/** A bundle that a command line names, and one person beside it: as JSON, or as a record of the CSV that it was made from. */
import { join } from "node:path";
import { type ReadBundle, readBundle } from "../bundle/bundle.ts";
import { BUNDLE_FILE } from "../bundle/file.ts";
import { UNSEALED_VERSION } from "../bundle/schema.ts";
import { configNames, packagedConfigs } from "../config/files.ts";
import { resolve } from "../config/resolve.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { findFiles, loadFrames } from "../data/load.ts";
import { textAt } from "../data/text.ts";
import { type Person, personOfRecord } from "../explain/person.ts";
import { givenModel } from "./model.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

/** Where the CSV is, and whose it is. */
export interface RecordOptions {
  readonly dataset?: string | undefined;
  readonly dataDir?: string | undefined;
}

const UNCHECKED =
  "is of version 2, which has no hash of its own: whether it was changed since it was saved cannot be told; " +
  "recourse calibrate --save writes one that has";

/** Whether a bundle has a hash of its own, by which a change is seen. */
export function isChecked({ bundle }: ReadBundle): boolean {
  return bundle.version !== UNSEALED_VERSION;
}

/** Reads the bundle in a folder, and says so where nobody can tell whether it was changed. `model` is what --model names. */
export async function openBundle(
  folder: string,
  terminal: Pick<Terminal, "err">,
  model?: string | undefined,
): Promise<ReadBundle> {
  const read = await readBundle(folder, await givenModel(model));
  if (!isChecked(read)) terminal.err(`${join(folder, BUNDLE_FILE)}: ${UNCHECKED}\n`);
  return read;
}

/** A person, and how to name them. */
export interface NamedPerson {
  readonly name: string;
  readonly person: Person;
}

export function personObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConfigError(`--person: not JSON; write it as '{"column": value, …}'`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new ConfigError(`--person: one JSON object is needed, '{"column": value, …}'; for many people use --input`);
}

/** A record of the CSV that the bundle was made from, known by its SHA-256 and read as it was then. */
export async function personOfRow(
  record: number,
  { dataset, dataDir }: RecordOptions,
  { bundle }: ReadBundle,
  terminal: Terminal,
): Promise<NamedPerson> {
  const name = dataset ?? bundle.dataset.name;
  if (dataset === undefined && !(await configNames("datasets", packagedConfigs)).includes(name)) {
    throw new ConfigError(
      `--row: the bundle was made from “${name}”, a data set of your own; name its .yaml with --dataset`,
    );
  }
  const { settings, place } = await resolve({ dataset: name, protocol: bundle.protocol });
  const { folders } = workspaceOf({ dataDir, dataset: name }, terminal);
  const [{ path, sha256 }] = await findFiles(settings.source, folders, name);
  if (sha256 !== bundle.provenance.data[0]) {
    throw new DataError(`${path}: is not the file that the bundle was made from; its SHA-256 is ${sha256}`);
  }
  const recipe = { ...settings, features: bundle.preprocessing.features, label: bundle.label };
  const { frame } = await loadFrames(recipe, folders, name, place, terminal.signal);
  const at = frame.records.indexOf(record);
  if (at < 0) {
    const last = frame.records[frame.rows - 1];
    const why =
      Number.isSafeInteger(record) && 1 <= record && record < last
        ? "a filter or a missing cell leaves this record out"
        : `give the number of a record, 1 for the first; the last that is used is ${last}`;
    throw new DataError(`--row ${record}: ${why} (${path})`);
  }
  const format = { ...settings.source, file: frame.file };
  const person = personOfRecord(bundle, await textAt(path), format, record);
  if (person === null) throw new Error(`record ${record} of ${path} is in the frame and not in the file`);
  return { name: `${frame.file}, record ${record}`, person };
}
