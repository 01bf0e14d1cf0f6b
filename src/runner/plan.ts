/** The plan of many jobs: which are stored, which are left, what each waits for, and which starts first. */

import { type Job, requirements } from "./job.ts";
import { ifStored, type Reader } from "./reader.ts";
import type { Runs, SizedRun } from "./runs.ts";

/** A job that is left to do. */
export interface Step {
  readonly job: Job;
  /** Ids of steps that have to be done before. */
  readonly after: readonly string[];
  /** Estimated for itself, on one core. */
  readonly seconds: number;
  /** Estimated for itself and the longest chain of steps that wait for it: the longest first leaves no worker idle at the end. */
  readonly chain: number;
}

export interface Plan {
  /** Left to do; the order in which they start, as far as what they wait for allows. */
  readonly steps: readonly Step[];
  /** How many of the jobs, those they build on included, are stored already. */
  readonly stored: number;
  /** Estimated work in seconds on one core. */
  readonly seconds: number;
}

/**
 * Plans the jobs and everything they build on. Each is asked of the store first; a damaged result counts as not stored.
 * Throws ConfigError for settings that cannot be honoured and DataError for data that are not there, before any work.
 */
export async function planFor(jobs: readonly Job[], reader: Reader, runs: Runs): Promise<Plan> {
  const everything = await closure(jobs, runs);
  const left = new Map<string, Needed>();
  for (const [id, needed] of everything) {
    const { job, run } = needed;
    const stored = await ifStored(() => job.task.run(reader, run, job.variant, {}));
    if (stored === null) left.set(id, needed);
  }
  const afterOf = ({ after }: Needed) => after.filter((id) => left.has(id));
  const waiting = new Map<string, string[]>();
  for (const [id, needed] of left) {
    for (const before of afterOf(needed)) waiting.set(before, [...(waiting.get(before) ?? []), id]);
  }
  const chainOf = (id: string): number => {
    return (left.get(id)?.seconds ?? 0) + Math.max(0, ...(waiting.get(id) ?? []).map(chainOf));
  };
  const steps = [...left].map(([id, needed]) => {
    return { job: needed.job, after: afterOf(needed), seconds: needed.seconds, chain: chainOf(id) };
  });
  // Among equals by rows, so that a thread reads them once, and by name, so that a plan is the same wherever it is made.
  steps.sort((a, b) => b.chain - a.chain || byCodeUnits(a.job.rows, b.job.rows) || byCodeUnits(a.job.id, b.job.id));
  return {
    steps,
    stored: everything.size - left.size,
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** The same order on every machine, whatever its language. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A job, its run, the ids of the jobs it builds on, and its estimated seconds on one core. */
export interface Needed {
  readonly job: Job;
  readonly run: SizedRun;
  readonly after: readonly string[];
  readonly seconds: number;
}

/** The jobs and what they build on, once each, what comes first in front. Whether they are stored is not asked. */
export async function closure(jobs: readonly Job[], runs: Runs): Promise<Map<string, Needed>> {
  const found = new Map<string, Needed>();
  const add = async (job: Job) => {
    if (found.has(job.id)) return;
    const run = await runs.open(job.request, job.task.open);
    const before = requirements(job, run.settings);
    for (const each of before) await add(each);
    const seconds = job.task.seconds(run, job.variant);
    found.set(job.id, { job, run, after: before.map(({ id }) => id), seconds });
  };
  for (const job of jobs) await add(job);
  return found;
}
