/** The store: results addressed by what went in, checked on the way out, and either whole or absent. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { z } from "zod";
import { DataError } from "../core/errors.ts";
import { canonical, type Json, sha256 } from "./canonical.ts";

/** One kind of result. A change of what the numbers mean, with inputs as before, needs a new `revision`. */
export interface Stage<T> {
  readonly name: string;
  readonly revision: number;
  readonly record: z.ZodType<T>;
}

/** What a stage leaves behind: its numbers, and large arrays as files. */
export interface Result<T> {
  readonly record: T;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** A result found or made, and where it stands. */
export interface Stored<T> extends Result<T> {
  readonly key: string;
  readonly directory: string;
  /** Seconds the run took that made it; not part of the record, since it differs from run to run. */
  readonly seconds: number;
  readonly fresh: boolean;
}

const envelope = z.strictObject({
  stage: z.string(),
  revision: z.number(),
  key: z.string(),
  inputs: z.json(),
  files: z.record(z.string(), z.string()),
  record: z.json(),
});

/** First 12 hexadecimal digits of SHA-256 over canonical JSON of `{inputs, revision, stage}`. */
export function keyOf(stage: { readonly name: string; readonly revision: number }, inputs: Json): string {
  return sha256(canonical({ stage: stage.name, revision: stage.revision, inputs })).slice(0, 12);
}

/**
 * Results under `root/runs/<stage>/<key>/`: `record.json`, the files it names with their SHA-256, and `timing.json`.
 * A result is written to a temporary folder and renamed into place. Stores merge by copying. `warn` hears of a stored
 * result that cannot be used and is computed again.
 */
export class Store {
  readonly root: string;
  readonly #warn: (message: string) => void;

  constructor(root: string, warn: (message: string) => void = () => {}) {
    this.root = root;
    this.#warn = warn;
  }

  /** The folder a result has, whether it is there or not. */
  directoryOf(stage: string, key: string): string {
    return join(this.root, "runs", stage, key);
  }

  /** The stored result for these inputs, or null when there is none or it is damaged (which is said through `warn`). */
  async find<T>(stage: Stage<T>, inputs: Json): Promise<Stored<T> | null> {
    const key = keyOf(stage, inputs);
    const directory = this.directoryOf(stage.name, key);
    let text: string;
    try {
      text = await readFile(join(directory, "record.json"), "utf8");
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    try {
      const { record, files: names, inputs: stored } = envelope.parse(JSON.parse(text));
      if (canonical(stored as Json) !== canonical(inputs)) throw new Error("it was made from other inputs");
      const files: Record<string, Uint8Array> = {};
      for (const [name, hash] of Object.entries(names)) {
        files[name] = await readFile(join(directory, name));
        if (sha256(files[name]) !== hash) throw new Error(`${name} is not the file that was written`);
      }
      const seconds = await readFile(join(directory, "timing.json"), "utf8").then(
        (timing) => Number(JSON.parse(timing).seconds),
        () => Number.NaN,
      );
      return { record: stage.record.parse(record), files, key, directory, seconds, fresh: false };
    } catch (error) {
      this.#warn(`${directory}: stored result is damaged and is computed again (${firstLine(error)})`);
      await rm(directory, { recursive: true, force: true });
      return null;
    }
  }

  /** The stored result, or that of `run`, stored. Equal inputs must give equal records: a second, different one is an error. */
  async obtain<T>(stage: Stage<T>, inputs: Json, run: () => Promise<Result<T>>): Promise<Stored<T>> {
    const found = await this.find(stage, inputs);
    if (found) return found;
    const began = performance.now();
    const result = await run();
    return this.#write(stage, inputs, result, (performance.now() - began) / 1000);
  }

  async #write<T>(stage: Stage<T>, inputs: Json, result: Result<T>, seconds: number): Promise<Stored<T>> {
    const key = keyOf(stage, inputs);
    const directory = this.directoryOf(stage.name, key);
    const parent = join(this.root, "runs", stage.name);
    const partial = join(parent, `.partial-${key}-${process.pid}-${threadId}`);
    const hashes = Object.fromEntries(Object.entries(result.files).map(([name, bytes]) => [name, sha256(bytes)]));
    const record = stage.record.parse(result.record);
    const text = `${JSON.stringify({ stage: stage.name, revision: stage.revision, key, inputs, files: hashes, record }, null, 1)}\n`;
    await mkdir(partial, { recursive: true }).catch((error) => {
      throw unwritable(error, directory);
    });
    try {
      await removeAbandoned(parent, key);
      for (const [name, bytes] of Object.entries(result.files)) await writeFile(join(partial, name), bytes);
      await writeFile(join(partial, "record.json"), text);
      await writeFile(join(partial, "timing.json"), `${JSON.stringify({ seconds, node: process.version })}\n`);
      await rename(partial, directory);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      if (isOccupied(error)) await this.#mustEqual(directory, text);
      else throw unwritable(error, directory);
    }
    return { record, files: result.files, key, directory, seconds, fresh: true };
  }

  /** Another process stored the same key first: its record must be ours. */
  async #mustEqual(directory: string, text: string): Promise<void> {
    if ((await readFile(join(directory, "record.json"), "utf8")) !== text) {
      throw new Error(`${directory} holds a different record for the same inputs: the run was not deterministic`);
    }
  }
}

/** Removes temporary folders of this key whose process is gone. */
async function removeAbandoned(parent: string, key: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, owner] = name.match(new RegExp(`^\\.partial-${key}-(\\d+)(?:-\\d+)?$`)) ?? [];
    if (owner && Number(owner) !== process.pid && !isAlive(Number(owner))) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const isMissing = (error: unknown) => codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
const isOccupied = (error: unknown) => codeOf(error) === "ENOTEMPTY" || codeOf(error) === "EEXIST";

function unwritable(error: unknown, directory: string): unknown {
  const why: Record<string, string> = {
    ENOSPC: "the disk is full: free some space",
    EDQUOT: "the disk quota is used up: free some space",
    EACCES: "permission denied: name another folder with --results",
    EPERM: "permission denied: name another folder with --results",
    EROFS: "the file system is read-only: name another folder with --results",
    EEXIST: "part of the path is a file: name another folder with --results",
    ENOTDIR: "part of the path is a file: name another folder with --results",
  };
  const reason = why[codeOf(error) ?? ""];
  return reason
    ? new DataError(`${directory}: cannot store the result, ${reason}; nothing half-written was left`)
    : error;
}

function firstLine(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).split("\n")[0];
  return error instanceof Error ? error.message.split("\n")[0] : String(error);
}
