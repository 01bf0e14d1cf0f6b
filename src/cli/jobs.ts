/** Many jobs as a person watches them: one bar over all of them, on all cores, and what failed. */
import { availableParallelism } from "node:os";
import { ConfigError } from "../core/errors.ts";
import { Cells } from "../stages/grid/cells.ts";
import { revived } from "../stages/grid/failure.ts";
import { describeJob, type Job } from "../stages/grid/job.ts";
import { planFor } from "../stages/grid/plan.ts";
import { runPlan } from "../stages/grid/pool.ts";
import { Reader } from "../stages/grid/reader.ts";
import type { OutputOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { dataFolders, resultsFolder } from "./workspace.ts";

/** How many jobs run at a time: as told, or one per core. */
export function jobsOf({ jobs }: { readonly jobs?: number }): number {
  if (jobs === undefined) return availableParallelism();
  if (!(Number.isSafeInteger(jobs) && jobs >= 1))
    throw new ConfigError(`--jobs ${jobs}: give a whole number from 1 on`);
  return jobs;
}

/** Does what is not stored yet. The first failure is thrown, after everything that does not build on it is done. */
export async function runJobs(
  jobs: readonly Job[],
  options: OutputOptions & { readonly jobs?: number },
  terminal: Terminal,
): Promise<void> {
  const folders = dataFolders(options, terminal);
  const root = resultsFolder(options);
  const warn = (message: string) => terminal.err(`warning: ${message}\n`);
  const plan = await planFor(jobs, new Reader(root, warn), new Cells(folders));
  if (plan.steps.length === 0) return;
  const progress = startProgress(`${plan.steps.length} jobs`, terminal, options.quiet ? "quiet" : "normal");
  try {
    const failures = await runPlan(plan, {
      jobs: Math.min(jobsOf(options), plan.steps.length),
      root,
      folders,
      signal: terminal.signal,
      warn,
      onProgress: ({ share, ended, steps, running }) =>
        progress.update(share, `${ended}/${steps} │ ${running.map(describeJob).join(", ")}`),
      onEnd: (job, seconds, { ended, steps }) =>
        progress.milestone(
          `${ended}/${steps} │ ${describeJob(job)} │ ${seconds === null ? "failed" : `${seconds.toFixed(1)} s`}`,
        ),
    });
    const failure = failures.find(({ error }) => error !== null);
    if (failure?.error) throw revived(failure.error);
  } finally {
    progress.end();
  }
}
