/** A grid on several machines: a part of it done here, the work of others taken over, and how far all of them are. */
import type { Command } from "commander";
import { join } from "shlex";
import { ConfigError } from "../core/errors.ts";
import type { Workspace } from "../library/workspace.ts";
import type { RecordedFailure } from "../runner/claim-files.ts";
import { Claims } from "../runner/claims.ts";
import { describeJob, type Job } from "../runner/job.ts";
import { shardOf } from "../runner/shards.ts";
import { type GridStatus, statusOf } from "../runner/status.ts";
import { count } from "./format.ts";
import { endIfFailed, type GridOptions, runGrid } from "./grid.ts";
import { withOptions } from "./options.ts";
import { duration } from "./progress.ts";
import { type ChosenShard, parseShard } from "./shard.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** What a command over a grid is asked to do with it on several machines. */
export interface MachineOptions extends GridOptions {
  readonly shard?: string;
  readonly steal?: boolean;
  readonly collect?: boolean;
  readonly status?: boolean;
}

export function withMachineOptions(command: Command): Command {
  return withOptions(command, "Several machines:", ["shard", "steal", "collect", "status"]);
}

/** The command as it was typed, without what a flag of this part asks for: what computes all that is missing. */
export function commandFor(command: Command): string {
  const typed = command.parent?.args ?? [];
  return join(["recourse", ...typed.filter((word) => word !== "--collect" && word !== "--status")]);
}

/** The shard that is asked for, said where the scheduler was asked. Throws ConfigError for flags that exclude each other. */
export function chosenShard(options: MachineOptions, terminal: Terminal): ChosenShard | null {
  const { collect, status, shard, steal, quiet } = options;
  const [first, second] = [
    [collect, "--collect"],
    [status, "--status"],
    [shard ?? steal, shard === undefined ? "--steal" : "--shard"],
  ].flatMap(([given, flag]) => (given ? [flag] : []));
  if (second !== undefined) throw new ConfigError(`${first} and ${second} exclude each other: name one of them`);
  if (shard === undefined) return null;
  const chosen = parseShard(shard, terminal.env);
  if (chosen.said !== null && !quiet)
    terminal.err(`shard ${chosen.index}/${chosen.count}, as said by ${chosen.said}\n`);
  return chosen;
}

/**
 * Does what concerns one machine of several: its part, with what it steals, or the status of all. Returns false where the
 * command is about the whole grid on this machine and goes on.
 */
export async function onSeveralMachines(
  jobs: readonly Job[],
  workspace: Workspace,
  options: MachineOptions,
  terminal: Terminal,
): Promise<boolean> {
  const shard = chosenShard(options, terminal);
  if (options.status) {
    const status = await statusOf(jobs, workspace.reader, workspace.runs);
    terminal.out(options.json ? `${JSON.stringify(statusObject(status))}\n` : statusText(status, terminal));
    return true;
  }
  if (shard === null && !options.steal) return false;
  await doPart(jobs, shard, workspace, options, terminal);
  return true;
}

async function doPart(
  jobs: readonly Job[],
  shard: ChosenShard | null,
  workspace: Workspace,
  options: MachineOptions,
  terminal: Terminal,
): Promise<void> {
  const { runs, root } = workspace;
  const own = shard === null ? [] : await shardOf(jobs, shard, runs);
  const ownRuns = new Set(own.map(({ run }) => run));
  const owns = ({ run }: Job) => ownRuns.has(run);
  const left: Job[] = [];
  const failures = await runGrid(options.steal ? jobs : own, workspace, options, terminal, {
    claims: new Claims({ root, runs, owns }),
    first: owns,
    onLeft: (job) => left.push(job),
  });
  const object = { shard: shard && { index: shard.index, count: shard.count }, failures: failures.length };
  const name = shard === null ? "" : `shard ${shard.index}/${shard.count}: `;
  const others = left.length === 0 ? "" : `; ${count(left.length)} left to other machines`;
  const ending =
    failures.length === 0 && left.length === 0 ? "everything is done" : `${failures.length} failed${others}`;
  if (options.json) terminal.out(`${JSON.stringify({ ...object, left: left.length })}\n`);
  else
    terminal.out(`${name}${ending}; when all machines are done, the same command with --collect writes the summary\n`);
  endIfFailed(failures, options, terminal);
}

/** Seconds until everything is done, at the rate of the last hour; null where nothing was done in it. */
function secondsLeft({ seconds, rate }: GridStatus): number | null {
  return rate === null ? null : seconds / rate;
}

function statusObject(status: GridStatus): object {
  const { stored, waiting, seconds, rate } = status;
  const name = ({ request, task, variant }: Job) => ({ ...gridPointOf(request), task: task.name, variant });
  return {
    stored,
    claimed: status.claimed.map(({ job, ...claim }) => ({ ...name(job), ...claim })),
    failed: status.failed.map(({ job, failure }) => ({ ...name(job), ...failure })),
    waiting: waiting.length,
    seconds,
    rate,
    secondsLeft: secondsLeft(status),
  };
}

/** Which run a request is about. */
export function gridPointOf({ dataset, protocol, overrides = {} }: Job["request"]): object {
  const { "run.lambda": lambda, "run.seed": seed } = overrides;
  return { dataset, protocol: protocol ?? null, lambda: lambda?.value ?? null, seed: seed?.value ?? null };
}

function statusText(status: GridStatus, terminal: Terminal): string {
  const { stored, claimed, failed, waiting } = status;
  const left = secondsLeft(status);
  const counts = `${count(stored)} done, ${claimed.length} claimed, ${failed.length} failed, ${count(waiting.length)} to go`;
  const done = claimed.length + failed.length + waiting.length === 0;
  const time = left === null ? "nothing was finished in the last hour" : `about ${duration(left)} left at this rate`;
  const rows = claimed.map((claim) => [
    describeJob(claim.job),
    `${claim.host} ${claim.process}`,
    duration(claim.age),
    claim.void ? `${duration(claim.silent)} ago: void` : `${duration(claim.silent)} ago`,
  ]);
  const claims = rows.length === 0 ? "" : table(["claimed", "by", "since", "sign of life"], rows, terminal);
  return `${claims}${failed.map(failedText).join("")}${counts}${done ? "" : `; ${time}`}\n`;
}

function failedText({ job, failure }: { readonly job: Job; readonly failure: RecordedFailure }): string {
  const again = failure.again === null ? "" : `  again: ${failure.again}\n`;
  return `failed on ${failure.host}: ${describeJob(job)}\n  ${failure.message.split("\n")[0]}\n${again}`;
}
