/** What a sweep would do, and how it falls on several machines; nothing is done. */
import { ConfigError } from "../core/errors.ts";
import type { Workspace } from "../library/workspace.ts";
import type { Job } from "../runner/job.ts";
import { addressOf } from "../runner/naming.ts";
import { closure, type Needed, planFor } from "../runner/plan.ts";
import { deal, mostShards, type Shard } from "../runner/shards.ts";
import { simulate, type WallTime } from "../runner/simulate.ts";
import { count } from "./format.ts";
import { plannedSeconds, planText } from "./grid.ts";
import { gridPointOf } from "./machines.ts";
import { duration } from "./progress.ts";
import { sharesOf, shareTable } from "./sweep-tables.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

export interface DryRunOptions {
  readonly json?: boolean;
  /** Up to how many machines are simulated. */
  readonly simulate?: number;
}

/** The plan of `jobs`, the part of `grid` that this machine does, as text or as an object that lists every job. */
export async function dryRunText(
  grid: readonly Job[],
  jobs: readonly Job[],
  shard: Shard | null,
  atATime: number,
  { reader, runs }: Pick<Workspace, "reader" | "runs">,
  { json, simulate: most }: DryRunOptions,
  terminal: Terminal,
): Promise<string> {
  const workers = most === undefined ? [] : powersUpTo(most);
  const plan = await planFor(jobs, reader, runs);
  const everything = [...(await closure(grid, runs)).values()];
  const shards = shard === null ? null : deal(everything, shard.count);
  const times = workers.map((each) => simulate(everything, each));
  if (json) {
    const left = new Set(plan.steps.map(({ job }) => job.id));
    const list = [];
    for (const { job, run, seconds } of everything) {
      const { stage = job.task.name, key = null } = (await addressOf(job, run)) ?? {};
      const place = shards?.get(job.run) ?? null;
      const mine = shard === null || place === shard.index;
      list.push({
        ...gridPointOf(job.request),
        variant: job.variant,
        stage,
        key,
        seconds,
        shard: place,
        left: mine ? left.has(job.id) : null,
      });
    }
    const { steps, stored } = plan;
    const object = { run: steps.length, stored, jobs: atATime, seconds: plannedSeconds(plan, atATime) };
    return `${JSON.stringify({ runs: sharesOf(jobs, plan), ...object, simulated: times, list })}\n`;
  }
  const simulated = times.length === 0 ? "" : simulationTable(times, terminal);
  return `${shareTable(sharesOf(jobs, plan), terminal)}${planText(plan, atATime)}\n${advice(everything, shard)}${simulated}`;
}

/** 1, 10, 100 … up to the number, and the number. */
function powersUpTo(most: number): number[] {
  if (!(Number.isSafeInteger(most) && most >= 1 && most <= 10_000)) {
    throw new ConfigError(`--simulate ${most}: give a whole number of machines from 1 to 10,000`);
  }
  const powers: number[] = [];
  for (let power = 1; power < most; power *= 10) powers.push(power);
  return [...powers, most];
}

/** How many machines are worth it, and how even the shards are. */
function advice(everything: readonly Needed[], shard: Shard | null): string {
  const { shards, longest } = mostShards(everything);
  const worth = `the longest run takes about ${duration(longest)} of it: up to ${count(shards)} shards are worth it\n`;
  if (shard === null) return worth;
  const loads = new Array<number>(shard.count).fill(0);
  const dealt = deal(everything, shard.count);
  for (const { job, seconds } of everything) loads[(dealt.get(job.run) ?? 1) - 1] += seconds;
  const mean = loads.reduce((sum, load) => sum + load, 0) / shard.count;
  const most = Math.max(...loads);
  return `${shard.count} shards of the whole grid: ${duration(mean)} on average, ${duration(most)} the longest\n${worth}`;
}

function simulationTable(times: readonly WallTime[], terminal: Terminal): string {
  const rows = times.map(({ workers, shards, stealing }) => [count(workers), duration(shards), duration(stealing)]);
  return table(["machines, one job at a time", "expected wall time", "with --steal"], rows, terminal);
}
