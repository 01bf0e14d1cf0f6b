/** Shards: the parts of a grid that several machines do, dealt by estimated seconds, the same on every machine. */
import type { Job } from "./job.ts";
import { byCodeUnits, closure, type Needed } from "./plan.ts";
import type { Runs } from "./runs.ts";

/** Part i of n of some work, i from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Deals the runs of the jobs out to `count` shards: the longest first, each to the shard with the least work so far (Graham 1969).
 * Jobs on one run stay together, so that it is trained once. Only estimates count, never what is stored, so that machines
 * whose stores differ deal alike. Returns the shard of each run, from 1. Throws RangeError for a count below 1.
 */
export function deal(everything: Iterable<Needed>, count: number): Map<string, number> {
  if (!(Number.isSafeInteger(count) && count >= 1)) throw new RangeError(`invalid number of shards: ${count}`);
  const loads = new Array<number>(count).fill(0);
  const shards = new Map<string, number>();
  for (const [run, milliseconds] of longestFirst(everything)) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] += milliseconds;
    shards.set(run, lightest + 1);
  }
  return shards;
}

/** Runs with their milliseconds, the longest first: whole numbers, whose sums no order of adding changes. */
function longestFirst(everything: Iterable<Needed>): (readonly [run: string, milliseconds: number])[] {
  const totals = new Map<string, number>();
  for (const { job, seconds } of everything) {
    totals.set(job.run, (totals.get(job.run) ?? 0) + Math.round(1000 * seconds));
  }
  return [...totals].sort(([a, mine], [b, its]) => its - mine || byCodeUnits(a, b));
}

/** The jobs of one shard. Throws RangeError for a part that is not there. */
export async function shardOf(jobs: readonly Job[], { index, count }: Shard, runs: Runs): Promise<Job[]> {
  if (!(Number.isSafeInteger(index) && 1 <= index && index <= count)) {
    throw new RangeError(`invalid shard: ${index}/${count}`);
  }
  const shards = deal((await closure(jobs, runs)).values(), count);
  return jobs.filter(({ run }) => shards.get(run) === index);
}

/**
 * From how many shards on the longest run alone decides when the last machine is done: the estimated work of all runs,
 * divided by that of the longest.
 */
export function mostShards(everything: Iterable<Needed>): { readonly shards: number; readonly longest: number } {
  const runs = longestFirst(everything);
  const longest = Math.max(1, runs[0]?.[1] ?? 0);
  const total = runs.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
  return { shards: Math.max(1, Math.floor(total / longest)), longest: longest / 1000 };
}
