import { describe, expect, it } from "vitest";
import { decisionChange } from "../../src/certificates/decision-change.ts";
import { matrix, row } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { stream } from "../../src/core/random.ts";
import { bent, boxOn, logistic, people } from "../methods/problem.ts";

const options = { budget: 20_000 };

describe("how far another decision is", () => {
  it.each([
    ["turned down", [-0.6, 0.2]],
    ["accepted", [0.6, -0.2]],
  ])("for who is %s by g = σ(2x₀ + x₁): |f| / 2 along the steeper feature, to within 1 %%", async (_, x) => {
    // f = ±1 at x: Σ|δ| is least along x₀.
    const changeOf = decisionChange(logistic([2, 1], 0), boxOn(2, [0, 1], 2), 0.5, options);
    const given = await changeOf(Float32Array.from(x));
    expect(given.kind).toBe("action");
    const cost = given.kind === "action" ? given.found.cost : Number.NaN;
    expect(given.bound).toBeLessThanOrEqual(0.5 + 1e-9);
    expect(given.bound).toBeGreaterThan(0.5 * 0.985);
    expect(cost).toBeGreaterThanOrEqual(0.5 - 1e-6);
    expect(cost).toBeLessThan(0.5 * 1.015);
  });

  it("none, where the border is 2.5 away and the box reaches 2, from either side", async () => {
    const changeOf = decisionChange(logistic([1], 0), boxOn(1, [0], 2), 0.5, options);
    for (const x of [2.5, -2.5]) expect((await changeOf(Float32Array.of(x))).kind).toBe("none");
  });

  it("of 30 people about a bent network, at θ₀ = 0.3 and 0.8: no change among 666 random δ each costs less than is proven, and what is found changes the decision", async () => {
    const network = bent(3, 5);
    const X = people(30, 3, 6);
    const free = [0, 2];
    let both = 0;
    for (const theta0 of [0.3, 0.8]) {
      const changeOf = decisionChange(network, boxOn(3, free, 1), theta0, options);
      const scores = network.score(X);
      for (let i = 0; i < X.rows; i++) {
        const before = accepts(scores[i], theta0);
        const given = await changeOf(row(X, i));
        if (given.kind === "action") {
          const moved = matrix(
            1,
            3,
            row(X, i).map((value, j) => value + given.found.delta[j]),
          );
          expect(accepts(network.score(moved)[0], theta0)).toBe(!before);
          expect(given.bound).toBeLessThanOrEqual(given.found.cost);
          if (before) both++;
        }
        const random = stream(i, "noise");
        const points = matrix(666, 3);
        const costs = Array.from({ length: points.rows }, (_, k) => {
          row(points, k).set(row(X, i));
          return free.reduce((sum, j) => {
            const delta = 2 * random.uniform() - 1;
            row(points, k)[j] += delta;
            return sum + Math.abs(delta);
          }, 0);
        });
        network.score(points).forEach((score, k) => {
          if (accepts(score, theta0) !== before) expect(costs[k]).toBeGreaterThanOrEqual(given.bound - 1e-6);
        });
      }
    }
    expect(both).toBeGreaterThan(3);
  });

  it("proves at most 2e-6 for people 1.2e-6 on either side of the border, and on it: float32 is allowed for", async () => {
    const network = logistic([1], 0);
    const theta0 = network.score(matrix(1, 1, Float32Array.of(0.4)))[0];
    const changeOf = decisionChange(network, boxOn(1, [0], 1), theta0, options);
    for (const x of [0.4, 0.4000012, 0.3999988]) {
      const { bound } = await changeOf(Float32Array.of(x));
      expect(bound).toBeLessThanOrEqual(2e-6);
    }
  });
});
