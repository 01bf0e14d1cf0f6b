/** Table 5 with one choice made otherwise: what of the classifier, of the candidates and of the antonyms the result depends on. */
import type { Override } from "../../config/resolve.ts";
import type { Job } from "../../runner/job.ts";
import type { Scope } from "../experiment.ts";
import { type TextModel, textJobs, textRequest } from "./models.ts";
import type { TextRecourseRecord } from "./recourse.ts";
import { resolvedText } from "./run.ts";
import type { NlpSettings } from "./settings.ts";

/** A choice, and how it is made otherwise. */
export interface TextFactor {
  readonly key: "recourseTerm" | "occurrences" | "choice" | "words" | "antonyms";
  readonly title: string;
  readonly value: string;
}

/** The release's choices, and antonyms that are narrower than a thesaurus's. */
const factors: readonly TextFactor[] = [
  { key: "recourseTerm", title: "recourse term only where g(x) < 0.5", value: "turned-down" },
  { key: "occurrences", title: "every equal word replaced", value: "equal" },
  { key: "choice", title: "the first 10 from the left", value: "first" },
  { key: "words", title: "words by their first sense", value: "first-sense" },
  { key: "antonyms", title: "WordNet's own antonyms alone", value: "direct" },
] satisfies readonly {
  [Key in TextFactor["key"]]: { key: Key; title: string; value: NlpSettings[Key] };
}[TextFactor["key"]][];

/** Those that the scope's protocol makes otherwise, where the scope asks for ablations. */
export async function textFactors(scope: Scope): Promise<readonly TextFactor[]> {
  if (!scope.ablations) return [];
  const { nlp } = (await resolvedText(textRequest(scope, 0, 0))).settings;
  return factors.filter(({ key, value }) => nlp[key] !== value);
}

/**
 * The evaluation of a model with the choice made otherwise, on the first split; none where that moves nothing. Of fine-tuned classifiers
 * only the recourse term is looked at: every choice of another candidate set would be half an hour more.
 */
export function factorJobs(scope: Scope, { key, value }: TextFactor, model: TextModel): Job<TextRecourseRecord>[] {
  if (key === "recourseTerm" ? model.lambda === 0 : model.training === "fine-tuned") return [];
  const overrides = { ...scope.overrides, ...flipped({ key, value }) };
  return textJobs({ ...scope, seeds: scope.seeds.slice(0, 1), overrides }, model);
}

function flipped({ key, value }: Pick<TextFactor, "key" | "value">): Record<string, Override> {
  const choices = { [`nlp.${key}`]: value, "nlp.ceiling": 0 };
  return Object.fromEntries(
    Object.entries(choices).map(([path, value]) => [path, { value, flag: `--set ${path}=${value}` }]),
  );
}
