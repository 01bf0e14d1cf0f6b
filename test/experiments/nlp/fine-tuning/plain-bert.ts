/** BERT's classifier once more, in plain double precision and loop by loop: what the graphs are checked against. */
import type { EncoderConfig, TokenBatch } from "../../../../src/experiments/nlp/encoder/encoder.ts";
import type { Pooling } from "../../../../src/experiments/nlp/onnx/classifier.ts";

type Rows = Float64Array[];
export type PlainParameters = ReadonlyMap<string, Float64Array>;

/** The error function: its series, to double precision where |x| is small, else by its continued fraction. */
function erf(x: number): number {
  if (Math.abs(x) < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-14; n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 100; n > 0; n--) fraction = n / 2 / (Math.abs(x) + fraction);
  const tail = Math.exp(-x * x) / Math.sqrt(Math.PI) / (Math.abs(x) + fraction);
  return Math.sign(x) * (1 - tail);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function softmax(values: Float64Array): Float64Array {
  const max = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - max));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

/**
 * Log-probabilities of both classes for every row. `masks`: those of dropout in the order of `dropoutPlaces`, or null. Rows
 * are computed one by one without their padding, so that nothing of a mask is taken over.
 */
export function plainBert(
  config: EncoderConfig,
  pooling: Pooling,
  parameters: PlainParameters,
  batch: TokenBatch,
  masks: readonly Float32Array[] | null,
): Float64Array[] {
  const { hidden, heads } = config;
  const width = hidden / heads;
  const of = (name: string) => parameters.get(name) ?? new Float64Array(Number.NaN);
  const part = (name: string, i: number, size: number) => of(name).subarray(i * size, (i + 1) * size);
  const linear = (X: Rows, name: string): Rows => {
    const bias = of(`${name}.bias`);
    return X.map((x) => bias.map((b, j) => b + dot(x, part(`${name}.weight`, j, x.length))));
  };
  const norm = (X: Rows, name: string): Rows =>
    X.map((x) => {
      const mean = x.reduce((sum, value) => sum + value, 0) / hidden;
      const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / hidden;
      const scale = 1 / Math.sqrt(variance + config.layerNormEps);
      return x.map((value, j) => of(`${name}.weight`)[j] * (value - mean) * scale + of(`${name}.bias`)[j]);
    });
  const sum = (A: Rows, B: Rows): Rows => A.map((a, i) => a.map((value, j) => value + B[i][j]));

  return Array.from({ length: batch.rows }, (_, row) => {
    const n = batch.mask.slice(row * batch.length, (row + 1) * batch.length).reduce((total, one) => total + one, 0);
    let place = 0;
    const drop = (X: Rows): Rows => {
      const mask = masks?.[place++];
      return X.map((x, i) => x.map((value, j) => value * (mask?.[(row * batch.length + i) * hidden + j] ?? 1)));
    };
    let X: Rows = Array.from({ length: n }, (_, i) => {
      const word = part("embeddings.word_embeddings.weight", batch.ids[row * batch.length + i], hidden);
      const position = part("embeddings.position_embeddings.weight", i, hidden);
      const type = part("embeddings.token_type_embeddings.weight", batch.typeIds[row * batch.length + i], hidden);
      return Float64Array.from(word, (value, j) => value + position[j] + type[j]);
    });
    X = drop(norm(X, "embeddings.LayerNorm"));
    for (let l = 0; l < config.layers; l++) {
      const layer = `encoder.layer.${l}`;
      const [Q, K, V] = ["query", "key", "value"].map((name) => linear(X, `${layer}.attention.self.${name}`));
      const mask = masks?.[place++];
      const context = Array.from({ length: n }, () => new Float64Array(hidden));
      for (let h = 0; h < heads; h++) {
        const head = (x: Float64Array) => x.subarray(h * width, (h + 1) * width);
        for (let i = 0; i < n; i++) {
          const p = softmax(Float64Array.from(K, (k) => dot(head(Q[i]), head(k)) / Math.sqrt(width)));
          for (let k = 0; k < n; k++) {
            const kept = mask?.[((row * heads + h) * batch.length + i) * batch.length + k] ?? 1;
            for (let j = 0; j < width; j++) context[i][h * width + j] += p[k] * kept * head(V[k])[j];
          }
        }
      }
      const attended = norm(
        sum(drop(linear(context, `${layer}.attention.output.dense`)), X),
        `${layer}.attention.output.LayerNorm`,
      );
      const activated = linear(attended, `${layer}.intermediate.dense`).map((u) =>
        u.map((value) => (value * (1 + erf(value / Math.SQRT2))) / 2),
      );
      X = norm(sum(drop(linear(activated, `${layer}.output.dense`)), attended), `${layer}.output.LayerNorm`);
    }
    let pooled = X[0];
    if (pooling === "mean") pooled = pooled.map((_, j) => X.reduce((total, x) => total + x[j], 0) / n);
    if (pooling === "pooler") pooled = linear([pooled], "pooler.dense")[0].map(Math.tanh);
    const mask = masks?.[place];
    const kept = pooled.map((value, j) => value * (mask?.[row * hidden + j] ?? 1));
    return softmax(linear([kept], "classifier")[0]).map(Math.log);
  });
}
