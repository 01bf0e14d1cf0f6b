/** The gan stage: a generator of rows like those of the training set, its inverter, and how good they are. */
import { z } from "zod";
import type { Settings } from "../../../config/settings.ts";
import { type Matrix, matrix, rowsBetween, take } from "../../../core/matrix.ts";
import { rocAuc } from "../../../core/metrics.ts";
import { permutation, type Random, stream } from "../../../core/random.ts";
import { openEngine } from "../../../engines/registry.ts";
import type { Json } from "../../../pipeline/canonical.ts";
import { type Fitting, fittedScores } from "../../../pipeline/fit.ts";
import type { Run } from "../../../pipeline/run.ts";
import type { Stage, Store, Stored } from "../../../pipeline/store.ts";
import { rowInputs } from "../../../pipeline/train-inputs.ts";
import { batchOf, type Generator, generated, matrixOf } from "./generator.ts";
import { fromNumbers, numbersOf, outputOf, passOf } from "./perceptron.ts";
import { type GanProgress, normals, trainGan, widthsOf } from "./training.ts";

const ganRecordSchema = z.strictObject({
  rows: z.int(),
  columns: z.int(),
  /**
   * How well a network tells test rows from what the generator makes, by its ROC AUC; from rows whose columns are shuffled
   * independently, each feature as it is and no dependence left; and from training rows, which is chance. 1/2: not at all.
   */
  auc: z.strictObject({ samples: z.number(), shuffled: z.number(), rows: z.number() }),
  /** Root mean square over test rows and columns of x − G(I(x)), in standard deviations. */
  reconstruction: z.number(),
});

export type GanRecord = z.infer<typeof ganRecordSchema>;

export const ganStage: Stage<GanRecord> = { name: "gan", revision: 1, record: ganRecordSchema };

const GENERATOR = "generator.f64";
const INVERTER = "inverter.f64";

/** The rows and how the networks are trained on them; nothing of g_θ, so that baseline and ours share them. */
function ganInputs({ settings, sha256 }: Run): Json {
  const { seed, engine } = settings.run;
  return { ...rowInputs(settings, sha256), seed, engine, ...trainingOf(settings) };
}

function trainingOf({ noise }: Settings) {
  const { latent, width, rounds, batch, criticSteps, penalty, rate, generatorRate, inverterRounds, inverterWeight } =
    noise;
  return { latent, width, rounds, batch, criticSteps, penalty, rate, generatorRate, inverterRounds, inverterWeight };
}

/** Trains and judges the generator on the training rows of a run, or finds it stored. */
export async function gan(store: Store, run: Run, progress: GanProgress = {}): Promise<Stored<GanRecord>> {
  return store.obtain(ganStage, ganInputs(run), async () => {
    const { parts, columns } = await run.read();
    const { seed } = run.settings.run;
    const indicators = columns.map(({ kind }) => kind === "indicator");
    const trained = await trainGan(parts.train.X, indicators, trainingOf(run.settings), seed, progress);
    const { train, test } = parts;
    const record: GanRecord = {
      rows: train.X.rows,
      columns: train.X.cols,
      auc: await judged(run, trained, train.X, test.X),
      reconstruction: rootMeanSquare(test.X, reconstructed(trained, test.X)),
    };
    const files = {
      [GENERATOR]: bytesOf(numbersOf(trained.generator)),
      [INVERTER]: bytesOf(numbersOf(trained.inverter)),
    };
    return { record, files };
  });
}

/** The generator that a run stored. */
export async function storedGenerator({ files }: Stored<GanRecord>, run: Run): Promise<Generator> {
  const { columns } = await run.read();
  const widths = widthsOf(run.settings.noise, columns.length);
  return {
    generator: fromNumbers(widths.generator, floatsOf(files[GENERATOR])),
    inverter: fromNumbers(widths.inverter, floatsOf(files[INVERTER])),
    indicators: columns.map(({ kind }) => kind === "indicator"),
  };
}

/** G(I(x)) for every row. */
export function reconstructed({ generator, inverter, indicators }: Generator, X: Matrix): Matrix {
  return matrixOf(generated(generator, indicators, outputOf(passOf(inverter, batchOf(X)))).X);
}

/** The classifier that tells rows from samples: as wide as two hidden layers of 64, fitted to at most so many of each. */
const MOST_ROWS = 2000;
const EPOCHS = 20;
const JUDGE = {
  spec: { hidden: [64, 64], activation: "tanh", dropout: 0 },
  adam: { learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  batch: 32,
  epochs: EPOCHS,
} as const;

/** Fitted to training rows and others, evaluated on test rows and as many others that it was not fitted to. */
async function judged(
  run: Run,
  { generator, indicators }: Generator,
  X: Matrix,
  test: Matrix,
): Promise<GanRecord["auc"]> {
  const { seed, engine } = run.settings.run;
  const random = stream(seed, "gan: two-sample test");
  const n = Math.min(MOST_ROWS, Math.floor(X.rows / 2));
  const m = Math.min(test.rows, n);
  const order = permutation(X.rows, random);
  const real = take(X, order.subarray(0, n));
  const others = take(X, order.subarray(n, 2 * n));
  const heldOut = rowsBetween(test, 0, m);
  const fitting: Omit<Fitting, "order"> = { ...JUDGE, engine: await openEngine(engine), seed };
  const aucOf = (fake: Matrix, fakeHeldOut: Matrix) => aucBetween(real, fake, heldOut, fakeHeldOut, fitting);
  const { latent } = run.settings.noise;
  const samples = (count: number) => matrixOf(generated(generator, indicators, normals(count, latent, random)).X);
  return {
    samples: aucOf(samples(n), samples(m)),
    shuffled: aucOf(shuffledColumns(others, random), shuffledColumns(heldOut, random)),
    rows: aucOf(rowsBetween(others, 0, n - m), rowsBetween(others, n - m, n)),
  };
}

function aucBetween(real: Matrix, fake: Matrix, heldOut: Matrix, fakeHeldOut: Matrix, fitting: Omit<Fitting, "order">) {
  const fitted = stacked(real, fake);
  const order = (epoch: number) => permutation(fitted.X.rows, stream(fitting.seed, "gan: two-sample batches", epoch));
  const { X, y } = stacked(heldOut, fakeHeldOut);
  return rocAuc(fittedScores(fitted, X, { ...fitting, order }), y) ?? 0.5;
}

/** Rows of class 1 and, below them, others of class 0. */
function stacked(real: Matrix, fake: Matrix): { readonly X: Matrix; readonly y: Float32Array } {
  const X = matrix(real.rows + fake.rows, real.cols);
  X.data.set(real.data);
  X.data.set(fake.data, real.data.length);
  return { X, y: new Float32Array(X.rows).fill(1, 0, real.rows) };
}

function shuffledColumns(X: Matrix, random: Random): Matrix {
  const out = matrix(X.rows, X.cols);
  for (let j = 0; j < X.cols; j++) {
    permutation(X.rows, random).forEach((from, to) => {
      out.data[to * X.cols + j] = X.data[from * X.cols + j];
    });
  }
  return out;
}

function rootMeanSquare(A: Matrix, B: Matrix): number {
  return Math.sqrt(
    A.data.reduce((sum, value, at) => sum + (value - B.data[at]) * (value - B.data[at]), 0) / A.data.length,
  );
}

function bytesOf(numbers: Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function floatsOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(Uint8Array.from(bytes).buffer);
}
