/** Who does the jobs of a plan: the calling thread, or worker threads. */
import { setTimeout } from "node:timers/promises";
import { compiled } from "../core/compiled.ts";
import { Store } from "../pipeline/store.ts";
import { plainError } from "./failure.ts";
import type { Job } from "./job.ts";
import { Runs } from "./runs.ts";
import type { WorkerMessage, WorkerRequest, WorkerResponse } from "./worker.ts";

/** What a worker pool needs: the folder of results, where the data are, who hears of warnings, and how it is stopped. */
export interface WorkerPoolOptions {
  /** URL of the compiled module whose `tasks` threads find theirs in (see `Catalogue`). */
  readonly catalogue: string;
  /** The folder of results. */
  readonly root: string;
  /** Where the CSVs are. */
  readonly folders: readonly string[];
  /** Hears of stored results that are damaged. */
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

export interface WorkerPool {
  /** Does one job; `onShare` hears how far it is. */
  work(job: Job, onShare: (share: number) => void): Promise<WorkerResponse>;
  /** Ends the workers. No job is under way when it resolves: each is done, has heard the signal, or is killed. */
  close(): Promise<void>;
}

const workerFile = compiled(new URL(import.meta.url.endsWith(".ts") ? "worker.ts" : "worker.js", import.meta.url).href);

/** The calling thread: no start-up time, and progress and Ctrl-C reach the job directly. */
export function thisThread({ root, folders, warn, signal }: WorkerPoolOptions): WorkerPool {
  const runs = new Runs(folders);
  const store = new Store(root, warn);
  const running = new Set<Promise<WorkerResponse>>();
  const responseTo = async ({ task, request, variant }: Job, onShare: (share: number) => void) => {
    try {
      const run = await runs.open(request, task.open);
      const { key, seconds } = await task.run(store, run, variant, { onShare, signal });
      return { done: true, key, seconds } as const;
    } catch (error) {
      return { done: false, error: plainError(error) } as const;
    }
  };
  return {
    work(job, onShare) {
      const response: Promise<WorkerResponse> = responseTo(job, onShare).finally(() => running.delete(response));
      running.add(response);
      return response;
    },
    // A job that is stopped hears the signal itself, and may be writing its result.
    async close() {
      await Promise.all(running);
    },
  };
}

/** Milliseconds that a job under way is given to hear that it is to stop, before its thread is ended. */
const PATIENCE = 5_000;

/**
 * `count` worker threads with one job each. When closed a job hears the signal, and one that does not is ended with its thread:
 * no result is half stored. A thread in the middle of native code must not be ended, since that would end the process.
 */
export async function threads(
  count: number,
  { catalogue, root, folders, warn }: WorkerPoolOptions,
): Promise<WorkerPool> {
  // Loaded where it is needed: most commands run one thing, on the calling thread.
  const { Piscina } = await import("piscina");
  const pool = new Piscina<WorkerRequest, WorkerResponse>({
    filename: workerFile,
    minThreads: count,
    maxThreads: count,
    // A thread between two jobs stays: it holds the compiled kernel and the data it read.
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const running = new Set<Promise<WorkerResponse>>();
  const listeners = new Map<string, (share: number) => void>();
  pool.on("message", (word: WorkerMessage) => {
    if (word.kind === "warning") warn(word.message);
    else listeners.get(word.id)?.(word.share);
  });
  return {
    async work({ id, task, request, variant }, onShare) {
      listeners.set(id, onShare);
      const response = pool
        .run({ id, task: task.name, request, variant, catalogue, root, folders, stop })
        .catch((error): WorkerResponse => ({ done: false, error: plainError(error) }));
      running.add(response);
      try {
        return await response;
      } finally {
        running.delete(response);
        listeners.delete(id);
      }
    },
    async close() {
      Atomics.store(stop, 0, 1);
      const patience = new AbortController();
      const ended = Promise.all(running).finally(() => patience.abort());
      await Promise.race([ended, setTimeout(PATIENCE, undefined, patience).catch(() => {})]);
      await pool.destroy();
    },
  };
}
