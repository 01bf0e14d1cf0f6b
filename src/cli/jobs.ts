/** How many jobs run at a time. */
import { availableParallelism } from "node:os";
import { ConfigError } from "../core/errors.ts";

/** As told, or one per core. */
export function jobsOf({ jobs }: { readonly jobs?: number }): number {
  if (jobs === undefined) return availableParallelism();
  if (!(Number.isSafeInteger(jobs) && jobs >= 1))
    throw new ConfigError(`--jobs ${jobs}: give a whole number from 1 on`);
  return jobs;
}
