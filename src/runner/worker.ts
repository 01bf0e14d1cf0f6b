/** A worker thread of the pool: does one job at a time and answers in plain objects, which is all that crosses threads. */
import { parentPort } from "node:worker_threads";
import type { Request } from "../config/resolve.ts";
import { Store } from "../pipeline/store.ts";
import { type PlainError, plainError } from "./failure.ts";
import type { Task } from "./job.ts";
import { Runs } from "./runs.ts";

/** The request to a worker. */
export interface WorkerRequest {
  readonly id: string;
  readonly task: string;
  readonly request: Request;
  readonly variant: string | null;
  /** The module whose `tasks` has the task. */
  readonly catalogue: string;
  /** The folder of results. */
  readonly root: string;
  /** Where the CSVs are. */
  readonly folders: readonly string[];
  /** In memory that all threads share: 1 in its one place once the job is to stop. */
  readonly stop: Int32Array;
}

/** Its response when done. */
export type WorkerResponse =
  | { readonly done: true; readonly key: string; readonly seconds: number }
  | { readonly done: false; readonly error: PlainError };

/** Its messages meanwhile. */
export type WorkerMessage =
  | { readonly kind: "share"; readonly id: string; readonly share: number }
  | { readonly kind: "warning"; readonly message: string };

/** What a catalogue of tasks exports. A thread is told its URL, since functions do not cross threads. */
export interface Catalogue {
  readonly tasks: ReadonlyMap<string, Task>;
}

const MILLISECONDS_BETWEEN_MESSAGES = 200;
const MILLISECONDS_BETWEEN_LOOKS = 50;

/** One thread keeps one set of runs, so that jobs on one split read the data once. */
let kept: { readonly folders: string; readonly runs: Runs } | null = null;

function runsOf(folders: readonly string[]): Runs {
  const name = folders.join("\n");
  if (kept?.folders !== name) kept = { folders: name, runs: new Runs(folders) };
  return kept.runs;
}

export default async function work({
  id,
  task: name,
  request,
  variant,
  catalogue,
  root,
  folders,
  stop,
}: WorkerRequest): Promise<WorkerResponse> {
  const post = (word: WorkerMessage) => parentPort?.postMessage(word);
  let lastPost = performance.now();
  const onShare = (share: number) => {
    if (performance.now() - lastPost < MILLISECONDS_BETWEEN_MESSAGES) return;
    lastPost = performance.now();
    post({ kind: "share", id, share });
  };
  const stopping = new AbortController();
  const looking = setInterval(() => {
    if (Atomics.load(stop, 0) === 1) stopping.abort(new Error("stopped"));
  }, MILLISECONDS_BETWEEN_LOOKS);
  try {
    const { tasks }: Catalogue = await import(catalogue);
    const task = tasks.get(name);
    if (!task) throw new RangeError(`invalid task: ${name}`);
    const store = new Store(root, (message) => post({ kind: "warning", message }));
    const run = await runsOf(folders).open(request, task.open);
    const { key, seconds } = await task.run(store, run, variant, { onShare, signal: stopping.signal });
    return { done: true, key, seconds };
  } catch (error) {
    return { done: false, error: plainError(error) };
  } finally {
    clearInterval(looking);
  }
}
