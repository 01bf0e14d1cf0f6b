import { expect, test } from "vitest";
import { matrix } from "../../src/core/matrix.ts";
import { exactSlope, numericSlope } from "../../src/methods/slope.ts";
import { bent, logistic, people } from "./problem.ts";

test("a logistic score's slope is g(1 − g)·w to 1e-6", () => {
  const w = [1.5, -2, 0.25];
  const X = people(20, 3, 1);
  const { score, slope } = exactSlope(logistic(w, 0.5))(X);
  score.forEach((g, i) => {
    w.forEach((weight, j) => {
      expect(slope.data[i * 3 + j]).toBeCloseTo(g * (1 - g) * weight, 6);
    });
  });
});

test("central differences agree with back-propagation to 2e-3 of the steepest slope, and are 0 where nothing moves", () => {
  const network = bent(4, 2, 3);
  const X = people(40, 4, 3);
  const exact = exactSlope(network)(X);
  const numeric = numericSlope(network, [0, 2])(X);
  expect(numeric.score).toEqual(exact.score);
  const steepest = Math.max(...exact.slope.data.map(Math.abs));
  numeric.slope.data.forEach((value, at) => {
    if (at % 2 === 1) expect(value).toBe(0);
    else expect(Math.abs(value - exact.slope.data[at]) / steepest).toBeLessThan(2e-3);
  });
});

test("no row depends on another: 40 rows at once and one by one give the same bits", () => {
  const network = bent(4, 2);
  const X = people(40, 4, 3);
  for (const oracle of [exactSlope(network), numericSlope(network, [0, 2])]) {
    const all = oracle(X);
    for (let i = 0; i < 40; i++) {
      const one = oracle(matrix(1, 4, X.data.slice(i * 4, i * 4 + 4)));
      expect(one.score[0]).toBe(all.score[i]);
      expect(one.slope.data).toEqual(all.slope.data.slice(i * 4, i * 4 + 4));
    }
  }
});
