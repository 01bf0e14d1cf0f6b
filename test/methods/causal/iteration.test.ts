import { expect, test } from "vitest";
import { fromRows, matrix } from "../../../src/core/matrix.ts";
import { choosePace, iterate, paces } from "../../../src/methods/causal/iteration.ts";
import { logistic } from "../problem.ts";

const network = logistic([1, -2, 3], -1);
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** One step of the release from r for the person x: age is column 0, amount 1; column 2 is a dummy. */
function stepped(x: readonly number[], r: readonly number[], s: number, lambda: number): number[] {
  const w = [1, -2, 3];
  const g = sigmoid(r.reduce((z, value, j) => z + value * w[j], -1));
  const gradient = w.map((weight, j) => 2 * lambda * (g - 1) * g * (1 - g) * weight + Math.sign(r[j] - x[j]));
  const moved = x.map((value, j) => value - s * gradient[j]);
  return [moved[0] > x[0] ? moved[0] : x[0], moved[1], x[2]];
}

const movedFeatures = [
  { column: 0, rises: true },
  { column: 1, rises: false },
];
const x = [-0.5, 0.5, 0];

test.each([
  [0.1, 0.1],
  [0.1, 1],
  [1, 0.1],
  [0.1, 10],
])("s = %d, λ = %d: 100 steps by hand, from x each time, and no stop at 0.999", async (step, weight) => {
  let r = x;
  for (let k = 0; k < 100; k++) {
    r = stepped(x, r, step, weight);
    if (sigmoid(r[0] - 2 * r[1] + 3 * r[2] - 1) >= 0.999) break;
  }
  const delta = await iterate(fromRows([x]), { step, weight }, { network, movedFeatures, stop: 0.999 });
  r.forEach((value, j) => {
    expect(delta.data[j]).toBeCloseTo(value - x[j], 4);
  });
});

test("the first step is −s·2λ(g − 1)∇g, 0.1·20·0.924·0.0699 = 0.1291 up and twice that down; with a stop at 0 it is the last", async () => {
  // g = σ(−2.5) = 0.0759; g(1 − g) = 0.0701; (1 − g) = 0.9241.
  const delta = await iterate(fromRows([x]), { step: 0.1, weight: 10 }, { network, movedFeatures, stop: 0 });
  expect(delta.data[0]).toBeCloseTo(0.1 * 20 * 0.92414 * 0.070104, 4);
  expect(delta.data[1]).toBeCloseTo(-2 * 0.1 * 20 * 0.92414 * 0.070104, 4);
  expect(delta.data[2]).toBe(0);
});

test("people do not wait for each other: each row's δ is its own", async () => {
  const X = fromRows([x, [2, -2, 1], [-3, 3, 0]]);
  const together = await iterate(X, { step: 1, weight: 10 }, { network, movedFeatures, stop: 0.5 });
  for (const i of [0, 1, 2]) {
    const one = matrix(1, 3, X.data.slice(3 * i, 3 * i + 3));
    const alone = await iterate(one, { step: 1, weight: 10 }, { network, movedFeatures, stop: 0.5 });
    expect(alone.data).toEqual(together.data.slice(3 * i, 3 * i + 3));
  }
});

test("the pace is the one of 9 with most valid rows, then the shortest: only s = 10, λ = 10 moves by 8 or more", async () => {
  expect(paces).toHaveLength(9);
  const iteration = { network, movedFeatures, stop: 0 };
  const X = fromRows([x]);
  const far = await choosePace(X, (_, delta) => delta[0] >= 8, 0.5, iteration);
  expect(far).toEqual({ step: 10, weight: 10 });
  expect(await choosePace(X, () => true, 0.5, iteration)).toEqual({ step: 0.1, weight: 0.1 });
  // Nobody is turned down: the first.
  expect(await choosePace(X, () => true, 0, iteration)).toEqual({ step: 0.1, weight: 0.1 });
});
