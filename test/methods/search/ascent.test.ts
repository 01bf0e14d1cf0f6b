import { expect, test } from "vitest";
import { add, fromRows, type Matrix, matrix } from "../../../src/core/matrix.ts";
import { recourseMethod } from "../../../src/methods/registry.ts";
import { ascent } from "../../../src/methods/search/ascent.ts";
import type { SearchSettings } from "../../../src/methods/search/candidate-search.ts";
import { bent, boxOn, logistic, people, problemOf, tanhLayer } from "../problem.ts";

const thorough: SearchSettings = { resolution: 21, budget: 2000, starts: 4 };

test("a logistic model with w = (1, −2, 3) peaks at the corner (0.75, −0.75, 0), wherever x is", async () => {
  const propose = await ascent.prepare(problemOf(logistic([1, -2, 3], 0), boxOn(3, [0, 1])), thorough);
  expect(await propose(people(3, 3, 1))).toEqual(fromRows(Array(3).fill([0.75, -0.75, 0])));
});

test("a ridge at x₀ = 0.3 is found to 0.001, from either side", async () => {
  const ridge = tanhLayer([[2, 2]], [-0.6 + 1, -0.6 - 1], [3, -3], -2);
  const propose = await ascent.prepare(problemOf(ridge, boxOn(1, [0])), thorough);
  const { data } = await propose(fromRows([[-0.2], [0.9]]));
  expect(data[0]).toBeCloseTo(0.5, 3);
  expect(data[1]).toBeCloseTo(-0.6, 3);
});

test("who stands on the top already gets 0", async () => {
  const propose = await ascent.prepare(problemOf(logistic([1], 0), boxOn(1, [])), thorough);
  expect(await propose(fromRows([[2]]))).toEqual(matrix(1, 1));
});

test("on bent networks no grid of 201 × 201 points, and no LP, scores higher by 1e-6 for any of 30 people", async () => {
  for (const seed of [1, 2]) {
    const network = bent(4, seed, 5);
    const problem = problemOf(network, boxOn(4, [1, 3]));
    const X = people(30, 4, 5);
    const top = network.score(add(X, await (await ascent.prepare(problem, thorough))(X)));
    const linear = await recourseMethod("adversarial").prepare(problem, { sense: "minimise", solver: "auto" });
    let excess = Number.NEGATIVE_INFINITY;
    const compare = (delta: Matrix) => {
      network.score(add(X, delta)).forEach((score, i) => {
        excess = Math.max(excess, score - top[i]);
      });
    };
    compare(await linear(X));
    const delta = matrix(30, 4);
    for (let a = 0; a < 201; a++) {
      for (let b = 0; b < 201; b++) {
        for (let i = 0; i < 30; i++) delta.data.set([0, -0.75 + a * 0.0075, 0, -0.75 + b * 0.0075], i * 4);
        compare(delta);
      }
    }
    expect(excess).toBeLessThan(1e-6);
  }
});
