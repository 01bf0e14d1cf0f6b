import fc from "fast-check";
import { expect, test } from "vitest";
import { fromRows } from "../../../src/core/matrix.ts";
import { leastSquares } from "../../../src/methods/causal/least-squares.ts";
import { people } from "../problem.ts";

test("4 points by hand: y = 2 + 3a − b is found again, and the intercept is nobody's slope", () => {
  const X = fromRows([
    [0, 0, 2],
    [1, 0, 5],
    [0, 1, 1],
    [2, 3, 5],
  ]);
  const slopes = leastSquares(X, 2, [0, 1]);
  expect(slopes[0]).toBeCloseTo(3, 12);
  expect(slopes[1]).toBeCloseTo(-1, 12);
});

test("3 dummies of one feature: the last is 0, the others are differences of the group means, 1 − 6 and 3 − 6", () => {
  const X = fromRows([
    [1, 0, 0, 0],
    [1, 0, 0, 2],
    [0, 1, 0, 3],
    [0, 0, 1, 5],
    [0, 0, 1, 7],
  ]);
  const slopes = leastSquares(X, 3, [0, 1, 2]);
  expect(slopes[0]).toBeCloseTo(-5, 12);
  expect(slopes[1]).toBeCloseTo(-3, 12);
  expect(slopes[2]).toBe(0);
});

test("a parent that never varies, or says twice what another says, gets 0", () => {
  const X = fromRows([
    [4, 1, 2, 1],
    [4, 2, 4, 3],
    [4, 3, 6, 4],
  ]);
  const slopes = leastSquares(X, 3, [0, 1, 2]);
  expect([slopes[0], slopes[2]]).toEqual([0, 0]);
  expect(slopes[1]).toBeCloseTo(1.5, 12);
});

test("the residual is orthogonal to every parent, to 1e-9, with a dependent parent among them", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 6 }), (seed, d) => {
      const X = people(40, d + 2, seed);
      // The last parent is the sum of the others, up to float32.
      for (let k = 0; k < 40; k++) {
        const at = k * (d + 2);
        X.data[at + d] = X.data.subarray(at, at + d).reduce((sum, value) => sum + value, 0);
      }
      const parents = Array.from({ length: d + 1 }, (_, j) => j);
      const slopes = leastSquares(X, d + 1, parents);
      const residual = Float64Array.from({ length: 40 }, (_, k) =>
        parents.reduce((rest, p) => rest - slopes[p] * X.data[k * (d + 2) + p], X.data[k * (d + 2) + d + 1]),
      );
      const mean = residual.reduce((sum, value) => sum + value, 0) / 40;
      for (const p of parents.slice(0, d)) {
        const product = residual.reduce((sum, value, k) => sum + (value - mean) * X.data[k * (d + 2) + p], 0);
        expect(Math.abs(product)).toBeLessThan(1e-9 * 40);
      }
      expect(Math.max(...slopes.map(Math.abs))).toBeLessThan(100);
    }),
  );
});
