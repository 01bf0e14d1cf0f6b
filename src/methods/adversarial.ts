/** The paper's own method: one linear program on the gradient of the loss (§3.2, "adversarial training"). */
import { z } from "zod";
import { bestResponse } from "../actions/best-response.ts";
import { isNamed } from "../actions/enumeration.ts";
import { matrix } from "../core/matrix.ts";
import type { RecourseMethod } from "./method.ts";

const settings = z.strictObject({
  sense: z.enum(["minimise", "maximise"]).describe("what δ does to ∇ℓ(g(x), 1)·δ; maximise is the release's"),
  solver: z
    .enum(["auto", "glpk"])
    .default("auto")
    .meta({ $comment: "§3.1 asks for a linear program; both solve it, and glpk serves the tests that compare them" })
    .describe("auto: the sign rule where Δ is a box, GLPK where it has joint constraints"),
});

/**
 * δ = argmin_{δ ∈ Δ} ∇ₓℓ(g_θ(x), 1)·δ, the gradient without dropout: one pass and one linear program per person.
 * Needs no θ₀, so it can be calibrated (§3.3). The release maximises instead. Of a Δ that names its actions it is the one with
 * the least ℓ(g(x ⊕ δ), 1), found by scoring all (B.4), and the settings say nothing.
 */
export const adversarial: RecourseMethod<z.infer<typeof settings>> = {
  name: "adversarial",
  title: "Adversarial train.",
  usesTheta0: false,
  usesGradients: (_, named) => !named,
  settings,
  async prepare({ network, actions }, { sense, solver }) {
    const program = await bestResponse(actions, { sense, solver }, (points) => network.score(points));
    return async (X, { onProgress, signal } = {}) => {
      signal?.throwIfAborted();
      // What scores all has no use for a gradient, and a model from outside has none.
      const G = isNamed(actions) ? matrix(X.rows, X.cols) : network.gradient(X).G;
      const delta = program.solve(G, X);
      onProgress?.(X.rows);
      return delta;
    };
  },
};
