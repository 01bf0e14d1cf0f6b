/** Downloads a file of a data set: verified before it takes its place, gone without a trace when it fails. */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DataError } from "../core/errors.ts";
import { sha256Of } from "./catalogue.ts";
import { makeFolder, unwritable } from "./disk.ts";
import type { FileSource } from "./schema/source.ts";
import { LONGEST_FILE } from "./text.ts";

/** Milliseconds without a byte, and altogether, after which a download is given up. */
const PATIENCE = 60_000;
const LONGEST = 3_600_000;

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the next byte; a minute when absent. */
  readonly patience?: number | undefined;
  /** Bytes received so far from `url`, and how many there are (null: unknown). */
  readonly onProgress?: ((received: number, total: number | null, url: string) => void) | undefined;
}

/**
 * Downloads the file into `folder` and returns its path. The URLs are tried in order; the bytes go to `<file>.partial`,
 * which is renamed once its SHA-256 is the pinned one and removed otherwise. Without one nothing is checked, and the URL has
 * to be https.
 *
 * Throws DataError when no URL serves the file, with what went wrong at each and where to put it by hand; the signal's
 * reason when aborted.
 */
export async function fetchFile(source: FileSource, folder: string, options: FetchOptions = {}): Promise<string> {
  const path = resolve(folder, source.file);
  if (source.urls.length === 0) throw new DataError(`${source.file}: no URL is known for it; put the file at ${path}`);
  let failures: string[] | null;
  try {
    await makeFolder(dirname(path));
    failures = await attempts(source, path, options);
  } catch (error) {
    throw unwritable(error, path, "another folder with --data-dir");
  }
  if (failures === null) return path;
  const pinned = source.sha256 === undefined ? "" : ` (SHA-256 ${source.sha256})`;
  throw new DataError(
    `${source.file} could not be downloaded:\n${failures.join("\n")}\nCheck the connection, or put the file at ${path}${pinned}`,
  );
}

/** Null when the file stands at `path`, else what went wrong at each URL. */
async function attempts(source: FileSource, path: string, options: FetchOptions): Promise<string[] | null> {
  const partial = `${path}.partial`;
  const failures: string[] = [];
  try {
    for (const url of source.urls) {
      const failure = await download(source, url, partial, options);
      if (failure === null) {
        await rename(partial, path);
        return null;
      }
      failures.push(`  ${url}: ${failure}`);
    }
    return failures;
  } finally {
    await rm(partial, { force: true });
  }
}

/** One attempt: null when the right bytes stand in `partial`, else what went wrong. An abort is thrown. */
async function download(
  source: FileSource,
  url: string,
  partial: string,
  { signal, onProgress, patience = PATIENCE }: FetchOptions,
): Promise<string | null> {
  const open = untrusted(source, url);
  if (open !== null) return open;
  const watch = new Watch(patience);
  const stopped = AbortSignal.any([watch.signal, ...(signal === undefined ? [] : [signal])]);
  const most = source.bytes ?? LONGEST_FILE;
  try {
    const response = await fetch(url, { headers: { "accept-encoding": "identity" }, signal: stopped });
    const moved = untrusted(source, response.url);
    if (moved !== null) {
      await response.body?.cancel();
      return `it leads to ${response.url}: ${moved}`;
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return `HTTP ${response.status} ${response.statusText}`.trimEnd();
    }
    const announced = Number(response.headers.get("content-length") ?? Number.NaN);
    const total = source.bytes ?? (Number.isFinite(announced) ? announced : null);
    let received = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        watch.reset();
        if (received > most) {
          done(
            new Error(
              `more than the ${most} bytes ${source.bytes === undefined ? "that can be read" : "the file has"}`,
            ),
          );
          return;
        }
        onProgress?.(received, total, url);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), count, createWriteStream(partial), { signal: stopped });
  } catch (error) {
    signal?.throwIfAborted();
    if (isLocal(error)) throw error;
    return watch.signal.aborted ? String(watch.signal.reason) : reasonOf(error);
  } finally {
    watch.end();
  }
  const sha256 = await sha256Of(partial);
  if (source.sha256 !== undefined && sha256 !== source.sha256) {
    return `wrong bytes: SHA-256 is ${sha256} where ${source.sha256} is pinned`;
  }
  return null;
}

/** Why the bytes of a URL could be anybody's, where nothing pins them; null where it is https or a checksum is known. */
function untrusted({ sha256 }: FileSource, url: string): string | null {
  const { protocol } = new URL(url);
  if (protocol === "https:" || (protocol === "http:" && sha256 !== undefined)) return null;
  return protocol === "http:"
    ? "http: and no SHA-256 is pinned, so that nobody knows whose bytes these are; use https: or pin source.sha256"
    : `${protocol} is no way to download; use https:`;
}

/** Gives a download up that stands still, or that takes too long altogether. */
class Watch {
  readonly #controller = new AbortController();
  readonly #patience: number;
  readonly #end: NodeJS.Timeout;
  #still: NodeJS.Timeout;

  constructor(patience: number) {
    this.#patience = patience;
    this.#still = this.#stillness();
    this.#end = setTimeout(() => this.#controller.abort(`took more than ${LONGEST / 60_000} minutes`), LONGEST);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A byte has come. */
  reset(): void {
    clearTimeout(this.#still);
    this.#still = this.#stillness();
  }

  end(): void {
    clearTimeout(this.#still);
    clearTimeout(this.#end);
  }

  #stillness(): NodeJS.Timeout {
    return setTimeout(
      () => this.#controller.abort(`nothing came for ${this.#patience / 1000} seconds`),
      this.#patience,
    );
  }
}

/** A failure to write here, such as a full disk or a read-only folder, which another URL would not cure. */
function isLocal(error: unknown): error is Error {
  return (
    error instanceof Error && "syscall" in error && ["mkdir", "open", "write", "rename"].includes(String(error.syscall))
  );
}

/** `fetch failed` says nothing; its cause does: ENOTFOUND, ECONNREFUSED. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = "code" in cause ? String(cause.code) : "";
  return [code, cause.message].filter((part) => part !== "").join(": ") || error.message;
}
