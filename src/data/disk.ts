/** Writing to disk: whole or not at all, in folders that are made on the way, with a sentence where the disk refuses. */
import { existsSync } from "node:fs";
import { access, constants, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { threadId } from "node:worker_threads";
import writeFileAtomic from "write-file-atomic";
import { DataError } from "../core/errors.ts";

/** What the system says where a file cannot be read or written, for a person who can mend it. */
const reasons = new Map([
  ["ENOSPC", "the disk is full: free some space"],
  ["EDQUOT", "the disk quota is used up: free some space"],
  ["EFBIG", "files may not be so large here: raise the limit (ulimit -f)"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EROFS", "the file system is read-only"],
  ["EEXIST", "part of the path is a file"],
  ["ENOTDIR", "part of the path is a file"],
  ["EISDIR", "it is a folder"],
  ["ENOENT", "there is no such place"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ELOOP", "its links lead in a circle"],
  ["EBUSY", "something else is using it"],
  ["EMFILE", "too many files are open: raise the limit (ulimit -n)"],
  ["ENFILE", "too many files are open on this machine"],
  ["EIO", "the disk reports an error"],
  ["EINVAL", "such a path cannot be"],
]);

/** The system's code of an error: "ENOSPC"; null for any other error. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** Why the system refused, in words; null where the error is none of the system's that a person can mend. */
export function refusalOf(error: unknown): string | null {
  return reasons.get(codeOf(error) ?? "") ?? null;
}

/** The error as one a person can mend, where it is one; `remedy` says what else to name: "with --results". */
export function unwritable(error: unknown, path: string, remedy = "another path"): unknown {
  const reason = refusalOf(error);
  if (reason === null || error instanceof DataError) return error;
  const end = reason.includes(":") ? "" : `: name ${remedy}`;
  return new DataError(`${path}: cannot be written, ${reason}${end}; nothing half-written was left`);
}

/** The same for something that cannot be read. */
export function unreadable(error: unknown, path: string): unknown {
  const reason = refusalOf(error);
  return reason === null || error instanceof DataError ? error : new DataError(`${path}: cannot be read, ${reason}`);
}

/**
 * The bytes of a file; null where there is none. Throws DataError for what is no file: a folder, or a pipe or device, which
 * may never end.
 */
export async function sizeOfFile(path: string, what = "a CSV file"): Promise<number | null> {
  try {
    const about = await stat(path);
    if (about.isFile()) return about.size;
    if (about.isDirectory()) throw new DataError(`${path}: is a folder; name ${what}`);
    throw new DataError(`${path}: is a pipe or a device, which may never end; write its content to a file`);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    throw unreadable(error, path);
  }
}

/** Makes a folder and those it lies in. Unlike `mkdir` with `recursive`, it ends where none can be made, as in /proc. */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Somebody else may have made it just now.
    if (!(codeOf(error) === "EEXIST" && (await isFolder(path)))) throw error;
  }
}

/** The folder, or the nearest one above it that is there. */
export function existing(folder: string): string {
  let path = resolve(folder);
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  return path;
}

/** Throws DataError where nothing could be written in `folder`, which may be still to be made; makes nothing. */
export async function mustBeWritable(folder: string, remedy: string): Promise<void> {
  const path = existing(folder);
  try {
    if (!(await isFolder(path))) throw Object.assign(new Error(path), { code: "ENOTDIR" });
    await access(path, constants.W_OK);
  } catch (error) {
    throw unwritable(error, folder, remedy);
  }
}

/** The name of something half-written, hidden: what it is, and the process, thread and host at work on it. */
export function partialName(what: string): string {
  return `.partial-${what}-${process.pid}-${threadId}-${hostname()}`;
}

/** Seconds after which something half-written by another machine counts as left behind: no process is at one for a day. */
export const ABANDONED = 86_400;

/**
 * Removes what was left half-written of this: by processes of this machine that are gone, and by other machines a day ago.
 * Its age is told by the clock of the disk, that of our own half-written thing there, since clocks of machines differ.
 */
export async function removeAbandoned(folder: string, what: string): Promise<void> {
  const now = await modified(join(folder, partialName(what)));
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`.partial-${what}-`)) continue;
    const [, owner, host] = /^(\d+)-\d+-(.*)$/.exec(name.slice(`.partial-${what}-`.length)) ?? [];
    if (host === hostname()) {
      if (Number(owner) === process.pid || isAlive(Number(owner))) continue;
    } else {
      const then = await modified(join(folder, name));
      if (now === null || then === null || now - then < 1000 * ABANDONED) continue;
    }
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Milliseconds; null where nothing is there. */
async function modified(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}

/** Whether a process of this machine still runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Whether a folder is there. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Writes one file whole or not at all, and its folder where there is none. Throws DataError where the disk refuses. */
export async function writeWhole(path: string, content: string | Uint8Array, remedy?: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeFileAtomic(path, typeof content === "string" ? content : Buffer.from(content));
  } catch (error) {
    throw unwritable(error, path, remedy);
  }
}

/** Writes files into a folder, all of them or none. Throws DataError where the disk refuses. */
export async function writeTogether(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  remedy?: string,
): Promise<void> {
  const staged = join(folder, partialName("files"));
  try {
    await makeFolder(staged);
    await removeAbandoned(folder, "files");
    for (const [name, content] of files) await writeFile(join(staged, name), content);
    // What takes room on the disk is done: from here on names change, and nothing else.
    for (const name of files.keys()) await rename(join(staged, name), join(folder, name));
  } catch (error) {
    throw unwritable(error, folder, remedy);
  } finally {
    await rm(staged, { recursive: true, force: true }).catch(() => {});
  }
}
