import { describe, expect, it } from "vitest";
import { matrix } from "../../../src/core/matrix.ts";
import { stream } from "../../../src/core/random.ts";
import { openEngine } from "../../../src/engines/registry.ts";
import { againstThemselves } from "../../../src/experiments/table3/samples.ts";
import { networkDecisions, twoSampleTest } from "../../../src/experiments/table3/two-sample-test.ts";
import { people } from "../../methods/problem.ts";

const n = 100;
const X = people(n, 3, 0);
/** Everybody moves by 3 standard deviations along the first feature. */
const delta = matrix(
  n,
  3,
  Float32Array.from({ length: 3 * n }, (_, at) => (at % 3 === 0 ? 3 : 0)),
);
const everybody = Int32Array.from({ length: n }, (_, i) => i);
const repeats = againstThemselves(X, { people: everybody, delta }, 5, stream(0, "test"));
const always =
  (answer: boolean) =>
  (_: unknown, { rows }: { readonly rows: number }) =>
    new Array(rows).fill(answer);

describe("a two-sample test", () => {
  it("is over 100 rows of each class; who calls all of them originals is right about 0.5 in every repeat", async () => {
    const { n: rows, outcomes } = await twoSampleTest(repeats, {
      network: always(true),
      forest: always(false),
      logistic: (_, { rows }) => Array.from({ length: rows }, (_, i) => i < rows / 2),
    });
    expect(rows).toBe(n);
    expect(outcomes.network).toMatchObject({ accuracies: [0.5, 0.5, 0.5, 0.5, 0.5], accuracy: 0.5 });
    expect(outcomes.forest.accuracy).toBe(0.5);
    expect(outcomes.logistic).toMatchObject({ accuracy: 1, high: 1 });
  });

  it("logistic regression tells N(0, 1) from N(3, 1) as well as the best line does: 0.933 ± 0.03", async () => {
    const engine = await openEngine("reference");
    const spec = { hidden: [], activation: "tanh", dropout: 0 } as const;
    const adam = { learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    const fitting = { engine, spec, adam, batch: 16, epochs: 40, seed: 0 };
    const { outcomes } = await twoSampleTest(repeats, {
      network: always(true),
      forest: always(true),
      logistic: (fitted, X) => networkDecisions(fitted, X, fitting),
    });
    // Φ(1.5), half of the distance.
    expect(Math.abs(outcomes.logistic.accuracy - 0.9332)).toBeLessThan(0.03);
    expect(outcomes.logistic.low).toBeLessThan(0.9332);
    expect(outcomes.logistic.high).toBeGreaterThan(0.9332);
  });

  it("stops when it is told to", async () => {
    const stop = AbortSignal.abort(new Error("stopped"));
    const fits = { network: always(true), forest: always(true), logistic: always(true) };
    await expect(twoSampleTest(repeats, fits, stop)).rejects.toThrow("stopped");
  });
});
