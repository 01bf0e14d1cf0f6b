import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromRows, matrix, row } from "../../../src/core/matrix.ts";
import { stream } from "../../../src/core/random.ts";
import {
  drawPoints,
  inReleaseUnits,
  inScoreUnits,
  limeFitter,
  localPrediction,
  surroundingsOf,
} from "../../../src/methods/linear/lime.ts";

interface GoldenInstance {
  readonly id: number;
  readonly instance: readonly number[];
  readonly neighbourhood_inverse: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly coefficients_exact: readonly number[];
  readonly intercept_exact: number;
  readonly local_pred: number;
  readonly release_coefficients: readonly number[];
  readonly release_linear_value_at_instance: number;
}

const golden: {
  readonly training_data: readonly (readonly number[])[];
  readonly scaler: { readonly mean: readonly number[]; readonly scale: readonly number[] };
  readonly instances: readonly GoldenInstance[];
} = JSON.parse(readFileSync(new URL("../../fixtures/lime.json", import.meta.url), "utf8"));

const categorical = [false, false, false, true, true];
const settings = { samples: 50, kernelWidth: 1.25, ridge: 1 };
const learnt = surroundingsOf(fromRows(golden.training_data), categorical);
/** The golden table in double: `surroundingsOf` sees it in float32. */
const exact = { ...learnt, mean: Float64Array.from(golden.scaler.mean), scale: Float64Array.from(golden.scaler.scale) };
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, j) => sum + value * b[j], 0);

test("mean and population deviation of 30 rows are the package's, categorical columns keep 0 and 1", () => {
  for (let j = 0; j < 5; j++) {
    expect(learnt.mean[j]).toBeCloseTo(golden.scaler.mean[j], 7);
    expect(learnt.scale[j]).toBeCloseTo(golden.scaler.scale[j], 7);
  }
  expect(learnt.pair).toEqual([null, null, null, [1, 0], [1, 0]]);
});

test("a constant column has scale 1, as the package's scaler gives it", () => {
  expect(surroundingsOf(fromRows([[4], [4]]), [false]).scale[0]).toBe(1);
});

test.each(golden.instances)(
  "instance $id: coefficients and intercept are the exact rational ones to 1e-12",
  (instance) => {
    const fit = limeFitter(exact, settings)(instance.neighbourhood_inverse.flat(), instance.labels);
    fit.coefficients.forEach((beta, j) => {
      expect(Math.abs(beta - instance.coefficients_exact[j])).toBeLessThan(1e-12);
    });
    expect(Math.abs(fit.intercept - instance.intercept_exact)).toBeLessThan(1e-12);
    expect(localPrediction(exact, fit, instance.instance)).toBeCloseTo(instance.local_pred, 12);
  },
);

test.each(golden.instances)(
  "instance $id: in the score's units the line at x is LIME's local prediction",
  (instance) => {
    const fit = limeFitter(exact, settings)(instance.neighbourhood_inverse.flat(), instance.labels);
    const { w, b0 } = inScoreUnits(exact, fit, instance.instance);
    expect(dot(w, instance.instance) + b0).toBeCloseTo(instance.local_pred, 12);
    for (const j of [0, 1, 2]) expect(w[j]).toBeCloseTo(fit.coefficients[j] / golden.scaler.scale[j], 12);
    for (const j of [3, 4]) expect(w[j]).toBeCloseTo(instance.release_coefficients[j], 12);
  },
);

test.each(golden.instances)(
  "instance $id: the release's reading and the value it gives x are reproduced",
  (instance) => {
    const fit = limeFitter(exact, settings)(instance.neighbourhood_inverse.flat(), instance.labels);
    const { w, b0 } = inReleaseUnits(exact, fit, instance.instance);
    expect(Math.abs(dot(w, instance.instance) + b0 - instance.release_linear_value_at_instance)).toBeLessThan(1e-12);
    w.forEach((beta, j) => {
      expect(Math.abs(beta - instance.release_coefficients[j])).toBeLessThan(1e-12);
    });
  },
);

test("the release flips a categorical sign by the last digit of int(value): 0.9, −0.9, 10 and 20 flip, 1, −1.5 and 12 do not", () => {
  const around = surroundingsOf(fromRows([[1], [2], [3]]), [true]);
  const sign = (value: number) =>
    inReleaseUnits(around, { intercept: 0, coefficients: Float64Array.of(1) }, [value]).w[0];
  expect([0.9, -0.9, 10, 20].map(sign)).toEqual([-1, -1, -1, -1]);
  expect([1, -1.5, 12].map(sign)).toEqual([1, 1, 1]);
});

test("a categorical column of three values has no slope: its coefficient is a constant", () => {
  const around = surroundingsOf(fromRows([[1], [2], [3]]), [true]);
  expect(inScoreUnits(around, { intercept: 0.25, coefficients: Float64Array.of(0.5) }, [2])).toEqual({
    w: Float64Array.of(0),
    b0: 0.75,
  });
});

test("an indicator that is standardised gets the slope between its two values, −1 and 3: β/4", () => {
  const around = surroundingsOf(fromRows([[-1], [3], [3]]), [true]);
  const { w, b0 } = inScoreUnits(around, { intercept: 0, coefficients: Float64Array.of(1) }, [3]);
  expect([w[0], b0]).toEqual([0.25, 0.25]);
  expect(inScoreUnits(around, { intercept: 0, coefficients: Float64Array.of(1) }, [-1]).w[0]).toBe(-0.25);
});

test("20,000 points have the table's mean, deviation and frequencies within 4 standard errors", () => {
  const X = fromRows([
    [1, 0],
    [3, 0],
    [5, 1],
    [7, 1],
    [9, 1],
  ]);
  const around = surroundingsOf(X, [false, true]);
  const n = 20_000;
  const points = drawPoints(around, n + 1, stream(0, "lime"));
  expect(Array.from(row(points, 0))).toEqual([0, 0]);
  let sum = 0;
  let squares = 0;
  let ones = 0;
  for (let k = 1; k <= n; k++) {
    sum += points.data[2 * k];
    squares += (points.data[2 * k] - 5) ** 2;
    ones += points.data[2 * k + 1];
  }
  expect(Math.abs(sum / n - 5)).toBeLessThan(4 * Math.sqrt(8 / n));
  expect(Math.abs(squares / n - 8)).toBeLessThan(4 * 8 * Math.sqrt(2 / n));
  expect(Math.abs(ones / n - 0.6)).toBeLessThan(4 * Math.sqrt(0.24 / n));
});

test("a score that is linear is found again: α = 1 shrinks 5,000 points' slope by less than 1 %", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.double({ min: -1, max: 1, noNaN: true }), (seed, slope) => {
      const random = stream(seed, "table");
      const X = matrix(
        200,
        2,
        Float32Array.from({ length: 400 }, (_, i) => (i % 2 ? random.below(2) : 2 * random.normal())),
      );
      const around = surroundingsOf(X, [false, true]);
      const points = drawPoints(around, 5000, stream(seed, "lime"));
      row(points, 0).set(row(X, 7));
      const scores = Float64Array.from(
        { length: 5000 },
        (_, k) => 0.3 + slope * points.data[2 * k] - 0.1 * points.data[2 * k + 1],
      );
      const fit = limeFitter(around, { samples: 5000, kernelWidth: 1.25, ridge: 1 })(points.data, scores);
      const { w } = inScoreUnits(around, fit, row(X, 7));
      expect(Math.abs(w[0] - slope)).toBeLessThan(0.01 * Math.abs(slope) + 1e-3);
      expect(Math.abs(w[1] + 0.1)).toBeLessThan(0.002);
    }),
    { numRuns: 10 },
  );
});

test("a table without rows is refused", () => {
  expect(() => surroundingsOf(matrix(0, 2), [false, false])).toThrow("invalid X: no rows to learn from");
});
