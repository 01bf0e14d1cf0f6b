/** How long a grid would take on many machines, by the estimates: with and without stealing. */
import { type Random, stream } from "../core/random.ts";
import type { Needed } from "./plan.ts";
import { deal } from "./shards.ts";

/**
 * How far real times of jobs stray from their estimates: the standard deviation of the logarithm. Of the trainings of one data
 * set of the paper it was 0.2 to 0.4; an error common to all estimates favours no machine over another.
 */
export const SPREAD = 0.3;

const DRAWS = 20;

/** Expected seconds from the first start to the last end. Starting a machine and reading the data are not counted. */
export interface WallTime {
  readonly workers: number;
  /** Every machine does its shard and no more. */
  readonly shards: number;
  /** A machine that is done goes on with what nobody has begun. */
  readonly stealing: number;
}

/** Means over 20 draws of the real times; one job at a time on a machine. The same draws for every number of workers. */
export function simulate(everything: readonly Needed[], workers: number): WallTime {
  const shards = deal(everything, workers);
  const random = stream(0, "simulate");
  let [alone, stealing] = [0, 0];
  for (let i = 0; i < DRAWS; i++) {
    const seconds = everything.map((needed) => needed.seconds * Math.exp(SPREAD * normal(random)));
    alone += shardsTime(everything, seconds, shards, workers);
    stealing += stealingTime(everything, seconds, shards, workers);
  }
  return { workers, shards: alone / DRAWS, stealing: stealing / DRAWS };
}

/** With mean 1 of its exponential: the estimate is the mean of the real times. */
function normal(random: Random): number {
  return random.normal() - SPREAD / 2;
}

function shardsTime(
  everything: readonly Needed[],
  seconds: readonly number[],
  shards: ReadonlyMap<string, number>,
  workers: number,
): number {
  const loads = new Float64Array(workers);
  everything.forEach(({ job }, i) => {
    loads[(shards.get(job.run) ?? 1) - 1] += seconds[i];
  });
  return loads.reduce((longest, load) => Math.max(longest, load), 0);
}

/** The pool's rule on every machine: what is ready of its own shard, the longest first, and then of anybody's. */
function stealingTime(
  everything: readonly Needed[],
  seconds: readonly number[],
  shards: ReadonlyMap<string, number>,
  workers: number,
): number {
  const order = everything
    .map((needed, i) => ({ ...needed, took: seconds[i], shard: shards.get(needed.job.run) ?? 1 }))
    .sort((a, b) => b.seconds - a.seconds);
  const waiting = new Set(order);
  const missing = new Set(everything.map(({ job }) => job.id));
  const idle = Array.from({ length: workers }, (_, i) => i + 1);
  const running: { end: number; id: string; worker: number }[] = [];
  let now = 0;
  for (;;) {
    const ready = [...waiting].filter(({ after }) => !after.some((id) => missing.has(id)));
    const taken = new Set<(typeof ready)[number]>();
    const give = (worker: number, step: (typeof ready)[number]) => {
      taken.add(step);
      waiting.delete(step);
      idle.splice(idle.indexOf(worker), 1);
      running.push({ end: now + step.took, id: step.job.id, worker });
    };
    for (const step of ready) if (idle.includes(step.shard)) give(step.shard, step);
    for (const step of ready) if (!taken.has(step) && idle.length > 0) give(idle[0], step);
    running.sort((a, b) => b.end - a.end);
    const ended = running.pop();
    if (ended === undefined) return now;
    now = ended.end;
    missing.delete(ended.id);
    idle.push(ended.worker);
  }
}
