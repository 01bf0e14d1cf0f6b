/**
 * Adam (Kingma and Ba, 2015), ε outside the square root: m = β₁m + (1 − β₁)∇, v = β₂v + (1 − β₂)∇²,
 * θ = θ − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
 *
 * θ, gradient, m and v share one layout, so that the update is one loop over everything.
 */
import { firstMoments, gradients, parameterBytes, parameters, secondMoments } from "./network.as";

// In double precision up to here: 1 − β₂ rounded through float32 is off by 1.3e-5 of itself.
let learningRate: f64 = 0;
let beta1: f64 = 0;
let beta2: f64 = 0;
let epsilon: f64 = 0;
/** β₁ᵗ and β₂ᵗ, t the steps done. */
let beta1Power: f64 = 1;
let beta2Power: f64 = 1;

/** Sets η, β₁, β₂ and ε, and counts steps from 0 again. */
export function setAdam(eta: f64, b1: f64, b2: f64, eps: f64): void {
  learningRate = eta;
  beta1 = b1;
  beta2 = b2;
  epsilon = eps;
  beta1Power = 1;
  beta2Power = 1;
}

/** One update of θ from the gradient. */
export function adamStep(): void {
  beta1Power *= beta1;
  beta2Power *= beta2;
  const keep1 = f32x4.splat(<f32>beta1);
  const take1 = f32x4.splat(<f32>(1 - beta1));
  const keep2 = f32x4.splat(<f32>beta2);
  const take2 = f32x4.splat(<f32>(1 - beta2));
  const rate = f32x4.splat(<f32>(learningRate / (1 - beta1Power)));
  const rootScale = f32x4.splat(<f32>(1 / sqrt<f64>(1 - beta2Power)));
  const eps = f32x4.splat(<f32>epsilon);
  // A moment that decays for want of gradients (a dead unit, a rare indicator) would end among the denormals, on which
  // arithmetic is many times slower and which WebAssembly cannot flush.
  const least = f32x4.splat(1e-30);
  const toGradient = gradients - parameters;
  const toFirst = firstMoments - parameters;
  const toSecond = secondMoments - parameters;
  const end = parameters + parameterBytes;
  let at = parameters;
  do {
    const gradient = v128.load(at + toGradient);
    let m = f32x4.add(f32x4.mul(v128.load(at + toFirst), keep1), f32x4.mul(gradient, take1));
    m = v128.andnot(m, f32x4.lt(f32x4.abs(m), least));
    const squared = f32x4.mul(f32x4.mul(gradient, gradient), take2);
    const v = f32x4.add(f32x4.mul(v128.load(at + toSecond), keep2), squared);
    v128.store(at + toFirst, m);
    v128.store(at + toSecond, v);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), rootScale), eps);
    v128.store(at, f32x4.sub(v128.load(at), f32x4.div(f32x4.mul(rate, m), root)));
    at += 16;
  } while (at < end);
}
