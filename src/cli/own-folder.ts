/** Folders whose files are ours to replace: those that stand in its checksums with the bytes they still have. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, DataError } from "../core/errors.ts";
import { codeOf, mustBeWritable, sizeOfFile, writeTogether } from "../data/disk.ts";
import { sha256 } from "../pipeline/canonical.ts";
import { readIfThere } from "./read-back.ts";

/** The usual name of a list. */
export const CHECKSUMS = "checksums.txt";

/** Files that are written together, and listed by name and SHA-256 in a file of their own. */
export interface Listed {
  readonly files: ReadonlyMap<string, string>;
  /** Name of the list; `checksums.txt` unless given. */
  readonly list?: string;
  /** Names of an earlier writing that stay, and stay listed. */
  readonly keep?: readonly string[];
  /** Names of an earlier writing that go, unless they were changed since. */
  readonly stale?: readonly string[];
}

/** The files that are listed here, each with the hash it was written with; none where nothing was written. */
export async function listedFiles(folder: string, list = CHECKSUMS): Promise<ReadonlyMap<string, string>> {
  const lines = (await readIfThere(join(folder, list)))?.split("\n") ?? [];
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, hash, name] = /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, hash]];
    }),
  );
}

/**
 * Writes files into a folder, all or none, and their lists. What stands there under one of the names and was not written by
 * us, or was changed since, is left alone: a DataError names it, and `flag`, which names another folder.
 */
export async function writeOurs(folder: string, flag: string, ...groups: readonly Listed[]): Promise<void> {
  const all = new Map<string, string>();
  const gone: string[] = [];
  for (const { files, list = CHECKSUMS, keep = [], stale = [] } of groups) {
    const listed = await listedFiles(folder, list);
    const hashes = new Map<string, string>();
    for (const [name, text] of files) {
      const [before, hash] = [await hashOf(join(folder, name)), sha256(text)];
      if (before !== null && before !== listed.get(name) && before !== hash) throw notOurs(join(folder, name), flag);
      hashes.set(name, hash);
      all.set(name, text);
    }
    for (const name of keep) hashes.set(name, listed.get(name) ?? (await hashOf(join(folder, name))) ?? "");
    for (const name of stale) {
      const untouched = listed.has(name) && listed.get(name) === (await hashOf(join(folder, name)));
      if (untouched && !hashes.has(name)) gone.push(name);
    }
    all.set(list, checksumsOf(hashes));
  }
  await writeTogether(folder, all, `another folder with ${flag}`);
  for (const name of gone) await rm(join(folder, name), { force: true });
}

function notOurs(path: string, flag: string): DataError {
  return new DataError(
    `${path}: was not written by this program, or was changed since; move it away, or name another folder with ${flag}`,
  );
}

/** Refuses a folder that holds things, but not `mark`, by which one of ours is known; `beside` may stand in it all the same. */
export async function mustBeOurs(
  folder: string,
  mark: string,
  flag: string,
  beside: readonly string[] = [],
): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return mustBeWritable(folder, `another folder with ${flag}`);
    if (codeOf(error) === "ENOTDIR") throw new ConfigError(`${folder}: is a file; name a folder with ${flag}`);
    throw error;
  }
  await mustBeWritable(folder, `another folder with ${flag}`);
  const foreign = names.find((name) => !beside.includes(name));
  if (foreign === undefined || names.includes(mark)) return;
  throw new ConfigError(
    `${folder}: holds other things, such as ${foreign}; name a folder that is empty or new with ${flag}`,
  );
}

/** Lines as `sha256sum` writes and checks them, by name. */
function checksumsOf(hashes: ReadonlyMap<string, string>): string {
  const names = [...hashes.keys()].sort();
  return names.map((name) => `${hashes.get(name)}  ${name}\n`).join("");
}

async function hashOf(path: string): Promise<string | null> {
  return (await sizeOfFile(path, "a file")) === null ? null : sha256(await readFile(path));
}
