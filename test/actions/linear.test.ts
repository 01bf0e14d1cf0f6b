import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot, type LinearProblem, solveLinear } from "../../src/actions/linear.ts";
import { type Polytope, polytope, slackOf } from "../../src/actions/polytope.ts";

interface Case {
  readonly id: number;
  readonly kind: string;
  readonly dimension: number;
  readonly c: readonly number[];
  readonly A: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly status: "optimal" | "infeasible" | "unbounded";
  readonly objective: number | null;
}

const { cases }: { cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("../fixtures/lp.json", import.meta.url), "utf8"),
);

/** The rows exactly as given: nothing folded into bounds, nothing scaled. */
function unfolded({ dimension, A, b }: Case): Polytope {
  return {
    dimension,
    lower: new Float64Array(dimension).fill(-Infinity),
    upper: new Float64Array(dimension).fill(Infinity),
    A: Float64Array.from(A.flat()),
    b: Float64Array.from(b),
  };
}

function outside({ lower, upper, A, b }: Polytope, delta: Float64Array): number {
  const rows = Array.from(b, (_, r) => -slackOf({ A, b }, r, delta));
  const bounds = Array.from(delta, (value, j) => Math.max(lower[j] - value, value - upper[j]));
  return Math.max(0, ...rows, ...bounds);
}

async function check(expected: Case, problem: LinearProblem, solver: "auto" | "glpk") {
  const solution = await solveLinear(problem, solver);
  expect(solution.status, `case ${expected.id}`).toBe(expected.status);
  if (solution.status !== "optimal") return expect(solution.objective).toBeNull();
  expect(Math.abs(solution.objective - Number(expected.objective)), `case ${expected.id}`).toBeLessThanOrEqual(1e-9);
  return expect(outside(unfolded(expected), solution.delta), `case ${expected.id}`).toBeLessThanOrEqual(1e-9);
}

describe("solveLinear", () => {
  const boxes = cases.filter((one) => polytope(one.dimension, one.A, one.b).b.length === 0);

  it("agrees with all 100 golden programs to 1e-9, GLPK reading the rows as given", async () => {
    expect(cases).toHaveLength(100);
    for (const one of cases) await check(one, { c: one.c, ...unfolded(one) }, "glpk");
  });

  it("agrees with all 100 golden programs to 1e-9, GLPK reading bounds and rows", async () => {
    for (const one of cases) await check(one, { c: one.c, ...polytope(one.dimension, one.A, one.b) }, "glpk");
  });

  it("agrees with all 100 golden programs to 1e-9 by the solver of its choice, 41 of them by the sign rule", async () => {
    for (const one of cases) await check(one, { c: one.c, ...polytope(one.dimension, one.A, one.b) }, "auto");
    expect(boxes.length).toBe(41);
  });

  it("calls a program with no feasible point infeasible although its objective has no bound either", async () => {
    const empty = polytope(
      2,
      [
        [1, 1],
        [-1, -1],
      ],
      [-1, 0.5],
    );
    for (const solver of ["auto", "glpk"] as const) {
      expect((await solveLinear({ c: [1, 0], ...empty }, solver)).status).toBe("infeasible");
    }
  });

  it("calls crossed bounds infeasible and a box open towards the objective unbounded, by both solvers", async () => {
    const crossed = polytope(1, [[1], [-1]], [-1, 0.5]);
    const open = polytope(1, [[1]], [1]);
    for (const solver of ["auto", "glpk"] as const) {
      expect((await solveLinear({ c: [1], ...crossed }, solver)).status).toBe("infeasible");
      expect((await solveLinear({ c: [-1], ...open }, solver)).status).toBe("unbounded");
      expect((await solveLinear({ c: [1], ...open }, solver)).objective).toBe(-1);
    }
  });

  it("calls a constraint without coefficients and a negative constant infeasible", async () => {
    expect((await solveLinear({ c: [1, 1], ...polytope(2, [[0, 0]], [-1]) })).status).toBe("infeasible");
  });

  it("does not lose an objective of 1e-12 to GLPK's tolerance of 1e-7", async () => {
    const set = polytope(2, [[-1, -1]], [1], { lower: [-0.75, -0.75], upper: [0.75, 0.75] });
    const solution = await solveLinear({ c: [-2e-12, -1e-12], ...set }, "glpk");
    expect(Array.from(solution.delta ?? [])).toEqual([0.75, 0.25]);
  });

  it("moves the feature whose c is −1e-8 beside one of 1 to its upper bound, which GLPK alone leaves at 0.2", async () => {
    const set = polytope(2, [[1, 1]], [-0.2], { lower: [0, 0], upper: [1, 1] });
    const solution = await solveLinear({ c: [-1e-8, 1], ...set }, "glpk");
    expect(Array.from(solution.delta ?? [])).toEqual([1, 0]);
  });

  it("refuses NaN, which GLPK itself calls optimal", async () => {
    const set = polytope(2, [[-1, -1]], [1], { lower: [-1, -1], upper: [1, 1] });
    for (const solver of ["auto", "glpk"] as const) {
      await expect(solveLinear({ c: [Number.NaN, 1], ...set }, solver)).rejects.toThrow("invalid objective: NaN");
      await expect(
        solveLinear(
          { c: [1], ...polytope(1, [], [], { lower: [-1], upper: [1] }), lower: Float64Array.of(Number.NaN) },
          "glpk",
        ),
      ).rejects.toThrow("invalid bounds");
    }
  });

  it("finds the sign rule's objective by GLPK on random boxes, c from 1e-12 to 1e6", async () => {
    const coefficient = fc.oneof(
      fc.constant(0),
      fc.tuple(fc.double({ min: -12, max: 6, noNaN: true }), fc.boolean()).map(([e, s]) => (s ? 1 : -1) * 10 ** e),
    );
    const feature = fc.record({
      c: coefficient,
      lower: fc.double({ min: -5, max: 0, noNaN: true }),
      upper: fc.double({ min: 0, max: 5, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(feature, { minLength: 1, maxLength: 12 }), async (features) => {
        const box = polytope(features.length, [], [], {
          lower: features.map(({ lower }) => lower),
          upper: features.map(({ upper }) => upper),
        });
        const c = features.map((one) => one.c);
        const bySign = await solveLinear({ c, ...box }, "auto");
        const byGlpk = await solveLinear({ c, ...box }, "glpk");
        const size = Math.max(1, ...c.map(Math.abs));
        expect(Math.abs(Number(bySign.objective) - Number(byGlpk.objective)) / size).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the value of its answer when c is scaled by any positive number", async () => {
    const number = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 500);
    const instance = fc.record({
      c: fc.array(number, { minLength: 3, maxLength: 3 }),
      A: fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      b: fc.array(number.map(Math.abs), { minLength: 4, maxLength: 4 }),
      scale: fc.double({ min: -15, max: 15, noNaN: true }).map((exponent) => 10 ** exponent),
    });
    await fc.assert(
      fc.asyncProperty(instance, async ({ c, A, b, scale }) => {
        const set = polytope(3, A, b.slice(0, A.length), { lower: [-1, -1, 0], upper: [1, 0.5, 1] });
        const scaled = c.map((value) => value * scale);
        for (const solver of ["auto", "glpk"] as const) {
          const [one, other] = [
            await solveLinear({ c, ...set }, solver),
            await solveLinear({ c: scaled, ...set }, solver),
          ];
          if (one.delta === null || other.delta === null) throw new Error("0 is feasible and the box bounded");
          expect(Math.abs(dot(c, one.delta) - dot(c, other.delta))).toBeLessThanOrEqual(1e-9);
        }
      }),
      { numRuns: 300 },
    );
  });
});
