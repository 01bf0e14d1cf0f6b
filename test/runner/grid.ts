/** What the tests of plan and pool share: quick runs of the data set that is part of the project, and tasks that only note. */

import { z } from "zod";
import type { Request } from "../../src/config/resolve.ts";
import { packagedData } from "../../src/library/package.ts";
import type { Stage } from "../../src/pipeline/store.ts";
import { point, type Task } from "../../src/runner/job.ts";
import { Runs } from "../../src/runner/runs.ts";

export const folders = [packagedData];

export function runs(): Runs {
  return new Runs(folders);
}

/** A run that trains within a second. */
export function quick(lambda: number, seed: number, learningRate = 0.002): Request {
  return point("simulated-credit", "paper", lambda, seed, {
    "training.epochs": { value: 1, flag: "--epochs" },
    "network.hidden": { value: [4], flag: "--set network.hidden=[4]" },
    "optimiser.learningRate": { value: learningRate, flag: `--set optimiser.learningRate=${learningRate}` },
  });
}

const noteStage: Stage<{ note: string }> = { name: "note", revision: 1, record: z.strictObject({ note: z.string() }) };

/** A task that takes `seconds` by its own account, stores a note under its name and variant, and tells `ran` of it. */
export function noting(
  name: string,
  seconds: number,
  ran: (what: string) => void,
  after: Task["after"] = () => [],
): Task<{ note: string }> {
  return {
    name,
    after,
    run: (store, run, variant) => {
      const { lambda, seed } = run.settings.run;
      const note = [name, variant, lambda, seed].join(" ");
      return store.obtain(noteStage, { note }, async () => {
        ran(note);
        return { record: { note }, files: {} };
      });
    },
    seconds: () => seconds,
    command: (variant) => [name, ...(variant === null ? [] : ["--method", variant])],
  };
}
