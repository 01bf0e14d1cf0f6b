import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { projectionOf } from "../../src/actions/project.ts";
import { actionSet, contains } from "../../src/actions/set.ts";
import { stream } from "../../src/core/random.ts";
import { actionSets } from "./arbitrary.ts";

const distance = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  Array.from(one).reduce((sum, value, j) => sum + Math.abs(value - other[j]), 0);

describe("projectionOf", () => {
  it("ends in Δ, and changes nothing the second time", async () => {
    await fc.assert(
      fc.asyncProperty(actionSets(), async ({ actions, x, delta }) => {
        const project = await projectionOf(actions);
        for (const Row of [Float32Array, Float64Array]) {
          const once = project(x, delta, new Row(delta.length));
          expect(contains(actions, x, once)).toBe(true);
          expect(project(x, once, new Row(delta.length))).toEqual(once);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is nearer in ‖·‖₁ than any of 200 draws from Δ", async () => {
    await fc.assert(
      fc.asyncProperty(actionSets(), fc.nat(), async ({ actions, x, delta }, seed) => {
        const nearest = (await projectionOf(actions))(x, delta, new Float64Array(delta.length));
        const random = stream(seed, "draws");
        for (let draw = 0; draw < 200; draw++) {
          const other = Float64Array.from(actions.lower, (low, j) => low + (actions.upper[j] - low) * random.uniform());
          if (!contains(actions, x, other, 0)) continue;
          expect(distance(nearest, delta)).toBeLessThanOrEqual(distance(other, delta) + 1e-6);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("pays the shorter way into a constraint: 2δ₀ + δ₁ ≤ 1 moves (1, 1) to (0, 1)", async () => {
    const actions = actionSet(2, { lower: [-1, -1], upper: [1, 1], constraints: { A: [[-2, -1]], b: [1] } });
    const delta = Float64Array.of(1, 1);
    expect((await projectionOf(actions))([0, 0], delta, delta)).toBe(delta);
    expect(Array.from(delta)).toEqual([0, 1]);
  });

  it("keeps a δ of Δ to the last bit", async () => {
    const actions = actionSet(2, { lower: [-1, -1], upper: [1, 1], constraints: { A: [[-1, -1]], b: [1] } });
    const delta = Float64Array.of(0.1 + 0.2, 0.7);
    expect((await projectionOf(actions))([0, 0], delta, new Float64Array(2))).toEqual(delta);
  });
});
