/** The tasks by name: what a worker thread can be told to do. */
import { z } from "zod";
import type { Settings } from "../config/settings.ts";
import { type InterventionRecord, intervene } from "../experiments/figure3/intervention.ts";
import { type DisparityRecord, disparity } from "../experiments/figure5/disparity.ts";
import { proposeForPool, type RedrawRecord, redrawPiece } from "../experiments/guarantee-check/resamples.ts";
import { type DistinguishRecord, distinguish } from "../experiments/table3/distinguish.ts";
import { type RobustnessRecord, robustness } from "../experiments/table4/robustness.ts";
import { recourseMethod } from "../methods/registry.ts";
import { type CalibrateRecord, calibrate } from "../pipeline/calibrate.ts";
import { type EvaluateRecord, evaluate } from "../pipeline/evaluate.ts";
import { type ProposeRecord, propose } from "../pipeline/propose.ts";
import { type ScoreRecord, score } from "../pipeline/score.ts";
import { type TrainRecord, train } from "../pipeline/train.ts";
import type { Task } from "./job.ts";

/** Multiplications of one row's way through g_θ. */
function operations({ network }: Settings, inputs: number): number {
  const widths = [inputs, ...network.hidden, 1];
  return widths.slice(1).reduce((sum, width, i) => sum + width * widths[i], 0);
}

/** Seconds a multiplication takes in training, Adam's part in it, and in scoring: on a core of 2023. */
const TRAINING_STEP = 4.5e-10;
const REDRAWN_ROW = 1e-6;
const SCORING_STEP = 8e-11;

export const training: Task<TrainRecord> = {
  name: "train",
  after: () => [],
  run: (store, run, _, { onShare, signal }) => {
    const { epochs } = run.settings.training;
    return train(store, run, {
      onStep: (epoch, step, steps) => onShare?.((epoch - 1 + step / steps) / epochs),
      signal,
    });
  },
  seconds: ({ settings, lines }) => {
    const passes = settings.run.lambda > 0 ? 2 : 1;
    return TRAINING_STEP * passes * settings.training.epochs * lines * operations(settings, 10);
  },
  command: () => ["train"],
};

/** Scores that a method asks for per person, roughly; few where it is not named here. */
function scoresPerPerson(method: string, { actions, recourse }: Settings): number {
  const moving = Object.keys(actions.features).length;
  const searched = z.object({ resolution: z.number(), budget: z.number() }).safeParse(recourse[method]);
  if (searched.success) return moving > 2 ? searched.data.budget : searched.data.resolution ** moving;
  return { gradient: 8000, linear: 3000 }[method] ?? 2;
}

export const evaluation: Task<EvaluateRecord> = {
  name: "evaluate",
  after: () => [[training, null]],
  run: async (store, run, variant, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    return evaluate(store, run, trained, recourseMethod(variant ?? ""), {
      onProgress: (done, people) => onShare?.(done / people),
      signal,
    });
  },
  seconds: ({ settings }, variant) => {
    const scores = scoresPerPerson(variant ?? "", settings);
    return 0.05 + SCORING_STEP * scores * settings.split.test * operations(settings, 10);
  },
  command: (variant) => ["evaluate", "--method", variant ?? ""],
};

export const calibration: Task<CalibrateRecord> = {
  name: "calibrate",
  after: () => [[training, null]],
  run: (store, run, variant, { onShare, signal }) =>
    calibrate(store, run, recourseMethod(variant ?? ""), {
      onProposals: (done, rows) => onShare?.(done / rows),
      signal,
    }),
  seconds: ({ settings, lines }, variant) => {
    const rows = lines * (settings.split.calibration || settings.split.validation) + settings.split.test;
    return 0.3 + SCORING_STEP * scoresPerPerson(variant ?? "", settings) * rows * operations(settings, 10);
  },
  command: (variant) => ["calibrate", "--method", variant ?? ""],
};

/** Proposals for everyone that redraws look at; the variant is the method. */
export const proposing: Task<ProposeRecord> = {
  name: "propose",
  after: (_, method) => [[calibration, method]],
  run: async (store, run, variant, { onShare, signal }) => {
    const progress = { onProgress: (done: number, rows: number) => onShare?.(done / rows), signal };
    const proposals = await proposeForPool(store, run, recourseMethod(variant ?? ""), progress);
    return proposals[proposals.length - 1];
  },
  seconds: (run, variant) => calibration.seconds(run, variant),
  command: (variant) => ["calibrate", "--method", variant ?? ""],
};

/** g(x) and label of every row that is not trained on. */
export const scoring: Task<ScoreRecord> = {
  name: "score",
  after: () => [[training, null]],
  run: async (store, run, _, { signal }) => score(store, run, await training.run(store, run, null, { signal })),
  seconds: ({ settings, lines }) => 0.1 + SCORING_STEP * lines * operations(settings, 10),
  command: () => ["calibrate"],
};

/** g(x + 𝒜(x)) of every test row, accepted or not, so that every θ₀ can be judged; the variant is the method. */
export const offering: Task<ProposeRecord> = {
  name: "offer",
  after: () => [[training, null]],
  run: async (store, run, variant, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    const onProgress = (done: number, rows: number) => onShare?.(done / rows);
    return propose(store, run, trained, recourseMethod(variant ?? ""), "test", { onProgress, signal });
  },
  seconds: (run, variant) => evaluation.seconds(run, variant),
  command: (variant) => ["calibrate", "--method", variant ?? ""],
};

/** "Recourse all" of two groups of people. */
export const comparing: Task<DisparityRecord> = {
  name: "disparity",
  after: () => [[training, null]],
  run: async (store, run, _, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    return disparity(store, run, trained, {
      onProgress: (done, people) => onShare?.(done / people),
      signal,
    });
  },
  seconds: (run) => evaluation.seconds(run, run.settings.disparity.method),
  command: () => ["figures", "--figures", "5"],
};

/** What follows from the actions of a method, the variant. */
export const intervention: Task<InterventionRecord> = {
  name: "intervene",
  after: ({ intervene }, variant) => [intervene.rows === "test" ? [evaluation, variant] : [training, null]],
  run: async (store, run, variant, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    return intervene(store, run, trained, recourseMethod(variant ?? ""), {
      onProgress: (done, people) => onShare?.(done / people),
      signal,
    });
  },
  seconds: (run, variant) => (run.settings.intervene.rows === "test" ? 0.1 : 1 + evaluation.seconds(run, variant)),
  command: () => ["figures", "--figures", "3"],
};

/** A piece of the redraws; the variant is "method from to". */
export const redrawing: Task<RedrawRecord> = {
  name: "redraw",
  after: (_, variant) => [[proposing, variant?.split(" ")[0] ?? null]],
  run: (store, run, variant, { onShare, signal }) => {
    const [method, from, to] = (variant ?? "").split(" ");
    const piece = { from: Number(from), to: Number(to) };
    const progress = { onProgress: (done: number, redraws: number) => onShare?.(done / redraws), signal };
    return redrawPiece(store, run, recourseMethod(method), piece, progress);
  },
  seconds: ({ settings, lines }, variant) => {
    const [, from, to] = (variant ?? "").split(" ");
    return (
      REDRAWN_ROW * (Number(to) - Number(from)) * lines * (settings.split.calibration || settings.split.validation)
    );
  },
  command: (variant) => {
    const [method, , to] = (variant ?? "").split(" ");
    return ["calibrate", "--method", method, "--validate", to];
  },
};

export const distinction: Task<DistinguishRecord> = {
  name: "distinguish",
  after: ({ distinguish }) => [[evaluation, distinguish.method]],
  run: async (store, run, _, progress) => {
    const trained = await training.run(store, run, null, {});
    return distinguish(store, run, trained, progress);
  },
  seconds: ({ lines }) => 2 + 0.002 * Math.min(lines, 6000),
  command: () => ["distinguish"],
};

export const shaking: Task<RobustnessRecord> = {
  name: "robustness",
  after: ({ robustness }) => robustness.methods.map((method) => [evaluation, method] as const),
  run: async (store, run, _, { signal }) => {
    const trained = await training.run(store, run, null, {});
    return robustness(store, run, trained, { signal });
  },
  seconds: ({ settings }) => 0.1 + SCORING_STEP * 300 * settings.split.test * operations(settings, 10),
  command: () => ["robustness"],
};

const all: readonly Task[] = [
  training,
  evaluation,
  calibration,
  proposing,
  redrawing,
  distinction,
  shaking,
  scoring,
  offering,
  comparing,
  intervention,
];

export const tasks: ReadonlyMap<string, Task> = new Map(all.map((task) => [task.name, task]));
