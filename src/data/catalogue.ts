/** Finds the files of a data set in the folders that may hold them, and knows a file by its SHA-256. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { sizeOfFile, unreadable } from "./disk.ts";
import type { DataSource, FileSource } from "./schema/source.ts";

/** Where CSVs may lie: an explicit folder (--data-dir), beside a YAML, the one of RECOURSE_DATA, the project's own data/. */
export interface DataPlaces {
  readonly dataDir?: string | undefined;
  /** The folders of data sets that are given as paths. */
  readonly beside?: readonly string[];
  /** The value of RECOURSE_DATA. */
  readonly environment?: string | undefined;
  readonly project: string;
}

/** The folders in the order they are looked at, each once. */
export function searchPath({ dataDir, beside = [], environment, project }: DataPlaces): string[] {
  const folders = [dataDir, ...beside, environment, project].filter((folder) => folder !== undefined && folder !== "");
  return [...new Set(folders as string[])];
}

/** What is known of a file. With no pinned checksum any file of the name is `found`. */
export interface Located {
  readonly file: string;
  readonly state: "found" | "missing" | "wrong checksum";
  /** The file itself, or the first one with wrong bytes; null when missing. */
  readonly path: string | null;
  /** Of the bytes at `path`. */
  readonly sha256: string | null;
  /** What the data set pins; null when it pins nothing. */
  readonly pinned: string | null;
  /** The folders looked at. */
  readonly searched: readonly string[];
}

/** The files a data set needs: one, or two where the test rows have their own. */
export function sourceFiles(source: DataSource): FileSource[] {
  return source.test === null ? [source] : [source, source.test];
}

/**
 * The first file of that name whose bytes are the pinned ones; a file with other bytes does not hide a right one in a
 * later folder.
 */
export async function locate(source: FileSource, folders: readonly string[]): Promise<Located> {
  const base = { file: source.file, pinned: source.sha256 ?? null, searched: folders };
  let wrong: Located | null = null;
  for (const folder of folders) {
    const path = resolve(folder, source.file);
    const sha256 = await sha256Of(path);
    if (sha256 === null) continue;
    if (base.pinned === null || sha256 === base.pinned) return { ...base, state: "found", path, sha256 };
    wrong ??= { ...base, state: "wrong checksum", path, sha256 };
  }
  return wrong ?? { ...base, state: "missing", path: null, sha256: null };
}

/** SHA-256 of a file's bytes in lower-case hexadecimal, streamed; null when there is no such file. */
export async function sha256Of(path: string): Promise<string | null> {
  if ((await sizeOfFile(path)) === null) return null;
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw unreadable(error, path);
  }
  return hash.digest("hex");
}
