/** Files that are either whole or as they were, also for a run that is killed. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { sha256 } from "../pipeline/canonical.ts";

/** Writes a file under a temporary name and renames it; makes its folder. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.partial-${process.pid}`;
  await writeFile(partial, text);
  await rename(partial, path);
}

/** Lines as `sha256sum` writes and checks them, by name. */
export function checksumsOf(files: ReadonlyMap<string, string>): string {
  const names = [...files.keys()].sort();
  return names.map((name) => `${sha256(files.get(name) ?? "")}  ${name}\n`).join("");
}
