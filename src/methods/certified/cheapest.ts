/** The cheapest accepted action, proven: by branch and bound over Δ. */
import type { z } from "zod";
import { proverOf } from "../../certificates/proof.ts";
import { matrix, row } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { pause } from "../../core/yield.ts";
import type { RecourseMethod } from "../method.ts";
import { certifiedSettings } from "./settings.ts";

/**
 * argmin cost(δ) over δ ∈ Δ with g_θ(x + δ) ≥ θ₀, to within 1 % or 10⁻⁴ standard deviations, and 0 where there is none, both
 * proven (`certificates/`); where the budget of boxes runs out, the best found. Not in the paper, whose methods it
 * bounds. Of the networks whose arithmetic the bounds know; `exhaustive` searches those of others.
 */
export const cheapest: RecourseMethod<z.infer<typeof certifiedSettings>> = {
  name: "cheapest",
  title: "Cheapest action, proven",
  usesTheta0: true,
  proves: true,
  settings: certifiedSettings,
  async prepare({ network, actions, theta0 }, { boxes }) {
    if (theta0 === null) throw new RangeError("invalid theta0: null");
    const prove = proverOf(network, actions);
    return async (X, { onProgress, onProof, signal } = {}) => {
      const scores = network.score(X);
      const delta = matrix(X.rows, X.cols);
      for (let i = 0; i < X.rows; i++) {
        onProgress?.(i);
        await pause(signal);
        if (accepts(scores[i], theta0)) continue;
        const question = { ask: "cheapest", theta0 } as const;
        const certificate = await prove(question, actions, row(X, i), { budget: boxes, signal });
        onProof?.(i, certificate.kind);
        if (certificate.kind !== "none" && certificate.found !== null) {
          delta.data.set(certificate.found.delta, i * X.cols);
        }
      }
      onProgress?.(X.rows);
      return delta;
    };
  },
};
