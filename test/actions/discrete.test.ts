import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costOf, relaxation } from "../../src/actions/discrete.ts";
import { solveLinear } from "../../src/actions/linear.ts";
import { linearProgram } from "../../src/actions/lp.ts";
import { projectionOf } from "../../src/actions/project.ts";
import { actionSet, boxOf, contains } from "../../src/actions/set.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { matrix } from "../../src/core/matrix.ts";
import { discreteSets } from "./discrete-arbitrary.ts";

/** Rent, own or free (out of reach), and a number. */
const housing = actionSet(4, { lower: [-1, -1, -1, -0.75], upper: [1, 1, 0, 0.75], groups: [[0, 1, 2]] });
const renting = Float32Array.of(1, 0, 0, 0);

describe("Δ with a group", () => {
  it.each([
    ["staying", [0, 0, 0, 0], true],
    ["moving to a category in reach", [-1, 1, 0, 0.5], true],
    ["moving to one out of reach", [-1, 0, 1, 0], false],
    ["half a move", [-0.5, 0.5, 0, 0], false],
    ["no category", [-1, 0, 0, 0], false],
    ["two categories", [0, 1, 0, 0], false],
  ])("%s: δ = %j is in Δ: %s", (_, delta, inside) => {
    expect(contains(housing, renting, delta)).toBe(inside);
  });

  it("half a move is in the relaxation, no category is not", () => {
    expect(contains(relaxation(housing), renting, [-0.5, 0.5, 0, 0])).toBe(true);
    expect(contains(relaxation(housing), renting, [-1, 0, 0, 0])).toBe(false);
  });

  it("who is in no category, or in two, stays", () => {
    for (const x of [
      [0, 0, 0, 0],
      [1, 1, 0, 0],
    ]) {
      const box = [new Float64Array(4), new Float64Array(4)];
      boxOf(housing, x, box[0], box[1]);
      expect([...box[0], ...box[1]].map((value) => value + 0)).toEqual([0, 0, 0, -0.75, 0, 0, 0, 0.75]);
      expect(contains(housing, x, [-x[0], 1 - x[1], 0, 0])).toBe(x[0] === 0 && x[1] === 1);
    }
  });

  it.each([
    ["the smallest c among those that can be reached", [0, -1, -9, 0], [-1, 1, 0, 0]],
    ["their own on a tie", [-1, -1, 0, 0], [0, 0, 0, 0]],
    ["their own at c = 0", [0, 0, 0, 0], [0, 0, 0, 0]],
  ])("the LP takes %s", async (_, c, delta) => {
    const program = await linearProgram(housing, { sense: "minimise", solver: "auto" });
    const solved = program.solve(matrix(1, 4, Float32Array.from(c)), matrix(1, 4, renting));
    expect([...solved.data]).toEqual(delta);
    const opposite = await linearProgram(housing, { sense: "maximise", solver: "auto" });
    const negative = matrix(
      1,
      4,
      Float32Array.from(c, (value) => 0 - value),
    );
    expect(opposite.solve(negative, matrix(1, 4, renting))).toEqual(solved);
  });

  it("costs the weight of the category taken, once", () => {
    const dear = costOf({ ...housing, weights: Float64Array.of(5, 2, 1, 3) });
    expect(dear(Float32Array.of(-1, 1, 0, -0.5))).toBe(3.5);
  });
});

describe("over random Δ", () => {
  it("both ways of the LP reach the optimum of the relaxation, in it, with one category where no joint constraint binds", async () => {
    await fc.assert(
      fc.asyncProperty(discreteSets(), async ({ actions, x, w }) => {
        const relaxed = relaxation(actions);
        const lower = new Float64Array(6);
        const upper = new Float64Array(6);
        boxOf(actions, x, lower, upper);
        const { A, b } = relaxed.constraints;
        const optimum = await solveLinear({ c: w, dimension: 6, lower, upper, A, b }, "glpk");
        for (const solver of ["auto", "glpk"] as const) {
          const program = await linearProgram(actions, { sense: "minimise", solver });
          const delta = program.solve(matrix(1, 6, w), matrix(1, 6, x)).data;
          expect(contains(relaxed, x, delta)).toBe(true);
          expect(delta.reduce((sum, value, j) => sum + w[j] * value, 0)).toBeCloseTo(optimum.objective ?? NaN, 5);
          if (actions.constraints.b.length > 0) continue;
          expect([...delta.subarray(3)].every((value) => Number.isInteger(value))).toBe(true);
        }
      }),
    );
  });

  it("projection ends in the relaxation and leaves it as it is; Δ lies within", async () => {
    await fc.assert(
      fc.asyncProperty(discreteSets(), async ({ actions, x, delta }) => {
        const project = await projectionOf(actions);
        const projected = project(x, delta, new Float32Array(6));
        expect(contains(relaxation(actions), x, projected)).toBe(true);
        project(x, projected, new Float32Array(6)).forEach((value, j) => {
          expect(value).toBeCloseTo(projected[j], 5);
        });
        if (contains(actions, x, delta)) expect(contains(relaxation(actions), x, delta)).toBe(true);
      }),
    );
  });
});

it("projection distributes what a group has too much of: (1, 0.6, 0.2) becomes (0.7, 0.3, 0)", async () => {
  const free = actionSet(4, { ...housing, constraints: undefined, upper: [1, 1, 1, 0.75] });
  const delta = (await projectionOf(free))(renting, [0, 0.6, 0.2, 2], new Float64Array(4));
  [-0.3, 0.3, 0, 0.75].forEach((value, j) => {
    expect(delta[j]).toBeCloseTo(value, 12);
  });
});

it("refuses what is no Δ: a cost of 0, a rule without a smallest change", () => {
  const box = { lower: [-1, -1], upper: [1, 1], names: ["a", "b"] };
  expect(() => actionSet(2, { ...box, weights: [1, 0] })).toThrow("feature 1 (b): cost is 0; make it above 0");
  const rules = [{ needs: [0], allows: [1] }];
  expect(() => actionSet(2, { ...box, rules })).toThrow(ConfigError);
  expect(() => actionSet(2, { ...box, rules })).toThrow(
    "rule 0: no change of feature 0 (a) is too small to count; give it a step",
  );
  expect(actionSet(2, { ...box, rules, steps: [0.5, 0] }).rules).toEqual(rules);
  for (const groups of [[[0]], [[0, 2]], [[0, 1], [0]]]) {
    expect(() => actionSet(2, { ...box, groups })).toThrow(RangeError);
  }
});
