/** What Figure 3 covers: the data sets with structural equations, their splits, and the jobs along λ. */
import { resolve } from "../../config/resolve.ts";
import { point } from "../../runner/job.ts";
import type { FigureScope } from "../experiment.ts";
import { splitSeeds } from "../models.ts";
import type { Results } from "../results.ts";
import { jobsAt, type MeanAt, seriesAlong } from "../series.ts";
import type { InterventionRecord } from "./intervention.ts";
import { intervention } from "./task.ts";

export const CAUSAL = "causal";

/** The methods whose recourses are compared with the truth. */
export const causalMethods = [CAUSAL, "adversarial", "gradient"] as const;

/** 20 random data splits: the 19 that the release's list of 20 seeds comes to (it has 21 twice), and 5, the first not in it. */
const causalSeeds: readonly number[] = [0, 42, 21, 1, 2, 3, 4, 7, 8, 10, 12, 13, 14, 15, 17, 18, 19, 20, 22, 5];

/** A data set with structural equations, with the splits of the figure. */
export interface CausalCase {
  readonly scope: FigureScope;
  readonly dataset: string;
  /** Whether its true model is known. */
  readonly truth: boolean;
  /** Whether what follows from an action counts. */
  readonly responds: boolean;
}

/** The data sets of the scope that have structural equations. */
export async function casesOf(scope: FigureScope): Promise<CausalCase[]> {
  const found = scope.datasets.map(async (dataset): Promise<CausalCase[]> => {
    const { settings } = await resolve(point(dataset, scope.protocol, 0, 0, scope.overrides));
    if (settings.causal === undefined) return [];
    // The caption of the paper's figure has 20 splits where its others have 3; seeds asked for are kept.
    const seeds = scope.seeds.join() === splitSeeds.join() ? causalSeeds : scope.seeds;
    const responds = settings.intervene.response === "structural";
    return [{ scope: { ...scope, seeds }, dataset, truth: settings.causal.truth !== undefined, responds }];
  });
  return (await Promise.all(found)).flat();
}

export function causalJobs({ scope, dataset }: CausalCase, names: readonly string[]) {
  return names.flatMap((method) =>
    scope.lambdas.flatMap((lambda) => jobsAt(intervention, scope, dataset, lambda, method)),
  );
}

/** Means over the splits that have the number, at every λ where one has. */
export function causalSeries(
  { scope, dataset }: CausalCase,
  results: Results,
  method: string,
  number: (record: InterventionRecord) => number | null,
): MeanAt[] {
  const jobs = (lambda: number) => jobsAt(intervention, scope, dataset, lambda, method);
  return seriesAlong(scope.lambdas, jobs, results, number).filter(({ over }) => over !== null);
}
