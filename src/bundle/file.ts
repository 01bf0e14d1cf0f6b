/** One file of a bundle, read and parsed, or refused in one sentence. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { DataError } from "../core/errors.ts";
import { codeOf, sizeOfFile } from "../data/disk.ts";

export const BUNDLE_FILE = "bundle.json";

/** Bytes; no network that is explained one person at a time comes near it. */
const LARGEST = 200e6;

/** The bytes of a file. Throws a DataError where it cannot be read. */
export async function bundleFile(folder: string, name: string): Promise<Uint8Array> {
  try {
    const size = await sizeOfFile(join(folder, name), "a file");
    if (size !== null && size > LARGEST) throw damaged(folder, name, `it is larger than ${LARGEST / 1e6} MB`);
    return await readFile(join(folder, name));
  } catch (error) {
    if (error instanceof DataError) throw error;
    const code = codeOf(error) ?? String(error);
    throw new DataError(
      `${join(folder, name)}: cannot be read (${code}); name a folder that recourse calibrate --save has written`,
    );
  }
}

/** What a file says, by its schema. Throws a DataError that names the first member that is not as it should be. */
export function parsed<S extends z.ZodType>(schema: S, bytes: Uint8Array, folder: string, name: string): z.infer<S> {
  const value = jsonIn(bytes);
  if (value === undefined) throw damaged(folder, name, "it is not JSON");
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw damaged(folder, name, firstIssue(result.error));
}

/** "promise.n: Invalid input: expected int, received string". */
function firstIssue({ issues: [{ path, message }] }: z.ZodError): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

/** What JSON these bytes are; undefined where they are none. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** The error of a file that is not what it should be. */
export function damaged(folder: string, name: string, what: string): DataError {
  return new DataError(
    `${join(folder, name)}: not a bundle that can be used: ${what}; save it anew, into another folder`,
  );
}
