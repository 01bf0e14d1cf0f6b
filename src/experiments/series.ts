/** A series: the means over splits of a number, along a parameter. */
import { type Mean, meanOver } from "../core/intervals.ts";
import { type Job, job, point, type Task } from "../runner/job.ts";
import type { FigureScope } from "./experiment.ts";
import type { PublishedRun } from "./published.ts";
import { finished, type Results } from "./results.ts";

/** At one value of the parameter; `over` is null where no split has the number. */
export interface MeanAt {
  readonly at: number;
  readonly over: Mean | null;
}

/** One job for each split of the scope. */
export function jobsAt<T>(
  task: Task<T>,
  { protocol, overrides, seeds }: Pick<FigureScope, "protocol" | "overrides" | "seeds">,
  dataset: string,
  lambda: number,
  variant: string | null = null,
): Job<T>[] {
  return seeds.map((seed) => job(task, point(dataset, protocol, lambda, seed, overrides), variant));
}

/** The mean of what `number` finds in the records of the splits that finished; no point where none did. */
export function seriesAlong<T>(
  values: readonly number[],
  jobs: (value: number) => readonly Job<T>[],
  results: Results,
  number: (record: T) => number | null,
): MeanAt[] {
  return values.flatMap((at) => {
    const records = finished(results, jobs(at)).map(({ stored }) => stored.record);
    const numbers = records.flatMap((record) => number(record) ?? []);
    return records.length === 0 ? [] : [{ at, over: numbers.length === 0 ? null : meanOver(numbers) }];
  });
}

/** The same of the authors' own runs, along λ. */
export function publishedSeries(runs: readonly PublishedRun[], number: (run: PublishedRun) => number): MeanAt[] {
  return [...new Set(runs.map(({ lambda }) => lambda))].map((at) => ({
    at,
    over: meanOver(runs.filter(({ lambda }) => lambda === at).map(number)),
  }));
}

/** The columns of a mean in a CSV. */
export function meanColumns(over: Mean | null) {
  return { splits: over?.n ?? 0, mean: over?.mean ?? null, standardError: over?.standardError ?? null };
}
