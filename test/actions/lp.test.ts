import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot } from "../../src/actions/linear.ts";
import { linearProgram } from "../../src/actions/lp.ts";
import { actionSet, contains } from "../../src/actions/set.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { fromRows, matrix, row, rowsBetween } from "../../src/core/matrix.ts";
import { stream } from "../../src/core/random.ts";
import { actionSets } from "./arbitrary.ts";

const solvers = ["auto", "glpk"] as const;
const senses = ["minimise", "maximise"] as const;
/** Free, increasing, decreasing, immovable. */
const paper = actionSet(4, { lower: [-0.75, 0, -0.75, 0], upper: [0.75, 0.75, 0, 0] });

describe.each(solvers)("linearProgram, solver %s", (solver) => {
  const G = fromRows([
    [1, 1, 1, 1],
    [-1, -1, -1, -1],
    [0, -2, 0, 5],
    [0, 0, 0, 0],
  ]);
  const X = matrix(4, 4);

  it("takes the paper's closed form: the lower bound where c > 0, the upper where c < 0, 0 where c = 0", async () => {
    const delta = (await linearProgram(paper, { sense: "minimise", solver })).solve(G, X);
    expect(Array.from(delta.data)).toEqual([
      ...[-0.75, 0, -0.75, 0],
      ...[0.75, 0.75, 0, 0],
      ...[0, 0.75, 0, 0],
      ...[0, 0, 0, 0],
    ]);
  });

  it("takes the release's opposite when it maximises", async () => {
    const delta = (await linearProgram(paper, { sense: "maximise", solver })).solve(G, X);
    expect(Array.from(delta.data)).toEqual([
      ...[0.75, 0.75, 0, 0],
      ...[-0.75, 0, -0.75, 0],
      ...[0, 0, 0, 0],
      ...[0, 0, 0, 0],
    ]);
  });

  it("stops at a person's own bounds on x + δ, and lets who is outside stay", async () => {
    const hours = actionSet(1, { lower: [-0.75], upper: [0.75], min: [-1], max: [2] });
    const program = await linearProgram(hours, { sense: "minimise", solver });
    const delta = program.solve(fromRows([[-1], [-1], [-1], [1]]), fromRows([[0], [1.75], [2.5], [-0.5]]));
    expect(Array.from(delta.data)).toEqual([0.75, 0.25, 0, -0.5]);
  });

  it("rounds towards 0, so that a bound of 0.1 or of 2/3 is never passed", async () => {
    const actions = actionSet(2, { lower: [-0.1, -2 / 3], upper: [0.1, 2 / 3] });
    const delta = (await linearProgram(actions, { sense: "minimise", solver })).solve(
      fromRows([
        [1, 1],
        [-1, -1],
      ]),
      matrix(2, 2),
    );
    for (let i = 0; i < 2; i++) expect(contains(actions, [0, 0], row(delta, i), 0)).toBe(true);
    expect(delta.data[0]).toBeCloseTo(-0.1, 7);
  });

  it("respects rows over several features: δ₀ + δ₁ ≤ 1 in a box of 0.75 gives (0.75, 0.25)", async () => {
    const actions = actionSet(2, { lower: [0, 0], upper: [0.75, 0.75], constraints: { A: [[-1, -1]], b: [1] } });
    const program = await linearProgram(actions, { sense: "minimise", solver });
    const delta = program.solve(
      fromRows([
        [-2e-9, -1e-9],
        [1, -1],
      ]),
      matrix(2, 2),
    );
    expect(Array.from(delta.data)).toEqual([0.75, 0.25, 0, 0.75]);
  });

  it("leaves the corner of the box for a constraint that cuts it by no more than 1e-4", async () => {
    const actions = actionSet(2, { lower: [0, 0], upper: [0.75, 0.75], constraints: { A: [[-1, -1]], b: [1.4999] } });
    const delta = (await linearProgram(actions, { sense: "minimise", solver })).solve(
      fromRows([[-2, -1]]),
      matrix(1, 2),
    );
    expect(delta.data[0]).toBe(0.75);
    expect(contains(actions, [0, 0], delta.data)).toBe(true);
  });

  it("gives a row the same δ alone and among 20 others, and leaves G and X as they were", async () => {
    const random = stream(1, "rows");
    const actions = actionSet(3, {
      lower: [-1, -1, 0],
      upper: [1, 1, 1],
      max: [0.5, Infinity, Infinity],
      constraints: { A: [[-1, -2, 1]], b: [0.25] },
    });
    const program = await linearProgram(actions, { sense: "minimise", solver });
    const many = matrix(
      20,
      3,
      Float32Array.from({ length: 60 }, () => random.normal()),
    );
    const X = matrix(
      20,
      3,
      Float32Array.from({ length: 60 }, () => random.normal()),
    );
    const before = [many.data.slice(), X.data.slice()];
    const together = program.solve(many, X);
    for (let i = 19; i >= 0; i--) {
      const alone = program.solve(rowsBetween(many, i, i + 1), rowsBetween(X, i, i + 1));
      expect(Array.from(alone.data)).toEqual(Array.from(row(together, i)));
    }
    expect([many.data, X.data]).toEqual(before);
  });

  it("refuses a gradient with NaN or infinity, and names its place", async () => {
    const program = await linearProgram(paper, { sense: "minimise", solver });
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      const G = fromRows([
        [0, 0, 0, 0],
        [0, 0, bad, 0],
      ]);
      expect(() => program.solve(G, matrix(2, 4))).toThrow(`invalid gradient: ${bad} at row 1, column 2`);
    }
  });

  it("refuses NaN in x where a bound needs x", async () => {
    const hours = actionSet(1, { lower: [-0.75], upper: [0.75], max: [2] });
    const program = await linearProgram(hours, { sense: "minimise", solver });
    expect(() => program.solve(fromRows([[1]]), fromRows([[Number.NaN]]))).toThrow("invalid x: NaN at");
  });

  it("refuses matrices of other shapes", async () => {
    const program = await linearProgram(paper, { sense: "minimise", solver });
    expect(() => program.solve(matrix(2, 3), matrix(2, 3))).toThrow("invalid G: 2 × 3 for 2 × 4");
    expect(() => program.solve(matrix(2, 4), matrix(1, 4))).toThrow("invalid X: 1 × 4 for 2 × 4");
    expect(() => program.solve(matrix(2, 4), matrix(2, 4), matrix(3, 4))).toThrow("invalid out: 3 × 4 for 2 × 4");
  });

  it("writes into the matrix it is given", async () => {
    const out = matrix(1, 4);
    const program = await linearProgram(paper, { sense: "minimise", solver });
    expect(program.solve(fromRows([[1, 1, 1, 1]]), matrix(1, 4), out)).toBe(out);
    expect(out.data[0]).toBe(-0.75);
  });

  it("refuses a Δ that its rows leave open: δ₀ ≤ δ₁ with both free to rise", async () => {
    const open = actionSet(2, { lower: [0, 0], upper: [Infinity, Infinity], constraints: { A: [[-1, 1]], b: [0] } });
    const build = linearProgram(open, { sense: "minimise", solver });
    await expect(build).rejects.toThrow(ConfigError);
    await expect(build).rejects.toThrow(
      "feature 0: it may increase without limit; bound δ (upper), or bound x + δ (max), or add a joint constraint that does",
    );
  });

  it("accepts a Δ that only its rows close: δ₀ + δ₁ ≤ 1 with both free to rise", async () => {
    const actions = actionSet(2, {
      lower: [0, 0],
      upper: [Infinity, Infinity],
      constraints: { A: [[-1, -1]], b: [1] },
    });
    const program = await linearProgram(actions, { sense: "minimise", solver });
    expect(Array.from(program.solve(fromRows([[-1, -2]]), matrix(1, 2)).data)).toEqual([0, 1]);
  });

  it("solves the 57 golden programs with 0 in a bounded Δ, to the rounding of float32 (1e-6)", async () => {
    const { cases } = JSON.parse(readFileSync(new URL("../fixtures/lp.json", import.meta.url), "utf8"));
    let solved = 0;
    for (const { dimension, c, A, b, objective, kind } of cases) {
      if (b.some((value: number) => value < 0) || objective === null) continue;
      if (kind === "no_box" || kind === "random_polyhedron") continue;
      const free = (value: number) => new Array(dimension).fill(value);
      const actions = actionSet(dimension, { lower: free(-100), upper: free(100), constraints: { A, b } });
      const delta = (await linearProgram(actions, { sense: "minimise", solver })).solve(
        fromRows([c]),
        matrix(1, dimension),
      );
      expect(Math.abs(dot(c, delta.data) - objective)).toBeLessThanOrEqual(1e-6);
      solved++;
    }
    expect(solved).toBe(57);
  });
});

describe("linearProgram", () => {
  it("proposes only what lies in Δ, never worse than 0, and the same objective by both solvers", async () => {
    await fc.assert(
      fc.asyncProperty(actionSets(), fc.constantFrom(...senses), async ({ actions, x, c }, sense) => {
        const [G, X] = [matrix(1, c.length, c), matrix(1, x.length, x)];
        const objectives = [];
        for (const solver of solvers) {
          const delta = (await linearProgram(actions, { sense, solver })).solve(G, X).data;
          expect(contains(actions, x, delta)).toBe(true);
          expect(delta.some((value) => Object.is(value, -0))).toBe(false);
          objectives.push(sense === "minimise" ? dot(c, delta) : -dot(c, delta));
        }
        expect(Math.max(...objectives)).toBeLessThanOrEqual(1e-9);
        expect(Math.abs(objectives[0] - objectives[1])).toBeLessThanOrEqual(1e-5);
      }),
      { numRuns: 500 },
    );
  });

  it("finds no better point among 200 draws from Δ", async () => {
    await fc.assert(
      fc.asyncProperty(actionSets(), fc.nat(), async ({ actions, x, c }, seed) => {
        const program = await linearProgram(actions, { sense: "minimise", solver: "auto" });
        const best = dot(c, program.solve(matrix(1, c.length, c), matrix(1, x.length, x)).data);
        const random = stream(seed, "draws");
        for (let draw = 0; draw < 200; draw++) {
          const delta = Float64Array.from(actions.lower, (low, j) => low + (actions.upper[j] - low) * random.uniform());
          if (contains(actions, x, delta, 0)) expect(dot(c, delta)).toBeGreaterThanOrEqual(best - 1e-5);
        }
      }),
      { numRuns: 100 },
    );
  });
});
