import { expect, test } from "vitest";
import { actionSet } from "../../src/actions/set.ts";
import { add, matrix, row } from "../../src/core/matrix.ts";
import type { Proof } from "../../src/methods/method.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { bent, boxOn, people, problemOf } from "./problem.ts";

const search = { resolution: 21, budget: 2000, starts: 4 };
const highest = recourseMethod("highest");

test("on bent networks no point of a grid of 201 × 201 scores higher by 1e-4 for any of 30 people, and ascents reach no more than 1e-6 above", async () => {
  for (const seed of [1, 2]) {
    const network = bent(4, seed, 5);
    const problem = problemOf(network, boxOn(4, [1, 3]));
    const X = people(30, 4, 5);
    const proofs: Proof[] = [];
    const propose = await highest.prepare(problem, { boxes: 10_000 });
    const onProof = (i: number, proof: Proof) => {
      proofs[i] = proof;
    };
    const top = network.score(add(X, await propose(X, { onProof })));
    expect(proofs).toEqual(Array(30).fill("action"));
    const ascent = await recourseMethod("ascent").prepare(problem, search);
    network.score(add(X, await ascent(X))).forEach((score, i) => {
      expect(score).toBeLessThan(top[i] + 1e-6);
    });
    let excess = Number.NEGATIVE_INFINITY;
    const delta = matrix(30, 4);
    for (let a = 0; a < 201; a++) {
      for (let b = 0; b < 201; b++) {
        for (let i = 0; i < 30; i++) delta.data.set([0, -0.75 + a * 0.0075, 0, -0.75 + b * 0.0075], i * 4);
        network.score(add(X, delta)).forEach((score, i) => {
          excess = Math.max(excess, score - top[i]);
        });
      }
    }
    expect(excess).toBeLessThan(1e-4);
  }
});

test("of 6 features under a common budget ascents find nothing higher by 1e-4 for any of 20 people", async () => {
  const network = bent(6, 3, 2);
  const actions = actionSet(6, {
    lower: Array(6).fill(-0.75),
    upper: Array(6).fill(0.75),
    constraints: { A: [[-1, -1, -1, -1, -1, -1]], b: [1] },
  });
  const problem = problemOf(network, actions);
  const X = people(20, 6, 8);
  const [proven, searched] = await Promise.all(
    [
      { name: "highest", settings: { boxes: 100_000 } },
      { name: "ascent", settings: search },
    ].map(async ({ name, settings }) => {
      const propose = await recourseMethod(name).prepare(problem, settings);
      return network.score(add(X, await propose(X)));
    }),
  );
  for (let i = 0; i < X.rows; i++) expect(searched[i]).toBeLessThan(proven[i] + 1e-4);
});

test("one box is too few for a bent network: the best found is proposed, scores no less than x, and is called open", async () => {
  const network = bent(4, 1, 5);
  const X = people(30, 4, 5);
  const proofs: Proof[] = [];
  const propose = await highest.prepare(problemOf(network, boxOn(4, [1, 3])), { boxes: 1 });
  const delta = await propose(X, { onProof: (_, proof) => proofs.push(proof) });
  expect(proofs).toHaveLength(30);
  expect(proofs).toContain("open");
  const before = network.score(X);
  const after = network.score(add(X, delta));
  for (let i = 0; i < X.rows; i++) {
    if (row(delta, i).some((value) => value !== 0)) expect(after[i]).toBeGreaterThan(before[i]);
  }
});
