/** A grid of jobs as a person watches it: the plan, one bar over all jobs, and at the end what failed. */
import { catalogue } from "../experiments/catalogue.ts";
import { Results } from "../experiments/results.ts";
import type { Workspace } from "../library/workspace.ts";
import { commandOf, describeJob, type Job } from "../runner/job.ts";
import { type Plan, planFor } from "../runner/plan.ts";
import { type Failure, type PoolOptions, runPlan } from "../runner/pool.ts";
import { Ended } from "./ended.ts";
import { count } from "./format.ts";
import { jobsOf } from "./jobs.ts";
import type { OutputOptions } from "./options.ts";
import { duration, startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export type GridOptions = OutputOptions & {
  readonly jobs?: number;
  readonly dataset?: readonly string[];
  /** Computes nothing: what is not stored counts as not done. */
  readonly collect?: boolean;
  /** The command that computes what is missing. */
  readonly command?: string;
};

/** How a machine does its part of a grid that others work on too. */
export interface Sharing extends Pick<PoolOptions, "claims" | "onLeft"> {
  /** The jobs that come before all others. */
  readonly first: (job: Job) => boolean;
}

/** Does what is not stored yet, and returns what failed; of a grid that is only collected, what is missing. */
export async function runGrid(
  jobs: readonly Job[],
  workspace: Workspace,
  options: GridOptions,
  terminal: Terminal,
  { first, ...sharing }: Partial<Sharing> = {},
): Promise<Failure[]> {
  const everything = await planFor(jobs, workspace.reader, workspace.runs);
  const plan = first === undefined ? everything : withFirst(everything, first);
  if (options.collect) return plan.steps.map(({ job }) => ({ job, error: null }));
  const atATime = jobsOf(options);
  if (plan.steps.length === 0) return [];
  if (!options.quiet) terminal.err(`${planText(plan, atATime)}\n`);
  const progress = startProgress("jobs", terminal, options.quiet ? "quiet" : "normal");
  try {
    return await runPlan(plan, {
      jobs: atATime,
      catalogue,
      root: workspace.root,
      folders: workspace.folders,
      signal: terminal.signal,
      warn: workspace.warn,
      ...sharing,
      onProgress: ({ share, ended, steps, running }) =>
        progress.update(share, `${ended}/${steps} │ ${running.map(describeJob).join(" │ ")}`),
      onEnd: (job, seconds, { ended, steps }) => {
        const how = seconds === null ? "failed" : duration(seconds);
        progress.milestone(`${ended}/${steps} ${describeJob(job)} │ ${how}`);
      },
    });
  } finally {
    progress.end();
  }
}

/** What is stored of the jobs once what was not has been done, and what failed. */
export async function resultsOf(
  jobs: readonly Job[],
  workspace: Workspace,
  options: GridOptions,
  terminal: Terminal,
): Promise<{ readonly results: Results; readonly failures: readonly Failure[] }> {
  const failures = await runGrid(jobs, workspace, options, terminal);
  return { results: await Results.read(jobs, workspace.reader, workspace.runs), failures };
}

/** Ends the command with exit code 1 where something failed or is missing, and says what. */
export function endIfFailed(failures: readonly Failure[], options: GridOptions, terminal: Terminal): void {
  if (failures.length === 0) return;
  terminal.err(options.collect ? missingJobsText(failures, options) : failureText(failures));
  throw new Ended(1);
}

/** Some that are missing are named, so that it is seen what they have in common. */
const NAMED = 5;

function missingJobsText(missing: readonly Failure[], { command }: GridOptions): string {
  const named = missing.slice(0, NAMED).map(({ job }) => `  ${describeJob(job)}\n`);
  const more = missing.length > NAMED ? `  and ${count(missing.length - NAMED)} more\n` : "";
  const jobs = missing.length === 1 ? "job is" : "jobs are";
  return `${count(missing.length)} ${jobs} missing:\n${named.join("")}${more}compute what is missing: ${command}\n`;
}

/** The same steps, some before the others. */
function withFirst(plan: Plan, first: (job: Job) => boolean): Plan {
  const rest = plan.steps.filter(({ job }) => !first(job));
  return { ...plan, steps: [...plan.steps.filter(({ job }) => first(job)), ...rest] };
}

/** How long a plan takes, roughly: its work shared out, but never less than its longest chain. */
export function plannedSeconds({ steps, seconds }: Plan, atATime: number): number {
  return steps.reduce((longest, { chain }) => Math.max(longest, chain), seconds / atATime);
}

/** "84 jobs to run, 132 stored; about 3 min 10 s with 2 at a time". */
export function planText(plan: Plan, atATime: number): string {
  const { steps, stored } = plan;
  const left = `${count(steps.length)} job${steps.length === 1 ? "" : "s"} to run, ${count(stored)} stored`;
  return steps.length === 0
    ? left
    : `${left}; about ${duration(plannedSeconds(plan, atATime))} with ${atATime} at a time`;
}

/** What failed, why, and the command that tries it again. Jobs that fail alike are told once. */
function failureText(failures: readonly Failure[]): string {
  const reasons = new Map<string, Job[]>();
  for (const { job, error } of failures) {
    if (error === null) continue;
    const reason = error.kind === "bug" ? `this is a bug in recourse: ${error.stack || error.message}` : error.message;
    reasons.set(reason, [...(reasons.get(reason) ?? []), job]);
  }
  const given = failures.filter(({ error }) => error === null).length;
  const blocks = [...reasons].map(([reason, jobs]) => {
    return [reason, ...jobs.map((job) => `  again: ${commandOf(job)}`)].join("\n");
  });
  const rest = given === 0 ? [] : [`${given} more that build on these were not started`];
  return `${[`${failures.length - given} failed:`, ...blocks, ...rest].join("\n")}\n`;
}
