/** g and ∇ₓg at many points: by back-propagation, or by the central differences of a method that sees scores only. */
import { type Matrix, matrix, row } from "../core/matrix.ts";
import type { InputGradient, Network } from "../engines/engine.ts";
import type { Oracle } from "./lockstep.ts";
import type { RecourseProblem } from "./method.ts";

/** ε of the central differences, in standard deviations: alibi's default. */
const STEP = 0.01;

/** ∇g = −g · ∇ₓℓ(g, 1), since ℓ(g, 1) = −ln g: score and slope from one pass. */
export function exactSlope(network: Network): Oracle {
  return (Z) => {
    const { score, G } = network.gradient(Z);
    for (let i = 0, at = 0; i < Z.rows; i++) {
      for (let j = 0; j < Z.cols; j++, at++) G.data[at] *= -score[i];
    }
    return { score, slope: G };
  };
}

/**
 * ∂g/∂xⱼ ≈ [g(z + ε eⱼ) − g(z − ε eⱼ)] / 2ε, ε = 0.01 (A.1, step 3), from 1 + 2·|actionable| scores per row. Features
 * that cannot move get 0: nobody steps along them.
 */
export function numericSlope(network: Network, actionable: readonly number[]): Oracle {
  return (Z) => {
    const perRow = 1 + 2 * actionable.length;
    const points = matrix(Z.rows * perRow, Z.cols);
    for (let i = 0; i < Z.rows; i++) {
      const first = i * perRow;
      for (let k = 0; k < perRow; k++) points.data.set(row(Z, i), (first + k) * Z.cols);
      actionable.forEach((j, k) => {
        row(points, first + 1 + 2 * k)[j] += STEP;
        row(points, first + 2 + 2 * k)[j] -= STEP;
      });
    }
    const scores = network.score(points);
    const score = Float32Array.from({ length: Z.rows }, (_, i) => scores[i * perRow]);
    const slope = matrix(Z.rows, Z.cols);
    for (let i = 0; i < Z.rows; i++) {
      const first = i * perRow;
      actionable.forEach((j, k) => {
        row(slope, i)[j] = (scores[first + 1 + 2 * k] - scores[first + 2 + 2 * k]) / (2 * STEP);
      });
    }
    return { score, slope };
  };
}

/** Slopes for a method that scores are enough for: exact where the model has gradients, else central differences. */
export function slopeOf({ network, actions }: Pick<RecourseProblem, "network" | "actions">): Oracle {
  return network.gives === "scores" ? numericSlope(network, actions.actionable) : exactSlope(network);
}

/** ∇ₓℓ(g(x), 1) for every row; of a model without gradients −∇g by central differences, which is that up to a positive factor. */
export function gradientOf(problem: Pick<RecourseProblem, "network" | "actions">, X: Matrix): InputGradient {
  if (problem.network.gives !== "scores") return problem.network.gradient(X);
  const { score, slope } = slopeOf(problem)(X);
  return { score, G: { ...slope, data: slope.data.map((value) => -value) } };
}
