/** The classify stage for a fine-tuned encoder: all of it is trained, and everything Table 5 asks about is scored. */
import { join } from "node:path";
import { keyOf, type Store, type Stored } from "../../../pipeline/store.ts";
import { type ClassifyRecord, classifyStage, labelsOf, resultOf } from "../classify.ts";
import { firstLayers } from "../encoder/encoder.ts";
import { encoderSha256, pretrainedEncoder } from "../encoder/pretrained.ts";
import { runtime } from "../onnx/runtime.ts";
import { runtimeVersion } from "../onnx/version.ts";
import { type ReplacedPart, replacedSentences, replaceWords } from "../replace.ts";
import type { TextRun } from "../run.ts";
import type { Sentence } from "../treebank.ts";
import { checkpointsIn } from "./checkpoint.ts";
import { fineTune } from "./fine-tune.ts";

/** Told while an encoder is fine-tuned; the share is that of the training. */
export interface FineTuningReport {
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fine-tunes the encoder, or finds it fine-tuned. What an epoch leaves is kept in `checkpoints` of the store until the
 * scores are stored, so that a run that is stopped loses at most an epoch. The weights are not stored.
 */
export async function classifyFineTuned(
  store: Store,
  run: TextRun,
  { onShare, signal }: FineTuningReport = {},
): Promise<Stored<ClassifyRecord>> {
  const { nlp, fineTuning, threshold } = run.settings;
  const { lambda, seed } = run.settings.run;
  const { encoder: setting, recourseTerm, ceiling, sentences, runtime: runtimeName } = nlp;
  const replacedIn = (part: ReplacedPart) => replaceWords(store, run, part, signal);
  const replacedTrain = lambda > 0 ? await replacedIn("train") : null;
  const replacedTest = await replacedIn("test");
  const replacedCeiling = ceiling > 0 ? await replacedIn("ceiling") : null;
  const inputs = {
    training: "fine-tuned",
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
    threshold,
  };
  const checkpoints = checkpointsIn(join(store.root, "checkpoints"), keyOf(classifyStage, inputs));
  const stored = await store.obtain(classifyStage, inputs, async () => {
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
      const scoreOf = async (texts: readonly string[]) => Float32Array.from(await score(sequencesOf(texts), signal));
      const scores = {
        validation: await scoreOf(textsOf(corpus.validation)),
        test: await scoreOf(textsOf(corpus.test)),
        replacements: await scoreOf(replacedSentences(replacedTest).texts),
        ceiling: await scoreOf(replacedCeiling === null ? [] : replacedSentences(replacedCeiling).texts),
      };
      const about = { encoder: encoder.name, losses: epochs.map(({ loss }) => loss) };
      return resultOf(scores, labelsOf(corpus.validation), corpus.train, threshold, about, null);
    } finally {
      await close();
    }
  });
  if (stored.fresh) await checkpoints.clear();
  return stored;
}
