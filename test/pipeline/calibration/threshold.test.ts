import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confusion, f1 } from "../../../src/core/metrics.ts";
import {
  calibrateThreshold,
  chooseUpTo,
  countAccepted,
  guaranteeScores,
  tenCandidates,
} from "../../../src/pipeline/calibration/threshold.ts";

const exact = { grid: "all", rule: "f1", digits: null } as const;
const ten = { ...exact, grid: "paper" } as const;

const score = fc.float({ min: 0, max: 1, noNaN: true });
const rows = fc
  .array(fc.tuple(score, fc.boolean()), { minLength: 1, maxLength: 60 })
  .map((pairs) => ({ score: pairs.map(([s]) => s), y: pairs.map(([, y]) => Number(y)), baseRate: 0.5 }));

describe("candidates up to the bound", () => {
  it("are NumPy's linspace(0, 0.37, 10): ten points, 0 and the bound included", () => {
    const linspace = [
      0, 0.04111111111111111, 0.08222222222222222, 0.12333333333333334, 0.16444444444444445, 0.20555555555555555,
      0.24666666666666667, 0.2877777777777778, 0.3288888888888889, 0.37,
    ];
    expect([...tenCandidates(0.37)]).toEqual(linspace);
    expect([...tenCandidates(0)]).toEqual([0]);
  });

  it("with grid all, reach the F1 of the best θ₀ anywhere in [0, bound]", () => {
    fc.assert(
      fc.property(rows, score, (rows, bound) => {
        const { theta0, value } = chooseUpTo(bound, rows, exact);
        expect(theta0).toBeLessThanOrEqual(bound);
        expect(f1(confusion(rows.score, rows.y, theta0))).toBe(value);
        for (let i = 0; i <= 50; i++) {
          expect(f1(confusion(rows.score, rows.y, (i / 50) * bound))).toBeLessThanOrEqual(value);
        }
        expect(chooseUpTo(bound, rows, ten).value).toBeLessThanOrEqual(value);
      }),
    );
  });

  it("the bound itself is tried: scores 0.2 and 0.9 with labels 0 and 1 and the bound 0.5 give F1 1", () => {
    const rows = { score: [0.2, 0.9], y: [0, 1], baseRate: 0.5 };
    expect(chooseUpTo(0.5, rows, exact)).toEqual({ theta0: 0.5, value: 1, candidates: 2 });
  });

  it("three digits take 0.3217 to 0.322, above the bound by less than 0.0005, as the release does", () => {
    const rows = { score: [0.2, 0.9], y: [0, 1], baseRate: 0.5 };
    expect(chooseUpTo(0.3217, rows, { ...exact, digits: 3 }).theta0).toBe(0.322);
    fc.assert(
      fc.property(score, (bound) => {
        expect(chooseUpTo(bound, rows, { ...ten, digits: 3 }).theta0 - bound).toBeLessThanOrEqual(0.0005 + 1e-12);
      }),
    );
  });

  it("with three digits, F1s that differ in the fourth are equal and the first of them is taken", () => {
    // 1,000 favourable rows above one unfavourable row: F1 is 1 at 0.5 and 2000/2001 = 0.9995 → 1.000 at 0.
    const rows = { score: [0.1, ...Array(1000).fill(0.9)], y: [0, ...Array(1000).fill(1)], baseRate: 0.5 };
    expect(chooseUpTo(0.5, rows, exact).theta0).toBe(0.5);
    expect(chooseUpTo(0.5, rows, { ...ten, digits: 3 }).theta0).toBe(0);
  });
});

describe("the promise score", () => {
  it("is g(x + 𝒜(x)), or the higher of it and g(x), as 0 ∈ Δ", () => {
    const g = Float32Array.of(0.5, 0.25);
    const after = Float32Array.of(0.25, 0.75);
    expect([...guaranteeScores("proposed", g, after)]).toEqual([0.25, 0.75]);
    expect([...guaranteeScores("best", g, after)]).toEqual([0.5, 0.75]);
    expect(() => guaranteeScores("best", g, Float32Array.of(1))).toThrow(RangeError);
  });

  it("best gives a bound at least as high", () => {
    const many = fc.array(fc.tuple(score, score), { minLength: 59, maxLength: 80 });
    fc.assert(
      fc.property(many, (pairs) => {
        const g = Float32Array.from(pairs, ([s]) => s);
        const after = Float32Array.from(pairs, ([, s]) => s);
        const boundOf = (kind: "proposed" | "best") => {
          const rows = { score: g, y: g.map(() => 1), baseRate: 0.5 };
          const settings = { ...exact, epsilon: 0.05, alpha: 0.05 };
          return calibrateThreshold(guaranteeScores(kind, g, after), rows, settings).theta0Bound;
        };
        expect(boundOf("best")).toBeGreaterThanOrEqual(boundOf("proposed"));
      }),
    );
  });
});

describe("calibrateThreshold", () => {
  it("of 100 rows at ε = α = 0.05 one may miss the bound, and 58 rows are too few", () => {
    const promised = Float32Array.from({ length: 100 }, (_, i) => (i + 1) / 128);
    const rows = { score: promised, y: promised.map((_, i) => Number(i > 50)), baseRate: 0.5 };
    const settings = { ...exact, epsilon: 0.05, alpha: 0.05 };
    const { n, k, theta0Bound, choice } = calibrateThreshold(promised, rows, settings);
    expect({ n, k, theta0Bound }).toEqual({ n: 100, k: 1, theta0Bound: 2 / 128 });
    expect(countAccepted(promised, choice.theta0)).toBeGreaterThanOrEqual(99);
    expect(() => calibrateThreshold(promised.slice(0, 58), rows, settings)).toThrow(/at least 59 rows/);
  });
});
