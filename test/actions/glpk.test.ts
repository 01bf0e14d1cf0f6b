import { describe, expect, it } from "vitest";
import { loadGlpk } from "../../src/actions/glpk.ts";

const box = { c: [1, -1], lower: [-1, -1], upper: [2, 2] };

describe("loadGlpk", () => {
  it("loads one instance per process, of GLPK 5", async () => {
    expect(await loadGlpk()).toBe(await loadGlpk());
    expect((await loadGlpk()).version).toBe("5.0");
  });

  it("tells infeasible from unbounded", async () => {
    const glpk = await loadGlpk();
    expect(glpk.linear({ ...box, A: [1, 0], floor: [3] })).toEqual({ status: "infeasible", x: null });
    expect(glpk.linear({ ...box, lower: [-Infinity, -1], A: [], floor: [] })).toEqual({ status: "unbounded", x: null });
    expect(glpk.linear({ ...box, A: [], floor: [] })).toEqual({ status: "optimal", x: Float64Array.of(-1, 2) });
    expect(glpk.binary({ c: [1, 1], A: [1, 1], floor: [3] })).toEqual({ status: "infeasible", x: null });
  });

  it("calls 3 = 2(u₀ + u₁) infeasible though its relaxation is not", async () => {
    const glpk = await loadGlpk();
    expect(glpk.binary({ c: [1, 1], A: [2, 2, -2, -2], floor: [3, -3] }).status).toBe("infeasible");
    expect(glpk.binary({ c: [2, 1], A: [1, 1], floor: [1] }).x).toEqual(Float64Array.of(0, 1));
  });

  it("takes fixed, half-open and free variables", async () => {
    const glpk = await loadGlpk();
    const solution = glpk.linear({
      c: [1, 1, -1, 1],
      lower: [0.5, -3, -Infinity, -Infinity],
      upper: [0.5, Infinity, 4, Infinity],
      A: [0, 0, 0, 1],
      floor: [-7],
    });
    expect(solution.x).toEqual(Float64Array.of(0.5, -3, 4, -7));
  });

  it.each([
    ["no variable", { c: [], lower: [], upper: [], A: [], floor: [] }, "invalid program: it has no variable"],
    ["NaN in the objective", { ...box, c: [Number.NaN, 1], A: [], floor: [] }, "invalid objective: NaN at 0"],
    ["NaN in a row", { ...box, A: [1, Number.NaN], floor: [0] }, "invalid coefficient: NaN at 1"],
    ["an infinite floor", { ...box, A: [1, 1], floor: [Infinity] }, "invalid constraint: Infinity at 0"],
    ["crossed bounds", { ...box, lower: [3, 0], A: [], floor: [] }, "invalid bounds: 3 … 2 at 0"],
    ["a bound of NaN", { ...box, upper: [2, Number.NaN], A: [], floor: [] }, "invalid bounds: -1 … NaN at 1"],
    ["rows of a wrong length", { ...box, A: [1], floor: [0] }, "invalid program: 1 coefficients for 1 × 2"],
  ])("refuses %s before GLPK sees it", async (_, program, message) => {
    const glpk = await loadGlpk();
    expect(() => glpk.linear(program)).toThrow(message);
  });
});
