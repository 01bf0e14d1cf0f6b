import { describe, expect, it } from "vitest";
import { stream } from "../../../../src/core/random.ts";
import { type TokenBatch, tokenBatch } from "../../../../src/experiments/nlp/encoder/encoder.ts";
import { adamwDefaults } from "../../../../src/experiments/nlp/fine-tuning/adamw.ts";
import { dropoutPlaces, parameterShapes } from "../../../../src/experiments/nlp/fine-tuning/graphs.ts";
import { openEncoderNetwork } from "../../../../src/experiments/nlp/fine-tuning/network.ts";
import type { TrainedParameters } from "../../../../src/experiments/nlp/fine-tuning/parameters.ts";
import type { Pooling } from "../../../../src/experiments/nlp/onnx/classifier.ts";
import { runtime } from "../../../../src/experiments/nlp/onnx/runtime.ts";
import { plainBert } from "./plain-bert.ts";
import { runtimes } from "./runtimes.ts";
import { config, doubles, randomParameters, size } from "./tiny-encoder.ts";

/** Three sequences of 5, 4 and 2 word pieces, one of them twice in a row, with both types. */
function batchOf(): TokenBatch {
  const batch = tokenBatch([
    [1, 3, 3, 7, 2],
    [1, 10, 4, 2],
    [1, 2],
  ]);
  batch.typeIds.set([0, 0, 1, 1, 0], 0);
  return batch;
}

const losses = { y: [1, 0, 1], weight: [1, 0.25, 0.7] };

/** Masks of dropout, by `dropoutPlaces`, cut from the one array that the network asks to be filled. */
function masksFor(batch: TokenBatch): { readonly all: Float32Array; readonly each: readonly Float32Array[] } {
  const random = stream(3, "masks");
  const sizes = dropoutPlaces(config).map(({ shape }) => size(shape(batch.rows, batch.length)));
  const all = Float32Array.from({ length: sizes.reduce((a, b) => a + b, 0) }, () => (random.uniform() < 0.3 ? 0 : 1.5));
  const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((a, b) => a + b, 0));
  return { all, each: sizes.map((length, i) => all.subarray(ends[i] - length, ends[i])) };
}

type Case = readonly [pooling: Pooling, dropout: boolean];

const cases: readonly Case[] = [
  ["mean", true],
  ["first", false],
  ["pooler", true],
];

/** Central differences of Σ weight · ℓ in every parameter, once for all runtimes. */
const differences = cases.map(([pooling, dropout]) => {
  const at = doubles(randomParameters(2, pooling));
  const batch = batchOf();
  const masks = dropout ? masksFor(batch).each : null;
  const loss = () =>
    plainBert(config, pooling, at, batch, masks).reduce(
      (sum, logs, i) => sum - losses.weight[i] * logs[losses.y[i]],
      0,
    );
  const h = 1e-4;
  return new Map(
    [...at].map(([name, values]) => [
      name,
      values.map((value, i) => {
        values[i] = value + h;
        const above = loss();
        values[i] = value - h;
        const below = loss();
        values[i] = value;
        return (above - below) / (2 * h);
      }),
    ]),
  );
});

describe.each(await runtimes())("a tiny BERT of 2 layers in ONNX Runtime (%s)", (name) => {
  const open = async (parameters: TrainedParameters, [pooling, dropout]: Case) =>
    openEncoderNetwork(await runtime(name), config, pooling, parameters, dropout);

  it.each(cases)("scores as plain loops do, to 1e-5 (pooling %s, dropout %s)", async (...which) => {
    const [pooling, dropout] = which;
    const parameters = randomParameters(1, pooling);
    const network = await open(parameters, which);
    const batch = batchOf();
    const masks = masksFor(batch);
    const score = await network.score(batch);
    plainBert(config, pooling, doubles(parameters), batch, null).forEach(([, log], i) => {
      expect(score[i]).toBeCloseTo(Math.exp(log), 5);
    });
    const found = await network.differentiate(batch, losses, dropout ? (mask) => mask.set(masks.all) : null);
    plainBert(config, pooling, doubles(parameters), batch, dropout ? masks.each : null).forEach((logs, i) => {
      expect(found.score[i]).toBeCloseTo(Math.exp(logs[1]), 5);
      expect(found.loss[i]).toBeCloseTo(-logs[losses.y[i]], 5);
    });
    await network.close();
  });

  it.each(cases.map((which, i) => [...which, differences[i]] as const))(
    "has the gradient of finite differences in all 1,258 parameters, the pooler's 72 not counted, to 1e-4 (pooling %s, dropout %s)",
    async (pooling, dropout, expected) => {
      const network = await open(randomParameters(2, pooling), [pooling, dropout]);
      const batch = batchOf();
      const masks = masksFor(batch);
      await network.differentiate(batch, losses, dropout ? (mask) => mask.set(masks.all) : null);
      const gradients = network.gradients();
      expect([...gradients.keys()].sort()).toEqual([...parameterShapes(config, pooling).keys()].sort());
      let checked = 0;
      for (const [parameter, gradient] of gradients) {
        const numeric = expected.get(parameter) ?? new Float64Array();
        const off = gradient.map((value, i) => Math.abs(value - numeric[i]) / (1 + Math.abs(numeric[i])));
        expect(Math.max(...off), parameter).toBeLessThan(1e-4);
        // A gradient that is 0 throughout would prove nothing. A key's bias moves all scores of a row alike: its is 0.
        if (!parameter.endsWith("key.bias"))
          expect(Math.max(...gradient.map(Math.abs)), parameter).toBeGreaterThan(1e-3);
        checked += gradient.length;
      }
      expect(checked).toBe(pooling === "pooler" ? 1330 : 1258);
      await network.close();
    },
  );

  it("adds the gradients of two calls, and a step begins from none", async () => {
    const which: Case = ["mean", false];
    const batch = batchOf();
    const once = await open(randomParameters(2), which);
    await once.differentiate(batch, { ...losses, weight: [2, 0.5, 1.4] }, null);
    const twice = await open(randomParameters(2), which);
    await twice.differentiate(batch, losses, null);
    await twice.differentiate(batch, losses, null);
    const expected = once.gradients();
    for (const [parameter, gradient] of twice.gradients()) {
      gradient.forEach((value, i) => {
        expect(value).toBeCloseTo(expected.get(parameter)?.[i] ?? Number.NaN, 5);
      });
    }
    await expect(twice.differentiate(batch, losses, null)).rejects.toThrow("a third gradient before a step");
    twice.step(adamwDefaults, 1e-3, 1);
    expect(Math.max(...[...twice.gradients().values()].map((gradient) => Math.max(...gradient)))).toBe(0);
    expect(() => twice.step(adamwDefaults, 1e-3, 2)).toThrow("there is no gradient");
    await once.close();
    await twice.close();
  });
});
