/** The derivatives of the seven TensorFlow kernels a network is made of, for builds of TensorFlow.js that come without them. */
import type { GradConfig, Tensor } from "@tensorflow/tfjs-core";

/** The operations the engine uses; `@tensorflow/tfjs-node` exports the same ones, computed by the C library. */
export type TensorFlow = typeof import("@tensorflow/tfjs-core");

/** dy of a kernel with one output. */
type Upstream = Tensor | Tensor[];

/**
 * `@tensorflow/tfjs-core` has the tape of automatic differentiation but leaves the rules to files that its Node build does not
 * contain and that Node cannot load. These are the same rules in the same operations, so that they give the same bits.
 * A rule that is registered already, as every one is under `@tensorflow/tfjs-node`, is left alone.
 */
export function registerGradients(tf: TensorFlow): void {
  for (const rule of gradientRules(tf)) {
    if (tf.getGradient(rule.kernelName) === undefined) tf.registerGradient(rule);
  }
}

/** One rule per kernel: from dy, the gradient of the loss with respect to the output, those with respect to the inputs. */
export function gradientRules(tf: TensorFlow): readonly GradConfig[] {
  /** Undoes broadcasting: sums dy over the axes along which an input of that shape was repeated. */
  const unbroadcast = (dy: Tensor, input: Tensor, output: number[]): Tensor => {
    const repeated = tf.broadcast_util.getReductionAxes(input.shape, output);
    return tf.reshape(repeated.length > 0 ? tf.sum(dy, repeated) : dy, input.shape);
  };
  const broadcast = (a: Tensor, b: Tensor) => tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);

  return [
    {
      kernelName: tf.BatchMatMul,
      inputsToSave: ["a", "b"],
      gradFunc: (dy, [a, b], { transposeA, transposeB }) => {
        if (transposeA || transposeB) throw new RangeError("invalid product: no gradient rule for transposed factors");
        return {
          a: () => tf.matMul(only(dy), b, false, true),
          b: () => tf.matMul(a, only(dy), true, false),
        };
      },
    },
    {
      kernelName: tf.Add,
      inputsToSave: ["a", "b"],
      gradFunc: (dy, [a, b]) => ({
        a: () => unbroadcast(only(dy), a, broadcast(a, b)),
        b: () => unbroadcast(only(dy), b, broadcast(a, b)),
      }),
    },
    {
      kernelName: tf.Multiply,
      inputsToSave: ["a", "b"],
      gradFunc: (dy, [a, b]) => ({
        a: () => unbroadcast(tf.mul(only(dy), b), a, broadcast(a, b)),
        b: () => unbroadcast(tf.mul(only(dy), a), b, broadcast(a, b)),
      }),
    },
    {
      kernelName: tf.Tanh,
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({ x: () => tf.mul(tf.sub(tf.scalar(1), tf.square(y)), only(dy)) }),
    },
    {
      kernelName: tf.Relu,
      inputsToSave: ["x"],
      gradFunc: (dy, [x]) => ({ x: () => tf.mul(only(dy), tf.cast(tf.step(x), "float32")) }),
    },
    {
      kernelName: tf.Softplus,
      inputsToSave: ["x"],
      gradFunc: (dy, [x]) => ({ x: () => tf.mul(only(dy), tf.sigmoid(x)) }),
    },
    {
      kernelName: tf.Sum,
      inputsToSave: ["x"],
      gradFunc: (dy, [x], { axis }) => {
        const summed = tf.util.parseAxisParam(axis as number | number[], x.shape);
        const shape = x.shape.map((size, i) => (summed.includes(i) ? 1 : size));
        return { x: () => tf.mul(tf.reshape(only(dy), shape), tf.ones(x.shape)) };
      },
    },
  ];
}

function only(dy: Upstream): Tensor {
  if (Array.isArray(dy)) throw new RangeError(`invalid kernel: ${dy.length} outputs where the rule knows one`);
  return dy;
}
