/** The resample stage: tests the guarantee by calibrating on resampled rows many times and counting how often it fails. */
import { z } from "zod";
import { pacIndex } from "../../core/pac.ts";
import { pause } from "../../core/yield.ts";
import type { RecourseMethod } from "../../methods/method.ts";
import { calibrate } from "../../pipeline/calibrate.ts";
import type { Json } from "../../pipeline/canonical.ts";
import { calibrationPart, proposeInputs } from "../../pipeline/proposals.ts";
import type { ProposalProgress } from "../../pipeline/propose.ts";
import type { Run } from "../../pipeline/run.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import { populationParts, problemOf } from "./population.ts";
import { failureProbability, type Resample, type ResampleProblem, resample, votesRedrawn } from "./resample.ts";

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
/** The same of what the networks that were not drawn hold, one number for every resample and α; only where there are such. */
const OTHERS_FILE = "others.f64";

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
    const others: number[] = [];
    for (let index = from; index < to; index++) {
      for (const { rateAtBound, rate, f1, rateElsewhere, heldByOthers } of resample(problem, index)) {
        numbers.push(rateAtBound, rate, f1, rateElsewhere ?? Number.NaN);
        others.push(heldByOthers ?? Number.NaN);
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
          failureProbability: failureAt(problem, { from, to }, epsilon, alpha),
        })),
      },
      files: {
        [RESAMPLES_FILE]: new Uint8Array(Float64Array.from(numbers).buffer),
        ...(problem.retrainings === null ? {} : { [OTHERS_FILE]: new Uint8Array(Float64Array.from(others).buffer) }),
      },
    };
  });
}

/** The resamples of a chunk, each with one outcome for every α. */
export function resamplesOf({ record, files }: Stored<ResampleRecord>): Resample[][] {
  const numbers = new Float64Array(Uint8Array.from(files[RESAMPLES_FILE]).buffer);
  const others = Object.hasOwn(files, OTHERS_FILE)
    ? new Float64Array(Uint8Array.from(files[OTHERS_FILE]).buffer)
    : new Float64Array(numbers.length / NUMBERS).fill(Number.NaN);
  const width = record.alphas.length * NUMBERS;
  return Array.from({ length: record.to - record.from }, (_, r) =>
    record.alphas.map((_, a) => {
      const [rateAtBound, rate, f1, there] = numbers.subarray(r * width + a * NUMBERS);
      return {
        rateAtBound,
        rate,
        f1,
        heldByOthers: numberOrNull(others[r * record.alphas.length + a]),
        rateElsewhere: numberOrNull(there),
      };
    }),
  );
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** The exact probability that a resample fails; of redrawn networks, the mean over those of the chunk. */
function failureAt(problem: ResampleProblem, { from, to }: Chunk, epsilon: number, alpha: number): number {
  const { population, retrainings, calibration } = problem;
  if (retrainings === null) return failureProbability(population.guaranteed, calibration, epsilon, alpha);
  let sum = 0;
  for (let index = from; index < to; index++) {
    const { guaranteed } = votesRedrawn(problem, retrainings, index).population;
    sum += failureProbability(guaranteed, calibration, epsilon, alpha);
  }
  return sum / (to - from);
}
