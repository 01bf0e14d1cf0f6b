/**
 * The training step of scripts/bench.js as TensorFlow.js's documentation has one write it: tf.grad for the input gradient,
 * tf.dropout, tf.train.adam().minimize. Our tfjs engine does the same work in about half as many kernels.
 */
import { loadTensorFlow } from "../dist/engines/tfjs/backend.js";

const FEATURES = 9;
const ACTIONABLE = 4;
const LAMBDA = 0.8;

/** TensorFlow.js on WebAssembly, on one thread, and a function that makes one step of 9-width-width-width-1. */
export async function startPlainTensorFlow() {
  const { tf, description } = await loadTensorFlow("@tensorflow/tfjs-node");
  return { name: "plain tfjs", description, stepOf: (width, batch) => stepOf(tf, width, batch) };
}

function stepOf(tf, width, batch) {
  const widths = [FEATURES, width, width, width, 1];
  const layers = widths.slice(1).map((outputs, l) => {
    const bound = 1 / Math.sqrt(widths[l]);
    return {
      W: tf.variable(tf.randomUniform([widths[l], outputs], -bound, bound)),
      b: tf.variable(tf.randomUniform([outputs], -bound, bound)),
    };
  });
  const logit = (x) => {
    let units = x;
    layers.forEach(({ W, b }, l) => {
      units = tf.add(tf.matMul(units, W), b);
      if (l < layers.length - 1) units = tf.dropout(tf.tanh(units), 0.3);
    });
    return units;
  };
  /** Binary cross-entropy of a logit: softplus(z) − yz. */
  const crossEntropy = (z, y) => tf.sum(tf.add(tf.softplus(z), tf.mul(z, y)));
  const minusOnes = tf.fill([batch, 1], -1);
  const minusY = tf.tensor2d(
    Array.from({ length: batch }, (_, i) => -(i % 2)),
    [batch, 1],
  );
  const x = tf.randomNormal([batch, FEATURES]);
  const minusUpper = tf.tensor1d(Array.from({ length: FEATURES }, (_, j) => (j === ACTIONABLE ? -0.75 : 0)));
  const gradient = tf.grad((input) => crossEntropy(logit(input), minusOnes));
  const adam = tf.train.adam(0.002);
  const run = () =>
    tf.tidy(() => {
      const shifted = tf.add(x, tf.mul(tf.sign(gradient(x)), minusUpper));
      adam.minimize(() => {
        const recourse = tf.mul(crossEntropy(logit(shifted), minusOnes), LAMBDA);
        return tf.mul(tf.add(crossEntropy(logit(x), minusY), recourse), 1 / batch);
      });
    });
  const close = () => {
    for (const { W, b } of layers) tf.dispose([W, b]);
    tf.dispose([minusOnes, minusY, x, minusUpper]);
    adam.dispose();
  };
  return { run, close };
}
