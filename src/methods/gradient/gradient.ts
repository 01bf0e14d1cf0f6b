/** Gradient descent on a person's features (§3.2; Wachter et al., 2017), as alibi 0.5.2 runs it for the paper. */
import { projectionOf } from "../../actions/project.ts";
import { matrix, row } from "../../core/matrix.ts";
import { lockstep } from "../lockstep.ts";
import type { RecourseMethod } from "../method.ts";
import { exactSlope, numericSlope } from "../slope.ts";
import { descend } from "./descent.ts";
import { stepSizes } from "./iterate.ts";
import { type GradientSettings, gradientSettings } from "./settings.ts";

/**
 * argmin_{δ ∈ Δ} (q(x + δ) − 1)² + λ′·‖δ‖ with λ′ swept and bisected, q = g_θ(x + δ); success is q ≥ θ₀. The text has ℓ in
 * place of the square and a fixed λ′ = .001. The release counts whatever comes back as recourse, also for the rows it
 * searched the wrong way (`target: other`); here the caller evaluates δ as it evaluates every method's.
 *
 * Everyone advances together, one pass of the network per step. Where Δ has joint constraints, each iterate is
 * projected onto Δ after the box, so that every success is one within Δ.
 */
export const gradient: RecourseMethod<GradientSettings> = {
  name: "gradient",
  title: "Gradient desc.",
  usesGradients: ({ gradients }) => gradients === "exact",
  usesTheta0: true,
  settings: gradientSettings,
  async prepare({ network, actions, theta0 }, settings) {
    if (theta0 === null) throw new RangeError("invalid theta0: null");
    const { actionable } = actions;
    const project = await projectionOf(actions);
    const motion = { actionable, project, distance: settings.distance, sizes: stepSizes(settings) };
    const oracle = settings.gradients === "exact" ? exactSlope(network) : numericSlope(network, actionable);
    return async (X, options) => {
      const searches = Array.from({ length: X.rows }, (_, i) => descend(row(X, i), { theta0, settings, motion }));
      const found = await lockstep(searches, X.cols, oracle, options);
      const delta = matrix(X.rows, X.cols);
      found.forEach((best, i) => {
        delta.data.set(best, i * X.cols);
      });
      return delta;
    };
  },
};
