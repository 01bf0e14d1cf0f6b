import { expect, test } from "vitest";
import { interpolated, quantile } from "../../src/core/quantile.ts";

test("percentiles 1, 25, 50 and 99 of eight values in any order are NumPy's: 1, 1.75, 3.5 and 8.79", () => {
  const values = [4, 1, 9, 2, 6, 3, 1, 5];
  expect([0.01, 0.25, 0.5, 0.99].map((q) => quantile(values, q))).toEqual(
    [1, 1.75, 3.5, 8.79].map((q) => expect.closeTo(q, 12)),
  );
  expect([quantile([7], 0), quantile([7], 1), quantile(values, 1)]).toEqual([7, 7, 9]);
  expect(values).toEqual([4, 1, 9, 2, 6, 3, 1, 5]);
});

test("a place among ascending values: 0 and n − 1 are the ends, 1.25 a quarter of the way from the second to the third", () => {
  expect([0, 1.25, 2].map((place) => interpolated([1, 2, 6], place))).toEqual([1, 3, 6]);
});

test("a quantile of nothing, beyond 1 or NaN is refused, and so is a place outside the list", () => {
  expect(() => quantile([], 0.5)).toThrow("none to take a quantile of");
  expect(() => quantile([1], 1.01)).toThrow("invalid q: 1.01");
  expect(() => quantile([1], Number.NaN)).toThrow("invalid q: NaN");
  expect(() => interpolated([1, 2], 1.5)).toThrow("invalid place: 1.5 of 0 … 1");
  expect(() => interpolated([1, 2], Number.NaN)).toThrow("invalid place: NaN");
});
