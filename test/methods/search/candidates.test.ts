import { expect, test } from "vitest";
import { row } from "../../../src/core/matrix.ts";
import { stream } from "../../../src/core/random.ts";
import { candidates } from "../../../src/methods/search/candidates.ts";

const box = (lower: number[], upper: number[]) => ({
  lower: Float64Array.from(lower),
  upper: Float64Array.from(upper),
});
const coverage = { resolution: 11, budget: 200 };
const random = () => stream(0, "test");
const rowsOf = (points: ReturnType<typeof candidates>) =>
  Array.from({ length: points.rows }, (_, i) => [...row(points, i)]);

test("two moving features of four: 11 × 11 points, corners and 0 among them", () => {
  const rows = rowsOf(candidates(box([0, -1, 0, 0], [0, 1, 0, 2]), coverage, random));
  expect(rows.length).toBe(121);
  for (const corner of [
    [-1, 0],
    [-1, 2],
    [1, 0],
    [1, 2],
    [0, 0],
  ]) {
    expect(rows).toContainEqual([0, corner[0], 0, corner[1]]);
  }
});

test("0 is added where it falls between two points: 5 points from −1.5 to 2.5 become 6", () => {
  const rows = rowsOf(candidates(box([-1.5], [2.5]), { resolution: 5, budget: 2 }, random));
  expect(rows.flat()).toEqual([-1.5, -0.5, 0, 0.5, 1.5, 2.5]);
});

test("nothing moves: one candidate, the only δ there is", () => {
  expect(rowsOf(candidates(box([0, 0], [0, 0]), coverage, random))).toEqual([[0, 0]]);
});

test("four moving features: 200 points in the box, all 16 corners, and 0 in a fair share of the rest", () => {
  const { lower, upper } = box([-1, 0, -2, 0, -0.5], [1, 0, 0, 3, 0.5]);
  const rows = rowsOf(candidates({ lower, upper }, coverage, random));
  expect(rows.length).toBe(200);
  for (const point of rows) {
    point.forEach((value, j) => {
      expect(value).toBeGreaterThanOrEqual(lower[j]);
      expect(value).toBeLessThanOrEqual(upper[j]);
    });
  }
  const corners = new Set(rows.slice(0, 16).map(String));
  expect(corners.size).toBe(16);
  const zeros = rows.slice(16).filter((point) => point[0] === 0).length;
  expect(zeros / 184).toBeGreaterThan(0.15);
  expect(zeros / 184).toBeLessThan(0.35);
});

test("eight moving features and 200 points: the 256 corners are too many, and are left to chance", () => {
  const rows = rowsOf(candidates(box(Array(8).fill(-1), Array(8).fill(1)), coverage, random));
  expect(rows.length).toBe(200);
  expect(rows.some((point) => point.some((value) => Math.abs(value) !== 1))).toBe(true);
});

test("a window beside 0 gets no 0", () => {
  const window = box([0.25, 0.25, 0.25], [0.5, 0.5, 0.5]);
  const rows = rowsOf(candidates(window, coverage, random));
  expect(rows.flat().every((value) => value >= 0.25 && value <= 0.5)).toBe(true);
});
