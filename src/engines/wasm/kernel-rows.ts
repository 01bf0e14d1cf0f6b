/** The rows in a kernel's memory: x, x + δ, labels and weights on the way in, scores and G on the way out. */
import type { Matrix } from "../../core/matrix.ts";
import type { Kernel } from "./kernel.ts";

/** A view of the rows of one network. Numbers go in and come out one by one: nothing is allocated per row. */
export class KernelRows {
  readonly #kernel: Kernel;
  /** Floats from one row of x, or of G, to the next. */
  readonly #stride: number;
  #capacity = 0;
  /** The kernel's memory, and where in it, in floats, each array begins. Both change when the rows move. */
  #floats = new Float32Array(0);
  #at = { rows: 0, gradient: 0, labels: 0, weights: 0, scores: 0 };

  /** Of a kernel after `finish`. */
  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#stride = kernel.rowBytes() >>> 2;
  }

  /** Makes room for `rows` rows. When there was less, all that was held is lost. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    const kernel = this.#kernel;
    kernel.reserve(rows);
    this.#capacity = rows;
    this.#floats = new Float32Array(kernel.memory.buffer);
    this.#at = {
      rows: kernel.rowAddress() >>> 2,
      gradient: kernel.gradientAddress() >>> 2,
      labels: kernel.labelAddress() >>> 2,
      weights: kernel.rowWeightAddress() >>> 2,
      scores: kernel.scoreAddress() >>> 2,
    };
  }

  /** Rows from … from + count − 1 of X become rows 0 … count − 1. */
  write(X: Matrix, from: number, count: number): void {
    const { cols, data } = X;
    const floats = this.#floats;
    for (let i = 0; i < count; i++) {
      const source = (from + i) * cols;
      const target = this.#at.rows + i * this.#stride;
      for (let j = 0; j < cols; j++) floats[target + j] = data[source + j];
    }
  }

  /** x + δ becomes rows n … 2n − 1, n the rows of X. */
  writeProposed(X: Matrix, delta: Matrix): void {
    const { rows, cols, data } = X;
    const floats = this.#floats;
    for (let i = 0; i < rows; i++) {
      const source = i * cols;
      const target = this.#at.rows + (rows + i) * this.#stride;
      for (let j = 0; j < cols; j++) floats[target + j] = data[source + j] + delta.data[source + j];
    }
  }

  /** Whether rows 0 … n − 1 are those of X. Never so where a number is NaN. */
  hold(X: Matrix): boolean {
    const { rows, cols, data } = X;
    const floats = this.#floats;
    for (let i = 0; i < rows; i++) {
      const at = this.#at.rows + i * this.#stride;
      for (let j = 0; j < cols; j++) if (floats[at + j] !== data[i * cols + j]) return false;
    }
    return true;
  }

  /** Labels, or 1 for all, and weights in the loss of the rows from `first` on. */
  writeTerms(first: number, labels: Float32Array | 1, weights: Float32Array): void {
    const floats = this.#floats;
    for (let i = 0; i < weights.length; i++) {
      floats[this.#at.labels + first + i] = labels === 1 ? 1 : labels[i];
      floats[this.#at.weights + first + i] = weights[i];
    }
  }

  /** The scores of rows 0 … count − 1, to `out` from `to` on. */
  readScores(count: number, out: Float32Array, to: number): void {
    const floats = this.#floats;
    for (let i = 0; i < count; i++) out[to + i] = floats[this.#at.scores + i];
  }

  /** G of rows 0 … count − 1, to the rows of `G` from `to` on. */
  readGradient(count: number, G: Matrix, to: number): void {
    const { cols, data } = G;
    const floats = this.#floats;
    for (let i = 0; i < count; i++) {
      const source = this.#at.gradient + i * this.#stride;
      const target = (to + i) * cols;
      for (let j = 0; j < cols; j++) data[target + j] = floats[source + j];
    }
  }
}
