/** Files that are either whole or as they were, also for a run that is killed; and what they say, checked when read. */
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { z } from "zod";
import { DataError } from "../core/errors.ts";
import { sha256 } from "../pipeline/canonical.ts";

/** Writes a file under a temporary name and renames it; makes its folder. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, text);
}

/** The text of a file; null where there is none. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** What a JSON file holds; null where there is none. Throws DataError with the remedy for what the schema does not allow. */
export async function readJson<T>(
  folder: string,
  name: string,
  schema: z.ZodType<T>,
  remedy: string,
): Promise<T | null> {
  const text = await readIfThere(join(folder, name));
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${folder}: ${name} is no JSON (${(error as Error).message}); ${remedy}`);
  }
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  const [{ path, message }] = error.issues;
  throw new DataError(`${folder}: ${name} at ${path.join(".") || "its top"}: ${message}; ${remedy}`);
}

/** Lines as `sha256sum` writes and checks them, by name. */
export function checksumsOf(files: ReadonlyMap<string, string>): string {
  const names = [...files.keys()].sort();
  return names.map((name) => `${sha256(files.get(name) ?? "")}  ${name}\n`).join("");
}
