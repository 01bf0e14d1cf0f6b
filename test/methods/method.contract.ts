/** What every recourse method owes its caller, whatever it computes. */
import { describe, expect, test } from "vitest";
import type { Candidate } from "../../src/actions/action-set.ts";
import { type ActionSet, actionSet, contains } from "../../src/actions/set.ts";
import { DataError } from "../../src/core/errors.ts";
import { type Matrix, matrix, row, take } from "../../src/core/matrix.ts";
import type { Network } from "../../src/engines/engine.ts";
import type { RecourseMethod } from "../../src/methods/method.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { accepted, bent, boxOn, people, problemOf } from "./problem.ts";

/** Where a method is put to the test: Δ with what makes it a box, personal, or coupled. */
const places: Readonly<Record<string, ActionSet>> = {
  "a box over 2 of 5 features": boxOn(5, [1, 3]),
  "1 feature that can only increase": actionSet(5, { lower: [0, 0, 0, 0, 0], upper: [0, 0, 0.75, 0, 0] }),
  "personal bounds on x + δ": actionSet(5, {
    lower: [-1, 0, 0, 0, -0.75],
    upper: [1, 0, 0, 0, 0.75],
    min: [-0.5, -Infinity, -Infinity, -Infinity, -Infinity],
    max: [0.25, Infinity, Infinity, Infinity, 0.5],
  }),
  "3 features under a common budget": actionSet(5, {
    lower: [-0.5, 0, -0.75, 0, 0],
    upper: [0.75, 0, 0.75, 0.75, 0],
    constraints: { A: [[-1, 0, -0.5, -1, 0]], b: [0.8] },
  }),
  "one feature that may rise only with another": actionSet(5, {
    lower: [0, 0, 0, 0, 0],
    upper: [0.75, 0.75, 0, 0, 0],
    constraints: { A: [[1, -1, 0, 0, 0]], b: [0] },
  }),
  "whole steps of 2 features and one of 2 other categories": actionSet(5, {
    lower: [-0.75, 0, -1, -1, -1],
    upper: [0.75, 0.75, 1, 0, 1],
    steps: [0.25, 0.1, 0, 0, 0],
    groups: [[2, 3, 4]],
    weights: [1, 2, 0.5, 0.5, 0.5],
  }),
  "whole steps that need another category, under a row": actionSet(5, {
    lower: [-0.75, -0.5, -1, -1, -1],
    upper: [0.75, 0.75, 1, 1, 1],
    steps: [0.3, 0.05, 0, 0, 0],
    groups: [[2, 3, 4]],
    constraints: { A: [[1, 1, 0, 0, 0]], b: [0.6] },
    rules: [{ needs: [2, 3, 4], allows: [1] }],
  }),
  "any amount of one feature besides steps and categories": actionSet(5, {
    lower: [-0.75, -0.5, -1, -1, -1],
    upper: [0.75, 0.75, 1, 1, 1],
    steps: [0.3, 0, 0, 0, 0],
    groups: [[2, 3, 4]],
  }),
  "7 actions by name, of numbers and categories": actionSet(5, {
    lower: [0, 0, 0, 0, 0],
    upper: [0, 0, 0, 0, 0],
    groups: [[2, 3, 4]],
    candidates: [
      named("more", { by: [[0, 0.5]] }),
      named("less", { when: [[0, -0.25, Infinity]], by: [[0, -0.75]], cost: 0.25 }),
      named("to one", { when: [[1, -Infinity, 1]], to: [[1, 1]] }),
      named("to one and more", { to: [[1, 1]], by: [[0, 0.5]], cost: 3 }),
      named("third", {
        to: [
          [2, 1],
          [3, 0],
          [4, 0],
        ],
      }),
      named("fourth", {
        when: [[2, 1, 1]],
        to: [
          [2, 0],
          [3, 1],
          [4, 0],
        ],
        by: [[0, 0.25]],
      }),
      named("back", { when: [[0, 0, 1]], to: [[0, 0]] }),
    ],
  }),
};

type Pairs = readonly (readonly [column: number, value: number])[];

/** A candidate in few letters. */
function named(
  name: string,
  {
    when = [],
    by = [],
    to = [],
    cost = null,
  }: {
    readonly when?: readonly (readonly [column: number, min: number, max: number])[];
    readonly by?: Pairs;
    readonly to?: Pairs;
    readonly cost?: number | null;
  },
): Candidate {
  const changes = (pairs: Pairs) => pairs.map(([column, value]) => ({ column, value }));
  const bounds = when.map(([column, min, max]) => ({ column, min, max }));
  return { name, when: bounds, by: changes(by), to: changes(to), cost };
}

/** Those people, each in one category of every group: that of the greatest value. */
function settled(X: Matrix, { groups }: ActionSet): Matrix {
  for (let i = 0; i < X.rows; i++) {
    const x = row(X, i);
    for (const group of groups) {
      const own = group.reduce((best, j) => (x[j] > x[best] ? j : best));
      for (const j of group) x[j] = Number(j === own);
    }
  }
  return X;
}

const THETA0 = 0.6;
const PEOPLE = 16;
const ceiling = { resolution: 41, budget: 2000, starts: 6 };

/** Runs the contract on one method under one choice of settings. */
export function recourseContract(method: RecourseMethod, settings: unknown): void {
  const propose = async (network: Network, actions: ActionSet, X: Matrix) =>
    (await method.prepare(problemOf(network, actions, THETA0), settings))(X);

  describe.each(Object.entries(places))("%s", (_, actions) => {
    const network = bent(5, 3);
    const X = settled(people(PEOPLE, 5, 4), actions);

    test(`all ${PEOPLE} δ are in Δ, and X is untouched`, async () => {
      const before = X.data.slice();
      const delta = await propose(network, actions, X);
      expect([delta.rows, delta.cols]).toEqual([PEOPLE, 5]);
      for (let i = 0; i < PEOPLE; i++) {
        expect(contains(actions, row(X, i), row(delta, i)), `row ${i}: ${row(delta, i)}`).toBe(true);
      }
      expect(X.data).toEqual(before);
    });

    test("the same seed gives the same δ, alone, in reverse and in company, to the bit", async () => {
      const run = await method.prepare(problemOf(network, actions, THETA0), settings);
      const delta = await run(X);
      const reversed = Array.from({ length: PEOPLE }, (_, i) => PEOPLE - 1 - i);
      expect(take(await propose(network, actions, take(X, reversed)), reversed)).toEqual(delta);
      for (const i of [0, 7]) expect((await run(take(X, [i]))).data).toEqual(row(delta, i));
    });

    test("it helps nobody whom the ceiling calls beyond help", async () => {
      const exhaustive = await recourseMethod("exhaustive").prepare(problemOf(network, actions, THETA0), ceiling);
      const possible = accepted(network, X, await exhaustive(X), THETA0);
      const helped = accepted(network, X, await propose(network, actions, X), THETA0);
      expect(helped.filter((yes, i) => yes && !possible[i])).toEqual([]);
    });
  });

  test("δ is 0 for everybody where nothing can move", async () => {
    const X = people(4, 3, 5);
    expect(await propose(bent(3, 3), boxOn(3, []), X)).toEqual(matrix(4, 3));
  });

  test("δ is 0 for everybody where the score is the same everywhere", async () => {
    const X = people(4, 3, 5);
    expect(await propose(bent(3, 3, 0), boxOn(3, [0, 2]), X)).toEqual(matrix(4, 3));
  });

  test("nobody asked about is nobody answered", async () => {
    expect(await propose(bent(3, 3), boxOn(3, [0]), matrix(0, 3))).toEqual(matrix(0, 3));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "a row with %d is refused by its number and column",
    async (gap) => {
      const X = people(4, 3, 5);
      row(X, 2)[1] = gap;
      const refused = propose(bent(3, 3), boxOn(3, [0]), X);
      await expect(refused).rejects.toThrow(DataError);
      await expect(refused).rejects.toThrow("row 2, column feature 1");
    },
  );

  test("progress never falls and ends with all 16 people done", async () => {
    const seen: number[] = [];
    const run = await method.prepare(problemOf(bent(5, 3), boxOn(5, [1, 3]), THETA0), settings);
    await run(people(PEOPLE, 5, 4), { onProgress: (rows) => seen.push(rows) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(PEOPLE);
  });

  test("an aborted signal rejects with its reason", async () => {
    const run = await method.prepare(problemOf(bent(5, 3), boxOn(5, [1, 3]), THETA0), settings);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(run(people(PEOPLE, 5, 4), { signal })).rejects.toThrow("enough");
  });

  if (method.usesTheta0) return;
  test("it does not look at θ₀: 0.2 and 0.9 give the same δ", async () => {
    const network = bent(5, 3);
    const X = people(PEOPLE, 5, 4);
    const at = async (theta0: number) =>
      (await method.prepare(problemOf(network, boxOn(5, [1, 3]), theta0), settings))(X);
    expect(await at(0.9)).toEqual(await at(0.2));
  });
}
