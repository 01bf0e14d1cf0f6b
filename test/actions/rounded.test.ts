import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costOf, integralSteps, relaxation, stepped } from "../../src/actions/discrete.ts";
import { dot } from "../../src/actions/linear.ts";
import { combinations, movesOf } from "../../src/actions/moves.ts";
import { projectionOf } from "../../src/actions/project.ts";
import { feasibleRounding, roundToFeasible } from "../../src/actions/rounded.ts";
import { type ActionSet, actionSet, contains } from "../../src/actions/set.ts";
import { discreteSets } from "./discrete-arbitrary.ts";

/** Years of education and hours in whole steps (2.5 years and 10 hours to a standard deviation), rent or own or free. */
const person = [0, 0, 1, 0, 0];
const life = actionSet(5, {
  lower: [0, -0.75, -1, -1, -1],
  upper: [0.75, 0.75, 1, 1, 0],
  steps: [0.4, 0.1, 0, 0, 0],
  groups: [[2, 3, 4]],
});
const whole = (actions: ActionSet, delta: readonly number[]) => [
  integralSteps(actions, 0, delta[0]),
  integralSteps(actions, 1, delta[1]),
  ...delta.slice(2),
];
const say = async (delta: readonly number[], w: readonly number[], actions = life) =>
  whole(actions, [...(await roundToFeasible(actions, person, delta, w))]);

describe("feasible rounding, by hand", () => {
  it("δ = 0 stays 0, whatever the score wants", async () => {
    expect(await say([0, 0, 0, 0, 0], [1, 1, 1, 1, 1])).toEqual([0, 0, 0, 0, 0]);
  });

  it("0.23 of an education that counts becomes 1 year, not 0: w·δ′ ≥ w·δ", async () => {
    expect(await say([0.23, 0, 0, 0, 0], [1, 0, 0, 0, 0])).toEqual([1, 0, 0, 0, 0]);
    expect(await say([0.1, 0, 0, 0, 0], [1, 0, 0, 0, 0])).toEqual([1, 0, 0, 0, 0]);
  });

  it("+6.2 hours become 7 where hours help, 6 where they do not matter", async () => {
    expect(await say([0, 0.62, 0, 0, 0], [0, 1, 0, 0, 0])).toEqual([0, 7, 0, 0, 0]);
    expect(await say([0, 0.62, 0, 0, 0], [0, 0, 0, 0, 0])).toEqual([0, 6, 0, 0, 0]);
  });

  it("the full 0.75 is 1 year and 7 hours: no whole step gains as much, so the nearest", async () => {
    expect(await say([0.75, 0.75, 0, 0, 0], [1, 1, 0, 0, 0])).toEqual([1, 7, 0, 0, 0]);
  });

  it("half a move from rent to own is the whole move when owning helps, and none when it does not", async () => {
    expect(await say([0, 0, -0.5, 0.5, 0], [0, 0, 0, 1, 0])).toEqual([0, 0, -1, 1, 0]);
    expect(await say([0, 0, -0.4, 0.4, 0], [0, 0, 0, -1, 0])).toEqual([0, 0, 0, 0, 0]);
  });

  it("a category out of reach is never taken", async () => {
    expect(await say([0, 0, -1, 0, 1], [0, 0, 0, 0, 1])).toEqual([0, 0, 0, 0, 0]);
  });

  it("“if education changes then hours may” adds a year to 5 hours, or drops them where hours do not help", async () => {
    const ruled = actionSet(5, { ...life, constraints: undefined, rules: [{ needs: [0], allows: [1] }] });
    expect(await say([0, 0.5, 0, 0, 0], [0, 1, 0, 0, 0], ruled)).toEqual([1, 5, 0, 0, 0]);
    expect(await say([0, 0.3, 0, 0, 0], [0, 0, 0, 0, 0], ruled)).toEqual([0, 0, 0, 0, 0]);
  });

  it("weights decide which feature makes good what another loses", async () => {
    const dear = actionSet(5, { ...life, constraints: undefined, weights: [1, 9, 1, 1, 1] });
    expect(await say([0.1, 0.45, 0, 0, 0], [1, 1, 0, 0, 0])).toEqual([0, 6, 0, 0, 0]);
    expect(await say([0.1, 0.45, 0, 0, 0], [1, 1, 0, 0, 0], dear)).toEqual([1, 4, 0, 0, 0]);
  });
});

it("±2²³ steps survive float32 whatever the step: the same whole number comes back", () => {
  const step = fc.double({ min: 1e-9, max: 3, noNaN: true });
  fc.assert(
    fc.property(step, fc.integer({ min: -(2 ** 23), max: 2 ** 23 }), (size, k) => {
      const actions = actionSet(1, { lower: [-1], upper: [1], steps: [size] });
      expect(integralSteps(actions, 0, stepped(actions, 0, k))).toBe(k + 0);
    }),
  );
});

describe("feasible rounding, over random Δ", () => {
  it("is in Δ, and a δ in Δ stays as it is", async () => {
    await fc.assert(
      fc.asyncProperty(discreteSets(), async ({ actions, x, delta, w }) => {
        const feasible = (await projectionOf(actions))(x, delta, new Float32Array(6));
        const rounded = await roundToFeasible(actions, x, feasible, w);
        expect(contains(actions, x, rounded)).toBe(true);
        expect(contains(relaxation(actions), x, rounded)).toBe(true);
        expect(await roundToFeasible(actions, x, rounded, w)).toEqual(rounded);
      }),
    );
  });

  it("is the best of all combinations, by enumeration and by GLPK alike, and scores no lower where any can", async () => {
    await fc.assert(
      fc.asyncProperty(discreteSets({ free: false }), async ({ actions, x, delta, w }) => {
        const feasible = (await projectionOf(actions))(x, delta, new Float32Array(6));
        if (contains(actions, x, feasible)) return;
        const all = points(actions, x).filter((point) => contains(actions, x, point));
        const high = all.filter((point) => dot(w, point) >= dot(w, feasible) - 1e-7);
        const price = (point: Float32Array) => costOf(actions)(point.map((value, j) => value - feasible[j]));
        const least = Math.min(...(high.length > 0 ? high : all).map(price));
        for (const solver of ["auto", "glpk"] as const) {
          const rounded = (await feasibleRounding(actions, solver))(x, feasible, w);
          expect(price(rounded)).toBeCloseTo(least, 5);
          if (high.length > 0) expect(dot(w, rounded) - dot(w, feasible)).toBeGreaterThan(-1e-6);
        }
      }),
    );
  });

  it("with a free column too, it scores no lower than the score allows", async () => {
    await fc.assert(
      fc.asyncProperty(discreteSets(), async ({ actions, x, delta, w }) => {
        const feasible = (await projectionOf(actions))(x, delta, new Float32Array(6));
        const all = points(actions, x).filter((point) => contains(actions, x, point));
        if (!all.some((point) => dot(w, point) >= dot(w, feasible))) return;
        const rounded = await roundToFeasible(actions, x, feasible, w);
        expect(dot(w, rounded) - dot(w, feasible)).toBeGreaterThan(-1e-5);
      }),
    );
  });
});

/** Every combination of the discrete parts, free columns at 0. */
function points(actions: ActionSet, x: Float32Array): Float32Array[] {
  const moves = movesOf(actions, x);
  return Array.from({ length: combinations(moves) }, (_, i) => {
    const point = new Float32Array(6);
    let rest = i;
    for (const part of moves.discrete) {
      part.set(rest % part.count, point);
      rest = Math.floor(rest / part.count);
    }
    return point;
  });
}
