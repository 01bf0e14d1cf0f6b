import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../../src/core/matrix.ts";
import { stream } from "../../../src/core/random.ts";
import { openEngine } from "../../../src/engines/registry.ts";
import { shiftBetween, shiftInWords } from "../../../src/pipeline/calibration/two-sample.ts";

const engine = await openEngine("wasm");

const columns = ["age", "debt", "income"].map((name) => ({
  name,
  kind: "continuous" as const,
  mean: 0,
  std: 1,
  integer: false,
}));

/** n people with N(0, 1) features, the second one moved by `shift` and stretched by `spread`. */
function people(n: number, seed: number, shift = 0, spread = 1): Matrix {
  const random = stream(seed, "people");
  const X = matrix(n, 3);
  for (let i = 0; i < X.data.length; i++) X.data[i] = i % 3 === 1 ? shift + spread * random.normal() : random.normal();
  return X;
}

describe("the shift check", () => {
  it("raises no alarm over 40 pairs of samples from one population, 300 and 100 people each", () => {
    for (let seed = 0; seed < 40; seed++) {
      const shift = shiftBetween(people(300, 2 * seed), people(100, 2 * seed + 1), columns, engine, seed);
      expect(shift).toMatchObject({ calibration: 300, test: 100, differ: false });
      expect(shiftInWords(shift)).toBe(null);
    }
  });

  it("finds a feature that is half a standard deviation lower, by name, with the AUC Φ(0.5/√2) = 0.638 it allows", () => {
    const shift = shiftBetween(people(800, 1), people(800, 2, -0.5), columns, engine, 0);
    expect(shift.differ).toBe(true);
    expect(shift.largest.feature).toBe("debt");
    expect(shift.largest.difference).toBeCloseTo(-0.5, 0);
    expect(Math.abs(shift.auc - 0.638)).toBeLessThan(0.04);
    expect(shiftInWords(shift)).toMatch(
      /^The test rows are not people like the calibration rows: debt is 0\.\d+ standard deviations lower on average, .* AUC of 0\.6\d\d/,
    );
  });

  it("tells cohorts that do not overlap apart with AUC 1, as bail's, whose FOLLOW is 70–81 months here and 46–57 there", () => {
    const shift = shiftBetween(people(400, 1, 0, 0.2), people(200, 2, -7, 0.2), columns, engine, 0);
    expect(shift.auc).toBe(1);
    expect(shift.largest.difference).toBeLessThan(-30);
  });

  it("does not mind columns that are constant, alike or not", () => {
    const constant = (value: number, n: number) => {
      const X = people(n, n);
      for (let i = 0; i < n; i++) X.data[3 * i] = value;
      return X;
    };
    expect(shiftBetween(constant(1, 100), constant(1, 90), columns, engine, 0).differ).toBe(false);
    const apart = shiftBetween(constant(1, 100), constant(2, 90), columns, engine, 0);
    expect(apart.largest).toMatchObject({ feature: "age", difference: 2 });
  });

  it("is the same twice, and splits its folds by the seed", () => {
    const check = (seed: number) => shiftBetween(people(100, 1), people(60, 2), columns, engine, seed).auc;
    expect(check(0)).toBe(check(0));
    expect(check(0)).not.toBe(check(1));
  });
});
