import { describe, expect, it } from "vitest";
import { tokenBatch } from "../../../../src/experiments/nlp/encoder/encoder.ts";
import { openEncoderNetwork } from "../../../../src/experiments/nlp/fine-tuning/network.ts";
import {
  accumulate,
  type Objective,
  type Sequence,
  type TextExamples,
} from "../../../../src/experiments/nlp/fine-tuning/objective.ts";
import { runtime } from "../../../../src/experiments/nlp/onnx/runtime.ts";
import { type PlainParameters, plainBert } from "./plain-bert.ts";
import { runtimes } from "./runtimes.ts";
import { config, doubles, randomParameters } from "./tiny-encoder.ts";

/** Three sentences with two, no and three candidates. */
const examples: TextExamples = {
  train: {
    sequences: [
      [1, 3, 4, 2],
      [1, 5, 2],
      [1, 6, 7, 8, 2],
    ],
    y: [0, 1, 0],
  },
  candidates: {
    sequences: [
      [1, 9, 4, 2],
      [1, 3, 10, 2],
      [1, 9, 7, 8, 2],
      [1, 6, 7, 10, 2],
      [1, 6, 3, 8, 2],
    ],
    first: Int32Array.of(0, 2, 2, 5),
  },
};

const logs = (parameters: PlainParameters, sequence: Sequence) =>
  plainBert(config, "mean", parameters, tokenBatch([sequence]), null)[0];

/** Eq. 1 in plain loops: the mean of ℓ(g(x), y) + λ min over Δ̂ of ℓ(g(x ⊕ δ), 1), and how many had the second term. */
function equation1(parameters: PlainParameters, { lambda, recourseTerm }: Objective): [number, number] {
  const { train, candidates } = examples;
  let terms = 0;
  const losses = train.sequences.map((x, i) => {
    const own = logs(parameters, x);
    if (recourseTerm === "turned-down" && Math.exp(own[1]) >= 0.5) return -own[train.y[i]];
    terms++;
    const offered = candidates.sequences.slice(candidates.first[i], candidates.first[i + 1]);
    const recourse = (offered.length > 0 ? offered : [x]).map((each) => -logs(parameters, each)[1]);
    return -own[train.y[i]] + lambda * Math.min(...recourse);
  });
  return [losses.reduce((sum, loss) => sum + loss, 0) / losses.length, terms];
}

/** Seeds of parameters under which one, and two, of the three sentences have a score below 0.5. */
const seeds = [11, 12, 13, 14, 15, 16, 17, 18].filter((seed) => {
  const [, terms] = equation1(doubles(randomParameters(seed)), { lambda: 1, recourseTerm: "turned-down" });
  return terms === 1 || terms === 2;
});

describe.each(await runtimes())("Eq. 1 over candidates (%s)", (name) => {
  it.each([
    { lambda: 0.25, recourseTerm: "every" },
    { lambda: 2, recourseTerm: "every" },
    { lambda: 2, recourseTerm: "turned-down" },
  ] as const)(
    "has the gradient of finite differences, λ $lambda, recourse term of $recourseTerm",
    async (objective) => {
      const parameters = randomParameters(seeds[0]);
      const network = await openEncoderNetwork(await runtime(name), config, "mean", parameters, false);
      const losses = await accumulate(network, examples, objective, [0, 1, 2], null);
      const gradients = network.gradients();
      const at = doubles(parameters);
      const [loss, terms] = equation1(at, objective);
      expect(losses.withTerm).toBe(terms);
      expect((losses.loss + objective.lambda * losses.recourseLoss) / 3).toBeCloseTo(loss, 5);
      for (const parameter of [
        "embeddings.word_embeddings.weight",
        "encoder.layer.1.attention.self.query.weight",
        "classifier.weight",
      ]) {
        const values = at.get(parameter) ?? new Float64Array();
        const h = 1e-4;
        const numeric = values.map((value, i) => {
          values[i] = value + h;
          const [above] = equation1(at, objective);
          values[i] = value - h;
          const [below] = equation1(at, objective);
          values[i] = value;
          return (above - below) / (2 * h);
        });
        const found = gradients.get(parameter) ?? new Float32Array();
        const off = numeric.map((value, i) => Math.abs(value - found[i]) / (1 + Math.abs(value)));
        expect(Math.max(...off), parameter).toBeLessThan(1e-4);
        expect(Math.max(...numeric.map(Math.abs)), parameter).toBeGreaterThan(1e-3);
      }
      await network.close();
    },
  );

  it("counts no recourse term with λ = 0, and asks for no candidate", async () => {
    const network = await openEncoderNetwork(await runtime(name), config, "mean", randomParameters(1), false);
    const asked = { ...network, score: () => Promise.reject(new Error("scored")) };
    const losses = await accumulate(asked, examples, { lambda: 0, recourseTerm: "every" }, [0, 2], null);
    expect(losses).toMatchObject({ withTerm: 0, recourseLoss: 0 });
    expect(losses.loss).toBeGreaterThan(0);
    await network.close();
  });
});
