/** What the drawing tests share: small networks on the data that are part of the project, and their results. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "../../src/experiments/catalogue.ts";
import type { Drawing, FigureScope } from "../../src/experiments/experiment.ts";
import { Results } from "../../src/experiments/results.ts";
import { packagedData } from "../../src/library/package.ts";
import { planFor } from "../../src/runner/plan.ts";
import { runPlan } from "../../src/runner/pool.ts";
import { Reader } from "../../src/runner/reader.ts";
import { Runs } from "../../src/runner/runs.ts";

export const smallScope: FigureScope = {
  protocol: "paper",
  datasets: ["simulated-credit"],
  lambdas: [0, 0.8],
  seeds: [0, 21],
  overrides: {
    "training.epochs": { value: 1, flag: "--epochs" },
    "network.hidden": { value: [4], flag: "--set network.hidden=[4]" },
    "recourse.ascent.budget": { value: 100, flag: "--set recourse.ascent.budget=100" },
    "recourse.gradient.maxIterations": { value: 20, flag: "--set recourse.gradient.maxIterations=20" },
    "noise.rounds": { value: 3, flag: "--set noise.rounds=3" },
    "noise.inverterRounds": { value: 3, flag: "--set noise.inverterRounds=3" },
    "noise.samples": { value: 5, flag: "--set noise.samples=5" },
    "noise.draws": { value: 2, flag: "--set noise.draws=2" },
  },
};

/** Runs every job of the drawing in a folder that is gone afterwards. Throws when one fails. */
export async function computed(drawing: Drawing, scope: FigureScope): Promise<Results> {
  const root = mkdtempSync(join(tmpdir(), "recourse-test-"));
  const folders = [packagedData];
  try {
    const [reader, runs, jobs] = [new Reader(root), new Runs(folders), await drawing.jobs([scope])];
    const { signal } = new AbortController();
    const failures = await runPlan(await planFor(jobs, reader, runs), {
      jobs: 1,
      catalogue,
      root,
      folders,
      signal,
      warn: () => {},
    });
    if (failures.length > 0) throw new Error(JSON.stringify(failures[0].error));
    return await Results.read(jobs, reader, runs);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
