/** What branch and bound is asked, of what, and what it answers. */
import type { Matrix } from "../core/matrix.ts";
import type { NetworkBounds } from "./bounds.ts";

/**
 * What is asked of Δ: `exists` and `cheapest` at a threshold (is max g(x + δ) ≥ θ₀; the least cost with g(x + δ) ≥ θ₀),
 * `highest` without one (max g(x + δ)).
 */
export type Question =
  | { readonly ask: "exists" | "cheapest"; readonly theta0: number }
  | { readonly ask: "highest"; readonly theta0: null };

/** An action with the score that the engine gives x + δ, and its cost. */
export interface Found {
  /** [d] in Δ. */
  readonly delta: Float32Array;
  readonly score: number;
  readonly cost: number;
}

/**
 * The answer. `bound` is proven of all of Δ: no score is above it (`exists`, `highest`), no accepted action costs less
 * (`cheapest`; ∞ when there is none).
 * - `action`: an accepted action; the cheapest, to within 1 % or 10⁻⁴ standard deviations; the highest, to within 10⁻⁴.
 * - `none`: no action is accepted, proven.
 * - `open`: the budget ran out, or what remains is too close to call in float32. `found` is the best so far, if any.
 */
export type Certificate = { readonly bound: number; readonly boxes: number } & (
  | { readonly kind: "action"; readonly found: Found }
  | { readonly kind: "none" }
  | { readonly kind: "open"; readonly found: Found | null }
);

/** One network to ask questions of. */
export interface Certifiable {
  readonly bounds: NetworkBounds;
  /** The engine's own score: points x + δ, [n, d], in; g, [n], out. */
  readonly score: (points: Matrix) => Float32Array;
}
