/** Table 5's own work, all of it on runs over sentences. */
import type { Settings } from "../../config/settings.ts";
import type { Requirement, Task } from "../../runner/job.ts";
import { type ClassifyRecord, classifyFrozen, encodedFor } from "./classify.ts";
import { blockCounts, type EncodeRecord, encode, encodedBy, encodingVariant } from "./encode.ts";
import { classifyFineTuned } from "./fine-tuning/classify.ts";
import { type TextRecourseRecord, textRecourse } from "./recourse.ts";
import { type ReplacedPart, type ReplaceRecord, replacedParts, replaceWords } from "./replace.ts";
import { openTextRun, type TextRun, textRun } from "./run.ts";
import { type TextTraining, textTrainings } from "./settings.ts";

/** Sentences of each part, and texts that each block of its replacements holds, roughly. */
const SENTENCES = { train: 6920, validation: 872, test: 1821 };
const REPLACEMENTS = { train: 57_000, test: 15_000, ceiling: 23_000 };
/** Texts that a thread encodes in a second. */
const RATE = { native: 250, wasm: 50 };

/** How much of the treebank is read. */
function shareOf({ settings: { nlp } }: Pick<TextRun, "settings">): number {
  return nlp.sentences === null ? 1 : Math.min(1, nlp.sentences / SENTENCES.train);
}

const ANY_RUN = { "run.seed": 0 };

/** Of what is said of texts only what is drawn depends on the seed. */
function sharedBy(part: ReplacedPart, { nlp: { choice } }: Settings) {
  return part !== "ceiling" && choice === "sampled" ? {} : ANY_RUN;
}

export function replacedPartOf(variant: string | null): ReplacedPart {
  const part = replacedParts.find((each) => each === variant);
  if (part) return part;
  throw new RangeError(`invalid variant: ${variant}`);
}

/** Δ̂ of a part, the variant. */
export const replacing: Task<ReplaceRecord> = {
  name: "replace",
  withoutLambda: true,
  open: openTextRun,
  after: () => [],
  run: (store, run, variant, { signal }) => replaceWords(store, textRun(run), replacedPartOf(variant), signal),
  seconds: (run, variant) => (variant === "train" ? 15 : 5) * shareOf(run),
};

/** What the frozen encoder says of some texts, the variant. */
export const encoding: Task<EncodeRecord> = {
  name: "encode",
  withoutLambda: true,
  open: openTextRun,
  after: (settings, variant) => {
    const texts = encodedBy(variant);
    return texts.kind === "replacements" ? [[replacing, texts.part, sharedBy(texts.part, settings)]] : [];
  },
  run: (store, run, variant, progress) => encode(store, textRun(run), encodedBy(variant), progress),
  seconds: (run, variant) => {
    const texts = encodedBy(variant);
    const count =
      texts.kind === "sentences" ? SENTENCES[texts.part] : REPLACEMENTS[texts.part] / blockCounts[texts.part];
    return 1 + (count * shareOf(run)) / RATE[run.settings.nlp.runtime];
  },
};

function trainingOf(variant: string | null): TextTraining {
  const training = textTrainings.find((each) => each === variant);
  if (training) return training;
  throw new RangeError(`invalid variant: ${variant}`);
}

/** A classifier of sentences, trained as the variant says, and its scores. */
export const classifying: Task<ClassifyRecord> = {
  name: "classify",
  open: openTextRun,
  after: (settings, variant) => {
    const { lambda } = settings.run;
    const { ceiling } = settings.nlp;
    if (trainingOf(variant) === "fine-tuned") {
      const parts = replacedParts.filter((part) => (part === "train" ? lambda > 0 : part === "test" || ceiling > 0));
      return parts.map((part): Requirement => [replacing, part, sharedBy(part, settings)]);
    }
    return encodedFor(lambda, ceiling).map((texts): Requirement => {
      const at = texts.kind === "sentences" ? ANY_RUN : sharedBy(texts.part, settings);
      return [encoding, encodingVariant(texts), at];
    });
  },
  run: (store, run, variant, progress) =>
    trainingOf(variant) === "frozen"
      ? classifyFrozen(store, textRun(run), progress)
      : classifyFineTuned(store, textRun(run), progress),
  seconds: (run, variant) => {
    const { lambda } = run.settings.run;
    if (trainingOf(variant) === "frozen") return 1 + (lambda > 0 ? 10 : 3) * shareOf(run);
    return 10 + secondsOfFineTuning(run.settings) * shareOf(run);
  },
};

/** In texts encoded: differentiating a sentence takes as long as four, updating all weights as long as 25. */
function secondsOfFineTuning({ run: { lambda }, nlp: { ceiling, runtime }, fineTuning }: Settings): number {
  const { epochs, batch } = fineTuning;
  const steps = SENTENCES.train / batch;
  const differentiated = (lambda > 0 ? 2 : 1) * SENTENCES.train;
  const training = epochs * (4 * differentiated + 25 * steps + (lambda > 0 ? REPLACEMENTS.train : 0));
  const scoring = SENTENCES.validation + SENTENCES.test + REPLACEMENTS.test + (ceiling > 0 ? REPLACEMENTS.ceiling : 0);
  return (training + scoring) / RATE[runtime];
}

/** How well that classifier decides, and how often a word makes a sentence positive. */
export const textEvaluation: Task<TextRecourseRecord> = {
  name: "text-recourse",
  open: openTextRun,
  after: (_, variant) => [[classifying, variant]],
  run: async (store, run, variant, progress) => {
    const classified = await classifying.run(store, run, variant, progress);
    return textRecourse(store, textRun(run), classified);
  },
  seconds: () => 1,
};
