import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { resolve } from "../../../src/config/resolve.ts";
import { add, type Matrix, matrix, row } from "../../../src/core/matrix.ts";
import type { LinearEquation, Truth } from "../../../src/data/causal.ts";
import type { Dataset } from "../../../src/data/dataset.ts";
import { loadDataset, loadFrames } from "../../../src/data/load.ts";
import {
  counterfactual,
  counterfactuals,
  fitStructure,
  pullBack,
  type Structure,
  trueProbabilities,
} from "../../../src/methods/causal/structural.ts";
import { people } from "../problem.ts";

/** Age (0) → amount (1) → duration (2), and savings (3) apart. */
const structure: Structure = [
  { column: 1, parents: [0], slopes: Float64Array.of(2) },
  { column: 2, parents: [1, 0], slopes: Float64Array.of(0.5, -1) },
];
const x = Float32Array.of(1, 1, 1, 1);
const consequence = (...acted: number[]) => Array.from(counterfactual(structure, x, acted, new Float32Array(4)));

describe("counterfactuals by hand", () => {
  test("age +1: amount +2, duration +0.5·2 − 1·1 = 0", () => {
    expect(consequence(2, 1, 1, 1)).toEqual([2, 3, 1, 1]);
  });

  test("amount +1: duration +0.5, age stays: effects do not run backwards", () => {
    expect(consequence(1, 2, 1, 1)).toEqual([1, 2, 1.5, 1]);
  });

  test("age +1 and amount −1: amount is set, its own equation is cut; duration −0.5 − 1", () => {
    expect(consequence(2, 0, 1, 1)).toEqual([2, 0, -0.5, 1]);
  });

  test("duration set as well: it follows nobody", () => {
    expect(consequence(2, 0, 4, 1)).toEqual([2, 0, 4, 1]);
  });

  test("savings have no consequences", () => {
    expect(consequence(1, 1, 1, 9)).toEqual([1, 1, 1, 9]);
  });
});

describe("identities", () => {
  test("δ = 0 gives x to the bit, whatever the structure", () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, min: -5, max: 5 }), { minLength: 4, maxLength: 4 }), (values) => {
        const person = Float32Array.from(values);
        expect(counterfactual(structure, person, person, new Float32Array(4))).toEqual(person);
      }),
    );
  });

  test("the noise u_i = x_i − f_i(pa) of features nobody set is the same before and after, to 1e-5", () => {
    const noise = (point: ArrayLike<number>, { column, parents, slopes }: LinearEquation) =>
      parents.reduce((rest, p, k) => rest - slopes[k] * point[p], point[column]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.subarray([0, 1, 2, 3]), (seed, intervened) => {
        const X = people(1, 4, seed);
        const delta = matrix(1, 4);
        for (const j of intervened) delta.data[j] = 0.5;
        const acted = add(X, delta);
        const result = row(counterfactuals(structure, X, acted), 0);
        for (const j of intervened) expect(result[j]).toBe(acted.data[j]);
        for (const equation of structure.filter(({ column }) => !intervened.includes(column))) {
          expect(Math.abs(noise(result, equation) - noise(row(X, 0), equation))).toBeLessThan(1e-5);
        }
      }),
    );
  });

  test("acting back by −δ from x^CF comes back to x, to 1e-5, where the roots alone are acted upon", () => {
    const X = people(20, 4, 3);
    const there = counterfactuals(structure, X, shifted(X, 0, 0.7));
    const back = counterfactuals(structure, there, shifted(there, 0, -0.7));
    expect(Math.max(...back.data.map((value, at) => Math.abs(value - X.data[at])))).toBeLessThan(1e-5);
  });

  test("pullBack is the derivative of w·x^CF along δ: central differences agree to 1e-3", () => {
    const w = [0.3, -0.2, 0.7, 0.1];
    for (const held of [
      [true, true, false, true],
      [true, false, false, false],
    ]) {
      const slope = pullBack(structure, held, Float32Array.from(w));
      held.forEach((acts, j) => {
        if (!acts) return;
        const value = (step: number) => {
          // Every held feature is acted upon; the tiny step keeps it in I.
          const acted = x.map((at, i) => (held[i] ? at + 0.25 : at));
          acted[j] += step;
          return counterfactual(structure, x, acted, new Float32Array(4)).reduce((sum, at, i) => sum + w[i] * at, 0);
        };
        expect(Math.abs((value(0.125) - value(-0.125)) / 0.25 - slope[j])).toBeLessThan(1e-3);
      });
    }
  });
});

function shifted(X: Matrix, j: number, by: number): Matrix {
  const delta = matrix(X.rows, X.cols);
  for (let i = 0; i < X.rows; i++) row(delta, i)[j] = by;
  return add(X, delta);
}

describe("simulated credit, whose model is known", () => {
  const folder = fileURLToPath(new URL("../../../data", import.meta.url));
  let dataset: Dataset;
  let probabilities: readonly number[];
  let truth: Truth;

  beforeAll(async () => {
    const { settings, place } = await resolve({ dataset: "simulated-credit" });
    dataset = await loadDataset(settings, 0, [folder], place);
    if (dataset.causal?.truth == null) throw new Error("the data set declares no truth");
    truth = dataset.causal.truth;
    const p = { kind: "continuous", integer: false, column: "repayment_probability" } as const;
    const { frame } = await loadFrames({ ...settings, features: { ...settings.features, p } }, [folder], "", place);
    const width = frame.columns.length;
    probabilities = Array.from(dataset.parts.test.records, (record) => frame.X[(record - 1) * width + width - 1]);
  });

  test("10 fitted coefficients are the true ones within 0.04, in standard deviations", () => {
    const fitted = fitStructure(dataset.causal?.equations ?? [], dataset.parts.train.X);
    const named = (equations: Structure) =>
      new Map(
        equations.flatMap(({ column, parents, slopes }) =>
          parents.map((p, k) => [`${dataset.columns[column].name} ← ${dataset.columns[p].name}`, slopes[k]] as const),
        ),
      );
    const exact = named(truth.equations);
    const found = named(fitted);
    expect([...found.keys()].toSorted()).toEqual([...exact.keys()].toSorted());
    expect(found.size).toBe(10);
    for (const [name, slope] of exact)
      expect(Math.abs((found.get(name) ?? Number.NaN) - slope), name).toBeLessThan(0.04);
  });

  test("the declared outcome is the file's repayment_probability for all 500 test people, to 2e-6", () => {
    const computed = trueProbabilities(truth, dataset.parts.test.X);
    expect(computed).toHaveLength(500);
    computed.forEach((probability, i) => {
      expect(Math.abs(probability - probabilities[i])).toBeLessThan(2e-6);
    });
  });
});
