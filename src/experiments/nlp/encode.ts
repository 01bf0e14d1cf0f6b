/** The encode stage: what the frozen encoder says of some texts, a block of them at a time, so that little is lost when it is stopped. */
import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";
import { type Matrix, matrix } from "../../core/matrix.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import { type EncodingProgress, encodeTexts } from "./encoder/features.ts";
import { encoderSha256, pretrainedEncoder } from "./encoder/pretrained.ts";
import { runtime } from "./onnx/runtime.ts";
import { runtimeVersion } from "./onnx/version.ts";
import { type ReplacedPart, replacedSentences, replaceWords } from "./replace.ts";
import type { TextRun } from "./run.ts";
import type { TextPart } from "./source.ts";

/** Which texts: the sentences of a part, or a block of the sentences with a word replaced. */
export type EncodedTexts =
  | { readonly kind: "sentences"; readonly part: TextPart }
  | { readonly kind: "replacements"; readonly part: ReplacedPart; readonly block: number };

/** Blocks of about as many texts each, some thousands. */
export const blockCounts: Readonly<Record<ReplacedPart, number>> = { train: 12, test: 3, ceiling: 12 };

/** Every block of a part with words replaced. */
export function replacementBlocks(part: ReplacedPart): EncodedTexts[] {
  return Array.from({ length: blockCounts[part] }, (_, block) => ({ kind: "replacements", part, block }));
}

/** "sentences of train", "replacements of train, 3 of 12". */
export function encodingVariant(texts: EncodedTexts): string {
  const of = `${texts.kind} of ${texts.part}`;
  return texts.kind === "sentences" ? of : `${of}, ${texts.block + 1} of ${blockCounts[texts.part]}`;
}

const everyVariant = new Map<string, EncodedTexts>(
  [
    ...(["train", "validation", "test"] as const).map((part) => ({ kind: "sentences" as const, part })),
    ...(["train", "test", "ceiling"] as const).flatMap(replacementBlocks),
  ].map((texts) => [encodingVariant(texts), texts]),
);

export function encodedBy(variant: string | null): EncodedTexts {
  const found = everyVariant.get(variant ?? "");
  if (found) return found;
  throw new RangeError(`invalid variant: ${variant}`);
}

const encodeRecordSchema = z.strictObject({ texts: z.int(), encoder: z.string(), width: z.int() });
export type EncodeRecord = z.infer<typeof encodeRecordSchema>;
export const encodeStage: Stage<EncodeRecord> = { name: "encode", revision: 1, record: encodeRecordSchema };

const FILE = "features.f32";

/** Encodes texts, or finds them encoded. */
export async function encode(
  store: Store,
  run: TextRun,
  texts: EncodedTexts,
  progress: EncodingProgress = {},
): Promise<Stored<EncodeRecord>> {
  const { encoder: setting, layers, runtime: runtimeName, sentences } = run.settings.nlp;
  const { part } = texts;
  const replacements = texts.kind === "replacements" ? await replaceWords(store, run, texts.part) : null;
  const inputs = {
    encoder: await encoderSha256(setting),
    layers,
    runtime: await runtimeVersion(runtimeName),
    texts:
      texts.kind === "sentences"
        ? { part, sentences, treebank: [...run.sha256] }
        : { replace: replacements?.key ?? "", block: texts.block, blocks: blockCounts[texts.part] },
  };
  return store.obtain(encodeStage, inputs, async () => {
    const encoder = await pretrainedEncoder(setting);
    mustHaveLayers(layers, encoder.config.layers);
    const wanted =
      texts.kind === "sentences"
        ? (await run.corpus())[texts.part].map(({ text }) => text)
        : blockOf(
            replacements === null ? [] : replacedSentences(replacements).texts,
            texts.block,
            blockCounts[texts.part],
          );
    const features = await encodeTexts(encoder, layers, wanted, await runtime(runtimeName), progress);
    const { data } = features;
    const record = { texts: features.rows, encoder: encoder.name, width: features.cols };
    return { record, files: { [FILE]: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) } };
  });
}

/** Block k of `count` that are as long as each other, but for one text. */
function blockOf(texts: readonly string[], k: number, count: number): string[] {
  const at = (i: number) => Math.floor((i * texts.length) / count);
  return texts.slice(at(k), at(k + 1));
}

function mustHaveLayers(layers: readonly number[], there: number): void {
  const wrong = layers.find((layer) => layer > there);
  if (wrong === undefined) return;
  throw new ConfigError(`nlp.layers: ${wrong}: the encoder has ${there} layers`);
}

/** The features of one or several results, one below the other. */
export function storedFeatures(results: readonly Stored<EncodeRecord>[]): Matrix {
  const features = matrix(
    results.reduce((sum, { record }) => sum + record.texts, 0),
    results[0].record.width,
  );
  let at = 0;
  for (const { files, record } of results) {
    const bytes = files[FILE];
    // Copied: a float32 has to begin at a multiple of 4 bytes.
    features.data.set(new Float32Array(Uint8Array.from(bytes).buffer), at);
    at += record.texts * record.width;
  }
  return features;
}
