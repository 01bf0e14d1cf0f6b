/** The action with the highest score, proven: what Δ allows at best, whatever the threshold. */
import type { z } from "zod";
import { isDiscrete } from "../../actions/discrete.ts";
import { projectionOf } from "../../actions/project.ts";
import { proverOf } from "../../certificates/proof.ts";
import { wholeOf, withEnds } from "../../certificates/region.ts";
import { matrix, row } from "../../core/matrix.ts";
import { pause } from "../../core/yield.ts";
import { type LockstepSearch, lockstep } from "../lockstep.ts";
import type { RecourseMethod } from "../method.ts";
import { type LocalMaximum, steepestAscent } from "../search/steepest-ascent.ts";
import { exactSlope } from "../slope.ts";
import { certifiedSettings } from "./settings.ts";

/**
 * δ = argmax_{δ ∈ Δ} g_θ(x + δ), Eq. 2 without its linear approximation: no action scores higher by more than 10⁻⁴, proven
 * (`certificates/`), and seldom by more than 10⁻⁵; where the budget of boxes runs out, the best found. Where Δ has no steps, the found action ascends to
 * the maximum it lies at. 0 where nothing higher than x is found. Not in the paper. Reads no θ₀, so that it can be
 * calibrated: what PARE (§3.3) proves with it is the highest bound of Theorem 3.1, to within 10⁻⁴. Of the networks whose
 * arithmetic the bounds know; `ascent` searches those of others.
 */
export const highest: RecourseMethod<z.infer<typeof certifiedSettings>> = {
  name: "highest",
  title: "Highest score in Δ, proven",
  usesTheta0: false,
  proves: true,
  settings: certifiedSettings,
  async prepare({ network, actions }, { boxes }) {
    const prove = proverOf(network, actions);
    // On a step function there is nothing to ascend.
    const project = isDiscrete(actions) || network.breaks !== undefined ? null : await projectionOf(actions);
    return async (X, { onProgress, onProof, signal } = {}) => {
      const delta = matrix(X.rows, X.cols);
      const ascents: LockstepSearch<LocalMaximum>[] = [];
      const ascending: number[] = [];
      for (let i = 0; i < X.rows; i++) {
        onProgress?.(i);
        await pause(signal);
        const x = row(X, i);
        const question = { ask: "highest", theta0: null } as const;
        const certificate = await prove(question, actions, x, { budget: boxes, signal });
        onProof?.(i, certificate.kind);
        if (certificate.kind === "none" || certificate.found === null) continue;
        delta.data.set(certificate.found.delta, i * X.cols);
        if (project === null) continue;
        const whole = wholeOf(actions, x);
        const { lower, upper } = await withEnds(whole.person, whole.region);
        const box = { lower: Float64Array.from(lower), upper: Float64Array.from(upper) };
        ascents.push(steepestAscent(x, certificate.found.delta, box, project));
        ascending.push(i);
      }
      const ends = ascents.length === 0 ? [] : await lockstep(ascents, X.cols, exactSlope(network), { signal });
      ends.forEach((end, k) => {
        delta.data.set(end.delta, ascending[k] * X.cols);
      });
      onProgress?.(X.rows);
      return delta;
    };
  },
};
