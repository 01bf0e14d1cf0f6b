/** Methods on a Δ of named actions: exact where they say so, against every action scored by hand. */
import { describe, expect, it } from "vitest";
import { isNamed, openCandidates } from "../../src/actions/enumeration.ts";
import { actionSet } from "../../src/actions/set.ts";
import { type Matrix, matrix, row } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { stream } from "../../src/core/random.ts";
import { settingsSchemaOf } from "../../src/methods/checked.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { bent, logistic, people, problemOf } from "./problem.ts";
import { settingsOf } from "./settings.ts";

const random = stream(5, "named");
const D = 5;
const actions = actionSet(D, {
  lower: new Float64Array(D),
  upper: new Float64Array(D),
  candidates: Array.from({ length: 12 }, (_, k) => ({
    name: `action ${k}`,
    when: k % 3 === 0 ? [] : [{ column: k % D, min: -Infinity, max: random.normal() }],
    by: [{ column: k % D, value: random.normal() }],
    to: k % 2 === 0 ? [] : [{ column: (k + 1) % D, value: random.normal() }],
    cost: k % 4 === 0 ? 0.1 + random.uniform() : null,
  })),
});
const THETA0 = 0.6;
const network = bent(D, 3);
const X = people(200, D, 4);
const open = Array.from({ length: X.rows }, (_, i) => {
  if (!isNamed(actions)) throw new Error("no names");
  const { delta, cost } = openCandidates(actions, row(X, i));
  const all = matrix(1 + delta.rows, D);
  all.data.set(delta.data, D);
  const points = matrix(
    all.rows,
    D,
    all.data.map((value, at) => value + row(X, i)[at % D]),
  );
  return { all, score: network.score(points), cost: [0, ...cost] };
});

const proposed = async (name: string, settings: object = settingsOf[name][0]) => {
  const method = recourseMethod(name);
  const propose = await method.prepare(problemOf(network, actions, THETA0), settingsSchemaOf(method).parse(settings));
  return propose(X);
};
const scoresAfter = (delta: ReturnType<typeof matrix>) =>
  network.score(
    matrix(
      X.rows,
      D,
      X.data.map((value, at) => value + delta.data[at]),
    ),
  );

describe("200 people and 12 actions by name", () => {
  const starts = { resolution: 2, budget: 2, starts: 0 };

  it.each([
    ["highest", { boxes: 1 }],
    ["ascent", starts],
    ["adversarial", { sense: "maximise", solver: "glpk" }],
  ])("%s is the highest score of all, whatever its settings", async (name, settings) => {
    const score = scoresAfter(await proposed(name, settings));
    for (const [i, one] of open.entries()) expect(score[i]).toBe(Math.max(...one.score));
  });

  it("adversarial asks a model of which only scores are known for no gradient, and proposes the same", async () => {
    const method = recourseMethod("adversarial");
    const none = () => expect.unreachable();
    const score = (points: Matrix) => network.score(points);
    const { spec } = network;
    const outside = {
      spec,
      gives: "scores" as const,
      score,
      gradient: none,
      step: none,
      parameters: none,
      close: none,
    };
    const propose = await method.prepare(
      { ...problemOf(network, actions, THETA0), network: outside },
      settingsOf.adversarial[0],
    );
    expect(await propose(X)).toEqual(await proposed("adversarial"));
  });

  it.each([
    ["cheapest", { boxes: 1 }],
    ["exhaustive", starts],
  ])("%s costs the least of all that are accepted, and is 0 where none is", async (name, settings) => {
    const delta = await proposed(name, settings);
    const score = scoresAfter(delta);
    let helped = 0;
    open.forEach((one, i) => {
      const costs = one.cost.filter((_, k) => accepts(one.score[k], THETA0));
      if (costs.length === 0) {
        expect([...row(delta, i)]).toEqual(new Array(D).fill(0));
      } else {
        const k = one.cost.findIndex((cost, at) => accepts(one.score[at], THETA0) && cost === Math.min(...costs));
        expect(row(delta, i)).toEqual(row(one.all, k));
        expect(accepts(score[i], THETA0)).toBe(true);
        helped++;
      }
    });
    expect(helped).toBeGreaterThan(40);
  });

  it.each([true, false])(
    "linear, box %s, takes the cheapest that a line lifts to θ₀: of a line of its own all it can",
    async (box) => {
      const line = logistic([0.4, -0.2, 0.3, 0.1, -0.5], 0);
      const method = recourseMethod("linear");
      const chosen = settingsSchemaOf(method).parse({ ...settingsOf.linear[0], box, samples: 2000 });
      const propose = await method.prepare(problemOf(line, actions, 0.5), chosen);
      const delta = await propose(X);
      for (let i = 0; i < X.rows; i++) {
        const { all } = open[i];
        expect(
          Array.from({ length: all.rows }, (_, k) => row(all, k)).some((one) =>
            one.every((value, j) => value === row(delta, i)[j]),
          ),
        ).toBe(true);
      }
    },
  );
});
