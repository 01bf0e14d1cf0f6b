/** How far a grid is, by the store that its machines share. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { allClaims, type Claim, diskTime, type RecordedFailure, readFailure } from "./claim-files.ts";
import { claimNameOf } from "./claims.ts";
import type { Job } from "./job.ts";
import { closure } from "./plan.ts";
import { ifStored, type Reader } from "./reader.ts";
import type { Runs } from "./runs.ts";

/** Seconds over which the rate is measured. */
const WINDOW = 3600;

/** A claim, and what is claimed. */
export interface ClaimedJob extends Pick<Claim, "host" | "process"> {
  readonly job: Job;
  /** Seconds since it was claimed, and since its last sign of life. */
  readonly age: number;
  readonly silent: number;
  /** Whether the lease is over, so that another machine may take it. */
  readonly void: boolean;
}

export interface GridStatus {
  /** What is stored of the jobs and those they build on. */
  readonly stored: number;
  readonly claimed: readonly ClaimedJob[];
  readonly failed: readonly { readonly job: Job; readonly failure: RecordedFailure }[];
  /** Neither stored, nor claimed, nor failed. */
  readonly waiting: readonly Job[];
  /** Estimated seconds, on one core, of all that is not stored. */
  readonly seconds: number;
  /** Estimated seconds done per second of the last hour, on all machines together; null where nothing was finished in it. */
  readonly rate: number | null;
}

/** Reads the store, the claims and the failures. */
export async function statusOf(jobs: readonly Job[], reader: Reader, runs: Runs): Promise<GridStatus> {
  const { root } = reader;
  const now = await diskTime(root);
  const claims = new Map((await allClaims(root)).map((claim) => [claim.name, claim]));
  const claimed: ClaimedJob[] = [];
  const failed: GridStatus["failed"][number][] = [];
  const waiting: Job[] = [];
  const ends: { readonly end: number; readonly took: number; readonly seconds: number }[] = [];
  let [stored, left] = [0, 0];
  for (const { job, run, seconds } of (await closure(jobs, runs)).values()) {
    const result = await ifStored(() => job.task.run(reader, run, job.variant, {}));
    if (result !== null) {
      stored++;
      const { mtimeMs } = await stat(join(result.directory, "timing.json"));
      ends.push({ end: (mtimeMs - now) / 1000, took: result.seconds, seconds });
      continue;
    }
    left += seconds;
    const name = await claimNameOf(job, runs);
    const [claim, failure] = [claims.get(name), await readFailure(root, name)];
    if (claim !== undefined) claimed.push({ job, ...agesOf(claim, now) });
    else if (failure !== null) failed.push({ job, failure });
    else waiting.push(job);
  }
  return { stored, claimed, failed, waiting, seconds: left, rate: rateOf(ends) };
}

function agesOf({ host, process, since, renewed, lease }: Claim, now: number): Omit<ClaimedJob, "job"> {
  const silent = Math.max(0, (now - renewed) / 1000);
  return { host, process, age: Math.max(0, (now - since) / 1000), silent, void: silent > lease };
}

/** `end` in seconds from now; `took` the seconds from the beginning to it; `seconds` as estimated. */
function rateOf(
  ends: readonly { readonly end: number; readonly took: number; readonly seconds: number }[],
): number | null {
  const recent = ends.filter(({ end }) => end > -WINDOW);
  if (recent.length === 0) return null;
  const began = Math.min(...recent.map(({ end, took }) => end - (Number.isFinite(took) ? took : 0)));
  return recent.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, -began);
}
