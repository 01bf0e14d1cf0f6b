import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costOf } from "../../src/actions/discrete.ts";
import { combinations, movesOf } from "../../src/actions/moves.ts";
import { type ActionSet, actionSet, contains } from "../../src/actions/set.ts";
import { answer } from "../../src/certificates/branch-and-bound.ts";
import { certifiableOf } from "../../src/certificates/certifiable.ts";
import { matrix } from "../../src/core/matrix.ts";
import { stream } from "../../src/core/random.ts";
import type { Network } from "../../src/engines/engine.ts";
import { discreteSets } from "../actions/discrete-arbitrary.ts";
import { bent, boxOn, logistic, logit, people } from "../methods/problem.ts";
import { actionOf, ask } from "./problem.ts";

const scoreAt = (network: Network, x: Float32Array, delta: Float32Array) =>
  network.score(
    matrix(
      1,
      x.length,
      x.map((value, j) => value + delta[j]),
    ),
  )[0];

describe("a logistic model, where the answer is known", () => {
  const anyWeight = fc.double({ min: -3, max: 3, noNaN: true });
  const anySide = fc.double({ min: 0, max: 1.5, noNaN: true });

  test("all three questions, for 1 to 6 features: one box is enough", async () => {
    const instance = fc.record({
      features: fc.array(fc.tuple(anyWeight, anySide, anySide, fc.double({ min: -2, max: 2, noNaN: true })), {
        minLength: 1,
        maxLength: 6,
      }),
      theta0: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(instance, async ({ features, theta0 }) => {
        const w = features.map(([weight]) => weight);
        const actions = actionSet(w.length, {
          lower: features.map(([, low]) => -low),
          upper: features.map(([, , high]) => high),
        });
        const x = Float32Array.from(features, ([, , , value]) => value);
        const network = logistic(w, 0);
        const z = x.reduce((sum, value, j) => sum + Math.fround(w[j]) * value, 0);
        const gains = features.map(([a, l, u]) => Math.max(-l * a, u * a));
        const most = z + gains.reduce((sum, gain) => sum + gain, 0);
        const highest = actionOf(await ask({ ask: "highest", theta0: null }, network, actions, x));
        expect(Math.abs(highest.score - 1 / (1 + Math.exp(-most)))).toBeLessThan(1.1e-4);
        const missing = logit(theta0) - z;
        if (Math.abs(logit(theta0) - most) < 1e-4 || Math.abs(missing) < 1e-4) return;
        for (const question of ["exists", "cheapest"] as const) {
          const certificate = await ask({ ask: question, theta0 }, network, actions, x);
          expect(certificate.kind).toBe(most >= logit(theta0) ? "action" : "none");
          expect(certificate.boxes).toBeLessThanOrEqual(3);
        }
        if (most < logit(theta0) || missing < 0) return;
        // The features with the steepest weights first.
        let cost = 0;
        let left = missing;
        const order = w.map((_, j) => j).sort((i, j) => Math.abs(w[j]) - Math.abs(w[i]));
        for (const j of order) {
          const used = Math.min(left, gains[j]);
          if (used > 0) cost += used / Math.abs(w[j]);
          left -= used;
        }
        const found = actionOf(await ask({ ask: "cheapest", theta0 }, network, actions, x));
        expect(found.cost).toBeGreaterThan(cost - 1e-5);
        expect(found.cost).toBeLessThan(1.01 * cost + 2e-4);
      }),
      { numRuns: 200 },
    );
  });
});

/** The best of a fine grid over the box of at most two features. */
function grid(network: Network, actions: ActionSet, x: Float32Array, count = 401) {
  const [a, b] = actions.actionable;
  const deltas = matrix(count * count, x.length);
  const points = matrix(count * count, x.length);
  for (let i = 0; i < deltas.rows; i++) {
    const at = i * x.length;
    points.data.set(x, at);
    for (const [j, k] of [
      [a, i % count],
      [b, Math.floor(i / count)],
    ]) {
      deltas.data[at + j] = actions.lower[j] + ((actions.upper[j] - actions.lower[j]) * k) / (count - 1);
      points.data[at + j] += deltas.data[at + j];
    }
  }
  return { deltas, score: network.score(points) };
}

test("two features of bent networks: no grid point of 160,801 beats the bound, nor is any cheaper by more than 1 %", async () => {
  const actions = boxOn(4, [1, 3]);
  for (let seed = 0; seed < 6; seed++) {
    const network = bent(4, seed, 3);
    const [x] = [people(1, 4, seed).data];
    const { deltas, score } = grid(network, actions, x);
    const top = score.reduce((most, value) => Math.max(most, value), 0);
    const highest = await ask({ ask: "highest", theta0: null }, network, actions, x);
    expect(highest.bound).toBeGreaterThanOrEqual(top);
    expect(actionOf(highest).score).toBeGreaterThan(top - 1e-4);
    expect(highest.bound - actionOf(highest).score).toBeLessThan(1.2e-4);
    const start = scoreAt(network, x, new Float32Array(4));
    const theta0 = (start + top) / 2;
    const found = actionOf(await ask({ ask: "cheapest", theta0 }, network, actions, x));
    expect(scoreAt(network, x, found.delta)).toBeGreaterThanOrEqual(theta0);
    expect(contains(actions, x, found.delta)).toBe(true);
    let cheapest = Infinity;
    score.forEach((value, i) => {
      if (value < theta0) return;
      cheapest = Math.min(cheapest, costOf(actions)(deltas.data.subarray(4 * i, 4 * i + 4)));
    });
    expect(found.cost).toBeLessThan(1.01 * cheapest + 1e-4);
    for (const theta of [top + 2e-4, Math.min(1, top + 0.1)]) {
      expect((await ask({ ask: "exists", theta0: theta }, network, actions, x)).kind).toBe("none");
    }
    network.close();
  }
});

test("steps, categories, rules and a joint constraint: as enumeration says, wherever everything is discrete", async () => {
  await fc.assert(
    fc.asyncProperty(discreteSets({ free: false }), fc.integer({ min: 0, max: 20 }), async ({ actions, x }, seed) => {
      const network = bent(6, seed, 2);
      const moves = movesOf(actions, x);
      const delta = new Float32Array(6);
      const price = costOf(actions);
      const all: { score: number; cost: number }[] = [];
      for (let i = 0; i < combinations(moves); i++) {
        let rest = i;
        for (const region of moves.discrete) {
          region.set(rest % region.count, delta);
          rest = Math.floor(rest / region.count);
        }
        if (contains(actions, x, delta)) all.push({ score: scoreAt(network, x, delta), cost: price(delta) });
      }
      const top = all.reduce((most, { score }) => Math.max(most, score), 0);
      const highest = await ask({ ask: "highest", theta0: null }, network, actions, x);
      expect(actionOf(highest).score).toBeGreaterThan(top - 1.0001e-4);
      expect(highest.bound).toBeGreaterThanOrEqual(top);
      const theta0 = (scoreAt(network, x, new Float32Array(6)) + top) / 2;
      const least = all.reduce((low, { score, cost }) => (score >= theta0 ? Math.min(low, cost) : low), Infinity);
      const cheapest = actionOf(await ask({ ask: "cheapest", theta0 }, network, actions, x));
      expect(cheapest.cost).toBeLessThanOrEqual(1.01 * least + 1e-4);
      expect(cheapest.cost).toBeGreaterThanOrEqual(least - 1e-6);
      expect((await ask({ ask: "exists", theta0: top }, network, actions, x)).kind).toBe("action");
      // A single action is scored, not bounded: the next float32 above the best is proven out of reach.
      expect((await ask({ ask: "exists", theta0: top * (1 + 2 ** -23) }, network, actions, x)).kind).toBe("none");
      network.close();
    }),
    { numRuns: 60 },
  );
});

test("mixed sets: 500 random actions of each are neither cheaper by 1 % nor above the bound", async () => {
  await fc.assert(
    fc.asyncProperty(discreteSets(), fc.integer({ min: 0, max: 20 }), async ({ actions, x }, seed) => {
      const network = bent(6, seed, 2);
      const random = stream(seed, "mixed");
      const moves = movesOf(actions, x);
      const tried = Array.from({ length: 500 }, () => {
        const delta = new Float32Array(6);
        for (const region of moves.discrete) region.set(random.below(region.count), delta);
        const length = [0, 1, random.uniform()][random.below(3)];
        for (const j of moves.free) delta[j] = moves.lower[j] + length * (moves.upper[j] - moves.lower[j]);
        return delta;
      }).filter((delta) => contains(actions, x, delta));
      const scores = tried.map((delta) => scoreAt(network, x, delta));
      const top = Math.max(0, ...scores);
      const highest = await ask({ ask: "highest", theta0: null }, network, actions, x);
      expect(highest.bound).toBeGreaterThanOrEqual(top);
      expect(contains(actions, x, actionOf(highest).delta)).toBe(true);
      const theta0 = (scoreAt(network, x, new Float32Array(6)) + actionOf(highest).score) / 2;
      const cheapest = actionOf(await ask({ ask: "cheapest", theta0 }, network, actions, x));
      expect(contains(actions, x, cheapest.delta)).toBe(true);
      const least = tried.reduce(
        (low, delta, i) => (scores[i] >= theta0 ? Math.min(low, costOf(actions)(delta)) : low),
        Infinity,
      );
      expect(cheapest.cost).toBeLessThanOrEqual(1.01 * least + 1e-4);
      network.close();
    }),
    { numRuns: 40 },
  );
});

test("a joint constraint keeps the highest action on its face: Σδ ≤ 1 for three features", async () => {
  const actions = actionSet(3, { lower: [0, 0, 0], upper: [1, 1, 1], constraints: { A: [[-1, -1, -1]], b: [1] } });
  const x = Float32Array.of(0, 0, 0);
  const certificate = await ask({ ask: "highest", theta0: null }, logistic([1, 2, 0.5], -3), actions, x);
  const { delta, score } = actionOf(certificate);
  expect(delta[1]).toBeCloseTo(1, 3);
  expect(score).toBeCloseTo(1 / (1 + Math.exp(1)), 4);
  expect((await ask({ ask: "exists", theta0: 0.27 }, logistic([1, 2, 0.5], -3), actions, x)).kind).toBe("none");
});

test("a feature that only a joint constraint bounds is searched to its end: δ₀ ≤ 2 + δ₁", async () => {
  const actions = actionSet(2, {
    lower: [0, 0],
    upper: [Infinity, 1],
    constraints: { A: [[-1, 1]], b: [2] },
  });
  const certificate = await ask({ ask: "highest", theta0: null }, logistic([1, 0], -2), actions, Float32Array.of(0, 0));
  expect(actionOf(certificate).delta[0]).toBeCloseTo(3, 3);
});

test("who is accepted is answered by δ = 0, at cost 0, without a box", async () => {
  const x = Float32Array.of(1, 1);
  for (const question of ["exists", "cheapest"] as const) {
    const certificate = await ask({ ask: question, theta0: 0.5 }, logistic([1, 1], 0), boxOn(2, [0]), x);
    expect(actionOf(certificate)).toMatchObject({ cost: 0, delta: Float32Array.of(0, 0) });
    expect(certificate.boxes).toBe(0);
  }
});

test("a budget that runs out is open, with the best so far and a bound that holds", async () => {
  const network = bent(4, 2, 4);
  const x = people(1, 4, 2).data;
  const actions = boxOn(4, [0, 1, 2, 3]);
  const few = await ask({ ask: "highest", theta0: null }, network, actions, x, 3);
  const many = await ask({ ask: "highest", theta0: null }, network, actions, x, 20_000);
  expect(few).toMatchObject({ kind: "open", boxes: 3 });
  expect(few.bound).toBeGreaterThanOrEqual(actionOf(many).score);
  const none = await ask({ ask: "exists", theta0: many.bound + 1e-3 }, network, actions, x, 2);
  expect(none).toMatchObject({ kind: "open", found: null });
  network.close();
});

test("a network with NaN in it proves nothing, and ends", async () => {
  const network = logistic([Number.NaN, 1], 0);
  const certificate = await ask(
    { ask: "cheapest", theta0: 0.5 },
    network,
    boxOn(2, [0, 1]),
    Float32Array.of(0, 0),
    200,
  );
  expect(certificate).toMatchObject({ kind: "open", found: null });
});

test("the search stops on the signal, with its reason", async () => {
  const network = bent(6, 1, 4);
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  const search = answer(
    { ask: "highest", theta0: null },
    certifiableOf(network),
    boxOn(6, [0, 1, 2, 3, 4, 5]),
    people(1, 6, 1).data,
    { budget: 1e6, signal: stop.signal },
  );
  await expect(search).rejects.toThrow("enough");
});
