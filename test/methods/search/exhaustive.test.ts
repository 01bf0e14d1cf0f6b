import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ActionSet, actionSet } from "../../../src/actions/set.ts";
import { fromRows, type Matrix, matrix, row } from "../../../src/core/matrix.ts";
import type { Network } from "../../../src/engines/engine.ts";
import type { SearchSettings } from "../../../src/methods/search/candidate-search.ts";
import { exhaustive } from "../../../src/methods/search/exhaustive.ts";
import { accepted, bent, boxOn, logistic, logit, people, problemOf, tanhLayer } from "../problem.ts";

const thorough: SearchSettings = { resolution: 51, budget: 2000, starts: 4 };

const solve = async (network: Network, actions: ActionSet, theta0: number, X: Matrix, settings = thorough) =>
  (await exhaustive.prepare(problemOf(network, actions, theta0), settings))(X);

const cost = (delta: Float32Array) => delta.reduce((sum, value) => sum + Math.abs(value), 0);

describe("a logistic model, where the answer is known", () => {
  const anyWeight = fc.double({ min: -3, max: 3, noNaN: true });
  const anyReach = fc.double({ min: 0, max: 1.5, noNaN: true });

  test("it finds recourse exactly where Σ max(wⱼ·lowerⱼ, wⱼ·upperⱼ) suffices, for 1 to 4 features", async () => {
    const instance = fc.record({
      features: fc.array(fc.tuple(anyWeight, anyReach, anyReach, fc.double({ min: -2, max: 2, noNaN: true })), {
        minLength: 1,
        maxLength: 4,
      }),
      theta0: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(instance, async ({ features, theta0 }) => {
        const w = features.map(([weight]) => weight);
        const actions = actionSet(w.length, {
          lower: features.map(([, reach]) => -reach),
          upper: features.map(([, , reach]) => reach),
        });
        const X = fromRows([features.map(([, , , x]) => x)]);
        const z = X.data.reduce((sum, x, j) => sum + w[j] * x, 0);
        const most = z + features.reduce((sum, [a, l, u]) => sum + Math.max(-l * a, u * a), 0);
        const room = most - logit(theta0);
        if (Math.abs(room) < 1e-4) return;
        const delta = await solve(logistic(w, 0), actions, theta0, X, { resolution: 5, budget: 60, starts: 1 });
        expect(accepted(logistic(w, 0), X, delta, theta0)).toEqual([room > 0]);
      }),
      { numRuns: 60 },
    );
  });

  test("its price is within 0.002 sd of the least: the steeper feature first, then the other, for 200 people", async () => {
    const w = [0.5, 1.25, -2];
    const theta0 = 0.7;
    const X = people(200, 3, 9);
    const delta = await solve(logistic(w, 0), boxOn(3, [1, 2]), theta0, X);
    let found = 0;
    for (let i = 0; i < 200; i++) {
      const x = row(X, i);
      const short = logit(theta0) - x.reduce((sum, value, j) => sum + w[j] * value, 0);
      const least = short <= 1.5 ? short / 2 : 0.75 + (short - 1.5) / 1.25;
      if (short <= 0 || least > 1.5 - 1e-6) {
        expect(cost(row(delta, i))).toBe(0);
        continue;
      }
      found++;
      expect(cost(row(delta, i)) - least).toBeGreaterThan(-1e-5);
      expect(cost(row(delta, i)) - least).toBeLessThan(0.002);
    }
    expect(found).toBe(66);
  });
});

describe("a bump around δ = (0.4, −0.4) that reaches 0.79, on a plain at 0.02", () => {
  // Along each feature, one tanh up at the bump's one end and one down at the other.
  const k = 8;
  const W = [
    [k, k, 0, 0],
    [0, 0, k, k],
  ];
  const network = tanhLayer(W, [-k * 0.27, -k * 0.51, k * 0.51, k * 0.27], [2, -2, 2, -2], -4);
  const x = matrix(1, 2);

  test("no point of a 3 × 3 grid scores 0.03, yet ascents find it", async () => {
    const grid = [-0.75, 0, 0.75].flatMap((a) => [-0.75, 0, 0.75].map((b) => [a, b]));
    expect(Math.max(...network.score(fromRows(grid)))).toBeLessThan(0.03);
    const delta = await solve(network, boxOn(2, [0, 1]), 0.3, x, { resolution: 3, budget: 2, starts: 4 });
    expect(accepted(network, x, delta, 0.3)).toEqual([true]);
  });

  test("51 × 51 points and a closer look price it at 0.460, below the cheapest of 301 × 301 points", async () => {
    const delta = await solve(network, boxOn(2, [0, 1]), 0.3, x);
    expect(accepted(network, x, delta, 0.3)).toEqual([true]);
    expect(cost(delta.data)).toBeCloseTo(0.46, 3);
    const axis = Array.from({ length: 301 }, (_, k) => -0.75 + k * 0.005);
    const grid = fromRows(axis.flatMap((a) => axis.map((b) => [a, b])));
    const prices = Array.from(network.score(grid), (score, i) => (score >= 0.3 ? cost(row(grid, i)) : Infinity));
    expect(cost(delta.data)).toBeLessThanOrEqual(prices.reduce((a, b) => Math.min(a, b)));
  });
});

test("only the corner of four features suffices: 20 random points and an ascent find it, a step short of its price 3", async () => {
  const network = logistic([1, 1, 1, 1, 0], -2.95);
  const X = matrix(1, 5);
  const delta = await solve(network, boxOn(5, [0, 1, 2, 3]), 0.5, X, { resolution: 2, budget: 20, starts: 0 });
  expect(accepted(network, X, delta, 0.5)).toEqual([true]);
  expect(cost(delta.data)).toBeLessThan(3);
  expect(cost(delta.data)).toBeGreaterThan(2.949);
});

test.each([
  [1, 32],
  [2, 24],
])("bent network %i: of 40 people a grid of 201 finds the same %i as 15 points and ascents", async (seed, count) => {
  const network = bent(4, seed, 5);
  const X = people(40, 4, 10);
  const found = async (resolution: number) => {
    const delta = await solve(network, boxOn(4, [0, 2]), 0.6, X, { ...thorough, resolution });
    return accepted(network, X, delta, 0.6);
  };
  const fine = await found(201);
  expect(fine.filter(Boolean).length).toBe(count);
  expect(await found(15)).toEqual(fine);
});
