import { describe, expect, it } from "vitest";
import { coupledFeatures, polytope, slackOf } from "../../src/actions/polytope.ts";

describe("polytope", () => {
  it("reads a constraint on one feature as a bound: 2δ₀ + 1 ≥ 0 is δ₀ ≥ −1/2, −4δ₁ + 1 ≥ 0 is δ₁ ≤ 1/4", () => {
    const set = polytope(
      2,
      [
        [2, 0],
        [0, -4],
      ],
      [1, 1],
    );
    expect(Array.from(set.lower)).toEqual([-0.5, -Infinity]);
    expect(Array.from(set.upper)).toEqual([Infinity, 0.25]);
    expect(set.b).toHaveLength(0);
  });

  it("keeps the tightest of several bounds, and never −0", () => {
    const set = polytope(1, [[1], [1], [-1]], [1, 0, 0], { lower: [-3], upper: [3] });
    expect(Object.is(set.lower[0], 0)).toBe(true);
    expect(Object.is(set.upper[0], 0)).toBe(true);
  });

  it("scales a constraint by a power of two to a largest coefficient in [1, 2), so that 3000δ₀ − δ₁ + 64 is divided by 2048", () => {
    const { A, b } = polytope(2, [[3000, -1]], [64]);
    expect(Array.from(A)).toEqual([3000 / 2048, -1 / 2048]);
    expect(Array.from(b)).toEqual([64 / 2048]);
  });

  it("moves a feature fixed at 2 from the rows to their constants, which leaves one bound", () => {
    const set = polytope(2, [[1, 1]], [1], { lower: [2, -9], upper: [2, 9] });
    expect(set.lower[1]).toBe(-3);
    expect(set.b).toHaveLength(0);
  });

  it("drops a constraint that always holds and keeps one that never does", () => {
    expect(polytope(2, [[0, 0]], [0]).b).toHaveLength(0);
    expect(Array.from(polytope(2, [[0, 0]], [-1]).b)).toEqual([-1]);
  });

  it("refuses rows of a wrong length", () => {
    expect(() => polytope(2, [[1]], [0])).toThrow("invalid constraint 0: 1 coefficients for 2 features");
    expect(() => polytope(2, [[1, 1]], [])).toThrow("invalid constraints: 1 with 0 constants");
  });

  it("says the slack of a constraint and the features that constraints involve", () => {
    const set = polytope(3, [[1, 0, -1]], [0.5]);
    expect(slackOf(set, 0, [0.25, 9, 1])).toBe(-0.25);
    expect(coupledFeatures(set, 3)).toEqual([0, 2]);
  });
});
