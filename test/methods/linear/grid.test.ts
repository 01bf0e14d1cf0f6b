import fc from "fast-check";
import { expect, test } from "vitest";
import { gridOf, pricedActions, shareBelow } from "../../../src/methods/linear/grid.ts";

// Reference values of this file: numpy 2.4.6 (percentile, arange) and scipy 1.17.1 (gaussian_kde, interp1d).
const sample = [-1.5, -1.25, -0.75, -0.5, -0.5, 0, 0.25, 0.25, 0.5, 1, 1.5, 2.25];
const grid = gridOf(sample, 0.01);
const close = (values: readonly number[], digits: number) => values.map((value) => expect.closeTo(value, digits));

test("12 real values make 101 grid values from −1.4725 to 2.1675 in steps of 0.0364", () => {
  expect(grid.values.length).toBe(101);
  expect([0, 1, 50, 100].map((k) => grid.values[k])).toEqual(close([-1.4725, -1.4361, 0.3475, 2.1675], 12));
});

test("their shares are the cumulated kernel density: 0.00726, 0.01478, 0.60066 and 0.99999996 at those four", () => {
  const expected = [0.007256066176907667, 0.014781372957208017, 0.6006566799890138, 0.999999956720433];
  expect([0, 1, 50, 100].map((k) => grid.shares[k])).toEqual(close(expected, 12));
});

test("shares are linear between grid values and 1e-6 from 0 or 1 beyond them", () => {
  const expected = [1e-6, 0.2893052258335934, 0.5116526637420207, 1 - 1e-6, 1 - 1e-6];
  expect([-2, -0.5, 0.1, 2.2, 9].map((value) => shareBelow(grid, value))).toEqual(close(expected, 12));
  expect(shareBelow(grid, grid.values[100])).toBe(grid.shares[100]);
});

test("whole numbers from 1 to 250 are stepped by 3: 80 values, 1 to 238", () => {
  const whole = gridOf([1, 2, 2, 3, 5, 8, 13, 40, 100, 250], 0.01);
  expect([whole.values.length, whole.values[0], whole.values[1], whole.values[79]]).toEqual([80, 1, 4, 238]);
  expect([0, 1, 79].map((k) => whole.shares[k])).toEqual(
    close([0.03139304720820739, 0.06306539452175093, 0.9999949842662448], 12),
  );
});

test("zeros and ones make the grid 0, 1 with shares 0.592 and 0.999999", () => {
  const { values, shares } = gridOf([0, 0, 0, 1, 1], 0.01);
  expect(Array.from(values)).toEqual([0, 1]);
  expect(Array.from(shares)).toEqual(close([0.591959042063167, 0.9999990449310922], 12));
});

test.each([
  ["all equal", new Array(50).fill(0.5)],
  ["all 1", new Array(50).fill(1)],
  ["199 of 200 equal", [...new Array(199).fill(0.5), 7.5]],
])("a column that is %s has no grid and offers only the null action", (_, column) => {
  const empty = gridOf(column, 0.01);
  expect(empty.values.length).toBe(0);
  expect(pricedActions(empty, 0.5, 1)).toEqual({ actions: [0], costs: [0] });
});

test("upward costs are ln((1 − F(x)) / (1 − F(x + a))), written out for the first two moves from 0.1", () => {
  const { actions, costs } = pricedActions(grid, 0.1, 1);
  const next = grid.values.findIndex((value) => value > 0.1);
  for (const k of [0, 1]) {
    expect(actions[k + 1]).toBe(grid.values[next + k] - 0.1);
    expect(costs[k + 1]).toBeCloseTo(Math.log((1 - 0.5116526637420207) / (1 - grid.shares[next + k])), 12);
  }
});

test("downward costs are ln((1 − F(x + a)) / (1 − F(x))), from 0.1 to the lowest value", () => {
  const { actions, costs } = pricedActions(grid, 0.1, -1);
  expect(actions.at(-1)).toBe(grid.values[0] - 0.1);
  expect(costs.at(-1)).toBeCloseTo(Math.log((1 - grid.shares[0]) / (1 - 0.5116526637420207)), 12);
});

test("from any x, actions move one way, stay within bounds, and grow in size with their cost", () => {
  const anyX = fc.double({ min: -4, max: 4, noNaN: true });
  fc.assert(
    fc.property(
      anyX,
      fc.constantFrom(1 as const, -1 as const),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (x, direction, reach) => {
        const { actions, costs } = pricedActions(grid, x, direction, -reach, reach);
        expect([actions[0], costs[0], actions.length]).toEqual([0, 0, costs.length]);
        for (let k = 1; k < actions.length; k++) {
          expect(Math.abs(actions[k])).toBeLessThanOrEqual(reach);
          expect(actions[k] * direction).toBeGreaterThan(actions[k - 1] * direction);
          expect(costs[k]).toBeGreaterThan(costs[k - 1]);
          expect(grid.values).toContain(grid.values.find((value) => value - x === actions[k]));
        }
      },
    ),
  );
});

test("above the grid nobody can go up; going down starts from the share 1 − 1e-6, so the top value, at 1 − 4e-8, is no move", () => {
  expect(pricedActions(grid, 3, 1).actions).toEqual([0]);
  const { actions, costs } = pricedActions(grid, 3, -1);
  expect([actions.length, actions[1]]).toEqual([101, grid.values[99] - 3]);
  expect(costs[1]).toBeCloseTo(Math.log((1 - grid.shares[99]) / 1e-6), 6);
});

test("a step of 0, above 1 or NaN is refused", () => {
  for (const step of [0, 1.5, Number.NaN]) expect(() => gridOf(sample, step)).toThrow(`invalid grid step: ${step}`);
});
