import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ActionSetSpec, actionSet, boxOf, clip, contains } from "../../src/actions/set.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { actionSets } from "./arbitrary.ts";

const box = { lower: [-0.75, 0, 0], upper: [0.75, 0.75, 0] };

describe("actionSet", () => {
  it("names the features that can move, and keeps bounds as given", () => {
    const actions = actionSet(3, box);
    expect(actions.actionable).toEqual([0, 1]);
    expect(Array.from(actions.lower)).toEqual([-0.75, 0, 0]);
    expect(Array.from(actions.min)).toEqual([-Infinity, -Infinity, -Infinity]);
    expect(actions.constraints.b).toHaveLength(0);
  });

  it("is a box again when a constraint involves one movable feature: δ₀ + 5δ₂ ≤ 0.25 with δ₂ fixed is δ₀ ≤ 0.25", () => {
    const actions = actionSet(3, { ...box, constraints: { A: [[-1, 0, -5]], b: [0.25] } });
    expect(actions.upper[0]).toBe(0.25);
    expect(actions.constraints.b).toHaveLength(0);
  });

  it("accepts a Δ of nothing but 0", () => {
    expect(actionSet(1, { lower: [0], upper: [0] }).actionable).toEqual([]);
  });

  const mistakes: readonly (readonly [string, Partial<ActionSetSpec>, string])[] = [
    ["NaN", { upper: [0.75, Number.NaN, 0] }, "feature 1 (hours): upper is not a number; give a number"],
    [
      "a lower bound above 0",
      { lower: [0.1, 0, 0] },
      "feature 0 (years): lower is 0.1, which would force a change on everybody (δ = 0 must be allowed); make it 0 or less",
    ],
    [
      "an upper bound below 0",
      { upper: [-0.5, 0.75, 0] },
      "feature 0 (years): upper is -0.5, which would force a change on everybody (δ = 0 must be allowed); make it 0 or more",
    ],
    [
      "an empty range of x + δ",
      { min: [1, -9, -9], max: [0, 9, 9] },
      "feature 0 (years): no value lies between min 1 and max 0; exchange or widen them",
    ],
    [
      "an increase without end",
      { upper: [0.75, Infinity, 0], min: [-1, -1, -1] },
      "feature 1 (hours): it may increase without limit; bound δ (upper), or bound x + δ (max)",
    ],
    [
      "a decrease without end",
      { lower: [-Infinity, 0, 0] },
      "feature 0 (years): it may decrease without limit; bound δ (lower), or bound x + δ (min)",
    ],
    [
      "a constraint that excludes δ = 0",
      { constraints: { A: [[1, 1, 0]], b: [-0.5] } },
      "constraint 0: its constant -0.5 is negative, so that δ = 0 violates it and nobody may stay as they are; make it 0 or more",
    ],
    [
      "a constraint of zeros",
      {
        constraints: {
          A: [
            [1, 1, 0],
            [0, 0, 0],
          ],
          b: [0, 1],
        },
      },
      "constraint 1: every coefficient is 0; name at least one feature or remove it",
    ],
    [
      "a constraint with NaN",
      { constraints: { A: [[1, Number.NaN, 0]], b: [0] } },
      "constraint 0: NaN is not a finite number; give one",
    ],
    [
      "a constraint with an infinite constant",
      { constraints: { A: [[1, 1, 0]], b: [Infinity] } },
      "constraint 0: Infinity is not a finite number; give one",
    ],
  ];
  it.each(mistakes)("refuses %s", (_, change, message) => {
    const build = () => actionSet(3, { ...box, names: ["years", "hours", "age"], ...change });
    expect(build).toThrow(ConfigError);
    expect(build).toThrow(message);
  });

  it("names a feature by its index where it has no name", () => {
    expect(() => actionSet(1, { lower: [1], upper: [1] })).toThrow(/^feature 0: lower/);
  });

  it("treats lengths that do not fit as a bug", () => {
    expect(() => actionSet(3, { ...box, lower: [0] })).toThrow(RangeError);
    expect(() => actionSet(0, { lower: [], upper: [] })).toThrow("invalid dimension: 0");
  });

  it("holds 0 for everybody, always", () => {
    fc.assert(
      fc.property(actionSets(), ({ actions, x }) => {
        expect(contains(actions, x, new Float64Array(actions.dimension), 0)).toBe(true);
      }),
    );
  });
});

describe("boxOf", () => {
  const lower = new Float64Array(1);
  const upper = new Float64Array(1);
  const hours = actionSet(1, { lower: [-0.75], upper: [0.75], min: [-1], max: [2] });

  it.each([
    { x: 0, least: -0.75, most: 0.75, who: "far from both bounds has the whole box" },
    { x: 1.75, least: -0.75, most: 0.25, who: "near the greatest value may rise to it" },
    { x: 2.5, least: -0.75, most: 0, who: "above the greatest value may stay or fall" },
    { x: -3, least: 0, most: 0.75, who: "below the least value may stay or rise" },
  ])("$who (x = $x)", ({ x, least, most }) => {
    boxOf(hours, [x], lower, upper);
    expect([lower[0], upper[0]]).toEqual([least, most]);
  });

  it("never excludes 0 and never leaves the box of Δ", () => {
    fc.assert(
      fc.property(actionSets(), ({ actions, x }) => {
        const [low, high] = [new Float64Array(actions.dimension), new Float64Array(actions.dimension)];
        boxOf(actions, x, low, high);
        for (let j = 0; j < actions.dimension; j++) {
          expect(actions.lower[j] <= low[j] && low[j] <= 0 && 0 <= high[j] && high[j] <= actions.upper[j]).toBe(true);
        }
      }),
    );
  });

  it("refuses NaN and wrong lengths", () => {
    expect(() => boxOf(hours, [Number.NaN], lower, upper)).toThrow("invalid x: NaN at 0");
    expect(() => boxOf(hours, [0, 0], lower, upper)).toThrow("invalid x: 2 of 1 values");
  });
});

describe("contains", () => {
  const actions = actionSet(2, { lower: [0, -1], upper: [1, 1], constraints: { A: [[-1000, -500]], b: [1000] } });

  it("checks bounds to the tolerance: 1 + 9e-7 is inside, 1 + 2e-6 is not", () => {
    expect(contains(actions, [0, 0], [1 + 9e-7, -1])).toBe(true);
    expect(contains(actions, [0, 0], [1 + 2e-6, -1])).toBe(false);
    expect(contains(actions, [0, 0], [-2e-6, 0])).toBe(false);
  });

  it("checks a joint constraint in units of δ whatever its scale: 1000δ₀ + 500δ₁ ≤ 1000", () => {
    expect(contains(actions, [0, 0], [1, 0])).toBe(true);
    expect(contains(actions, [0, 0], [1, 2e-6])).toBe(true);
    expect(contains(actions, [0, 0], [1, 4e-6])).toBe(false);
  });

  it("never holds NaN, in δ or in x", () => {
    expect(contains(actions, [0, 0], [Number.NaN, 0])).toBe(false);
    expect(contains(actions, [Number.NaN, 0], [0, 0])).toBe(false);
  });
});

describe("clip", () => {
  it("leaves δ in the person's box, and alone when it was there", () => {
    fc.assert(
      fc.property(actionSets({ rows: false }), ({ actions, x, delta }) => {
        const once = clip(actions, x, delta, new Float64Array(actions.dimension));
        expect(contains(actions, x, once, 0)).toBe(true);
        expect(clip(actions, x, once, new Float64Array(actions.dimension))).toEqual(once);
      }),
    );
  });

  it("writes where it is told, δ itself included", () => {
    const delta = Float32Array.of(-3, 3);
    expect(clip(actionSet(2, { lower: [-1, 0], upper: [0, 2] }), [0, 0], delta, delta)).toBe(delta);
    expect(Array.from(delta)).toEqual([-1, 2]);
  });
});
