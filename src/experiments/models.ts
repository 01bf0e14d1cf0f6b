/** The paper's models and splits: which g_θ the tables compare, and along which λ the figures are drawn. */
import type { Request } from "../config/resolve.ts";
import { point } from "../runner/job.ts";
import type { Scope } from "./experiment.ts";

/** "3 random data splits"; the seeds are the release's. */
export const splitSeeds: readonly number[] = [0, 21, 42];

/** The λ of §4.1's sweep, along which Figures 1, 3 and 5 are drawn: 0, 0.2 … 2. */
export const sweptLambdas: readonly number[] = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2];

/** The methods of a sweep: the cheapest of the paper's, and the ceiling that none can exceed. */
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

export function requestAt({ protocol, overrides }: Scope, dataset: string, model: Model, seed: number): Request {
  return point(dataset, protocol, model.lambda, seed, overrides);
}
