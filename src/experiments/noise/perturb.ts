/** The perturb stage: how many decisions stay when realistic noise is added to the actionable features (B.1). */
import { z } from "zod";
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { quantile } from "../../core/quantile.ts";
import { stream } from "../../core/random.ts";
import { pause } from "../../core/yield.ts";
import type { Network } from "../../engines/engine.ts";
import { noisyColumns } from "../../pipeline/noise.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
import { shareOf, shareSchema } from "../../pipeline/share.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TrainRecord } from "../../pipeline/train.ts";
import { deepFool } from "./deepfool.ts";
import { type GanRecord, storedGenerator } from "./gan/gan.ts";
import { batchOf, type Generator, generated, matrixOf } from "./gan/generator.ts";
import { outputOf, passOf } from "./gan/perceptron.ts";
import { type Dense, dense } from "./gan/product.ts";
import type { GanProgress } from "./gan/training.ts";
import { latentScores, searchNatural } from "./natural.ts";
import type { NoiseSettings } from "./settings.ts";

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

const kindSchema = z.strictObject({
  /** Test rows, and the share whose decision stays. Null where there are no rows. */
  stays: shareSchema.nullable(),
  /** Median over rows (and draws) of ‖δ‖₂ in the actionable features, standard deviations. */
  size: z.number(),
});

const perturbRecordSchema = z.strictObject({
  theta0: z.number(),
  /** Columns that noise is added to. */
  columns: z.int(),
  /** Test rows, and those for whom the search found a z that is decided otherwise. Others keep their decision. */
  rows: z.int(),
  found: z.int(),
  kinds: z.record(z.enum(kinds), kindSchema),
});

export type PerturbRecord = z.infer<typeof perturbRecordSchema>;

export const perturbStage: Stage<PerturbRecord> = { name: "perturb", revision: 1, record: perturbRecordSchema };

function choicesOf({ samples, farthest, step, tries, move, draws, overshoot, iterations }: NoiseSettings) {
  return { samples, farthest, step, tries, move, draws, overshoot, iterations };
}

/** Perturbs every test row in every way, or finds it done. */
export async function perturb(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  gan: Stored<GanRecord>,
  { onShare, signal }: GanProgress = {},
): Promise<Stored<PerturbRecord>> {
  const choices = choicesOf(run.settings.noise);
  return store.obtain(perturbStage, { train: trained.key, gan: gan.key, ...choices }, async () => {
    const { parts, actions } = await run.read();
    const { X } = parts.test;
    const { theta0, seed } = trained.record;
    const columns = noisyColumns(actions);
    const generator = await storedGenerator(gan, run);
    return withNetwork(run, trained, async (network) => {
      const tally = new Tally(network, X, theta0, columns);
      const all = Array.from({ length: X.cols }, (_, j) => j);
      tally.add("deepfool.after", await deepFool(network, X, theta0, all, choices, signal));
      tally.add("deepfool.within", await deepFool(network, X, theta0, columns, choices, signal));
      const centre = outputOf(passOf(generator.inverter, batchOf(X)));
      const again = rowsAt(generator, centre);
      tally.add("reconstruction", differenceOf(again, X));
      const scores = latentScores(generator, network);
      let found = 0;
      for (let i = 0; i < X.rows; i++) {
        onShare?.(i / X.rows);
        await pause(signal);
        const z = centre.data.subarray(i * centre.cols, (i + 1) * centre.cols);
        const nearest = searchNatural(scores, z, tally.accepted(i), theta0, choices, stream(seed, "noise: natural", i));
        if (nearest !== null) found++;
        const natural = nearest === null ? null : rowsAt(generator, dense(1, centre.cols, nearest.z));
        tally.addFor(i, "natural", natural, row(again, i));
        tally.addFor(
          i,
          "random",
          rowsAt(generator, around(z, choices, stream(seed, "noise: random", i))),
          row(again, i),
        );
      }
      return { record: { theta0, columns: columns.length, rows: X.rows, found, kinds: tally.kinds() }, files: {} };
    });
  });
}

/** Counts, row by row, how often the decision stays when the columns of x are moved as another row says. */
class Tally {
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

  kinds(): PerturbRecord["kinds"] {
    const entryOf = (kind: NoiseKind) => {
      const { stays, seen, sizes } = this.#counts.get(kind) ?? { stays: [], seen: 1, sizes: [] };
      return { stays: shareOf(stays, seen), size: sizes.length === 0 ? 0 : quantile(sizes, 0.5) };
    };
    return Object.fromEntries(kinds.map((kind) => [kind, entryOf(kind)])) as PerturbRecord["kinds"];
  }
}

function rowsAt({ generator, indicators }: Generator, Z: Dense): Matrix {
  return matrixOf(generated(generator, indicators, Z).X);
}

/** `draws` points z + N(0, move²) around z. */
function around(
  z: Float64Array,
  { draws, move }: Pick<NoiseSettings, "draws" | "move">,
  random: { normal(): number },
): Dense {
  const data = Float64Array.from({ length: draws * z.length }, (_, at) => z[at % z.length] + move * random.normal());
  return dense(draws, z.length, data);
}

function differenceOf(A: Matrix, B: Matrix): Matrix {
  return matrix(
    A.rows,
    A.cols,
    A.data.map((value, at) => value - B.data[at]),
  );
}
