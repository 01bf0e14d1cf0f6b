/** The moving point of one person's descent: projected Adam on (q − 1)² + λ′·‖δ‖ within Δ (A.1, steps 2–4). */
import type { Projection } from "../../actions/project.ts";
import type { GradientSettings } from "./settings.ts";

/** Adam as TensorFlow 1 computes it: ε outside the square root, on moments whose correction sits in the step size. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** αₖ = ηₖ · √(1 − β₂ᵏ⁺¹) / (1 − β₁ᵏ⁺¹) for k = 0 … maxIterations − 1, with ηₖ = η · (1 − k / maxIterations) under decay. */
export function stepSizes({ learningRate, decay, maxIterations }: GradientSettings): Float64Array {
  let power1 = 1;
  let power2 = 1;
  return Float64Array.from({ length: maxIterations }, (_, k) => {
    power1 *= BETA1;
    power2 *= BETA2;
    const eta = decay ? learningRate * (1 - k / maxIterations) : learningRate;
    return (eta * Math.sqrt(1 - power2)) / (1 - power1);
  });
}

/** ‖δ‖₁ or ‖δ‖₂, in standard deviations. */
export function norm(delta: Float32Array, distance: GradientSettings["distance"]): number {
  let sum = 0;
  for (const value of delta) sum += distance === "l1" ? Math.abs(value) : value * value;
  return distance === "l1" ? sum : Math.sqrt(sum);
}

/** δ, the point x + δ, and Adam's moments, all float32. */
export interface Iterate {
  readonly delta: Float32Array;
  /** x + δ, rounded exactly as `add` rounds it: what succeeds here is accepted by whoever evaluates δ. */
  readonly point: Float32Array;
  /** Back to δ = 0. */
  home(): void;
  /** A new λ′: moments and step counter start over, δ stays. */
  restart(): void;
  /** One step down `pull`·∇g + λ′·∇‖δ‖, then back into Δ: by clipping to the person's box, and projecting where Δ has joint constraints. */
  step(pull: number, slope: Float32Array, lambdaPrime: number): void;
}

/** What moves everyone's iterate alike. */
export interface Motion {
  /** Features that can move; the others' steps would be clipped away, and no step of one feature reads another's. */
  readonly actionable: readonly number[];
  readonly project: Projection;
  readonly distance: GradientSettings["distance"];
  /** See `stepSizes`. */
  readonly sizes: Float64Array;
}

/**
 * The iterate of the person x. alibi keeps z = x + δ and clips it to x's range; we keep δ, so that a large x costs δ no
 * digits. ∇‖δ‖ is 0 at δ = 0 (l2) and in every feature at 0 (l1).
 */
export function iterateFrom(x: Float32Array, { actionable, project, distance, sizes }: Motion): Iterate {
  const delta = new Float32Array(x.length);
  const point = Float32Array.from(x);
  const m = new Float32Array(x.length);
  const v = new Float32Array(x.length);
  let k = 0;
  return {
    delta,
    point,
    home() {
      delta.fill(0);
      point.set(x);
    },
    restart() {
      m.fill(0);
      v.fill(0);
      k = 0;
    },
    step(pull, slope, lambdaPrime) {
      const alpha = sizes[k++];
      const length = distance === "l2" ? norm(delta, "l2") : 0;
      for (const j of actionable) {
        const away = distance === "l1" ? Math.sign(delta[j]) : length > 0 ? delta[j] / length : 0;
        const g = pull * slope[j] + lambdaPrime * away;
        m[j] += (g - m[j]) * (1 - BETA1);
        v[j] += (g * g - v[j]) * (1 - BETA2);
        delta[j] -= (alpha * m[j]) / (Math.sqrt(v[j]) + EPSILON);
      }
      project(x, delta, delta);
      for (const j of actionable) point[j] = x[j] + delta[j];
    },
  };
}
