/** How far a person is from another decision, whichever it is: the least Σ|δ_j| over an action set that changes it, proven. */
import type { ActionSet } from "../actions/set.ts";
import type { Matrix } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Network } from "../engines/engine.ts";
import { networkBounds } from "./bounds.ts";
import { answer, type SearchOptions } from "./branch-and-bound.ts";
import { certifiableOf } from "./certifiable.ts";
import type { Certifiable, Certificate } from "./certificate.ts";
import { SIGMOID } from "./float32.ts";

/**
 * Asks for the cheapest δ with f(x + δ) ≠ f(x). Of the certificate, `action` and `found` are about such a δ, `bound` is what
 * none costs less than, and `none` says that f is constant over x + Δ; the score of `found` is g(x + δ) for who is turned
 * down, and of who is accepted 1 − g(x + δ), to within 10⁻⁶.
 */
export type ChangeOf = (x: Float32Array) => Promise<Certificate>;

/** The question for one network and θ₀. Of a network that is not provable a RangeError. */
export function decisionChange(network: Network, actions: ActionSet, theta0: number, options: SearchOptions): ChangeOf {
  const accepting = certifiableOf(network);
  const rejecting = mirrored(network, theta0);
  return (x) => {
    const [score] = network.score({ rows: 1, cols: x.length, data: x });
    return accepts(score, theta0)
      ? answer({ ask: "cheapest", theta0: rejecting.theta0 }, rejecting.network, actions, x, options)
      : answer({ ask: "cheapest", theta0 }, accepting, actions, x, options);
  };
}

/**
 * The network whose acceptance at its own θ₀ is rejection at ours.
 *
 * Its output layer is the negative of ours, so that its logit is −z to the bit: rounding is symmetric about 0. Bounds are
 * bounds on that logit, and `logitFor(t)` is below log(t / (1 + S) / (1 − t / (1 + S))), S = SIGMOID. Where −z is below it, σ(z) is above
 * 1 − t, and the kernel's score above (1 − S)(1 − 2⁻⁴⁰)(1 − t) − 2⁻¹²⁵. With t = 1 − θ₀(1 + 2S) − 2⁻⁵⁰, rounded as it may
 * be, that is at least θ₀: nobody is turned down there. The scores given to the search are on the side of t that our
 * decision is on, so that what it finds is turned down by the engine's own score.
 */
function mirrored(network: Network, theta0: number): { readonly network: Certifiable; readonly theta0: number } {
  const parameters = network.parameters();
  const negated = parameters.map((layer, l) => {
    if (l < parameters.length - 1) return layer;
    return { weights: layer.weights.map((w) => -w), bias: layer.bias.map((b) => -b) };
  });
  const t = 1 - theta0 * (1 + 2 * SIGMOID) - 2 ** -50;
  const below = t - 2 ** -24;
  const score = (points: Matrix) =>
    Float32Array.from(network.score(points), (g) => {
      const other = Math.fround(1 - g);
      if (accepts(g, theta0)) return Math.min(other, below);
      return accepts(other, t) ? other : roundedUp(t);
    });
  return { network: { bounds: networkBounds(network.spec, negated), score }, theta0: t };
}

/** The least float32 that is not below t, for −1 < t ≤ 1. */
function roundedUp(t: number): number {
  const rounded = Math.fround(t);
  return rounded >= t ? rounded : Math.fround(rounded + 2 ** -23 * Math.max(Math.abs(rounded), 2 ** -100));
}
