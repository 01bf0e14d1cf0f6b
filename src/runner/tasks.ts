/** The general tasks: what every experiment may ask for, and what the product itself does. */
import { recourseMethod } from "../methods/registry.ts";
import { calibrate } from "../pipeline/calibrate.ts";
import type { CalibrateRecord } from "../pipeline/calibration/record.ts";
import { type CertifyRecord, certifyBlock, type RowBlock } from "../pipeline/certify.ts";
import { type EvaluateRecord, evaluate } from "../pipeline/evaluate.ts";
import { type ProposeRecord, proposeForPart } from "../pipeline/proposals.ts";
import { type RecalibrateRecord, recalibrate } from "../pipeline/recalibrate.ts";
import { choosingNetworks, countingNetworks, type RetrainRecord, retrain } from "../pipeline/retrain.ts";
import { type ScoreRecord, score } from "../pipeline/score.ts";
import { type TrainRecord, train } from "../pipeline/train.ts";
import { BOUNDING_STEP, operations, SCORING_STEP, scoresPerPerson, TRAINING_STEP } from "./cost.ts";
import type { Task } from "./job.ts";

/** g_θ, and θ₀ by F1. */
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

/** The run's training once more, on other rows and from another start; the variant says which. */
export const retraining: Task<RetrainRecord> = {
  name: "retrain",
  after: () => [],
  run: (store, run, variant, { onShare, signal }) => {
    const { epochs } = run.settings.training;
    return retrain(store, run, Number(variant), {
      onStep: (epoch, step, steps) => onShare?.((epoch - 1 + step / steps) / epochs),
      signal,
    });
  },
  seconds: (run, variant) => training.seconds(run, variant) / (run.settings.retrain.rows === "half" ? 2 : 1),
  command: () => ["evaluate", "--method", "lasting"],
};

/** Recourse of a method, the variant, for the test rows turned down. */
export const evaluation: Task<EvaluateRecord> = {
  name: "evaluate",
  after: (settings, variant) => {
    const networks = recourseMethod(variant ?? "").usesRetrained ? choosingNetworks(settings) : [];
    return [[training, null], ...networks.map((k) => [retraining, String(k)] as const)];
  },
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

/** θ₀ under the PARE constraint, for a method, the variant. */
export const calibration: Task<CalibrateRecord> = {
  name: "calibrate",
  after: (settings, variant) => {
    const networks = recourseMethod(variant ?? "").usesRetrained
      ? [...choosingNetworks(settings), ...countingNetworks(settings)]
      : [];
    return [[training, null], ...networks.map((k) => [retraining, String(k)] as const)];
  },
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

/** What the variant of `recalibration` says: for which method, and which of the networks. */
export function recalibrationVariant(method: string, network: number): string {
  return `${method} ${network}`;
}

function recalibrationOf(variant: string | null): { readonly method: string; readonly network: number } {
  const [method, network] = (variant ?? "").split(" ");
  return { method, network: Number(network) };
}

/** θ₀ under the PARE constraint of a network that is trained again; the variant says for which method and which network. */
export const recalibration: Task<RecalibrateRecord> = {
  name: "recalibrate",
  after: (_, variant) => [[retraining, String(recalibrationOf(variant).network)]],
  run: (store, run, variant, { signal }) => {
    const { method, network } = recalibrationOf(variant);
    return recalibrate(store, run, recourseMethod(method), network, { signal });
  },
  seconds: (run, variant) => calibration.seconds(run, recalibrationOf(variant).method),
};

/** g(x) and label of every row that is not trained on. */
export const scoring: Task<ScoreRecord> = {
  name: "score",
  after: () => [[training, null]],
  run: async (store, run, _, { signal }) => score(store, run, await training.run(store, run, null, { signal })),
  seconds: ({ settings, lines }) => 0.1 + SCORING_STEP * lines * operations(settings, 10),
};

/** g(x + 𝒜(x)) of every test row, accepted or not, so that every θ₀ can be evaluated; the variant is the method. */
export const proposing: Task<ProposeRecord> = {
  name: "propose",
  after: () => [[training, null]],
  run: async (store, run, variant, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    const onProgress = (done: number, rows: number) => onShare?.(done / rows);
    return proposeForPart(store, run, trained, recourseMethod(variant ?? ""), "test", { onProgress, signal });
  },
  seconds: (run, variant) => evaluation.seconds(run, variant),
};

/** What the variant of `certification` says: which people, and how many regions of Δ are bounded for each. */
export function certificationVariant({ part, from }: RowBlock, boxes: number): string {
  return `${part} from ${from}, ${boxes} boxes`;
}

function certificationOf(variant: string | null): { readonly block: RowBlock; readonly boxes: number } {
  const [, part, from, boxes] = /^(\w+) from (\d+), (\d+) boxes$/.exec(variant ?? "") ?? [];
  if (part !== "train" && part !== "validation" && part !== "test" && part !== "calibration") {
    throw new RangeError(`invalid variant: ${variant}`);
  }
  return { block: { part, from: Number(from) }, boxes: Number(boxes) };
}

/** Whether some people have recourse, and the cheapest, proven; the variant says who they are. */
export const certification: Task<CertifyRecord> = {
  name: "certify",
  after: () => [[training, null]],
  run: async (store, run, variant, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    const { block, boxes } = certificationOf(variant);
    const onProgress = (done: number, people: number) => onShare?.(done / people);
    return certifyBlock(store, run, trained, block, boxes, { onProgress, signal });
  },
  seconds: ({ settings }) => 0.1 + BOUNDING_STEP * operations(settings, 10),
  command: (variant) => {
    const { block, boxes } = certificationOf(variant);
    const part = block.part === "test" || block.part === "calibration" ? block.part : "all";
    return ["certify", "--part", part, "--boxes", String(boxes)];
  },
};

export const generalTasks: readonly Task[] = [
  training,
  retraining,
  evaluation,
  calibration,
  recalibration,
  scoring,
  proposing,
  certification,
];
