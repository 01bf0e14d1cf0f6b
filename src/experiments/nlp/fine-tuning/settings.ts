/** How an encoder is fine-tuned (B.4). */
import { z } from "zod";

const ours = (reason: string) => ({ $comment: `ours: ${reason}` });
const text = (reason: string) => ({ $comment: reason });

/** `nlp.fineTuning.*`. */
export const fineTuningSettings = z.strictObject({
  epochs: z
    .int()
    .min(1)
    .max(1000)
    .default(2)
    .meta(text("B.4: two epochs"))
    .describe("how often every sentence is trained on"),
  batch: z
    .int()
    .min(1)
    .max(4096)
    .default(16)
    .meta(ours("steps of one sentence, as the release takes them, need four times as long"))
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
    .meta(text("that of BERT"))
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
    .meta(text("B.4: the pretrained model"))
    .describe("layers of the encoder that are kept, from the first; null: all"),
  threads: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .meta(ours("trainings run beside one another as it is"))
    .describe("threads of the runtime"),
});

export type FineTuningChoices = z.infer<typeof fineTuningSettings>;
