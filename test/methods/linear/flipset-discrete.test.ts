import { describe, expect, test } from "vitest";
import { actionSet, contains } from "../../../src/actions/set.ts";
import { fromRows, matrix, row } from "../../../src/core/matrix.ts";
import { stream } from "../../../src/core/random.ts";
import { type FlipsetSettings, flipsets } from "../../../src/methods/linear/flipset.ts";
import { gridOf, pricedSteps } from "../../../src/methods/linear/grid.ts";

const random = stream(0, "train");
const train = matrix(
  300,
  5,
  Float32Array.from({ length: 1500 }, () => random.normal()),
);
const settings: FlipsetSettings = { step: 0.01, solver: "auto", box: true, atLeastOneChange: false };
const box = { lower: [-0.75, -0.75, -1, -1, -1], upper: [0.75, 0.75, 1, 1, 0], groups: [[2, 3, 4]] };
const x = fromRows([[0, 0, 1, 0, 0]]);

const propose = async (spec: object, w: readonly number[], s0: number, chosen = settings) => {
  const actions = actionSet(5, { ...box, steps: [0.2, 0.3, 0, 0, 0], ...spec });
  const delta = await flipsets({ actions, train }, chosen)(x, () => ({ w, s0 }));
  if (chosen.box) expect(contains(actions, row(x, 0), row(delta, 0))).toBe(true);
  return Array.from(delta.data, (value) => Math.round(1000 * value) / 1000 + 0);
};

describe.each(["auto", "glpk"] as const)("solver %s", (solver) => {
  const with_ = { ...settings, solver };

  test("a change is a multiple of the step: 0.45 needs 3 × 0.2, and 0.61 is two features", async () => {
    expect(await propose({}, [1, 0, 0, 0, 0], -0.45, with_)).toEqual([0.6, 0, 0, 0, 0]);
    const both = await propose({}, [1, 1, 0, 0, 0], -0.61, with_);
    expect([both[0] / 0.2, both[1] / 0.3].every((k) => Math.abs(k - Math.round(k)) < 1e-3)).toBe(true);
    expect(both[0] + both[1]).toBeGreaterThanOrEqual(0.61);
  });

  test("a category is taken where it is cheaper than steps, and steps where it is dear", async () => {
    const w = [1, 0, 0, 1, 5];
    expect(await propose({ weights: [1, 1, 0.1, 0.1, 0.1] }, w, -0.5, with_)).toEqual([0, 0, -1, 1, 0]);
    expect(await propose({ weights: [1, 1, 9, 9, 9] }, w, -0.5, with_)).toEqual([0.6, 0, 0, 0, 0]);
  });

  test("a rule brings in the change it needs, though that does nothing for the score", async () => {
    const rules = [{ needs: [1], allows: [0] }];
    const ruled = await propose({ rules }, [1, 0, 0, 0, 0], -0.45, with_);
    expect(ruled[0]).toBe(0.6);
    expect(Math.abs(ruled[1])).toBe(0.3);
  });
});

test("without the box steps go beyond δmax, still as multiples, and groups still take one category", async () => {
  const free = { ...settings, box: false };
  const [first, , ...group] = await propose({ weights: [1, 1, 9, 9, 9] }, [1, 0, 0, 1, 5], -1.1, free);
  expect(first).toBeGreaterThan(0.75);
  expect(first / 0.2 - Math.round(first / 0.2)).toBeCloseTo(0, 2);
  expect(group).toEqual([0, 0, 0]);
  expect(await propose({ weights: [9, 9, 1, 1, 1] }, [0, 0, 0, 1, 5], -1, free)).toEqual([0, 0, -1, 1, 0]);
});

describe("priced steps", () => {
  const grid = gridOf(
    Float64Array.from({ length: 300 }, (_, i) => row(train, i)[0]),
    0.1,
  );

  test("all multiples where they are few, at costs that ascend", () => {
    const { actions, costs } = pricedSteps(grid, 0, -1, { step: 0.25, min: -3, max: 3 });
    expect(actions).toEqual([0, -0.25, -0.5, -0.75]);
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
  });

  test("the multiples nearest to 11 grid values where there are 75,000", () => {
    const { actions } = pricedSteps(grid, 0, 1, { step: 1e-5, min: 0, max: 75_000 });
    expect(actions.length).toBeLessThanOrEqual(grid.values.length + 1);
    for (const action of actions.slice(1)) {
      expect(Math.min(...grid.values.map((value) => Math.abs(value - action)))).toBeLessThan(1e-5);
    }
  });

  test("none where the feature hardly varies", () => {
    expect(pricedSteps(gridOf([1, 1, 1], 0.1), 0, 1, { step: 1, min: 0, max: 5 }).actions).toEqual([0]);
  });
});
