/** The perturb stage: how many decisions stay when realistic noise is added to the actionable features (B.1). */
import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import { stream } from "../../core/random.ts";
import { pause } from "../../core/yield.ts";
import { noisyColumns } from "../../pipeline/noise.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
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
import { kindSchema, kinds, NoiseTally } from "./tally.ts";

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

/** Perturbs every test row in every way, or finds it done. Throws ConfigError for a model from outside, and the signal's reason. */
export async function perturb(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  gan: Stored<GanRecord>,
  { onShare, signal }: GanProgress = {},
): Promise<Stored<PerturbRecord>> {
  if (run.model !== undefined) {
    throw new ConfigError(
      `model ${run.model.name}: of a model from outside there is no baseline to compare with under noise`,
    );
  }
  const choices = choicesOf(run.settings.noise);
  return store.obtain(perturbStage, { train: trained.key, gan: gan.key, ...choices }, async () => {
    const { parts, actions } = await run.read();
    const { X } = parts.test;
    const { theta0, seed } = trained.record;
    const columns = noisyColumns(actions);
    const generator = await storedGenerator(gan, run);
    return withNetwork(run, trained, async (network) => {
      const tally = new NoiseTally(network, X, theta0, columns);
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
