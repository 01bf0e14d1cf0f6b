/** The default engine: the SIMD kernel of `kernel/`, one instance of it per open network. */
import { type Matrix, matrix } from "../../core/matrix.ts";
import type {
  Batch,
  Engine,
  GradientMasks,
  InputGradient,
  Network,
  NetworkSpec,
  Parameters,
  TrainingSpec,
} from "../engine.ts";
import { keepBelow, keepScale, passes, passKey, passOverX } from "../masks.ts";
import { checkParameters, checkSpec } from "../parameters.ts";
import { checkBatch, checkRows } from "../rows.ts";
import { compileKernel, instantiateKernel, type Kernel, readParameters, writeParameters } from "./kernel.ts";
import { KernelRows } from "./kernel-rows.ts";

/** Rows of a block when there are more than a step has: whole tiles, and activations that stay in the cache. */
const blockRows = 60;

/** Loads the kernel; a ConfigError when it was not built. */
export function wasm(): Engine {
  const module = compileKernel();
  // Closed networks leave their instances, and the memory these have grown to, to later ones.
  const idle: Kernel[] = [];
  return {
    name: "wasm",
    description: "wasm (own kernel: 128-bit SIMD, no fused multiply-add)",
    open(spec, parameters, training) {
      checkSpec(spec);
      checkParameters(spec, parameters);
      const kernel = idle.pop() ?? instantiateKernel(module);
      kernel.begin(spec.inputs, spec.activation === "relu");
      for (const width of spec.hidden) kernel.addHidden(width);
      kernel.finish();
      kernel.setDropout(keepBelow(spec.dropout), keepScale(spec.dropout));
      if (training) {
        const { learningRate, beta1, beta2, epsilon } = training.adam;
        kernel.setAdam(learningRate, beta1, beta2, epsilon);
      }
      writeParameters(kernel, spec, parameters);
      return new KernelNetwork(kernel, spec, training, () => idle.push(kernel));
    },
  };
}

/** A network at the θ that was written into its kernel. */
class KernelNetwork implements Network {
  readonly spec: NetworkSpec;
  readonly arithmetic = "kernel";
  readonly #kernel: Kernel;
  readonly #rows: KernelRows;
  readonly #training: TrainingSpec | undefined;
  readonly #release: () => void;
  #closed = false;
  #stepsDone = 0;
  /** How the gradient of the coming step was asked for. */
  #asked: GradientMasks | undefined;
  /** How many rows of the coming step the kernel still holds, with both passes over them under the step's own masks. */
  #kept = 0;

  constructor(kernel: Kernel, spec: NetworkSpec, training: TrainingSpec | undefined, release: () => void) {
    this.spec = spec;
    this.#kernel = kernel;
    this.#rows = new KernelRows(kernel);
    this.#training = training;
    this.#release = release;
    this.#rows.reserve(blockRows);
  }

  score(X: Matrix, out = new Float32Array(X.rows)): Float32Array {
    this.#check(X);
    this.#eachBlock(X, (from, count) => {
      this.#kernel.score(count);
      this.#rows.readScores(count, out, from);
    });
    return out;
  }

  gradient(X: Matrix, masks?: GradientMasks): InputGradient {
    this.#check(X);
    const score = new Float32Array(X.rows);
    const G = matrix(X.rows, X.cols);
    if (masks !== undefined) this.#asked = masks;
    const read = (from: number, count: number) => {
      this.#rows.readScores(count, score, from);
      this.#rows.readGradient(count, G, from);
    };
    if (masks === "shared" || masks === "own") {
      // Room for x + δ too, so that the step finds these rows where they are.
      this.#rows.reserve(2 * X.rows);
      this.#rows.write(X, 0, X.rows);
      this.#kernel.gradient(X.rows, this.spec.dropout > 0, this.#key(passes.first));
      this.#kept = masks === "shared" ? X.rows : 0;
      read(0, X.rows);
    } else {
      this.#eachBlock(X, (from, count) => {
        this.#kernel.gradient(count, false, 0);
        read(from, count);
      });
    }
    return { score, G };
  }

  step(batch: Batch): number {
    const { X, y, weights, recourse, divisor } = batch;
    this.#check(X);
    checkBatch(batch);
    const n = X.rows;
    const masked = this.spec.dropout > 0;
    const key = this.#key(passOverX(this.#asked));
    this.#rows.reserve(2 * n);
    if (this.#kept !== n || !this.#rows.hold(X)) {
      this.#rows.write(X, 0, n);
      this.#kernel.pass(0, n, masked, key);
    }
    this.#rows.writeTerms(0, y, weights);
    if (recourse) {
      this.#rows.writeProposed(X, recourse.delta);
      this.#rows.writeTerms(n, 1, recourse.lambda);
      this.#kernel.pass(n, n, masked, this.#key(passes.proposed));
    }
    const loss = this.#kernel.update(recourse ? 2 * n : n, divisor);
    this.#stepsDone++;
    this.#asked = undefined;
    this.#kept = 0;
    return loss;
  }

  parameters(): Parameters {
    this.#checkOpen();
    return readParameters(this.#kernel, this.spec);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error("the network is closed");
  }

  #check(X: Matrix): void {
    this.#checkOpen();
    checkRows(this.spec, X);
  }

  /** The key of a pass of the coming step. */
  #key(pass: number): number {
    if (!this.#training) throw new Error("the network was opened without training");
    return passKey(this.#training.seed, this.#stepsDone, pass);
  }

  /** Puts X into the kernel block by block, and `compute`s on each: `count` rows, the first of which is row `from` of X. */
  #eachBlock(X: Matrix, compute: (from: number, count: number) => void): void {
    this.#kept = 0;
    for (let from = 0; from < X.rows; from += blockRows) {
      const count = Math.min(blockRows, X.rows - from);
      this.#rows.write(X, from, count);
      compute(from, count);
    }
  }
}
