/** The linear approximation as §3.2 writes it: the score's own tangent, then the integer program of Ustun et al. */
import { z } from "zod";
import { row } from "../../core/matrix.ts";
import type { RecourseMethod } from "../method.ts";
import { flipsets } from "./flipset.ts";

const settings = z.strictObject({
  // As that of `linear`.
  step: z
    .number()
    .gt(0)
    .max(1)
    .default(0.01)
    .describe("step of the action grid, as a share of the 1st to 99th percentile"),
  // Exact either way; glpk serves the tests that compare them.
  solver: z
    .enum(["auto", "glpk"])
    .default("auto")
    .describe("auto: enumerate small programs; glpk: branch and cut for all"),
});

/**
 * δ = 𝒜(x; θ₀ − g(x), ∇g(x)): the cheapest grid action in Δ that lifts the tangent g(x) + ∇g(x)·δ to θ₀, 0 when none
 * does. The text's other linear approximation, and the one it evaluates, is LIME: see `linear`.
 */
export const taylor: RecourseMethod<z.infer<typeof settings>> = {
  name: "taylor",
  title: "Taylor approx.",
  usesTheta0: true,
  settings,
  async prepare(problem, { step, solver }) {
    const { network, theta0 } = problem;
    if (theta0 === null) throw new RangeError("invalid theta0: null");
    const propose = flipsets(problem, { step, solver, box: true, atLeastOneChange: false });
    return async (X, options) => {
      const { score, G } = network.gradient(X);
      // G is ∇ₓℓ(g, 1) = (g − 1)∇z, and ∇g = g(1 − g)∇z.
      const tangents = Array.from(score, (g, i) => ({
        w: Float64Array.from(row(G, i), (c) => -g * c),
        s0: g - theta0,
      }));
      return propose(X, (_, i) => tangents[i], options);
    };
  },
};
