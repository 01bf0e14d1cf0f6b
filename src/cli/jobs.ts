/** How many jobs run at a time, and other whole numbers of a command line. */
import { availableParallelism } from "node:os";
import { ConfigError } from "../core/errors.ts";

/** As told, or one per core. */
export function jobsOf({ jobs }: { readonly jobs?: number }): number {
  if (jobs === undefined) return availableParallelism();
  mustBeWhole("--jobs", jobs, 1000);
  return jobs;
}

/** Throws ConfigError for what is not one of 1, 2, …, `most`. */
export function mustBeWhole(flag: string, value: number, most: number): void {
  if (Number.isSafeInteger(value) && 1 <= value && value <= most) return;
  throw new ConfigError(`${flag} ${value}: give a whole number from 1 to ${most.toLocaleString("en-US")}`);
}
