/** The kinds of noise, and the count of decisions that stay under each. */
import { z } from "zod";
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { quantile } from "../../core/quantile.ts";
import type { Network } from "../../engines/engine.ts";
import { shareOf, shareSchema } from "../../pipeline/share.ts";

/**
 * The kinds of noise and how they are read. `row`: G(z) − x, the adversary less the row; `again`: G(z) − G(I(x)), less what the generator
 * makes of the row. DeepFool's step is masked to the actionable features in the end (`after`) or from the start (`within`).
 */
export const kinds = [
  "natural.row",
  "natural.again",
  "random.row",
  "random.again",
  "deepfool.after",
  "deepfool.within",
  "reconstruction",
] as const;

export type NoiseKind = (typeof kinds)[number];

export const kindSchema = z.strictObject({
  /** Test rows, and the share whose decision stays. Null where there are no rows. */
  stays: shareSchema.nullable(),
  /** Median over rows (and draws) of ‖δ‖₂ in the actionable features, standard deviations. */
  size: z.number(),
});

type Tallied = Record<NoiseKind, z.infer<typeof kindSchema>>;

/** Counts, row by row, how often the decision stays when the columns of x are moved as another row says. */
export class NoiseTally {
  readonly #network: Network;
  readonly #X: Matrix;
  readonly #theta0: number;
  readonly #columns: readonly number[];
  readonly #accepted: readonly boolean[];
  readonly #counts = new Map<NoiseKind, { stays: number[]; seen: number; sizes: number[] }>();

  constructor(network: Network, X: Matrix, theta0: number, columns: readonly number[]) {
    this.#network = network;
    this.#X = X;
    this.#theta0 = theta0;
    this.#columns = columns;
    this.#accepted = Array.from(network.score(X), (score) => accepts(score, theta0));
  }

  accepted(i: number): boolean {
    return this.#accepted[i];
  }

  /** One δ for every row. */
  add(kind: NoiseKind, delta: Matrix): void {
    for (let i = 0; i < this.#X.rows; i++) this.#addRow(kind, i, { ...delta, rows: 1, data: row(delta, i) });
  }

  /** Some G(z) for row i, read in both ways; null for none, which leaves x as it is. */
  addFor(i: number, what: "natural" | "random", made: Matrix | null, again: Float32Array): void {
    const x = row(this.#X, i);
    const from = (origin: Float32Array) =>
      made === null
        ? matrix(1, x.length)
        : matrix(
            made.rows,
            made.cols,
            made.data.map((value, at) => value - origin[at % made.cols]),
          );
    this.#addRow(`${what}.row`, i, from(x));
    this.#addRow(`${what}.again`, i, from(again));
  }

  #addRow(kind: NoiseKind, i: number, delta: Matrix): void {
    const x = row(this.#X, i);
    const points = matrix(delta.rows, delta.cols);
    const sizes: number[] = [];
    for (let k = 0; k < delta.rows; k++) {
      const [point, moved] = [row(points, k), row(delta, k)];
      point.set(x);
      for (const j of this.#columns) point[j] += moved[j];
      sizes.push(Math.sqrt(this.#columns.reduce((sum, j) => sum + moved[j] * moved[j], 0)));
    }
    const stays = this.#network.score(points).filter((score) => accepts(score, this.#theta0) === this.#accepted[i]);
    const counted = this.#counts.get(kind) ?? { stays: [], seen: delta.rows, sizes: [] };
    counted.stays.push(stays.length);
    counted.sizes.push(...sizes);
    this.#counts.set(kind, counted);
  }

  kinds(): Tallied {
    const entryOf = (kind: NoiseKind) => {
      const { stays, seen, sizes } = this.#counts.get(kind) ?? { stays: [], seen: 1, sizes: [] };
      return { stays: shareOf(stays, seen), size: sizes.length === 0 ? 0 : quantile(sizes, 0.5) };
    };
    return Object.fromEntries(kinds.map((kind) => [kind, entryOf(kind)])) as Tallied;
  }
}
