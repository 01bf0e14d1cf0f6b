import { expect, test } from "vitest";
import { kernelDensity } from "../../../src/methods/linear/density.ts";

test("the density of −1, 1, 1 at 0 by hand: h = 3^(−1/5) · √(4/3), three kernels of height φ(1/h)/h over 3", () => {
  const h = 3 ** -0.2 * Math.sqrt(4 / 3);
  const density = Math.exp(-0.5 / h ** 2) / (h * Math.sqrt(2 * Math.PI));
  expect(kernelDensity([-1, 1, 1], [0])[0]).toBeCloseTo(density, 15);
});

test("the density integrates to 1 within 1e-6 and is highest where the sample is", () => {
  const points = Float64Array.from({ length: 4001 }, (_, i) => -20 + i * 0.01);
  const density = kernelDensity([-2, -2, -1.9, -2.1, 3], points);
  expect(density.reduce((sum, value) => sum + value * 0.01, 0)).toBeCloseTo(1, 6);
  expect(points[density.indexOf(Math.max(...density))]).toBeCloseTo(-2, 0);
});

test("a sample without spread has no density", () => {
  expect(() => kernelDensity([2, 2], [2])).toThrow("invalid sample: bandwidth 0");
  expect(() => kernelDensity([2], [2])).toThrow("invalid sample: bandwidth NaN");
});
