/** The paper's experiment: which models on which splits the tables are about, and what was computed for them. */
import type { Override, Request } from "../config/resolve.ts";
import type { Run } from "../pipeline/run.ts";
import type { Stored } from "../pipeline/store.ts";
import type { ReportTable, Source } from "../report/table.ts";
import { type Job, point } from "../runner/job.ts";
import { ifStored, type Reader } from "../runner/reader.ts";
import type { Runs } from "../runner/runs.ts";

/** "3 random data splits"; the seeds are the release's. */
export const splitSeeds: readonly number[] = [0, 21, 42];

/** The λ of §4.1's sweep, along which Figures 1, 3 and 5 are drawn: 0, 0.2 … 2. */
export const sweptLambdas: readonly number[] = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2];

/** Whom a sweep asks for recourse: the cheapest of the paper's methods, and the ceiling that none can exceed. */
export const sweptMethods: readonly string[] = ["adversarial", "exhaustive"];

/** A column of a table: g_θ trained with one λ. */
export interface Model {
  readonly key: "baseline" | "ours";
  readonly lambda: number;
}

/** The baseline omits the recourse loss; 0.8 is the λ of Tables 1–4. */
export const models: readonly Model[] = [
  { key: "baseline", lambda: 0 },
  { key: "ours", lambda: 0.8 },
];

export const ours: Model = models[1];

/** What a report covers, under one protocol. */
export interface Scope {
  readonly protocol: string;
  readonly datasets: readonly string[];
  readonly seeds: readonly number[];
  /** Choices laid over the protocol, by dotted path. */
  readonly overrides: Readonly<Record<string, Override>>;
}

export function requestAt({ protocol, overrides }: Scope, dataset: string, model: Model, seed: number): Request {
  return point(dataset, protocol, model.lambda, seed, overrides);
}

/** One of the tables: what has to be computed for it, and how the numbers become a table. */
export interface Reproduction {
  /** As typed after `--tables`. */
  readonly number: number;
  jobs(scope: Scope): Promise<readonly Job[]>;
  table(scope: Scope, results: Results): Promise<ReportTable>;
}

/** What one job came to. */
export interface Result<T> {
  readonly stored: Stored<T>;
  readonly run: Run;
}

/** What is stored of some jobs, by job. */
export class Results {
  readonly #results: ReadonlyMap<string, Result<unknown>>;

  /** Results by the id of their job; each has the record of its job's task. */
  constructor(results: ReadonlyMap<string, Result<unknown>>) {
    this.#results = results;
  }

  static async read(jobs: Iterable<Job>, reader: Reader, runs: Runs): Promise<Results> {
    const results = new Map<string, Result<unknown>>();
    for (const { id, task, request, variant } of jobs) {
      if (results.has(id)) continue;
      const run = await runs.open(request);
      const stored = await ifStored(() => task.run(reader, run, variant, {}));
      if (stored) results.set(id, { stored, run });
    }
    return new Results(results);
  }

  /** Null for a job that did not finish. */
  of<T>(job: Job<T>): Result<T> | null {
    // The id names the task, and a task has one type of record.
    return (this.#results.get(job.id) as Result<T> | undefined) ?? null;
  }
}

/** The results of the jobs that finished, in their order. */
export function finished<T>(results: Results, jobs: readonly Job<T>[]): Result<T>[] {
  return jobs.flatMap((job) => results.of(job) ?? []);
}

/** What to say of an entry whose jobs did not all finish; null when they did. */
export function unfinishedNote(finished: number, jobs: number): string | null {
  return finished === jobs ? null : `${jobs - finished} of ${jobs} splits did not finish`;
}

/** Where the numbers of a result are kept. */
export function sourceOf({ run, stored }: Result<unknown>, task: { readonly name: string }): Source {
  const { seed, engine } = run.settings.run;
  return { stage: task.name, key: stored.key, seed, engine };
}
