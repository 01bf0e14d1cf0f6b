import { describe, expect, it } from "vitest";
import { fromRows, matrix } from "../../../src/core/matrix.ts";
import { robustness } from "../../../src/experiments/table4/robustness.ts";
import { recourseMethod } from "../../../src/methods/registry.ts";
import { evaluate } from "../../../src/pipeline/evaluate.ts";
import { acceptedUnderNoise } from "../../../src/pipeline/noise.ts";
import { Store } from "../../../src/pipeline/store.ts";
import { train } from "../../../src/pipeline/train.ts";
import { temporaryFolder } from "../../cli/terminal.ts";
import { logistic } from "../../methods/problem.ts";
import { smallRun } from "../../pipeline/small-run.ts";

const perturbation = { columns: [0], sigma: 0.1, draws: 4000, seed: 0 };

describe("noise on the actionable features", () => {
  it("at margins −0.1, 0, 0.05 and 0.2 of θ₀ accepts Φ(margin/0.1) of 4000 copies: .159 .500 .691 .977, each ± 0.03", async () => {
    // f(x) = 1 where x₀ ≥ 0; the second feature does not count.
    const network = logistic([1, 0], 0);
    const X = fromRows([
      [-0.1, 3],
      [0, 3],
      [0.05, 3],
      [0.2, 3],
    ]);
    const counts = await acceptedUnderNoise(network, { X, rows: Int32Array.of(0, 1, 2, 3) }, 0.5, perturbation);
    const expected = [0.1587, 0.5, 0.6915, 0.9772];
    counts.forEach((count, i) => {
      expect(Math.abs(count / 4000 - expected[i])).toBeLessThan(0.03);
    });
  });

  it("leaves all other features alone: with weight on them alone, every copy is accepted or none", async () => {
    const network = logistic([0, 1], 0);
    const X = fromRows([
      [0, 1e-6],
      [0, -1e-6],
    ]);
    expect([...(await acceptedUnderNoise(network, { X, rows: Int32Array.of(0, 1) }, 0.5, perturbation))]).toEqual([
      4000, 0,
    ]);
  });

  it("is a person's own: the same for them alone and in company, another for somebody else", async () => {
    const network = logistic([1, 0], 0);
    const X = matrix(3, 2);
    const together = await acceptedUnderNoise(network, { X, rows: Int32Array.of(5, 6, 7) }, 0.5, perturbation);
    const alone = await acceptedUnderNoise(network, { X: matrix(1, 2), rows: Int32Array.of(6) }, 0.5, perturbation);
    expect(alone[0]).toBe(together[1]);
    expect(new Set(together).size).toBe(3);
  });
});

describe("the robustness stage", () => {
  it("is about exactly the people to whom the evaluations gave recourse, and about all test rows", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun();
    const trained = await train(store, run);
    const { record } = await robustness(store, run, trained);
    expect(Object.keys(record.recourse)).toEqual(["gradient", "adversarial"]);
    for (const [method, share] of Object.entries(record.recourse)) {
      const { flipped } = (await evaluate(store, run, trained, recourseMethod(method))).record.recourse;
      expect(flipped).toBeGreaterThan(10);
      expect(share?.people).toBe(flipped);
    }
    expect(record.model?.people).toBe(trained.record.data.parts.test.rows);
  });

  it("noise of a billionth changes no decision: 1 for the model", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun({ "robustness.noise": 1e-9, "robustness.draws": 5 });
    const { record } = await robustness(store, run, await train(store, run));
    expect(record.model?.share).toBe(1);
  });

  it("0.04 read as a variance is 0.2 as a standard deviation: the same shares under another key", async () => {
    const store = new Store(temporaryFolder());
    const robust = async (noise: number, reading: string) => {
      const run = await smallRun({ "robustness.noise": noise, "robustness.reading": reading });
      return robustness(store, run, await train(store, run));
    };
    const variance = await robust(0.04, "variance");
    const deviation = await robust(0.2, "standard deviation");
    expect(variance.record).toEqual(deviation.record);
    expect(variance.key).not.toBe(deviation.key);
    expect(variance.record.sigma).toBe(0.2);
  });

  it("where nobody has recourse the share is null, not 1", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun({ "actions.deltaMax": 1e-6, "robustness.methods": ["adversarial"] });
    const { record } = await robustness(store, run, await train(store, run));
    expect(record.recourse).toEqual({ adversarial: null });
    expect(record.model).not.toBeNull();
  });
});
