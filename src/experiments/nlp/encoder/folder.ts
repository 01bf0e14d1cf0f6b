/** A pretrained encoder from a Hugging Face folder: config.json, model.safetensors, tokenizer.json. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { DataError } from "../../../core/errors.ts";
import { codeOf, unreadable } from "../../../data/disk.ts";
import { checkedWeights, type Encoder, type EncoderConfig, type EncoderWeights, type Tensor } from "./encoder.ts";
import { tokenizerOf } from "./tokenizer.ts";

const configSchema = z.object({
  model_type: z.literal("bert"),
  hidden_act: z.literal("gelu"),
  position_embedding_type: z.literal("absolute").default("absolute"),
  num_hidden_layers: z.int().positive(),
  hidden_size: z.int().positive(),
  num_attention_heads: z.int().positive(),
  intermediate_size: z.int().positive(),
  vocab_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  type_vocab_size: z.int().positive(),
  layer_norm_eps: z.number().positive(),
});

/** Reads an encoder of the BERT family. Throws DataError with the file and what is wrong with it. */
export async function readEncoderFolder(folder: string): Promise<Encoder> {
  const path = (name: string) => join(folder, name);
  const [config, weights, tokenizer] = await Promise.all(
    ["config.json", "model.safetensors", "tokenizer.json"].map((name) => contentOf(path(name))),
  );
  const sizes = sizesOf(config.toString("utf8"), path("config.json"));
  const tensors = safetensors(weights, path("model.safetensors"));
  const hash = createHash("sha256");
  for (const file of [config, weights, tokenizer]) hash.update(createHash("sha256").update(file).digest());
  return {
    name: basename(resolve(folder)),
    sha256: hash.digest("hex"),
    config: sizes,
    weights: checkedWeights(sizes, tensors, path("model.safetensors")),
    tokenize: await tokenizerOf(tokenizer.toString("utf8"), sizes.maxPositions),
  };
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw unreadable(error, path);
    throw new DataError(
      `${path}: is missing; an encoder's folder has config.json, model.safetensors and tokenizer.json, as Hugging Face stores them`,
    );
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataError(`${path}: is no JSON`);
  }
}

function sizesOf(text: string, path: string): EncoderConfig {
  const result = configSchema.safeParse(parsed(text, path));
  if (!result.success) {
    const [{ path: at, message }] = result.error.issues;
    throw new DataError(`${path}: ${at.join(".")}: ${message}; encoders of the BERT family can be read`);
  }
  const found = result.data;
  if (found.hidden_size % found.num_attention_heads !== 0) {
    throw new DataError(
      `${path}: hidden_size ${found.hidden_size} cannot be dealt among num_attention_heads ${found.num_attention_heads}`,
    );
  }
  return {
    layers: found.num_hidden_layers,
    hidden: found.hidden_size,
    heads: found.num_attention_heads,
    intermediate: found.intermediate_size,
    vocab: found.vocab_size,
    maxPositions: found.max_position_embeddings,
    typeVocab: found.type_vocab_size,
    layerNormEps: found.layer_norm_eps,
  };
}

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/**
 * The tensors of a .safetensors file: the length of the header in 8 bytes, the header in JSON, the values. The prefix "bert."
 * is dropped, and TensorFlow's gamma and beta are called weight and bias, which is how the files of old models differ.
 */
export function safetensors(file: Uint8Array, path: string): EncoderWeights {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.length < 8 ? Number.POSITIVE_INFINITY : Number(view.getBigUint64(0, true));
  if (length > file.length - 8) throw new DataError(`${path}: is no .safetensors file, or only the beginning of one`);
  const header = z
    .record(z.string(), z.unknown())
    .parse(parsed(new TextDecoder().decode(file.subarray(8, 8 + length)), path));
  const weights = new Map<string, Tensor>();
  for (const [stored, value] of Object.entries(header)) {
    if (stored === "__metadata__") continue;
    const { dtype, shape, data_offsets } = entrySchema.parse(value);
    const name = stored
      .replace(/^bert\./, "")
      .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
      .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
    if (!/^(embeddings|encoder)\./.test(name) || name.endsWith("position_ids")) continue;
    if (dtype !== "F32") throw new DataError(`${path}: ${stored} is stored as ${dtype}; save the model in float32`);
    const [from, to] = data_offsets;
    const size = shape.reduce((product, n) => product * n, 1);
    if (to - from !== 4 * size || 8 + length + to > file.length) {
      throw new DataError(
        `${path}: ${stored} has ${to - from} bytes in the file for ${size} numbers; download it again`,
      );
    }
    // Copied: a float32 has to begin at a multiple of 4 bytes.
    weights.set(name, {
      shape,
      data: new Float32Array(new Uint8Array(file.subarray(8 + length + from, 8 + length + to)).buffer),
    });
  }
  return weights;
}
