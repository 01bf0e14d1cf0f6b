/** The store: results addressed by what went in, checked on the way out, and either whole or absent. */
import { existsSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import {
  codeOf,
  makeFolder,
  mustBeWritable,
  partialName,
  removeAbandoned,
  unreadable,
  unwritable,
} from "../data/disk.ts";
import { placeFolder, readPlaced } from "../data/network-disk.ts";
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

/** Beside the record, as `sha256sum -c` reads it, so that the record itself stays as it always was. */
const CHECKSUM_FILE = "record.sha256";

const ELSEWHERE = "another folder with --results";

const envelope = z.strictObject({
  stage: z.string(),
  revision: z.number(),
  key: z.string(),
  inputs: z.json(),
  files: z.record(z.string(), z.string()),
  record: z.json(),
});

const timing = z.looseObject({ seconds: z.unknown(), host: z.unknown() });

/** First 12 hexadecimal digits of SHA-256 over canonical JSON of `{inputs, revision, stage}`. */
export function keyOf(stage: { readonly name: string; readonly revision: number }, inputs: Json): string {
  return sha256(canonical({ stage: stage.name, revision: stage.revision, inputs })).slice(0, 12);
}

/**
 * Results under `root/runs/<stage>/<key>/`: `record.json`, its own SHA-256 in `record.sha256` (results of older versions have none),
 * the files it names with theirs, and `timing.json`.
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
      if (!isMissing(error)) throw unreadable(error, directory);
      // Nothing is there; or a folder without its record, as a copy that was broken off leaves it.
      if (!existsSync(directory)) return null;
      return this.#discard(directory, "record.json is missing");
    }
    try {
      await mustBeAsWritten(directory, text);
      const { record, files: names, inputs: stored } = envelope.parse(JSON.parse(text));
      if (canonical(stored as Json) !== canonical(inputs)) throw new Error("it was made from other inputs");
      const files: Record<string, Uint8Array> = {};
      for (const [name, hash] of Object.entries(names)) {
        files[name] = await readFile(join(directory, name));
        if (sha256(files[name]) !== hash) throw new Error(`${name} is not the file that was written`);
      }
      // No part of the record: lost or spoilt, it costs none.
      const seconds = await timingOf(directory).then(
        (timing) => Number(timing.seconds),
        () => Number.NaN,
      );
      return { record: stage.record.parse(record), files, key, directory, seconds, fresh: false };
    } catch (error) {
      return this.#discard(directory, firstLine(error));
    }
  }

  async #discard(directory: string, why: string): Promise<null> {
    this.#warn(`${directory}: stored result is damaged and is computed again (${why})`);
    try {
      // Moved aside first: what another machine stores here meanwhile must not be removed file by file.
      const aside = join(dirname(directory), partialName(`${basename(directory)}-damaged`));
      await rename(directory, aside);
      await rm(aside, { recursive: true, force: true });
    } catch (error) {
      if (!isMissing(error)) throw unwritable(error, directory, ELSEWHERE);
    }
    return null;
  }

  /** The stored result, or that of `run`, stored. Equal inputs must give equal records: a second, different one is an error. */
  async obtain<T>(stage: Stage<T>, inputs: Json, run: () => Promise<Result<T>>): Promise<Stored<T>> {
    const found = await this.find(stage, inputs);
    if (found) return found;
    // Told before the work is done, not after.
    await mustBeWritable(this.directoryOf(stage.name, keyOf(stage, inputs)), ELSEWHERE);
    const began = performance.now();
    const result = await run();
    return this.#write(stage, inputs, result, (performance.now() - began) / 1000);
  }

  async #write<T>(stage: Stage<T>, inputs: Json, result: Result<T>, seconds: number): Promise<Stored<T>> {
    const key = keyOf(stage, inputs);
    const directory = this.directoryOf(stage.name, key);
    const parent = join(this.root, "runs", stage.name);
    const partial = join(parent, partialName(key));
    const hashes = Object.fromEntries(Object.entries(result.files).map(([name, bytes]) => [name, sha256(bytes)]));
    const record = stage.record.parse(result.record);
    const text = `${JSON.stringify({ stage: stage.name, revision: stage.revision, key, inputs, files: hashes, record }, null, 1)}\n`;
    await makeFolder(partial).catch((error) => {
      throw unwritable(error, directory, ELSEWHERE);
    });
    try {
      await removeAbandoned(parent, key);
      for (const [name, bytes] of Object.entries(result.files)) await writeFile(join(partial, name), bytes);
      await writeFile(join(partial, "record.json"), text);
      await writeFile(join(partial, CHECKSUM_FILE), checksumOf(text));
      const timing = { seconds, node: process.version, host: hostname() };
      await writeFile(join(partial, "timing.json"), `${JSON.stringify(timing)}\n`);
      await placeFolder(partial, directory);
    } catch (error) {
      throw unwritable(error, directory, ELSEWHERE);
    } finally {
      await rm(partial, { recursive: true, force: true }).catch(() => {});
    }
    await mustEqual(directory, text);
    return { record, files: result.files, key, directory, seconds, fresh: true };
  }
}

function checksumOf(record: string): string {
  return `${sha256(record)}  record.json\n`;
}

/** Throws where a record is not the one that was written; of one without a checksum nobody can tell. */
async function mustBeAsWritten(directory: string, record: string): Promise<void> {
  const checksum = await readFile(join(directory, CHECKSUM_FILE), "utf8").catch((error) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (checksum !== null && checksum !== checksumOf(record))
    throw new Error("record.json is not the file that was written");
}

/** What stands there is ours, or that of another process or machine that was first: then its record must be the same. */
async function mustEqual(directory: string, text: string): Promise<void> {
  if ((await readPlaced(join(directory, "record.json"))) === text) return;
  const host = await timingOf(directory).then(
    (timing) => String(timing.host),
    () => "unknown",
  );
  throw new Error(
    `${directory} holds a different record for the same inputs (made on ${host}, this is ${hostname()}): ` +
      "the run was not deterministic, or their software differs",
  );
}

async function timingOf(directory: string): Promise<z.infer<typeof timing>> {
  return timing.parse(JSON.parse(await readFile(join(directory, "timing.json"), "utf8")));
}

const isMissing = (error: unknown) => codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";

function firstLine(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).split("\n")[0];
  return error instanceof Error ? error.message.split("\n")[0] : String(error);
}
