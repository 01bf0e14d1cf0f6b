/** What scripts/bench.js times: the network, the rows, one step of Eq. 1, and how many operations these take. */
import { matrix } from "../dist/core/matrix.js";
import { stream } from "../dist/core/random.js";
import { initialParameters } from "../dist/engines/parameters.js";

const FEATURES = 9;
const ACTIONABLE = 4;
const adam = { learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Floating-point operations of a forward pass over one row: 2 per weight. */
export const forwardFlops = (width) => 2 * (FEATURES * width + 2 * width * width + width);
/** Of a step: forward, back to the inputs and weight gradient, each over x and over x + δ. */
export const stepFlops = (width, batch) => 6 * batch * forwardFlops(width);

/** 9-width-width-width-1, as the paper trains it, in that engine. */
export function open(engine, width) {
  const spec = { inputs: FEATURES, hidden: [width, width, width], activation: "tanh", dropout: 0.3 };
  return engine.open(spec, initialParameters(spec, 0), { adam, seed: 0 });
}

/** [n, 9] standard normal rows. */
export function rowsOf(n) {
  const random = stream(0, "bench");
  return matrix(
    n,
    FEATURES,
    Float32Array.from({ length: n * FEATURES }, () => random.normal()),
  );
}

/** A function that makes one step: gradient, the sign rule for the box |δ₄| ≤ 0.75, update. Without λ, the update alone. */
export function stepOf(network, n, lambda) {
  const X = rowsOf(n);
  const y = Float32Array.from({ length: n }, (_, i) => i % 2);
  const weights = new Float32Array(n).fill(1);
  if (lambda === 0) return () => network.step({ X, y, weights, recourse: null, divisor: n });
  const recourse = { delta: matrix(n, FEATURES), lambda: new Float32Array(n).fill(lambda) };
  return () => {
    const { G } = network.gradient(X, "shared");
    for (let at = ACTIONABLE; at < G.data.length; at += FEATURES)
      recourse.delta.data[at] = -0.75 * Math.sign(G.data[at]);
    network.step({ X, y, weights, recourse, divisor: n });
  };
}
