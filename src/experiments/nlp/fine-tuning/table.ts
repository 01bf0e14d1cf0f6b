/** The gradient of a table of embeddings: rows are looked up, so few of them have one. */
import { type AdamWSettings, adamwStep, type TrainedParameter } from "./adamw.ts";

/** A table with the gradient of its rows since the last step. */
export class Table {
  readonly trained: TrainedParameter;
  readonly #width: number;
  readonly #gradient: Float32Array;
  /** Rows that have a gradient now. */
  readonly #looked = new Set<number>();
  /** Rows that ever had one: of the others the moments are 0. */
  readonly #touched: Uint8Array;

  constructor(trained: TrainedParameter, width: number) {
    this.trained = trained;
    this.#width = width;
    this.#gradient = new Float32Array(trained.values.length);
    this.#touched = new Uint8Array(trained.values.length / width);
    for (let i = 0; i < trained.second.length; i++) {
      if (trained.second[i] !== 0) this.#touched[Math.floor(i / width)] = 1;
    }
  }

  /** Adds row `from` of `gradient` to the gradient of table row `row`. */
  add(row: number, gradient: Float32Array, from: number): void {
    const width = this.#width;
    const sum = this.#gradient;
    for (let j = 0, at = row * width, of = from * width; j < width; j++, at++, of++) sum[at] += gradient[of];
    this.#looked.add(row);
    this.#touched[row] = 1;
  }

  /** The gradient since the last step, as a whole table. */
  get gradient(): Float32Array {
    return this.#gradient;
  }

  /** The step of the whole table. Without weight decay it leaves rows that never had a gradient as they are, exactly. */
  step(settings: AdamWSettings, learningRate: number, t: number): void {
    const width = this.#width;
    for (let row = 0; row < this.#touched.length; row++) {
      if (this.#touched[row] === 0 && settings.weightDecay === 0) continue;
      adamwStep(this.trained, this.#gradient, null, settings, learningRate, t, row * width, (row + 1) * width);
    }
    this.clear();
  }

  /** Forgets the gradient. */
  clear(): void {
    for (const row of this.#looked) this.#gradient.fill(0, row * this.#width, (row + 1) * this.#width);
    this.#looked.clear();
  }
}
