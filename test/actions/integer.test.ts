import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ActionGroup, enumerateFlipset, type FlipsetProblem, solveFlipset } from "../../src/actions/integer.ts";
import { slackOf } from "../../src/actions/polytope.ts";
import { stream } from "../../src/core/random.ts";

/** One feature whose option k ≥ 1 changes it by steps[k] at costs[k]. */
const feature = (column: number, changes: number[], costs: number[]): ActionGroup => ({
  columns: [column],
  changes: [0, ...changes],
  costs: [0, ...costs],
});

const one: FlipsetProblem = {
  w: [1, -2],
  required: 1,
  groups: [feature(0, [0.5, 1, 1.5], [1, 3, 9]), feature(1, [-0.25, -0.5], [1.5, 2.5])],
  atLeastOneChange: true,
};

/** A problem on a grid: every value a multiple of 1/1000, so that no two costs are nearly equal. */
function gridProblem(seed: number, features: number, rows: number): FlipsetProblem {
  const random = stream(seed, "flipset");
  const grid = (least: number, most: number) => Math.round(1000 * (least + (most - least) * random.uniform())) / 1000;
  const w = Array.from({ length: features }, () => grid(-2, 2));
  const groups = w.map((_, j) => {
    const count = 1 + random.below(9);
    const values = () => Array.from({ length: count }, () => grid(-1, 1));
    return feature(
      j,
      values(),
      values().map((value) => Math.abs(value) + 0.001),
    );
  });
  return {
    w,
    required: grid(-0.5, 2),
    groups,
    atLeastOneChange: random.uniform() < 0.7,
    constraints: {
      A: Float64Array.from({ length: rows * features }, () => grid(-1, 1)),
      b: Float64Array.from({ length: rows }, () => grid(0, 1)),
    },
  };
}

function verify(problem: FlipsetProblem, flipset: Awaited<ReturnType<typeof solveFlipset>>) {
  if (flipset === null) return;
  const gain = flipset.delta.reduce((sum, value, j) => sum + problem.w[j] * value, 0);
  expect(gain).toBeGreaterThanOrEqual(problem.required - 1e-12);
  if (problem.atLeastOneChange) expect(flipset.choice.some((k) => k > 0)).toBe(true);
  const { constraints } = problem;
  constraints?.b.forEach((_, r) => {
    expect(slackOf(constraints, r, flipset.delta)).toBeGreaterThanOrEqual(-1e-9);
  });
  const cost = flipset.choice.reduce((sum, k, g) => sum + problem.groups[g].costs[k], 0);
  expect(flipset.cost).toBeCloseTo(cost, 12);
}

describe.each(["auto", "glpk"] as const)("solveFlipset, solver %s", (solver) => {
  it("takes the cheapest of the combinations that flip: 0.5 and −0.25 at 2.5 before 1 at 3", async () => {
    const flipset = await solveFlipset(one, solver);
    expect(flipset?.cost).toBe(2.5);
    const cheapest = [
      [0.5, -0.25],
      [0, -0.5],
    ];
    expect(cheapest).toContainEqual(Array.from(flipset?.delta ?? []));
  });

  it("answers null where no combination flips the score", async () => {
    expect(await solveFlipset({ ...one, required: 2.5 + 1e-9 }, solver)).toBeNull();
    expect((await solveFlipset({ ...one, required: 2.5 }, solver))?.cost).toBe(11.5);
  });

  it("changes one feature even where the linear score is high enough already, unless told otherwise", async () => {
    expect((await solveFlipset({ ...one, required: -3 }, solver))?.cost).toBe(1);
    expect(await solveFlipset({ ...one, required: -3, atLeastOneChange: false }, solver)).toEqual({
      delta: new Float64Array(2),
      cost: 0,
      choice: [0, 0],
    });
  });

  it("keeps Δ's constraints: 0.5 and −0.25 together are forbidden by δ₁ ≥ 0.5δ₀ − 0.25, so −0.5 alone remains", async () => {
    const constraints = { A: Float64Array.of(-0.5, -1), b: Float64Array.of(-0.25) };
    const flipset = await solveFlipset({ ...one, constraints }, solver);
    expect(Array.from(flipset?.delta ?? [])).toEqual([0, -0.5]);
  });

  it("answers null where nothing can be changed, and 0 where nothing need be", async () => {
    const nobody = { ...one, groups: [feature(0, [], [])] };
    expect(await solveFlipset(nobody, solver)).toBeNull();
    expect(await solveFlipset({ ...nobody, required: -1 }, solver)).toBeNull();
    expect((await solveFlipset({ ...nobody, required: -1, atLeastOneChange: false }, solver))?.cost).toBe(0);
    expect(await solveFlipset({ ...one, groups: [] }, solver)).toBeNull();
  });

  it("keeps rules: where −0.5 needs a change of the other feature, 0.5 and −0.25 remain; and nothing if that is gone", async () => {
    const rules = [{ needs: [0], allows: [1] }];
    const flipset = await solveFlipset({ ...one, required: 0.9, rules }, solver);
    expect(flipset?.cost).toBe(2.5);
    expect(flipset?.choice[0]).toBeGreaterThan(0);
    const alone = [feature(0, [], []), one.groups[1]];
    expect((await solveFlipset({ ...one, groups: alone }, solver))?.cost).toBe(2.5);
    expect(await solveFlipset({ ...one, groups: alone, rules }, solver)).toBeNull();
  });

  it("moves the columns of a one-hot group as one: from rent (1, 0, 0) to own (0, 0, 1)", async () => {
    const housing = { columns: [1, 2, 3], changes: [0, 0, 0, -1, 1, 0, -1, 0, 1], costs: [0, 1, 2] };
    const problem = { w: [1, -0.5, 0.25, 1], required: 1.25, groups: [housing], atLeastOneChange: true };
    expect(Array.from((await solveFlipset(problem, solver))?.delta ?? [])).toEqual([0, -1, 0, 1]);
  });

  it.each([
    ["NaN as requirement", { required: Number.NaN }, "invalid required improvement: NaN"],
    ["a negative cost", { groups: [feature(0, [1], [-1])] }, "invalid group 0: option 1 costs -1 and gains 1"],
    [
      "an infinite change",
      { groups: [feature(0, [Infinity], [1])] },
      "invalid group 0: option 1 costs 1 and gains Inf",
    ],
    ["a column in two groups", { groups: [feature(0, [], []), feature(0, [], [])] }, "invalid group 1: column 0"],
    ["a column that is none", { groups: [feature(2, [], [])] }, "invalid group 0: column 2"],
    [
      "changes that do not fit",
      { groups: [{ columns: [0], changes: [0], costs: [0, 1] }] },
      "invalid group 0: 1 changes",
    ],
    ["a group without options", { groups: [{ columns: [0], changes: [], costs: [] }] }, "invalid group 0: no option"],
    [
      "a first option that does something",
      { groups: [{ columns: [0], changes: [1], costs: [0] }] },
      "invalid group 0: option 0 must be to do nothing",
    ],
  ])("refuses %s", async (_, change, message) => {
    await expect(solveFlipset({ ...one, ...change }, solver)).rejects.toThrow(message);
  });
});

describe("enumerateFlipset and GLPK", () => {
  it("agree on 300 random problems of one or two features, with and without rows", async () => {
    let infeasible = 0;
    for (let seed = 0; seed < 300; seed++) {
      const problem = gridProblem(seed, 1 + (seed % 2), seed % 3);
      const exact = enumerateFlipset(problem);
      const byGlpk = await solveFlipset(problem, "glpk");
      if (exact === null) infeasible++;
      expect(byGlpk === null, `seed ${seed}`).toBe(exact === null);
      if (exact && byGlpk) expect(Math.abs(byGlpk.cost - exact.cost), `seed ${seed}`).toBeLessThanOrEqual(1e-9);
      verify(problem, exact);
      verify(problem, byGlpk);
    }
    expect(infeasible).toBeGreaterThan(50);
    expect(infeasible).toBeLessThan(250);
  });

  it("agree on 200 random problems of three to five features, where GLPK has to branch", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 3, max: 5 }), fc.nat({ max: 2 }), async (seed, features, rows) => {
        const problem = gridProblem(seed, features, rows);
        const exact = enumerateFlipset(problem);
        const byGlpk = await solveFlipset(problem, "glpk");
        expect(byGlpk?.cost ?? Infinity).toBeCloseTo(exact?.cost ?? Infinity, 9);
        verify(problem, byGlpk);
      }),
      { numRuns: 200 },
    );
  });

  it("agree on a percentile grid of 101 values per feature with logarithmic costs", async () => {
    for (let seed = 0; seed < 5; seed++) {
      const random = stream(seed, "percentiles");
      const w = [random.normal(), random.normal()];
      const groups = w.map((weight, j) => {
        const changes = Array.from({ length: 100 }, (_, k) => (Math.sign(weight) * 3 * (k + 1)) / 100);
        const costs = changes.map((_, k) => Math.log(1 / (1 - (k + 1) / 101)) * (0.5 + random.uniform() / 1000));
        return feature(j, changes, costs);
      });
      const problem = { w, groups, required: 1.5 * (Math.abs(w[0]) + Math.abs(w[1])), atLeastOneChange: true };
      const exact = enumerateFlipset(problem);
      expect(exact).not.toBeNull();
      expect((await solveFlipset(problem, "glpk"))?.cost).toBeCloseTo(exact?.cost ?? Number.NaN, 7);
    }
  });

  it("pass over a gain that is short by 1e-10, though GLPK's own tolerance is 1e-7", async () => {
    const problem = { w: [1], required: 1, atLeastOneChange: true, groups: [feature(0, [1 - 1e-10, 2], [1, 5])] };
    expect((await solveFlipset(problem, "glpk"))?.cost).toBe(5);
    expect(enumerateFlipset(problem)?.cost).toBe(5);
  });

  it("leave more than 10,000,000 combinations to GLPK", () => {
    const many = Array.from({ length: 200 }, (_, k) => k + 1);
    const groups = [0, 1, 2, 3].map((j) => feature(j, many, many));
    expect(() => enumerateFlipset({ w: [1, 1, 1, 1], required: 1, groups, atLeastOneChange: true })).toThrow(
      "invalid problem: over 10000000 choices",
    );
  });
});
