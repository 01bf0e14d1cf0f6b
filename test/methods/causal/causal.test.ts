import { expect, test } from "vitest";
import { actionSet, contains } from "../../../src/actions/set.ts";
import { add, fromRows, type Matrix, matrix, row } from "../../../src/core/matrix.ts";
import { accepts } from "../../../src/core/metrics.ts";
import type { CausalSpec } from "../../../src/data/causal.ts";
import { type CausalSettings, causal } from "../../../src/methods/causal/causal.ts";
import { counterfactuals, fitStructure } from "../../../src/methods/causal/structural.ts";
import type { RecourseProblem } from "../../../src/methods/method.ts";
import { recourseMethod } from "../../../src/methods/registry.ts";
import { exhaustive } from "../../../src/methods/search/exhaustive.ts";
import { bent, boxOn, logistic, people, problemOf } from "../problem.ts";

const intended: CausalSettings = {
  resolution: 31,
  budget: 400,
  starts: 4,
  algorithm: "search",
  stop: "theta0",
  bound: "both",
};
const released: CausalSettings = { ...intended, algorithm: "iteration", stop: "half", bound: "above" };

/** Column 1 is −2 times column 0 but for noise, column 2 follows nobody. */
const falling: CausalSpec = { equations: [{ column: 1, parents: [0] }], truth: null };
const train = people(80, 3, 6);
for (let i = 0; i < train.rows; i++) row(train, i)[1] = -2 * row(train, i)[0] + 0.001 * row(train, i)[1];

const propose = async (problem: RecourseProblem, settings: CausalSettings, X: Matrix) =>
  (await causal.prepare(problem, settings))(X);

test("an action that its consequence undoes is no recourse: g rises by 1 with x₀ and falls by 2 with x₁ = −2 x₀ + u", async () => {
  // Acting on x₀ alone: x₁ falls by 2δ, which lowers z = x₁ + x₀ by δ. Without consequences δ = 0.5 would do.
  const network = logistic([1, 1, 0], -0.5);
  const X = fromRows([[0, 0, 0]]);
  const onlyFirst = { ...problemOf(network, boxOn(3, [0]), 0.5), causal: falling, train };
  const [naive] = (await (await exhaustive.prepare(onlyFirst, intended))(X)).data;
  expect(naive).toBeCloseTo(0.5, 3);
  // −δ raises it instead, at the same price, and the search finds that.
  const [delta] = (await propose(onlyFirst, intended, X)).data;
  expect(delta).toBeCloseTo(-0.5, 2);
  // Where x₀ can only increase there is no way.
  const rising = actionSet(3, { lower: [0, 0, 0], upper: [0.75, 0, 0] });
  expect((await propose({ ...onlyFirst, actions: rising }, intended, X)).data).toEqual(new Float32Array(3));
});

test("a feature acted upon is set: x₁ held or raised stops the effect of x₀ on it", async () => {
  const network = logistic([1, 1, 0], -1);
  const both = actionSet(3, { lower: [0, 0, 0], upper: [0.75, 0.75, 0] });
  const X = fromRows([[0, 0, 0]]);
  const delta = await propose({ ...problemOf(network, both, 0.5), causal: falling, train }, intended, X);
  // Neither 0.75 alone is enough; both are, once x₁ no longer follows x₀.
  expect(delta.data[0]).toBeGreaterThan(0.2);
  expect(delta.data[1]).toBeGreaterThan(0.2);
  expect(delta.data[0] + delta.data[1]).toBeCloseTo(1, 2);
});

test("whoever is told to act is accepted at x^CF, to the bit, and δ ∈ Δ: 60 people, 2 features of 5 and 3 of 5", async () => {
  const network = bent(5, 3);
  const X = people(60, 5, 4);
  for (const actionable of [
    [0, 3],
    [0, 2, 3],
  ]) {
    const problem = problemOf(network, boxOn(5, actionable), 0.6);
    const delta = await propose(problem, intended, X);
    const structure = fitStructure(problem.causal?.equations ?? [], problem.train);
    const after = network.score(counterfactuals(structure, X, add(X, delta)));
    let told = 0;
    for (let i = 0; i < X.rows; i++) {
      expect(contains(problem.actions, row(X, i), row(delta, i))).toBe(true);
      if (row(delta, i).every((value) => value === 0)) continue;
      told++;
      expect(accepts(after[i], 0.6)).toBe(true);
    }
    expect(told).toBeGreaterThan(8);
  }
});

test("with no equation that an action reaches it is `exhaustive`: the same δ, to the bit", async () => {
  const problem = { ...problemOf(bent(5, 3), boxOn(5, [0, 3]), 0.6), causal: { equations: [], truth: null } };
  const X = people(12, 5, 4);
  expect(await propose(problem, intended, X)).toEqual(await (await exhaustive.prepare(problem, intended))(X));
});

test("two calls that take turns do not mistake their people", async () => {
  const run = await causal.prepare(problemOf(bent(5, 3), boxOn(5, [0, 3]), 0.6), intended);
  const [A, B] = [people(6, 5, 4), people(6, 5, 5)];
  const alone = [await run(A), await run(B)];
  expect(await Promise.all([run(A), run(B)])).toEqual(alone);
});

test("released: a lone decrease has no end, an increase beyond 0.75 is no recourse; both: neither is", async () => {
  // z = 4 − 3 − 2·x₀ at x₀ = 3: accepted at x₀ ≤ 0.5, far below −0.75.
  const down = problemOf(logistic([-2, 0], 1), boxOn(2, [0]), 0.5);
  const X = fromRows([[3, 0]]);
  expect((await propose(down, released, X)).data[0]).toBeLessThan(-2.4);
  expect((await propose(down, { ...released, bound: "both" }, X)).data).toEqual(new Float32Array(2));
  const up = problemOf(logistic([2, 0], -1), boxOn(2, [0]), 0.5);
  expect((await propose(up, released, fromRows([[-3, 0]]))).data).toEqual(new Float32Array(2));
});

test("released: 0.5 ends the search whatever θ₀ is, so that θ₀ = 0.9 is reached by overshooting alone", async () => {
  const network = logistic([1, 0], -0.01);
  const problem = problemOf(network, boxOn(2, [0], 50), 0.9);
  const X = matrix(1, 2);
  expect((await propose(problem, { ...released, stop: "theta0" }, X)).data[0]).not.toBe(0);
  const [delta] = (await propose(problem, released, X)).data;
  // Either a first step beyond θ₀, or none that counts.
  expect(delta === 0 || delta >= Math.log(9)).toBe(true);
});

test("the registry withholds the equations from other methods, and refuses this one without any", async () => {
  const problem = { ...problemOf(bent(3, 1), boxOn(3, [0])), causal: null };
  await expect(recourseMethod("causal").prepare(problem, intended)).rejects.toThrow("invalid causal: null for causal");
  await expect(recourseMethod("exhaustive").prepare(problem, intended)).resolves.toBeTypeOf("function");
});
