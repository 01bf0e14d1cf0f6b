/** B.1's own work: the generator of a split's rows, the noise it makes, and the proofs. */
import { BOUNDING_STEP, operations, SCORING_STEP } from "../../runner/cost.ts";
import type { Task } from "../../runner/job.ts";
import { training } from "../../runner/tasks.ts";
import { type GanRecord, gan } from "./gan/gan.ts";
import { type PerturbRecord, perturb } from "./perturb.ts";
import { type RadiusRecord, radius } from "./radius.ts";

/** Seconds of a multiplication in float64, what surrounds it included. */
const MULTIPLICATION = 1.5e-9;

/** Multiplications of two hidden layers of `width`, for a row. */
function layers(width: number): number {
  return width * width + 20 * width;
}

/** Generator and inverter for the training rows of a split, which baseline and ours share. */
export const generation: Task<GanRecord> = {
  name: "gan",
  withoutLambda: true,
  after: () => [],
  run: (store, run, _, { onShare, signal }) => gan(store, run, { onShare, signal }),
  seconds: ({ settings: { noise } }) => {
    const steps = noise.rounds * (8 * noise.criticSteps + 5) + 10 * noise.inverterRounds;
    return 1 + MULTIPLICATION * steps * noise.batch * layers(noise.width);
  },
};

/** Decisions under natural and adversarial noise. */
export const perturbing: Task<PerturbRecord> = {
  name: "perturb",
  after: () => [
    [training, null],
    [generation, null],
  ],
  run: async (store, run, _, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    return perturb(store, run, trained, await generation.run(store, run, null, { signal }), { onShare, signal });
  },
  seconds: ({ settings }) => {
    const { samples, width } = settings.noise;
    const point = MULTIPLICATION * layers(width) + SCORING_STEP * operations(settings, 10);
    return 0.1 + 15 * samples * settings.split.test * point;
  },
};

/** How far every test row is from another decision, proven. */
export const proving: Task<RadiusRecord> = {
  name: "radius",
  after: () => [[training, null]],
  run: async (store, run, _, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    return radius(store, run, trained, { onShare, signal });
  },
  seconds: ({ settings }) => 0.1 + BOUNDING_STEP * operations(settings, 10),
};
