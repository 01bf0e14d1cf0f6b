/** Adam in TensorFlow's operations. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { AdamSettings } from "../engine.ts";
import type { TensorFlow } from "./gradients.ts";

/** An optimiser and the moments it keeps of every variable. */
export interface Adam {
  /** One update of the variables, given the gradient of the loss with respect to each. */
  update(gradients: readonly Tensor[]): void;
  /** Frees the moments. */
  dispose(): void;
}

/**
 * Adam (Kingma and Ba, 2015) over `variables`: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², W ← W − η · m̂ / (√v̂ + ε).
 *
 * `tf.train.adam` places ε likewise but takes 1 − β₂ᵗ in float32, where it is off by 1.3e-5 at t = 1; here everything that
 * depends on the settings and t alone is taken in double precision and rounded once.
 */
export function adam(tf: TensorFlow, variables: readonly Variable[], settings: AdamSettings): Adam {
  const { learningRate, beta1, beta2, epsilon } = settings;
  const zeros = (shape: number[]) => tf.tidy(() => tf.variable(tf.zeros(shape)));
  const moments = variables.map(({ shape }) => ({ m: zeros(shape), v: zeros(shape) }));
  let t = 0;
  return {
    update(gradients) {
      t++;
      tf.tidy(() => {
        const [keep1, new1, keep2, new2] = [beta1, 1 - beta1, beta2, 1 - beta2].map((x) => tf.scalar(x));
        const rate = tf.scalar(learningRate / (1 - beta1 ** t));
        const correction2 = tf.scalar(1 / (1 - beta2 ** t));
        const offset = tf.scalar(epsilon);
        variables.forEach((W, i) => {
          const { m, v } = moments[i];
          const g = gradients[i];
          m.assign(tf.add(tf.mul(m, keep1), tf.mul(g, new1)));
          v.assign(tf.add(tf.mul(v, keep2), tf.mul(tf.square(g), new2)));
          const denominator = tf.add(tf.sqrt(tf.mul(v, correction2)), offset);
          W.assign(tf.sub(W, tf.div(tf.mul(m, rate), denominator)));
        });
      });
    },
    dispose() {
      for (const { m, v } of moments) tf.dispose([m, v]);
    },
  };
}
