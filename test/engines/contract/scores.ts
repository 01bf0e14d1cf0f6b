/** g and ∇ₓℓ(g, 1): right, the same in any block, and what becomes of numbers that are none. */
import { describe, expect, test } from "vitest";
import { matrix, row, rowsBetween } from "../../../src/core/matrix.ts";
import { initialParameters } from "../../../src/engines/parameters.ts";
import { batch, normalRows, relativeError, training } from "../batches.ts";
import { lossOfRow, oracle, toDouble } from "../wasm/oracle.ts";
import { type Candidate, spec, specs } from "./candidate.ts";

export function scoresContract(candidate: Candidate): void {
  const { name, engine, open, expectSame, same } = candidate;

  describe(`${name}: scores`, () => {
    test.each(specs)("%s: 200 scores are within 1e-6 of double precision", (_, of) => {
      const X = normalRows(200, 6, 5);
      const expected = oracle(of, initialParameters(of, 3), training.adam, 0).score(X);
      expect(relativeError(open(of).score(X), expected)).toBeLessThan(1e-6);
    });

    test.each(specs)(`%s: 20,000 rows at once give the scores and gradients of the rows alone, ${same}`, (_, of) => {
      const network = open(of);
      const X = normalRows(20_000, 6, 6);
      const scores = network.score(X);
      const { score, G } = network.gradient(X);
      expectSame(score, scores);
      for (const i of [0, 1, 59, 60, 61, 119, 4095, 4096, 9_999, 19_999]) {
        const alone = network.gradient(rowsBetween(X, i, i + 1));
        expectSame(scores.slice(i, i + 1), alone.score);
        expectSame(row(G, i).slice(), alone.G.data);
      }
    });

    test("a score fills and returns the array it is given", () => {
      const network = open(spec);
      const X = normalRows(70, 6);
      const out = new Float32Array(70);
      expect(network.score(X, out)).toBe(out);
      expect(out).toEqual(network.score(X));
    });

    test("no rows give no scores and no gradients", () => {
      const network = open(spec);
      expect(network.score(matrix(0, 6))).toHaveLength(0);
      expect(network.gradient(matrix(0, 6)).G.data).toHaveLength(0);
    });

    test.each(specs)("%s: inputs of ±1e4, ±1e30 and ±∞ where only their sign counts give scores in [0, 1]", (_, of) => {
      // Weights of one sign per input keep ∞ − ∞ out of the sums.
      const parameters = initialParameters(of, 3);
      for (const { weights } of parameters) weights.set(weights.map(Math.abs));
      const network = engine().open(of, parameters);
      const sizes = of.activation === "tanh" ? [1e4, 1e30, Number.POSITIVE_INFINITY] : [1e4, 1e30];
      for (const size of sizes) {
        for (const x of [size, -size]) {
          const [score] = network.score(matrix(1, 6, new Float32Array(6).fill(x)));
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
      }
    });

    test.each(["tanh", "relu"] as const)(
      "%s: a NaN gives a NaN score and gradient, in its own row alone",
      (activation) => {
        const network = open({ ...spec, activation });
        const X = normalRows(130, 6);
        const clean = network.gradient(X);
        X.data[70 * 6 + 2] = Number.NaN;
        const { score, G } = network.gradient(X);
        expect(network.score(X)).toEqual(score);
        expect([...score.keys()].filter((i) => Number.isNaN(score[i]))).toEqual([70]);
        expect([...row(G, 70)].every(Number.isNaN)).toBe(true);
        row(G, 70).set(row(clean.G, 70));
        expect(G.data).toEqual(clean.G.data);
      },
    );
  });

  describe(`${name}: ∇ₓℓ(g(x), 1)`, () => {
    test.each(specs)("%s: is within 1e-6 of central differences in double precision", (_, of) => {
      const X = normalRows(30, 6, 8);
      const theta = toDouble(initialParameters(of, 3));
      const step = 1e-5;
      const differences = Array.from(X.data, (_, at) => {
        const x = [...row(X, Math.floor(at / 6))];
        const at1 = (offset: number) => lossOfRow(of, theta, x.with(at % 6, x[at % 6] + offset));
        return (at1(step) - at1(-step)) / (2 * step);
      });
      expect(relativeError(open(of).gradient(X).G.data, differences)).toBeLessThan(1e-6);
    });

    test.each([
      ["shared", true],
      ["own", true],
      ["eval", false],
    ] as const)("masks %s: dropout %s, within 1e-6 of double precision in steps 0 and 1", (masks, dropped) => {
      const network = open(spec);
      const witness = oracle(spec, initialParameters(spec, 3), training.adam, training.seed);
      for (const index of [0, 1]) {
        const next = batch(15, 6, index);
        const { G } = network.gradient(next.X, masks);
        expect(relativeError(G.data, witness.gradient(next.X, masks))).toBeLessThan(1e-6);
        expect(relativeError(G.data, network.gradient(next.X).G.data) > 0.01).toBe(dropped);
        network.step(next);
        witness.step(next);
      }
    });

    test("is a row of zeros where the score rounds to 1", () => {
      const parameters = initialParameters(spec, 3);
      parameters[2].bias[0] = 30;
      const { score, G } = engine().open(spec, parameters).gradient(normalRows(10, 6));
      expect([...score]).toEqual(new Array(10).fill(1));
      expect(G.data.every((g) => g === 0)).toBe(true);
    });
  });
}
