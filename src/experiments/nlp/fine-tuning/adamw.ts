/** AdamW (Loshchilov and Hutter, 2019): Adam with weight decay apart from the gradient. */

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Part of a parameter that a step at learning rate 1 would take away. */
  readonly weightDecay: number;
}

/** PyTorch's, but for the weight decay, which the optimiser of the paper's library has off unless told. */
export const adamwDefaults: AdamWSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** A parameter with the moments of its gradient, all of one length. */
export interface TrainedParameter {
  readonly values: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/**
 * A moment that decays for want of gradients (the embedding of a rare word) would end among the denormals, on which
 * arithmetic is many times slower.
 */
const LEAST = 1e-30;

/**
 * Step t ≥ 1 of elements from..to (exclusive), in double precision, stored in float32: θ ← θ − η (weightDecay · θ + m̂ / (√v̂ + ε)),
 * the gradient being the sum of one or two.
 */
export function adamwStep(
  { values, first, second }: TrainedParameter,
  gradient: Float32Array,
  other: Float32Array | null,
  { beta1, beta2, epsilon, weightDecay }: AdamWSettings,
  learningRate: number,
  t: number,
  from = 0,
  to = values.length,
): void {
  const rate = learningRate / (1 - beta1 ** t);
  const rootScale = 1 / Math.sqrt(1 - beta2 ** t);
  const keep = 1 - learningRate * weightDecay;
  for (let i = from; i < to; i++) {
    const g = other === null ? gradient[i] : gradient[i] + other[i];
    let m = beta1 * first[i] + (1 - beta1) * g;
    if (m < LEAST && m > -LEAST) m = 0;
    let v = beta2 * second[i] + (1 - beta2) * g * g;
    if (v < LEAST) v = 0;
    first[i] = m;
    second[i] = v;
    values[i] = keep * values[i] - (rate * m) / (Math.sqrt(v) * rootScale + epsilon);
  }
}

/** The learning rate of step t = 1, 2, … of `steps`: falls on a line from `initial` to 0, without warm-up (B.4). */
export function linearSchedule(initial: number, t: number, steps: number): number {
  return initial * (1 - (t - 1) / steps);
}
