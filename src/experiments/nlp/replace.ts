/** The replace stage: Δ̂ of every sentence of a part, and how many sentences have any. */
import { z } from "zod";
import { permutation, stream } from "../../core/random.ts";
import { pause } from "../../core/yield.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TextRun } from "./run.ts";
import type { Sentence } from "./treebank.ts";
import { chosenReplacements, everyReplacement, type Replacement, replaced } from "./words/replacements.ts";
import { openTagger, taggerName } from "./words/tagger.ts";
import { openWordNet, wordNetName } from "./words/wordnet.ts";

/** Of which sentences: candidates of a part, or, of some test sentences drawn once, every replacement there is. */
export const replacedParts = ["train", "test", "ceiling"] as const;
export type ReplacedPart = (typeof replacedParts)[number];

const coverageSchema = z.strictObject({
  sentences: z.int(),
  /** Sentences with at least one replacement. */
  some: z.int(),
  /** Sentences with as many as are asked for. */
  full: z.int(),
});

/** How many sentences have replacements. */
export type Coverage = z.infer<typeof coverageSchema>;

const replaceRecordSchema = z.strictObject({
  all: coverageSchema,
  /** Of the sentences labelled negative. */
  negative: coverageSchema,
  /** Replacements there are, and those chosen, over all sentences. */
  there: z.int(),
  chosen: z.int(),
});

export type ReplaceRecord = z.infer<typeof replaceRecordSchema>;

export const replaceStage: Stage<ReplaceRecord> = { name: "replace", revision: 1, record: replaceRecordSchema };

const replacedSentencesSchema = z.strictObject({
  /** [n] ordinals of the sentences in their part. */
  sentences: z.array(z.int()),
  /** [n + 1]: those of sentence i are first[i] … first[i + 1], exclusive. */
  first: z.array(z.int()),
  /** x ⊕ δ. */
  texts: z.array(z.string()),
  /** δ in words: [the word, its antonym]. */
  words: z.array(z.tuple([z.string(), z.string()])),
});

/** x ⊕ δ of some sentences, one after the other. */
export type ReplacedSentences = z.infer<typeof replacedSentencesSchema>;

const FILE = "replacements.json";

/** Replaces the words of a part, or finds them replaced. */
export async function replaceWords(
  store: Store,
  run: TextRun,
  part: ReplacedPart,
  signal?: AbortSignal | undefined,
): Promise<Stored<ReplaceRecord>> {
  const {
    nlp,
    run: { seed },
  } = run.settings;
  const { antonyms, words, occurrences, candidates, choice, sentences, ceiling } = nlp;
  const how = { antonyms, words, occurrences, candidates, choice };
  const inputs = {
    part,
    sentences,
    treebank: [...run.sha256],
    tagger: await taggerName(),
    wordNet: await wordNetName(),
    antonyms,
    words,
    occurrences,
    // Every replacement of the same sentences, whatever the run.
    ...(part === "ceiling" ? { ceiling } : { candidates, choice, ...(choice === "sampled" ? { seed } : {}) }),
  };
  return store.obtain(replaceStage, inputs, async () => {
    const corpus = await run.corpus();
    const all = corpus[part === "ceiling" ? "test" : part];
    const places =
      part === "ceiling"
        ? permutation(all.length, stream(0, "sentences of the ceiling")).subarray(0, ceiling).sort()
        : Int32Array.from(all.keys());
    const [tagger, wordNet] = await Promise.all([openTagger(), openWordNet()]);
    const found: Found[] = [];
    for (const i of places) {
      const tokens = tagger.tag(all[i].text);
      const every = everyReplacement(tokens, wordNet, how);
      const random = stream(seed, `replacements of ${part}`, i);
      const chosen = part === "ceiling" ? every : chosenReplacements(every, how, random);
      const texts = chosen.map((each) => replaced(tokens, each));
      found.push({ sentence: all[i], there: every.length, chosen, texts });
      if (found.length % 100 === 0) await pause(signal);
    }
    const content: ReplacedSentences = {
      sentences: [...places],
      first: found.reduce(
        (first, { chosen }) => {
          first.push(first[first.length - 1] + chosen.length);
          return first;
        },
        [0],
      ),
      texts: found.flatMap(({ texts }) => texts),
      words: found.flatMap(({ chosen }) => chosen.map(({ word, antonym }): [string, string] => [word, antonym])),
    };
    return { record: recordOf(found, candidates), files: { [FILE]: Buffer.from(JSON.stringify(content)) } };
  });
}

interface Found {
  readonly sentence: Sentence;
  readonly there: number;
  readonly chosen: readonly Replacement[];
  readonly texts: readonly string[];
}

function recordOf(found: readonly Found[], candidates: number): ReplaceRecord {
  const coverage = (of: readonly Found[]): Coverage => ({
    sentences: of.length,
    some: of.filter(({ there }) => there > 0).length,
    full: of.filter(({ there }) => there >= candidates).length,
  });
  return {
    all: coverage(found),
    negative: coverage(found.filter(({ sentence }) => sentence.y === 0)),
    there: found.reduce((sum, { there }) => sum + there, 0),
    chosen: found.reduce((sum, { chosen }) => sum + chosen.length, 0),
  };
}

/** What is stored of the stage. */
export function replacedSentences({ files }: Stored<ReplaceRecord>): ReplacedSentences {
  return replacedSentencesSchema.parse(JSON.parse(Buffer.from(files[FILE]).toString("utf8")));
}
