/** Files of ours as they are read back: checked, or a sentence that says what to do. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { DataError } from "../core/errors.ts";
import { sizeOfFile } from "../data/disk.ts";

/** The text of a file; null where there is none. */
export async function readIfThere(path: string): Promise<string | null> {
  return (await sizeOfFile(path, "a file")) === null ? null : readFile(path, "utf8");
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
