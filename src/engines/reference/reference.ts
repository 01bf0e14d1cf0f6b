/** The witness of the wasm engine: a scalar twin that gives the same bits, and shares neither its layout nor its shortcuts. */
import { add, type Matrix, rowsBetween } from "../../core/matrix.ts";
import type {
  AdamSettings,
  Batch,
  Engine,
  GradientMasks,
  Network,
  NetworkSpec,
  Parameters,
  TrainingSpec,
} from "../engine.ts";
import { passes, passKey, passOverX } from "../masks.ts";
import { checkParameters, checkSpec, copyParameters, fromFloats, toFloats } from "../parameters.ts";
import { checkBatch, checkRows } from "../rows.ts";
import { timesPlus } from "./functions.ts";
import { forward, inputGradient, lossAndGradient, type Term } from "./scalar.ts";

const f = Math.fround;

/** The scalar engine: correct, and some two hundred times slower than the kernel. */
export function reference(): Engine {
  return {
    name: "reference",
    description: "reference (scalar float32 arithmetic in TypeScript)",
    open(spec, parameters, training) {
      checkSpec(spec);
      checkParameters(spec, parameters);
      return referenceNetwork(spec, copyParameters(parameters), training);
    },
  };
}

function referenceNetwork(spec: NetworkSpec, initial: Parameters, training: TrainingSpec | undefined): Network {
  let parameters = initial;
  let closed = false;
  let step = 0;
  let asked: GradientMasks | undefined;
  const optimiser = training ? adam(training.adam, toFloats(initial).length) : null;

  const check = (X: Matrix) => {
    if (closed) throw new Error("the network is closed");
    checkRows(spec, X);
  };
  /** The key of a pass of the coming step, or null where nothing is dropped. */
  const key = (pass: number) => {
    if (!training) throw new Error("the network was opened without training");
    return spec.dropout > 0 ? passKey(training.seed, step, pass) : null;
  };

  return {
    spec,
    arithmetic: "kernel",
    score(X, out = new Float32Array(X.rows)) {
      check(X);
      for (const [from, rows] of blocks(X)) out.set(forward(spec, parameters, rows, null).score, from);
      return out;
    },
    gradient(X, masks) {
      check(X);
      if (masks !== undefined) asked = masks;
      const keyOfMasks = masks === "shared" || masks === "own" ? key(passes.first) : null;
      const pass = forward(spec, parameters, X, keyOfMasks);
      return { score: pass.score, G: inputGradient(spec, parameters, pass) };
    },
    step(batch: Batch) {
      const { X, y, weights, recourse, divisor } = batch;
      check(X);
      checkBatch(batch);
      if (!optimiser) throw new Error("the network was opened without training");
      const terms: Term[] = [{ pass: forward(spec, parameters, X, key(passOverX(asked))), labels: y, weights }];
      if (recourse) {
        const pass = forward(spec, parameters, add(X, recourse.delta), key(passes.proposed));
        terms.push({ pass, labels: new Float32Array(X.rows).fill(1), weights: recourse.lambda });
      }
      const { loss, gradient } = lossAndGradient(spec, parameters, terms, divisor);
      parameters = fromFloats(spec, optimiser(toFloats(parameters), toFloats(gradient)));
      step++;
      asked = undefined;
      return loss;
    },
    parameters() {
      if (closed) throw new Error("the network is closed");
      return copyParameters(parameters);
    },
    close() {
      closed = true;
    },
  };
}

/** X in blocks of rows, each with the index of its first. */
function* blocks(X: Matrix, size = 1000): Generator<[number, Matrix]> {
  for (let from = 0; from < X.rows; from += size) yield [from, rowsBetween(X, from, Math.min(from + size, X.rows))];
}

/** Adam over `count` parameters: a function that moves θ, in place, by its gradient. */
function adam({ learningRate, beta1, beta2, epsilon }: AdamSettings, count: number) {
  const m = new Float32Array(count);
  const v = new Float32Array(count);
  let beta1Power = 1;
  let beta2Power = 1;
  return (theta: Float32Array, gradient: Float32Array): Float32Array => {
    beta1Power *= beta1;
    beta2Power *= beta2;
    const rate = f(learningRate / (1 - beta1Power));
    const rootScale = f(1 / Math.sqrt(1 - beta2Power));
    for (let i = 0; i < count; i++) {
      const g = gradient[i];
      m[i] = timesPlus(m[i], f(beta1), f(g * f(1 - beta1)));
      if (Math.abs(m[i]) < f(1e-30)) m[i] = 0;
      v[i] = timesPlus(v[i], f(beta2), f(f(g * g) * f(1 - beta2)));
      const root = timesPlus(f(Math.sqrt(v[i])), rootScale, f(epsilon));
      theta[i] = theta[i] - f(f(rate * m[i]) / root);
    }
    return theta;
  };
}
