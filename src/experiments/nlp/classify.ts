/** The classify stage: a classifier of sentences trained with or without recourse, and its score of everything Table 5 asks about. */
import { z } from "zod";
import { chooseTheta0, gridCandidates, scoreCandidates } from "../../core/thresholds.ts";
import { toFloats } from "../../engines/parameters.ts";
import { openEngine } from "../../engines/registry.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import { type EncodedTexts, encode, replacementBlocks, storedFeatures } from "./encode.ts";
import { type HeadProgress, trainHead } from "./head.ts";
import { replacedSentences, replaceWords } from "./replace.ts";
import type { TextRun } from "./run.ts";
import type { Sentence } from "./treebank.ts";

const classifyRecordSchema = z.strictObject({
  encoder: z.string(),
  /** Mean loss of each epoch. */
  losses: z.array(z.number()),
  theta0: z.number(),
  /** What the rule maximises on validation sentences, at θ₀. */
  value: z.number(),
});

export type ClassifyRecord = z.infer<typeof classifyRecordSchema>;

export const classifyStage: Stage<ClassifyRecord> = { name: "classify", revision: 1, record: classifyRecordSchema };

/** g of the validation and test sentences, of the test sentences with words replaced, and of those of the ceiling. */
export const scored = ["validation", "test", "replacements", "ceiling"] as const;
export type Scored = (typeof scored)[number];

const fileOf = (what: Scored) => `${what}.f32`;
export const HEAD_FILE = "head.f32";

const sentencesOfPart = (part: "train" | "validation" | "test"): EncodedTexts => ({ kind: "sentences", part });

/** What has to be encoded for the classifier on top of the frozen encoder. */
export function encodedFor(lambda: number, ceiling: number): EncodedTexts[] {
  return [
    ...(["train", "validation", "test"] as const).map(sentencesOfPart),
    ...replacementBlocks("test"),
    ...(lambda > 0 ? replacementBlocks("train") : []),
    ...(ceiling > 0 ? replacementBlocks("ceiling") : []),
  ];
}

/** Trains the network on top of the frozen encoder, or finds it trained; what is not encoded yet is. */
export async function classifyFrozen(
  store: Store,
  run: TextRun,
  progress: HeadProgress = {},
): Promise<Stored<ClassifyRecord>> {
  const { nlp, network, optimiser, training, threshold } = run.settings;
  const { lambda, seed, engine: engineName } = run.settings.run;
  const { hidden, learningRate, recourseTerm, ceiling } = nlp;
  const spec = { activation: network.activation, hidden, dropout: hidden.length === 0 ? 0 : network.dropout };
  const adam = { ...optimiser, learningRate };
  const encoded = async (texts: readonly EncodedTexts[]) => {
    const results = [];
    for (const each of texts) results.push(await encode(store, run, each, { signal: progress.signal }));
    return results;
  };
  const sentences = await encoded((["train", "validation", "test"] as const).map(sentencesOfPart));
  const replacedTrain = lambda > 0 ? await replaceWords(store, run, "train") : null;
  const trainBlocks = lambda > 0 ? await encoded(replacementBlocks("train")) : [];
  const testBlocks = await encoded(replacementBlocks("test"));
  const ceilingBlocks = ceiling > 0 ? await encoded(replacementBlocks("ceiling")) : [];
  const keys = (results: readonly Stored<unknown>[]) => results.map(({ key }) => key);
  const inputs = {
    training: "frozen",
    sentences: keys(sentences),
    replacements: { train: keys(trainBlocks), test: keys(testBlocks), ceiling: keys(ceilingBlocks) },
    lambda,
    seed,
    engine: engineName,
    spec,
    adam,
    epochs: training.epochs,
    batch: training.batch,
    ...(lambda > 0 ? { recourseTerm } : {}),
    threshold,
  };
  return store.obtain(classifyStage, inputs, async () => {
    const corpus = await run.corpus();
    const [X, ofValidation, ofTest] = sentences.map((result) => storedFeatures([result]));
    const candidates =
      replacedTrain === null
        ? null
        : { points: storedFeatures(trainBlocks), first: Int32Array.from(replacedSentences(replacedTrain).first) };
    const engine = await openEngine(engineName);
    const { network: trained, losses } = await trainHead(
      engine,
      {
        X,
        y: labelsOf(corpus.train),
        candidates,
        lambda,
        recourseTerm,
        spec,
        adam,
        epochs: training.epochs,
        batch: training.batch,
        seed,
      },
      progress,
    );
    try {
      const scores = {
        validation: trained.score(ofValidation),
        test: trained.score(ofTest),
        replacements: trained.score(storedFeatures(testBlocks)),
        ceiling: ceilingBlocks.length > 0 ? trained.score(storedFeatures(ceilingBlocks)) : new Float32Array(),
      };
      const y = labelsOf(corpus.validation);
      const parameters = toFloats(trained.parameters());
      const about = { encoder: sentences[0].record.encoder, losses: [...losses] };
      return resultOf(scores, y, corpus.train, threshold, about, parameters);
    } finally {
      trained.close();
    }
  });
}

/** θ₀ by the protocol's rule on validation sentences, and the scores as files. */
export function resultOf(
  scores: Readonly<Record<Scored, Float32Array>>,
  y: Float32Array,
  train: readonly Sentence[],
  { rule, grid }: TextRun["settings"]["threshold"],
  about: Pick<ClassifyRecord, "encoder" | "losses">,
  parameters: Float32Array | null,
) {
  const score = scores.validation;
  const baseRate = train.filter((sentence) => sentence.y === 1).length / train.length;
  const candidates = grid === "all" ? scoreCandidates(score) : gridCandidates(grid);
  const { theta0, value } = chooseTheta0({ score, y, rule, baseRate, candidates });
  const files: Record<string, Uint8Array> = Object.fromEntries(
    scored.map((what) => [fileOf(what), bytesOf(scores[what])]),
  );
  if (parameters !== null) files[HEAD_FILE] = bytesOf(parameters);
  return { record: { ...about, theta0, value }, files };
}

export function labelsOf(sentences: readonly Sentence[]): Float32Array {
  return Float32Array.from(sentences, ({ y }) => y);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** g as it is stored. */
export function storedScores({ files }: Stored<ClassifyRecord>, what: Scored): Float32Array {
  return new Float32Array(Uint8Array.from(files[fileOf(what)]).buffer);
}
