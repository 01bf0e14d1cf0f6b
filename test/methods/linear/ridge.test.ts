import fc from "fast-check";
import { expect, test } from "vitest";
import { stream } from "../../../src/core/random.ts";
import { solveCholesky, weightedRidge } from "../../../src/methods/linear/ridge.ts";

test("two points, weights 1 and 3, α = 1: the fit by hand is 1.375 + 0.75 x", () => {
  // x̄ = 3·2/4 = 1.5 and ȳ = (1·1 + 3·3)/4 = 2.5.
  // Centred: squares 1·1.5² + 3·0.5² = 3, products 1·1.5·1.5 + 3·0.5·0.5 = 3, β = 3/(3 + 1), b = 2.5 − 1.5 β.
  const fit = weightedRidge(Float64Array.of(0, 2), [1, 3], Float64Array.of(1, 3), 1, 1);
  expect(fit.coefficients[0]).toBeCloseTo(3 / 4, 15);
  expect(fit.intercept).toBeCloseTo(2.5 - 1.5 * 0.75, 15);
});

test("at the fit the gradient of the penalised sum of squares is 0 to 1e-9, for d ≤ 12", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 12 }), (seed, d) => {
      const random = stream(seed, "ridge");
      const n = 40;
      const D = Float64Array.from({ length: n * d }, () => random.normal());
      const y = Float64Array.from({ length: n }, () => random.normal());
      const weights = Float64Array.from({ length: n }, () => random.uniform());
      const { intercept, coefficients } = weightedRidge(D, y, weights, d, 0.5);
      const gradient = new Float64Array(d + 1);
      for (let k = 0; k < n; k++) {
        let error = intercept - y[k];
        for (let j = 0; j < d; j++) error += coefficients[j] * D[k * d + j];
        for (let j = 0; j < d; j++) gradient[j] += weights[k] * error * D[k * d + j];
        gradient[d] += weights[k] * error;
      }
      for (let j = 0; j < d; j++) gradient[j] += 0.5 * coefficients[j];
      for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-9);
    }),
  );
});

test("a column that is constant, or copied, still has a fit", () => {
  const fit = weightedRidge(Float64Array.of(1, 5, 5, 2, 5, 5, 3, 5, 5), [1, 2, 3], Float64Array.of(1, 1, 1), 3, 1);
  expect(Array.from(fit.coefficients)).toEqual([2 / 3, 0, 0].map((value) => expect.closeTo(value, 12)));
});

test("weights that sum to 0, α = 0 and NaN are refused", () => {
  const one = Float64Array.of(1);
  expect(() => weightedRidge(one, [1], Float64Array.of(0), 1, 1)).toThrow("invalid weights: they sum to 0");
  expect(() => weightedRidge(one, [1], Float64Array.of(Number.NaN), 1, 1)).toThrow("invalid weights");
  expect(() => weightedRidge(one, [1], one, 1, 0)).toThrow("invalid ridge penalty: 0");
  expect(() => solveCholesky(Float64Array.of(-1), one)).toThrow("not positive definite");
});
