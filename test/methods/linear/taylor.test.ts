import fc from "fast-check";
import { expect, test } from "vitest";
import { actionSet, boxOf, contains } from "../../../src/actions/set.ts";
import { add, matrix, row, take } from "../../../src/core/matrix.ts";
import type { Network } from "../../../src/engines/engine.ts";
import { gridOf } from "../../../src/methods/linear/grid.ts";
import { taylor } from "../../../src/methods/linear/taylor.ts";
import { logistic, people, problemOf } from "../problem.ts";

const settings = { step: 0.01, solver: "auto" } as const;
const train = people(400, 3, 8);
const grids = [0, 1, 2].map((j) =>
  gridOf(
    Array.from({ length: train.rows }, (_, i) => row(train, i)[j]),
    0.01,
  ),
);
const actions = actionSet(3, { lower: [0, -0.75, 0], upper: [0.75, 0.75, 0] });

const at = (network: Network, theta0: number | null) => ({ ...problemOf(network, actions, theta0), train });

/** The most w·δ that grid values within the box of x can add. */
function mostGain(x: Float32Array, w: readonly number[]): number {
  const lower = new Float64Array(3);
  const upper = new Float64Array(3);
  boxOf(actions, x, lower, upper);
  return w.reduce((sum, weight, j) => {
    const gains = Array.from(grids[j].values, (value) => value - x[j])
      .filter((a) => lower[j] <= a && a <= upper[j])
      .map((a) => weight * a);
    return sum + Math.max(0, ...gains);
  }, 0);
}

test("on a logistic network δ ≠ 0 exactly where g + g(1 − g)·max w·δ over the grid in Δ reaches θ₀", async () => {
  const w = [0.8, -0.5, 1.5];
  const network = logistic(w, -0.6);
  const X = people(400, 3, 9);
  const score = network.score(X);
  const theta0 = 0.45;
  const propose = await taylor.prepare(at(network, theta0), settings);
  const delta = await propose(X);
  let found = 0;
  for (let i = 0; i < X.rows; i++) {
    if (score[i] >= theta0) continue;
    const reach = score[i] + score[i] * (1 - score[i]) * mostGain(row(X, i), w);
    const moved = row(delta, i).some((value) => value !== 0);
    // Float32 scores and slopes: nobody stands within 1e-6 of the border here.
    expect(Math.abs(reach - theta0)).toBeGreaterThan(1e-6);
    expect(moved).toBe(reach >= theta0);
    expect(contains(actions, row(X, i), row(delta, i))).toBe(true);
    found += Number(moved);
  }
  expect(found).toBeGreaterThan(30);
});

test("below ½ a logistic score lies above its tangents: every δ ≠ 0 for θ₀ ≤ ½ is accepted", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.double({ min: 0.1, max: 0.5, noNaN: true }),
      async (seed, theta0) => {
        const network = logistic(Array.from(people(1, 3, seed).data), -1);
        const X = people(30, 3, seed);
        const delta = await (await taylor.prepare(at(network, theta0), settings))(X);
        const after = network.score(add(X, delta));
        for (let i = 0; i < X.rows; i++) {
          if (row(delta, i).some((value) => value !== 0)) expect(after[i]).toBeGreaterThanOrEqual(theta0 - 1e-6);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test("who is accepted already, and who stands where the score is flat, is left alone", async () => {
  const network = logistic([1, 1, 1], 0);
  const propose = await taylor.prepare(at(network, 0.5), settings);
  const X = matrix(2, 3, Float32Array.of(1, 1, 1, -40, -40, -40));
  expect(Array.from((await propose(X)).data)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("a row's δ is the same alone, in company and in another order, and X is not changed", async () => {
  const network = logistic([1, -1, 0.5], -1);
  const propose = await taylor.prepare(at(network, 0.5), settings);
  const X = people(20, 3, 10);
  const before = X.data.slice();
  const delta = await propose(X);
  expect(X.data).toEqual(before);
  const order = [7, 3, 19, 3];
  expect((await propose(take(X, order))).data).toEqual(take(delta, order).data);
});

test("θ₀ is needed", async () => {
  const network = logistic([1, 1, 1], 0);
  await expect(taylor.prepare(at(network, null), settings)).rejects.toThrow("invalid theta0: null");
});
