import { describe, expect, test } from "vitest";
import { actionSet, contains } from "../../../src/actions/set.ts";
import { fromRows, type Matrix, matrix, row } from "../../../src/core/matrix.ts";
import type { Network } from "../../../src/engines/engine.ts";
import { gradient } from "../../../src/methods/gradient/gradient.ts";
import type { GradientSettings } from "../../../src/methods/gradient/settings.ts";
import type { RecourseProblem } from "../../../src/methods/method.ts";
import { accepted, bent, boxOn, logistic, logit, people, problemOf } from "../problem.ts";
import { alibi, type Predictor } from "./alibi.ts";

/** alibi's own. */
const defaults: GradientSettings = {
  gradients: "exact",
  distance: "l1",
  target: "favourable",
  warmStart: true,
  lambdaInit: 1e-3,
  lambdaSteps: 10,
  maxIterations: 1000,
  earlyStop: 50,
  learningRate: 0.1,
  decay: true,
  onlyOneSuccess: "nothing",
};

const solve = async (problem: RecourseProblem, X: Matrix, changes: Partial<GradientSettings> = {}) =>
  (await gradient.prepare(problem, { ...defaults, ...changes }))(X);

const scoreOf = (network: Network, z: Float32Array) => network.score(matrix(1, z.length, Float32Array.from(z)))[0];

/** g and its slope at one point, as `gradients` says. */
function predictor(network: Network, gradients: GradientSettings["gradients"]): Predictor {
  const score = (z: Float32Array) => scoreOf(network, z);
  if (gradients === "numeric") {
    const moved = (z: Float32Array, j: number, by: number) => score(z.map((v, i) => (i === j ? v + by : v)));
    return { score, slope: (z) => Array.from(z, (_, j) => (moved(z, j, 0.01) - moved(z, j, -0.01)) / 0.02) };
  }
  const slope = (z: Float32Array) => {
    const { score, G } = network.gradient(matrix(1, z.length, Float32Array.from(z)));
    return Array.from(G.data, (value) => -score[0] * value);
  };
  return { score, slope };
}

describe("against a plain transcription of alibi, one person at a time, on 60 people", () => {
  const theta0 = 0.7;
  const actions = actionSet(4, { lower: [0, 0, -0.75, 0], upper: [0, 0.75, 0.75, 0] });
  const network = bent(4, 7, 3);
  const X = people(60, 4, 8);
  const short = { maxIterations: 200, lambdaSteps: 5, earlyStop: 20 };

  // Central differences divide the last digit of a score by 0.02; hence their wider bound. From λ′ = 0.001 the distance
  // weighs next to nothing; from 2 or 10 it decides what sweep and bisection
  // find, and a rounding in z = x + δ shows in when δ crosses the threshold.
  test.each([
    ["exact", "favourable", 0.001, 1e-6, 15, 17],
    ["exact", "other", 0.001, 1e-6, 5, 27],
    ["numeric", "favourable", 0.001, 3e-5, 15, 17],
    ["numeric", "other", 0.001, 3e-5, 5, 27],
    ["exact", "favourable", 2, 1e-4, 15, 17],
    ["exact", "favourable", 10, 1e-4, 15, 17],
  ] as const)(
    "%s gradients, target %s, λ′ from %d: δ within %d, %i found and %i not",
    async (gradients, target, lambdaInit, bound, ...counts) => {
      const changes = { ...short, gradients, target, lambdaInit };
      const delta = await solve(problemOf(network, actions, theta0), X, changes);
      const found = [0, 0];
      for (let i = 0; i < X.rows; i++) {
        const x = row(X, i);
        if (scoreOf(network, x) >= theta0) continue;
        const { z } = alibi(x, predictor(network, gradients), {
          lower: [...actions.lower],
          upper: [...actions.upper],
          theta0,
          target,
          maxIter: 200,
          lamSteps: 5,
          earlyStop: 20,
          lamInit: lambdaInit,
          learningRate: defaults.learningRate,
        });
        found[z ? 0 : 1]++;
        const gaps = row(delta, i).map((value, j) => Math.abs(value - (z ? z[j] - x[j] : 0)));
        expect(Math.max(...gaps), `row ${i}`).toBeLessThan(bound);
      }
      expect(found).toEqual(counts);
    },
  );

  test("every step of every person costs one row of one pass, and the batch shrinks from 60 rows to 1", async () => {
    const sizes: number[] = [];
    const watched: Network = {
      spec: network.spec,
      score: (Z, out) => network.score(Z, out),
      gradient(Z, masks) {
        sizes.push(Z.rows);
        return network.gradient(Z, masks);
      },
      step: (batch) => network.step(batch),
      parameters: () => network.parameters(),
      close: () => {},
    };
    await solve(problemOf(watched, actions, theta0), X, short);
    const steps = Array.from({ length: X.rows }, (_, i) => {
      const x = row(X, i);
      if (scoreOf(network, x) >= theta0) return 0;
      const box = { lower: [...actions.lower], upper: [...actions.upper] };
      const counts = { maxIter: 200, lamSteps: 5, earlyStop: 20, lamInit: 1e-3, learningRate: 0.1 };
      return alibi(x, predictor(network, "exact"), { ...box, ...counts, theta0, target: "favourable" }).steps;
    });
    expect(sizes.reduce((a, b) => a + b)).toBe(60 + steps.reduce((a, b) => a + b));
    expect([sizes[0], sizes.at(-1)]).toEqual([60, 1]);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });
});

describe("one actionable feature of a logistic model: the least |δ| is (logit θ₀ − w·x − b) / w₁", () => {
  const w = [0.8, -1.6, 0.3];
  const network = logistic(w, -0.2);
  const least = (x: ArrayLike<number>, theta0: number) =>
    (logit(theta0) - (w[0] * x[0] + w[1] * x[1] + w[2] * x[2]) - -0.2) / w[1];

  // λ′ ≤ 0.001 pulls back too little to matter: the first step beyond the threshold is the nearest ever taken.
  test.each(["l1", "l2"] as const)(
    "%s: all 36 in reach within 2 pass it by less than one step of 0.1",
    async (distance) => {
      const theta0 = 0.6;
      const actions = boxOn(3, [1], 2);
      const X = people(60, 3, 11);
      const delta = await solve(problemOf(network, actions, theta0), X, { distance });
      let inReach = 0;
      for (let i = 0; i < X.rows; i++) {
        const needed = least(row(X, i), theta0);
        const given = row(delta, i)[1];
        if (needed > -1e-5 || needed < -2) {
          expect(given).toBe(0);
          continue;
        }
        inReach++;
        expect(given / needed).toBeGreaterThan(1 - 1e-5);
        expect(Math.abs(given - needed)).toBeLessThan(0.1);
      }
      expect(inReach).toBe(36);
    },
  );

  test("who is accepted already gets 0", async () => {
    const X = fromRows([[3, -3, 0]]);
    expect(await solve(problemOf(network, boxOn(3, [1]), 0.6), X)).toEqual(matrix(1, 3));
  });
});

describe("0.5 ≤ g(x) < θ₀, g = σ(x₀)", () => {
  const network = logistic([1], 0);
  const x = fromRows([[logit(0.6)]]);
  const problem = problemOf(network, boxOn(1, [0], 3), 0.7);

  test("the favourable target goes up to 0.71", async () => {
    const delta = await solve(problem, x);
    expect(scoreOf(network, Float32Array.of(x.data[0] + delta.data[0]))).toBeCloseTo(0.711, 3);
  });

  test("the release's other target goes down to 0.28, which nobody accepts", async () => {
    const delta = await solve(problem, x, { target: "other" });
    expect(scoreOf(network, Float32Array.of(x.data[0] + delta.data[0]))).toBeCloseTo(0.283, 3);
    expect(accepted(network, x, delta, 0.7)).toEqual([false]);
  });

  test("at 0.5 exactly, argmax takes the favourable outcome, so that the other target goes down", async () => {
    const delta = await solve(problem, fromRows([[0]]), { target: "other" });
    expect(delta.data[0]).toBeLessThan(0);
  });

  test("below 0.5 both targets are one and the same", async () => {
    const below = fromRows([[logit(0.49)]]);
    expect(await solve(problem, below, { target: "other" })).toEqual(await solve(problem, below));
  });
});

describe("a sweep that succeeds at its tenth λ′ only: 10 steps of 0.1, needed 0.95", () => {
  // With maxIterations 10 each λ′ of the sweep has one step, and Adam's first step is the learning rate.
  const x = fromRows([[0]]);
  const problem = problemOf(logistic([1], logit(0.6) - 0.95), boxOn(1, [0], 3), 0.6);

  test("is nothing to alibi, which raises", async () => {
    expect(await solve(problem, x, { maxIterations: 10 })).toEqual(matrix(1, 1));
  });

  test("is used when it may be, and found at 0.95 … 1.15", async () => {
    const { data } = await solve(problem, x, { maxIterations: 10, onlyOneSuccess: "use" });
    expect(data[0]).toBeGreaterThan(0.95);
    expect(data[0]).toBeLessThan(1.15);
  });

  test("does not happen at all without warm starts: each λ′ gets 0.1 far", async () => {
    const changes = { maxIterations: 10, onlyOneSuccess: "use", warmStart: false } as const;
    expect(await solve(problem, x, changes)).toEqual(matrix(1, 1));
  });
});

test("where Δ has rows, all successes are found within them: hours + education ≤ 0.9 sd", async () => {
  const actions = actionSet(3, {
    lower: [0, -0.75, 0],
    upper: [0.75, 0.75, 0],
    constraints: { A: [[-1, -1, 0]], b: [0.9] },
  });
  const network = logistic([1, 2, 0.5], -2);
  const X = people(40, 3, 12);
  const delta = await solve(problemOf(network, actions, 0.5), X);
  const best = 0.75 * 2 + 0.15;
  for (let i = 0; i < X.rows; i++) {
    const [a, b, c] = row(X, i);
    const short = -(a + 2 * b + 0.5 * c - 2);
    expect(contains(actions, row(X, i), row(delta, i))).toBe(true);
    if (Math.abs(short - best) > 1e-3) expect(accepted(network, X, delta, 0.5)[i]).toBe(short <= best);
  }
});
