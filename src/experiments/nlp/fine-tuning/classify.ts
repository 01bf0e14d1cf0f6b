/** The classify stage for a fine-tuned encoder, and the fine-tune stage that trains it and scores everything Table 5 asks about. */
import { join } from "node:path";
import { z } from "zod";
import { keyOf, type Stage, type Store, type Stored } from "../../../pipeline/store.ts";
import { type ClassifyRecord, classifyStage, labelsOf, resultOf, type Scored, scored } from "../classify.ts";
import { firstLayers } from "../encoder/encoder.ts";
import { encoderSha256, pretrainedEncoder } from "../encoder/pretrained.ts";
import { runtime } from "../onnx/runtime.ts";
import { runtimeVersion } from "../onnx/version.ts";
import { type ReplacedPart, replacedSentences, replaceWords } from "../replace.ts";
import type { TextRun } from "../run.ts";
import type { Sentence } from "../treebank.ts";
import { checkpointsIn, fineTunedEpochSchema } from "./checkpoint.ts";
import { fineTune } from "./fine-tune.ts";

/** Told while an encoder is fine-tuned; the share is that of the training. */
export interface FineTuningReport {
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const fineTuneRecordSchema = z.strictObject({ encoder: z.string(), epochs: z.array(fineTunedEpochSchema) });
export type FineTuneRecord = z.infer<typeof fineTuneRecordSchema>;

export const fineTuneStage: Stage<FineTuneRecord> = { name: "fine-tune", revision: 1, record: fineTuneRecordSchema };

const fileOf = (what: Scored) => `${what}.f32`;

/** θ₀ of a fine-tuned classifier, and its scores. Protocols that differ in the rule of θ₀ alone share the training. */
export async function classifyFineTuned(
  store: Store,
  run: TextRun,
  progress: FineTuningReport = {},
): Promise<Stored<ClassifyRecord>> {
  const { threshold } = run.settings;
  const tuned = await fineTuned(store, run, progress);
  const inputs = { training: "fine-tuned", scores: tuned.key, threshold };
  return store.obtain(classifyStage, inputs, async () => {
    const { train, validation } = await run.corpus();
    // Copied: a float32 has to begin at a multiple of 4 bytes.
    const scoreOf = (what: Scored) => new Float32Array(Uint8Array.from(tuned.files[fileOf(what)]).buffer);
    const scores = {
      validation: scoreOf("validation"),
      test: scoreOf("test"),
      replacements: scoreOf("replacements"),
      ceiling: scoreOf("ceiling"),
    };
    const { encoder, epochs } = tuned.record;
    const about = { encoder, losses: epochs.map(({ loss }) => loss) };
    return resultOf(scores, labelsOf(validation), train, threshold, about, null);
  });
}

/**
 * Fine-tunes the encoder, or finds it fine-tuned. What an epoch leaves is kept in `checkpoints` of the store until the
 * scores are stored, so that a run that is stopped loses at most an epoch. The weights are not stored.
 */
async function fineTuned(
  store: Store,
  run: TextRun,
  { onShare, signal }: FineTuningReport,
): Promise<Stored<FineTuneRecord>> {
  const { nlp, fineTuning } = run.settings;
  const { lambda, seed } = run.settings.run;
  const { encoder: setting, recourseTerm, ceiling, sentences, runtime: runtimeName } = nlp;
  const replacedIn = (part: ReplacedPart) => replaceWords(store, run, part, signal);
  const replacedTrain = lambda > 0 ? await replacedIn("train") : null;
  const replacedTest = await replacedIn("test");
  const replacedCeiling = ceiling > 0 ? await replacedIn("ceiling") : null;
  const inputs = {
    encoder: await encoderSha256(setting),
    runtime: await runtimeVersion(runtimeName),
    treebank: [...run.sha256],
    sentences,
    replacements: {
      train: replacedTrain?.key ?? null,
      test: replacedTest.key,
      ceiling: replacedCeiling?.key ?? null,
    },
    lambda,
    seed,
    fineTuning,
    ...(lambda > 0 ? { recourseTerm } : {}),
  };
  const checkpoints = checkpointsIn(join(store.root, "checkpoints"), keyOf(fineTuneStage, inputs));
  const stored = await store.obtain(fineTuneStage, inputs, async () => {
    const pretrained = await pretrainedEncoder(setting);
    const encoder = firstLayers(pretrained, fineTuning.layers ?? pretrained.config.layers);
    const corpus = await run.corpus();
    const sequencesOf = (texts: readonly string[]) => texts.map(encoder.tokenize);
    const textsOf = (part: readonly Sentence[]) => part.map(({ text }) => text);
    const replacements = replacedTrain === null ? null : replacedSentences(replacedTrain);
    const { epochs, score, close } = await fineTune(
      {
        encoder,
        settings: { ...fineTuning, lambda, recourseTerm, seed },
        train: { sequences: sequencesOf(textsOf(corpus.train)), y: labelsOf(corpus.train) },
        candidates: {
          sequences: sequencesOf(replacements?.texts ?? []),
          first: Int32Array.from(replacements?.first ?? []),
        },
      },
      await runtime(runtimeName, fineTuning.threads),
      checkpoints,
      {
        signal,
        onStep: ({ epoch, step, stepsInEpoch }) => onShare?.((epoch - 1 + step / stepsInEpoch) / fineTuning.epochs),
      },
    );
    try {
      const texts: Record<Scored, readonly string[]> = {
        validation: textsOf(corpus.validation),
        test: textsOf(corpus.test),
        replacements: replacedSentences(replacedTest).texts,
        ceiling: replacedCeiling === null ? [] : replacedSentences(replacedCeiling).texts,
      };
      const files: Record<string, Uint8Array> = {};
      for (const what of scored) {
        const { buffer } = Float32Array.from(await score(sequencesOf(texts[what]), signal));
        files[fileOf(what)] = new Uint8Array(buffer);
      }
      return { record: { encoder: encoder.name, epochs: [...epochs] }, files };
    } finally {
      await close();
    }
  });
  if (stored.fresh) await checkpoints.clear();
  return stored;
}
