/** The resample stage: tests the guarantee by calibrating on resampled rows many times and counting how often it fails. */
import { z } from "zod";
import { pacIndex } from "../../core/pac.ts";
import { pause } from "../../core/yield.ts";
import type { RecourseMethod } from "../../methods/method.ts";
import { baseRateOf, calibrate } from "../../pipeline/calibrate.ts";
import { guaranteeScores } from "../../pipeline/calibration/threshold.ts";
import type { Json } from "../../pipeline/canonical.ts";
import {
  calibrationPart,
  type ProposeRecord,
  proposedScores,
  proposeForPart,
  proposeInputs,
} from "../../pipeline/proposals.ts";
import type { ProposalProgress } from "../../pipeline/propose.ts";
import type { Run } from "../../pipeline/run.ts";
import { type PartName, score, scoredRows } from "../../pipeline/score.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import { train } from "../../pipeline/train.ts";
import { failureProbability, type Resample, type ResampleProblem, resample, type ScoredPeople } from "./resample.ts";

const resampleRecordSchema = z.strictObject({
  method: z.string(),
  epsilon: z.number(),
  /** The resamples of this record, by number; `to` is not one of them. */
  from: z.int(),
  to: z.int(),
  /** The people drawn from, the only ones whose rate is guaranteed: their parts of the split, and how many they are. */
  pool: z.strictObject({ parts: z.array(z.string()), rows: z.int() }),
  /** People of a separate test file; null where there is none. */
  elsewhere: z.int().nullable(),
  /** Rows of a calibration set; rows θ₀ is chosen on, null where that is the same set. */
  calibration: z.int(),
  choice: z.int().nullable(),
  /** The α asked for, then 1 − α in its place unless so few rows prove nothing at that; the exact probability of failure. */
  alphas: z.array(z.strictObject({ alpha: z.number(), k: z.int(), failureProbability: z.number() })).min(1),
});

export type ResampleRecord = z.infer<typeof resampleRecordSchema>;

export const resampleStage: Stage<ResampleRecord> = { name: "redraw", revision: 1, record: resampleRecordSchema };

/** Little-endian float64, for every resample and α: rate at the bound, rate and F1 at θ₀, rate elsewhere (NaN: no one). */
const RESAMPLES_FILE = "redraws.f64";
const NUMBERS = 4;

/** Resamples of one record: what one worker does at a time. */
const CHUNK = 250;

/** Resamples number `from` to `to` (exclusive). */
export interface Chunk {
  readonly from: number;
  readonly to: number;
}

/** The chunks of so many resamples. */
export function chunksOf(resamples: number): Chunk[] {
  return Array.from({ length: Math.ceil(resamples / CHUNK) }, (_, i) => ({
    from: i * CHUNK,
    to: Math.min(resamples, (i + 1) * CHUNK),
  }));
}

/**
 * The parts whose rows training has not seen and that come from one population: all of them, but for a test file of its
 * own, whose people may be others (see the shift check).
 */
export function populationParts({ settings: { source, split } }: Run): PartName[] {
  const parts: PartName[] = source.test ? ["validation"] : ["validation", "test"];
  return split.calibration > 0 ? [...parts, "calibration"] : parts;
}

/**
 * Calibrates as `calibrate` does, on rows resampled from those not trained on, with α, and with 1 − α in its place: the
 * effect of passing a confidence for a probability of failure, as the release does. See `resample` for the design.
 */
export async function resampleChunk(
  store: Store,
  run: Run,
  method: RecourseMethod,
  { from, to }: Chunk,
  { onProgress, signal }: ProposalProgress = {},
): Promise<Stored<ResampleRecord>> {
  const { epsilon, alpha, score, grid, rule, digits } = run.settings.pare;
  const inputs: Json = {
    pool: populationParts(run).map((part) => proposeInputs(run, method, part)),
    elsewhere: run.settings.source.test ? proposeInputs(run, method, "test") : null,
    calibration: calibrationPart(run),
    pare: { epsilon, alpha, score, grid, rule, digits },
    from,
    to,
  };
  return store.obtain(resampleStage, inputs, async () => {
    // Refuses what cannot be calibrated at all.
    await calibrate(store, run, method, { signal });
    const problem = await problemOf(store, run, method, { signal });
    const numbers: number[] = [];
    for (let index = from; index < to; index++) {
      for (const { rateAtBound, rate, f1, rateElsewhere } of resample(problem, index)) {
        numbers.push(rateAtBound, rate, f1, rateElsewhere ?? Number.NaN);
      }
      onProgress?.(index - from, to - from);
      await pause(signal);
    }
    const { population, elsewhere, calibration, choice, alphas } = problem;
    return {
      record: {
        method: method.name,
        epsilon,
        from,
        to,
        pool: { parts: populationParts(run), rows: population.y.length },
        elsewhere: elsewhere?.y.length ?? null,
        calibration,
        choice,
        alphas: alphas.map((alpha) => ({
          alpha,
          k: pacIndex(calibration, epsilon, alpha) ?? 0,
          failureProbability: failureProbability(population.guaranteed, calibration, epsilon, alpha),
        })),
      },
      files: { [RESAMPLES_FILE]: new Uint8Array(Float64Array.from(numbers).buffer) },
    };
  });
}

/** The resamples of a chunk, each with one outcome for every α. */
export function resamplesOf({ record, files }: Stored<ResampleRecord>): Resample[][] {
  const numbers = new Float64Array(Uint8Array.from(files[RESAMPLES_FILE]).buffer);
  const width = record.alphas.length * NUMBERS;
  return Array.from({ length: record.to - record.from }, (_, r) =>
    record.alphas.map((_, a) => {
      const [rateAtBound, rate, f1, there] = numbers.subarray(r * width + a * NUMBERS);
      return { rateAtBound, rate, f1, rateElsewhere: Number.isNaN(there) ? null : there };
    }),
  );
}

/** Lets `method` propose for everyone the resamples draw from or are evaluated on, or finds it stored. */
export async function proposeForPopulation(
  store: Store,
  run: Run,
  method: RecourseMethod,
  progress: ProposalProgress = {},
): Promise<Stored<ProposeRecord>[]> {
  const trained = await train(store, run);
  const parts = run.settings.source.test ? [...populationParts(run), "test" as const] : populationParts(run);
  const proposals: Stored<ProposeRecord>[] = [];
  for (const part of parts) proposals.push(await proposeForPart(store, run, trained, method, part, progress));
  return proposals;
}

async function problemOf(
  store: Store,
  run: Run,
  method: RecourseMethod,
  progress: ProposalProgress,
): Promise<ResampleProblem> {
  const { settings } = run;
  const trained = await train(store, run);
  const scored = await score(store, run, trained);
  const peopleOf = async (parts: readonly PartName[]): Promise<ScoredPeople> => {
    const people: ScoredPeople[] = [];
    for (const part of parts) {
      const { score, y } = scoredRows(scored, part);
      const proposed = proposedScores(await proposeForPart(store, run, trained, method, part, progress));
      people.push({ score, y, guaranteed: guaranteeScores(settings.pare.score, score, proposed) });
    }
    return inOrderOfScore(people);
  };
  const part = calibrationPart(run);
  const calibration = scored.record.rows[part];
  const { epsilon, alpha } = settings.pare;
  const other = Number((1 - alpha).toPrecision(12));
  const alphas = [...new Set([alpha, other])].filter((each) => pacIndex(calibration, epsilon, each) !== null);
  return {
    population: await peopleOf(populationParts(run)),
    elsewhere: settings.source.test ? await peopleOf(["test"]) : null,
    calibration,
    choice: part === "validation" ? null : scored.record.rows.validation,
    baseRate: baseRateOf(trained.record),
    settings: settings.pare,
    alphas,
    seed: settings.run.seed,
  };
}

/** Several parts as one population, in order of score. */
function inOrderOfScore(parts: readonly ScoredPeople[]): ScoredPeople {
  const joined = (name: keyof ScoredPeople) => Float32Array.from(parts.flatMap((part) => [...part[name]]));
  const [score, y, guaranteed] = [joined("score"), joined("y"), joined("guaranteed")];
  const order = Uint32Array.from(score, (_, i) => i).sort((a, b) => score[a] - score[b] || a - b);
  const ordered = (values: Float32Array) => Float32Array.from(order, (i) => values[i]);
  return { score: ordered(score), y: ordered(y), guaranteed: ordered(guaranteed) };
}
