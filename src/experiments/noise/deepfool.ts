/** DeepFool (Moosavi-Dezfooli et al., 2016): the least step that a linear view of f takes to its border, until it is crossed. */
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { pause } from "../../core/yield.ts";
import type { Network } from "../../engines/engine.ts";

/** How far it goes. */
export interface DeepFoolSettings {
  readonly overshoot: number;
  readonly iterations: number;
}

/** What the border is missed by, so that a step never ends on it: the authors' constant. */
const BEYOND = 1e-4;

/**
 * The perturbation (1 + overshoot) · r of every row of X, [n, d], that moves the columns `free` alone.
 *
 * With f = logit g − logit θ₀: r ← r − sign f · (|f| + 10⁻⁴) ∇f / ‖∇f‖² at x + (1 + overshoot) · r, until the decision is another one
 * or the iterations are used up. ∇f is masked to `free`. Where it vanishes, as where g is 0 or 1 in float32, and where θ₀ is,
 * there is nothing to follow, and r stays as it is. A row's perturbation does not depend on the other rows.
 */
export async function deepFool(
  network: Network,
  X: Matrix,
  theta0: number,
  free: readonly number[],
  { overshoot, iterations }: DeepFoolSettings,
  signal?: AbortSignal,
): Promise<Matrix> {
  const before = network.score(X).map((score) => Number(accepts(score, theta0)));
  const border = logit(theta0);
  const moved = matrix(X.rows, X.cols);
  const r = new Float64Array(X.data.length);
  let open = Array.from(before.keys());
  for (let k = 0; k < iterations && open.length > 0; k++) {
    await pause(signal);
    const points = pointsOf(X, moved, open);
    const { score, G } = network.gradient(points);
    open = open.filter((i, at) => {
      if (Number(accepts(score[at], theta0)) !== before[i]) return false;
      const f = logit(score[at]) - border;
      // ∇ₓℓ(g, 1) = (g − 1) ∇logit.
      const slope = row(G, at).map((value) => value / (score[at] - 1));
      const square = free.reduce((sum, j) => sum + slope[j] * slope[j], 0);
      const length = (Math.sign(f) || 1) * ((Math.abs(f) + BEYOND) / square);
      if (!Number.isFinite(length)) return false;
      for (const j of free) {
        r[i * X.cols + j] -= length * slope[j];
        moved.data[i * X.cols + j] = (1 + overshoot) * r[i * X.cols + j];
      }
      return true;
    });
  }
  return moved;
}

function logit(score: number): number {
  return Math.log(score / (1 - score));
}

/** x + r of the named rows. */
function pointsOf(X: Matrix, moved: Matrix, rows: readonly number[]): Matrix {
  const points = matrix(rows.length, X.cols);
  rows.forEach((i, at) => {
    const [x, r, point] = [row(X, i), row(moved, i), row(points, at)];
    for (let j = 0; j < X.cols; j++) point[j] = x[j] + r[j];
  });
  return points;
}
