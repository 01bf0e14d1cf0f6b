import { expect, test } from "vitest";
import { actionSet, boxOf, contains } from "../../../src/actions/set.ts";
import { fromRows, type Matrix, matrix, row, take } from "../../../src/core/matrix.ts";
import type { Network } from "../../../src/engines/engine.ts";
import { settingsSchemaOf } from "../../../src/methods/checked.ts";
import { gridOf } from "../../../src/methods/linear/grid.ts";
import { type LinearSettings, linear } from "../../../src/methods/linear/linear.ts";
import type { ColumnInfo, RecourseProblem } from "../../../src/methods/method.ts";
import { logistic, people as normals, problemOf as problemOver, tanhLayer } from "../problem.ts";

const corrected: LinearSettings = {
  fit: "train",
  categorical: "indicators",
  samples: 1000,
  neighbourhood: "shared",
  kernelWidth: 1.25,
  ridge: 1,
  units: "score",
  box: true,
  step: 0.01,
  atLeastOneChange: true,
  solver: "auto",
};
const released: LinearSettings = { ...corrected, fit: "test", units: "release", box: false, neighbourhood: "own" };

/** Three columns, the last of them 0 or 1. */
function table(rows: number, seed: number): Matrix {
  const X = normals(rows, 3, seed);
  for (let i = 0; i < rows; i++) X.data[3 * i + 2] = Number(X.data[3 * i + 2] > 0);
  return X;
}

const train = table(400, 8);
const people = table(60, 9);
const actions = actionSet(3, { lower: [0, -0.75, 0], upper: [0.75, 0.75, 0] });
const gridValues = [0, 1, 2].map((j) => gridOf(columnOf(train, j), 0.01).values);

function columnOf(X: Matrix, j: number): number[] {
  return Array.from({ length: X.rows }, (_, i) => row(X, i)[j]);
}

function problemOf(network: Network, theta0: number | null, given: Partial<RecourseProblem> = {}): RecourseProblem {
  const columns = [0, 1, 2].map((j): ColumnInfo => {
    return { name: `x${j}`, kind: j === 2 ? "indicator" : "continuous", mean: 0, std: 1 };
  });
  return { ...problemOver(network, actions, theta0), train, reference: train, columns, ...given };
}

const propose = (network: Network, settings: LinearSettings, given: Partial<RecourseProblem> = {}) =>
  linear.prepare(problemOf(network, 0.5, given), settings);

/** A score with a curve in it, so that fits from different points differ. */
function curved(): Network {
  const W = [
    [1.5, 0, 0.5],
    [-1, 1, 0],
    [0, 1, -0.5],
  ];
  return tanhLayer(W, [0, 0.5, 0], [1.2, -0.8, 0.5], -0.3);
}

const distinctRows = (a: Matrix, b: Matrix) =>
  Array.from({ length: a.rows }, (_, i) => Number(row(a, i).some((value, j) => value !== row(b, i)[j]))).reduce(
    (sum, differs) => sum + differs,
  );

test("where g is nearly linear, δ ≠ 0 exactly for those whom the closed form lets reach θ₀, bar 0.002 around it", async () => {
  // |z| < 0.4, where g = ½ + z/4 to 0.0013.
  const w = [0.08, -0.05, 0.1];
  const bias = -0.1;
  const network = logistic(w, bias);
  const method = await propose(network, { ...corrected, samples: 5000, atLeastOneChange: false });
  const delta = await method(people);
  const score = network.score(people);
  let found = 0;
  let judged = 0;
  for (let i = 0; i < people.rows; i++) {
    const x = row(people, i);
    const lower = new Float64Array(3);
    const upper = new Float64Array(3);
    boxOf(actions, x, lower, upper);
    const reach = w.reduce((z, weight, j) => {
      const gains = Array.from(gridValues[j], (value) => value - x[j])
        .filter((a) => lower[j] <= a && a <= upper[j])
        .map((a) => a * weight);
      return z + weight * x[j] + Math.max(0, ...gains);
    }, bias);
    const g = 1 / (1 + Math.exp(-reach));
    if (score[i] >= 0.498 || Math.abs(g - 0.5) < 0.002) continue;
    const moved = row(delta, i).some((value) => value !== 0);
    expect(moved).toBe(g > 0.5);
    judged++;
    found += Number(moved);
  }
  expect(judged).toBeGreaterThan(25);
  expect(found).toBeGreaterThan(8);
});

test.each(["shared", "own"] as const)(
  "neighbourhood %s: δ ∈ Δ; a row's δ is the same alone, in company, in another order and in a second run; X stays",
  async (neighbourhood) => {
    const network = curved();
    const method = await propose(network, { ...corrected, neighbourhood });
    const before = people.data.slice();
    const delta = await method(people);
    expect(people.data).toEqual(before);
    for (let i = 0; i < people.rows; i++) expect(contains(actions, row(people, i), row(delta, i))).toBe(true);
    expect(delta.data.some((value) => value !== 0)).toBe(true);
    const order = [41, 3, 19, 3];
    expect((await method(take(people, order))).data).toEqual(take(delta, order).data);
    expect((await (await propose(network, { ...corrected, neighbourhood }))(people)).data).toEqual(delta.data);
  },
);

test("another seed, other points: some δ differ; and own points give others than shared ones", async () => {
  const network = curved();
  const delta = await (await propose(network, corrected))(people);
  expect(distinctRows(delta, await (await propose(network, corrected, { seed: 1 }))(people))).toBeGreaterThan(0);
  const own = await propose(network, { ...corrected, neighbourhood: "own" });
  expect(distinctRows(delta, await own(people))).toBeGreaterThan(0);
});

test("−0 and 0 are the same person: own points agree", async () => {
  const method = await propose(curved(), { ...corrected, neighbourhood: "own" });
  const heights = [-1.5, -1, -0.5, 0.5, 1, 1.5];
  const positive = await method(fromRows(heights.map((height) => [0, height, 1])));
  expect(positive.data.some((value) => value !== 0)).toBe(true);
  expect(await method(fromRows(heights.map((height) => [-0, height, 1])))).toEqual(positive);
});

test("LIME learns where to draw from the reference rows, which are the test rows under fit: test and training rows else", async () => {
  const network = curved();
  const elsewhere = matrix(
    50,
    3,
    Float32Array.from(people.data.subarray(0, 150), (value, i) => (i % 3 < 2 ? value + 2 : value)),
  );
  const near = await (await propose(network, corrected, { reference: people }))(people);
  const far = await (await propose(network, corrected, { reference: elsewhere }))(people);
  expect(distinctRows(near, far)).toBeGreaterThan(0);
  for (const fit of ["train", "test"] as const) expect(linear.reference?.({ ...corrected, fit })).toBe(fit);
});

test("release units: whose indicator is 0 though 1 is better seems accepted already, and gets one useless grid step", async () => {
  // g rises by 0.12 with the indicator: the release's intercept forgets exactly that.
  const w = [0.04, 0, 0.5];
  const network = logistic(w, -0.3);
  const X = matrix(1, 3, Float32Array.of(0, 0, 0));
  expect(network.score(X)[0]).toBeLessThan(0.45);
  const problem = problemOf(network, 0.45);
  const one = await (await linear.prepare(problem, { ...released, samples: 5000 }))(X);
  const steps = [0, 1].map((j) => gridValues[j][1] - gridValues[j][0]);
  const moved = [0, 1].filter((j) => one.data[j] !== 0);
  expect(moved.length).toBe(1);
  expect(Math.abs(one.data[moved[0]])).toBeLessThanOrEqual(steps[moved[0]]);
  expect(
    network.score(
      matrix(
        1,
        3,
        Float32Array.from(X.data, (x, j) => x + one.data[j]),
      ),
    )[0],
  ).toBeLessThan(0.45);

  // In the score's units the person is seen to be short by 0.025, more than 0.75 of feature 0 can give.
  const right = await (await linear.prepare(problem, { ...corrected, samples: 5000 }))(X);
  expect(Array.from(right.data)).toEqual([0, 0, 0]);
});

test("box: false, as released, proposes actions beyond δmax and against the allowed direction", async () => {
  const network = logistic([-0.5, 0, 0], -0.4);
  const X = matrix(1, 3, Float32Array.of(0.5, 0, 1));
  const [delta] = (await (await propose(network, { ...released, samples: 5000 }))(X)).data;
  expect(delta).toBeLessThan(-0.75);
  const [inside] = (await (await propose(network, corrected))(X)).data;
  expect(inside).toBe(0);
});

test("columns named as categorical are treated so, and an unknown name is refused with the names there are", async () => {
  const network = curved();
  const delta = await (await propose(network, corrected))(people);
  const asNamed = await (await propose(network, { ...corrected, categorical: ["x2"] }))(people);
  expect(asNamed.data).toEqual(delta.data);
  const other = await (await propose(network, { ...released, categorical: ["x1"] }))(people);
  expect(distinctRows(other, await (await propose(network, released))(people))).toBeGreaterThan(0);
  await expect(propose(network, { ...corrected, categorical: ["age"] })).rejects.toThrow(
    'recourse.linear.categorical: unknown column "age"; name any of x0, x1, x2, or write indicators',
  );
});

test("θ₀ is needed, and settings of which the release speaks are given or refused", async () => {
  const network = logistic([1, 1, 1], 0);
  await expect(linear.prepare(problemOf(network, null), corrected)).rejects.toThrow("invalid theta0: null");
  expect(settingsSchemaOf(linear).parse(released)).toEqual(released);
  const { kernelWidth: _, ...incomplete } = released;
  expect(() => settingsSchemaOf(linear).parse(incomplete)).toThrow();
  expect(() => settingsSchemaOf(linear).parse({ ...released, kernelWidth: 0 })).toThrow();
});
