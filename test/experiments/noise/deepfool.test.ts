import { describe, expect, it } from "vitest";
import { add, fromRows, row } from "../../../src/core/matrix.ts";
import { accepts } from "../../../src/core/metrics.ts";
import { deepFool } from "../../../src/experiments/noise/deepfool.ts";
import { bent, logistic, people } from "../../methods/problem.ts";

const settings = { overshoot: 0.02, iterations: 50 };

describe("DeepFool", () => {
  it("crosses a linear border in one step, 1.02 · (|f| + 1e-4) / 5 long, along w = (3, 4), from either side", async () => {
    const network = logistic([3, 4], 0);
    const X = fromRows([
      [1, 0.5],
      [-1, -0.5],
    ]);
    const moved = await deepFool(network, X, 0.5, [0, 1], settings);
    for (const [i, sign] of [
      [0, -1],
      [1, 1],
    ]) {
      const length = (1.02 * (5 + 1e-4)) / 25;
      expect(row(moved, i)[0]).toBeCloseTo(sign * 3 * length, 5);
      expect(row(moved, i)[1]).toBeCloseTo(sign * 4 * length, 5);
    }
    const [first, second] = network.score(add(X, moved));
    expect([accepts(first, 0.5), accepts(second, 0.5)]).toEqual([false, true]);
  });

  it("with the second feature alone free, goes |f| / 4 along it and leaves the first", async () => {
    const moved = await deepFool(logistic([3, 4], 0), fromRows([[1, 0.5]]), 0.5, [1], settings);
    expect(moved.data[0]).toBe(0);
    expect(moved.data[1]).toBeCloseTo((-1.02 * (5 + 1e-4)) / 4, 5);
  });

  it("changes every decision of 40 people about a bent network, and a person's δ is the same alone", async () => {
    const network = bent(4, 1);
    const X = people(40, 4, 2);
    const moved = await deepFool(network, X, 0.5, [0, 1, 2, 3], settings);
    const [before, after] = [network.score(X), network.score(add(X, moved))];
    const changed = before.filter((score, i) => accepts(score, 0.5) !== accepts(after[i], 0.5)).length;
    expect(changed).toBeGreaterThan(36);
    const alone = await deepFool(network, fromRows([row(X, 7)]), 0.5, [0, 1, 2, 3], settings);
    expect(alone.data).toEqual(row(moved, 7));
  });

  it("stays where there is no slope: a score of 1 in float32, no free feature, θ₀ = 0", async () => {
    const network = logistic([1, 0], 40);
    const X = fromRows([[0, 0]]);
    expect(network.score(X)[0]).toBe(1);
    for (const [theta0, free] of [
      [0.5, [0, 1]],
      [0.5, []],
      [0, [0, 1]],
    ] as const) {
      expect([...(await deepFool(network, X, theta0, free, settings)).data]).toEqual([0, 0]);
    }
  });
});
