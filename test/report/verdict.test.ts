import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundVerdictOf, countVerdicts, verdictOf } from "../../src/report/verdict.ts";

describe("a verdict", () => {
  it.each([
    [0.7, 0, 0.72, "reproduced", "within 0.02 of the mean, the edge included"],
    [0.7, 0, 0.7201, "close", "just outside 0.02"],
    [0.7, 0.02, 0.74, "reproduced", "within 2 standard errors of 0.02"],
    [0.7, null, 0.68, "reproduced", "a single value has the band of 0.02"],
    [0.7, null, 0.75, "close", "0.05 off, the edge included"],
    [0.7, 0.001, 0.7501, "differs", "more than 0.05 off"],
    [0.558, 0.221, 0.127, "reproduced", "0.43 off, within 2 standard errors of 0.221"],
  ] as const)("of %s ± %s against %s is %s: %s", (mean, standardError, published, verdict, _) => {
    expect(verdictOf({ mean, standardError }, published)).toBe(verdict);
  });

  it("never gets worse as the published number comes nearer, and does not depend on the side", () => {
    const rank = { reproduced: 0, close: 1, differs: 2 };
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, unit, unit, (mean, standardError, off, nearer) => {
        const [far, near] = off > nearer ? [off, nearer] : [nearer, off];
        const ours = { mean, standardError };
        expect(rank[verdictOf(ours, mean + near)]).toBeLessThanOrEqual(rank[verdictOf(ours, mean + far)]);
        expect(verdictOf({ mean: 0, standardError }, far)).toBe(verdictOf({ mean: 0, standardError }, -far));
      }),
    );
  });

  it("of a number that is none is refused", () => {
    expect(() => verdictOf({ mean: Number.NaN, standardError: 0 }, 0.5)).toThrow(/invalid verdict/);
    expect(() => verdictOf({ mean: 0.5, standardError: 0 }, Number.NaN)).toThrow(/invalid verdict/);
  });

  it.each([
    [0.03, null, "reproduced", "the edge included"],
    [-0.03, null, "reproduced", "of either sign"],
    [0.02, 0.5, "reproduced", "however much the splits vary"],
    [-0.05, null, "close", "0.02 beyond, the edge included"],
    [0.0501, null, "differs", "more than 0.02 beyond"],
    [0.09, 0.03, "close", "0.06 beyond, within 2 standard errors of 0.03"],
    [0.09, 0.029, "differs", "and not within 2 of 0.029"],
  ] as const)("of %s ± %s against a bound of 0.03 is %s: %s", (mean, standardError, verdict, _) => {
    expect(boundVerdictOf({ mean, standardError }, 0.03)).toBe(verdict);
  });

  it("of no number against a bound is refused", () => {
    expect(() => boundVerdictOf({ mean: Number.NaN, standardError: 0 }, 0.03)).toThrow(/invalid verdict/);
  });

  it("is counted, and what has none is not", () => {
    expect(countVerdicts(["close", null, "differs", "close"])).toEqual({ reproduced: 0, close: 2, differs: 1 });
  });
});
