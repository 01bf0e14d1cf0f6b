/** What was computed for an experiment: the stored records, by job. */
import type { Run } from "../pipeline/run.ts";
import type { Stored } from "../pipeline/store.ts";
import type { Source } from "../report/table.ts";
import type { Job } from "../runner/job.ts";
import { ifStored, type Reader } from "../runner/reader.ts";
import type { Runs } from "../runner/runs.ts";

/** The result of one job. */
export interface JobResult<T> {
  readonly stored: Stored<T>;
  readonly run: Run;
}

/** What is stored of some jobs, by job. */
export class Results {
  readonly #results: ReadonlyMap<string, JobResult<unknown>>;

  /** Results by the id of their job; each has the record of its job's task. */
  constructor(results: ReadonlyMap<string, JobResult<unknown>>) {
    this.#results = results;
  }

  static async read(jobs: Iterable<Job>, reader: Reader, runs: Runs): Promise<Results> {
    const results = new Map<string, JobResult<unknown>>();
    for (const { id, task, request, variant } of jobs) {
      if (results.has(id)) continue;
      const run = await runs.open(request, task.open);
      const stored = await ifStored(() => task.run(reader, run, variant, {}));
      if (stored) results.set(id, { stored, run });
    }
    return new Results(results);
  }

  /** Null for a job that did not finish. */
  of<T>(job: Job<T>): JobResult<T> | null {
    // The id names the task, and a task has one type of record.
    return (this.#results.get(job.id) as JobResult<T> | undefined) ?? null;
  }
}

/** The results of the jobs that finished, in their order. */
export function finished<T>(results: Results, jobs: readonly Job<T>[]): JobResult<T>[] {
  return jobs.flatMap((job) => results.of(job) ?? []);
}

/** What to say of an entry whose jobs did not all finish; null when they did. */
export function unfinishedNote(finished: number, jobs: number): string | null {
  return finished === jobs ? null : `${jobs - finished} of ${jobs} splits did not finish`;
}

/** Where the numbers of a result are kept. */
export function sourceOf({ run, stored }: JobResult<unknown>, task: { readonly name: string }): Source {
  const { seed, engine } = run.settings.run;
  return { stage: task.name, key: stored.key, seed, engine };
}
