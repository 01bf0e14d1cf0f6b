/** Table 5's models: how the encoder is trained, and with which λ. */
import type { Request } from "../../config/resolve.ts";
import { type Job, job, point } from "../../runner/job.ts";
import type { Scope } from "../experiment.ts";
import type { TextRecourseRecord } from "./recourse.ts";
import { resolvedText } from "./run.ts";
import type { TextTraining } from "./settings.ts";
import { TREEBANK } from "./source.ts";
import { textEvaluation } from "./tasks.ts";

/** A column of the table. */
export interface TextModel {
  readonly training: TextTraining;
  readonly key: "baseline" | "ours";
  readonly lambda: number;
}

/** Table 5: the baseline, and λ = 0.25. */
export const textLambdas = [
  { key: "baseline", lambda: 0 },
  { key: "ours", lambda: 0.25 },
] as const;

export function textRequest({ protocol, overrides }: Scope, lambda: number, seed: number): Request {
  return point(TREEBANK.name, protocol, lambda, seed, overrides);
}

/** The columns of the table under a protocol. */
export async function textModels(scope: Scope): Promise<TextModel[]> {
  const { settings } = await resolvedText(textRequest(scope, 0, 0));
  return settings.nlp.trainings.flatMap((training) => textLambdas.map((model) => ({ training, ...model })));
}

/** A model's evaluations, one for each seed. */
export function textJobs(scope: Scope, { training, lambda }: Omit<TextModel, "key">): Job<TextRecourseRecord>[] {
  return scope.seeds.map((seed) => job(textEvaluation, textRequest(scope, lambda, seed), training));
}
