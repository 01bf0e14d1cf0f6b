/** The text-recourse stage: how well a classifier of sentences decides, and how often one word makes a sentence positive (Table 5). */
import { z } from "zod";
import { bestCandidates } from "../../actions/candidates.ts";
import { wilson } from "../../core/intervals.ts";
import { accepts, type RecourseRates, recourseRates } from "../../core/metrics.ts";
import { performanceAt, performanceSchema } from "../../pipeline/performance.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import { type ClassifyRecord, labelsOf, storedScores } from "./classify.ts";
import { type ReplacedSentences, type ReplaceRecord, replacedSentences, replaceWords } from "./replace.ts";
import type { TextRun } from "./run.ts";
import type { Sentence } from "./treebank.ts";

const ratesSchema = z.strictObject({
  rows: z.int(),
  accepted: z.int(),
  flipped: z.int(),
  negatives: z.int(),
  negative: z.number(),
  all: z.number(),
  /** Those turned down who have a candidate at all: nobody else can have recourse. */
  withCandidates: z.int(),
  /** 95 % intervals of the two rates, over sentences. */
  negativeInterval: z.tuple([z.number(), z.number()]),
  allInterval: z.tuple([z.number(), z.number()]),
});

export type TextRates = z.infer<typeof ratesSchema>;

const decisionsSchema = z.strictObject({
  theta0: z.number(),
  test: performanceSchema,
  recourse: ratesSchema,
  /** With every replacement there is, for the sentences of the ceiling; null where there are none. */
  ceiling: ratesSchema.nullable(),
});

/** A sentence turned down, and the replacement with the highest score. */
const exampleSchema = z.strictObject({
  line: z.int(),
  y: z.int(),
  text: z.string(),
  score: z.number(),
  word: z.string(),
  antonym: z.string(),
  proposed: z.string(),
  scoreAfter: z.number(),
  accepted: z.boolean(),
});

export type TextExample = z.infer<typeof exampleSchema>;

const textRecourseRecordSchema = z.strictObject({
  encoder: z.string(),
  /** At θ₀ by the protocol's rule, and at 0.5. */
  chosen: decisionsSchema,
  even: decisionsSchema,
  examples: z.array(exampleSchema),
  coverage: z.strictObject({
    sentences: z.int(),
    some: z.int(),
    negativeSentences: z.int(),
    negativeSome: z.int(),
    /** Means over test sentences: replacements there are, and those scored. */
    there: z.number(),
    chosen: z.number(),
  }),
});

export type TextRecourseRecord = z.infer<typeof textRecourseRecordSchema>;
type Decisions = z.infer<typeof decisionsSchema>;

export const textRecourseStage: Stage<TextRecourseRecord> = {
  name: "text-recourse",
  revision: 1,
  record: textRecourseRecordSchema,
};

const EVEN = 0.5;
const EXAMPLES = 10;

/** Evaluates a classifier's scores, or finds them evaluated. */
export async function textRecourse(
  store: Store,
  run: TextRun,
  classified: Stored<ClassifyRecord>,
): Promise<Stored<TextRecourseRecord>> {
  const replacedTest = await replaceWords(store, run, "test");
  const ofCeiling = run.settings.nlp.ceiling > 0 ? await replaceWords(store, run, "ceiling") : null;
  const inputs = { classify: classified.key, replace: replacedTest.key, ceiling: ofCeiling?.key ?? null };
  return store.obtain(textRecourseStage, inputs, async () => {
    const { test } = await run.corpus();
    const ceiling = ofCeiling === null ? null : replacedSentences(ofCeiling);
    const candidates = replacedSentences(replacedTest);
    const at = (theta0: number) => decisionsAt(theta0, test, candidates, ceiling, classified);
    const { theta0, encoder } = classified.record;
    const record: TextRecourseRecord = {
      encoder,
      chosen: at(theta0),
      even: at(EVEN),
      examples: examplesAt(theta0, test, candidates, classified),
      coverage: coverageOf(replacedTest.record),
    };
    return { record, files: {} };
  });
}

function decisionsAt(
  theta0: number,
  test: readonly Sentence[],
  candidates: ReplacedSentences,
  ceiling: ReplacedSentences | null,
  classified: Stored<ClassifyRecord>,
): Decisions {
  const score = storedScores(classified, "test");
  return {
    theta0,
    test: performanceAt(score, labelsOf(test), theta0),
    recourse: ratesOf(theta0, score, candidates, storedScores(classified, "replacements")),
    ceiling: ceiling === null ? null : ratesOf(theta0, score, ceiling, storedScores(classified, "ceiling")),
  };
}

/** A sentence has recourse where it is accepted, or its best candidate is (Def. 2.1). */
export function ratesOf(
  theta0: number,
  score: Float32Array,
  { sentences, first }: Pick<ReplacedSentences, "sentences" | "first">,
  ofCandidates: Float32Array,
): TextRates {
  let accepted = 0;
  let flipped = 0;
  let withCandidates = 0;
  const best = bestCandidates(ofCandidates, Int32Array.from(first));
  sentences.forEach((i, k) => {
    if (accepts(score[i], theta0)) accepted++;
    else if (best[k] >= 0) {
      withCandidates++;
      if (accepts(ofCandidates[best[k]], theta0)) flipped++;
    }
  });
  const rates: RecourseRates = recourseRates({ rows: sentences.length, accepted, flipped });
  const interval = (successes: number, n: number): [number, number] => {
    const { low, high } = wilson(successes, n);
    return [low, high];
  };
  return {
    ...rates,
    withCandidates,
    negativeInterval: interval(flipped, rates.negatives),
    allInterval: interval(accepted + flipped, rates.rows),
  };
}

/** The first sentences turned down that have a candidate: as many whose best one is accepted as there are, up to the half. */
function examplesAt(
  theta0: number,
  test: readonly Sentence[],
  { sentences, first, texts, words }: ReplacedSentences,
  classified: Stored<ClassifyRecord>,
): TextExample[] {
  const score = storedScores(classified, "test");
  const ofCandidates = storedScores(classified, "replacements");
  const best = bestCandidates(ofCandidates, Int32Array.from(first));
  const found = sentences.flatMap((i, k): TextExample[] => {
    if (best[k] < 0 || accepts(score[i], theta0)) return [];
    const { line, y, text } = test[i];
    const [word, antonym] = words[best[k]];
    const scoreAfter = ofCandidates[best[k]];
    const proposed = texts[best[k]];
    return [
      { line, y, text, score: score[i], word, antonym, proposed, scoreAfter, accepted: accepts(scoreAfter, theta0) },
    ];
  });
  const half = EXAMPLES / 2;
  const yes = found.filter(({ accepted }) => accepted);
  const no = found.filter(({ accepted }) => !accepted);
  return [...yes.slice(0, Math.max(half, EXAMPLES - no.length)), ...no.slice(0, Math.max(half, EXAMPLES - yes.length))];
}

function coverageOf({ all, negative, there, chosen }: ReplaceRecord): TextRecourseRecord["coverage"] {
  return {
    sentences: all.sentences,
    some: all.some,
    negativeSentences: negative.sentences,
    negativeSome: negative.some,
    there: there / all.sentences,
    chosen: chosen / all.sentences,
  };
}
