/** B.1: whether decisions withstand realistic noise as well with the recourse loss as without it. */
import { type Job, job, point } from "../../runner/job.ts";
import type { Experiment, Scope } from "../experiment.ts";
import { type Model, models, requestAt } from "../models.ts";
import { finished, type Results, sourceOf } from "../results.ts";
import type { GanRecord } from "./gan/gan.ts";
import { NOISE_TITLE, noiseTable } from "./noise-table.ts";
import type { NoisyDataset } from "./noisy-dataset.ts";
import type { PerturbRecord } from "./perturb.ts";
import type { RadiusRecord } from "./radius.ts";
import { radiusPicture } from "./radius-figure.ts";
import { generation, perturbing, proving } from "./tasks.ts";

export const noise = {
  name: "noise",
  title: NOISE_TITLE,
  tasks: [generation, perturbing, proving],
  table: {
    name: "B.1",
    async jobs(scope) {
      return scope.datasets.flatMap((dataset) => [
        ...ganJobs(scope, dataset),
        ...models.flatMap((model) => [...perturbJobs(scope, dataset, model), ...radiusJobs(scope, dataset, model)]),
      ]);
    },
    async table(scope, results) {
      return noiseTable(
        scope,
        scope.datasets.map((dataset) => noisyDataset(scope, dataset, results)),
      );
    },
  },
  figure: {
    name: "noise",
    async jobs(scopes) {
      return scopes.flatMap((scope) =>
        scope.datasets.flatMap((dataset) => models.flatMap((model) => radiusJobs(scope, dataset, model))),
      );
    },
    async draw(scopes, results) {
      const drawn = scopes.map((scope) =>
        radiusPicture(
          scope,
          scope.datasets.flatMap((dataset) =>
            models.map((model) => ({
              dataset,
              model,
              records: finished(results, radiusJobs(scope, dataset, model)).map(({ stored }) => stored.record),
            })),
          ),
        ),
      );
      return (await Promise.all(drawn)).flat();
    },
  },
} satisfies Experiment;

function ganJobs({ protocol, overrides, seeds }: Scope, dataset: string): Job<GanRecord>[] {
  // Of any λ: its jobs have none.
  return seeds.map((seed) => job(generation, point(dataset, protocol, 0, seed, overrides)));
}

function perturbJobs(scope: Scope, dataset: string, model: Model): Job<PerturbRecord>[] {
  return scope.seeds.map((seed) => job(perturbing, requestAt(scope, dataset, model, seed)));
}

function radiusJobs(scope: Scope, dataset: string, model: Model): Job<RadiusRecord>[] {
  return scope.seeds.map((seed) => job(proving, requestAt(scope, dataset, model, seed)));
}

function noisyDataset(scope: Scope, dataset: string, results: Results): NoisyDataset {
  const each = <T>(task: { readonly name: string }, jobs: readonly Job<T>[]) =>
    finished(results, jobs).map((result) => ({ record: result.stored.record, source: sourceOf(result, task) }));
  return {
    dataset,
    generators: each(generation, ganJobs(scope, dataset)),
    models: models.map((model) => ({
      model,
      perturbed: each(perturbing, perturbJobs(scope, dataset, model)),
      proven: each(proving, radiusJobs(scope, dataset, model)),
    })),
  };
}
