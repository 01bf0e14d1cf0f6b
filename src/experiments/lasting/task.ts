/** Lasting recourse's own work: networks that count, and what they and the noise leave of a method's actions. */

import type { Settings } from "../../config/settings.ts";
import { recourseMethod } from "../../methods/registry.ts";
import { choosingNetworks, type RetrainRecord, retrain } from "../../pipeline/retrain.ts";
import { operations, SCORING_STEP, scoresPerPerson } from "../../runner/cost.ts";
import type { Task } from "../../runner/job.ts";
import { retraining, training } from "../../runner/tasks.ts";
import { COUNTING, type Contender, type EnduranceRecord, endurance, retrainings } from "./endurance.ts";

/** A network that counts; the variant says which, and on which rows it is trained: "20 fresh". */
export const counting: Task<RetrainRecord> = {
  name: "retrain to count",
  after: () => [],
  run: (store, run, variant, { onShare, signal }) => {
    const [network, rows] = (variant ?? "").split(" ");
    const { epochs } = run.settings.training;
    return retrain(store, run, Number(network), {
      rows: retrainings.find((each) => each === rows),
      onStep: (epoch, step, steps) => onShare?.((epoch - 1 + step / steps) / epochs),
      signal,
    });
  },
  seconds: (run) => training.seconds(run, null) / 2,
};

/** What lasts of one method's recourses; the variant is made by `contenderVariant`. */
export const enduring: Task<EnduranceRecord> = {
  name: "endurance",
  after: (settings, variant) => {
    const { method } = contenderOf(variant);
    const choosing = recourseMethod(method).usesRetrained ? choosingNetworks(settings) : [];
    return [
      [training, null],
      ...choosing.map((k) => [retraining, String(k)] as const),
      ...countingVariants(settings).map((each) => [counting, each] as const),
    ];
  },
  run: async (store, run, variant, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    return endurance(store, run, trained, contenderOf(variant), {
      onProgress: (done, people) => onShare?.(done / people),
      signal,
    });
  },
  seconds: ({ settings }, variant) => {
    const { method, share } = contenderOf(variant);
    const scores = scoresPerPerson(method, settings) * (share === null ? 1 : 10);
    return 0.5 + 2 * SCORING_STEP * scores * settings.split.test * operations(settings, 10);
  },
};

function countingVariants(settings: Settings): string[] {
  const first = choosingNetworks(settings).length;
  return retrainings.flatMap((rows) => Array.from({ length: COUNTING }, (_, k) => `${first + k} ${rows}`));
}

/** "gradient", "lasting 0.9". */
export function contenderVariant({ method, share }: Contender): string {
  return share === null ? method : `${method} ${share}`;
}

function contenderOf(variant: string | null): Contender {
  const [method, share] = (variant ?? "").split(" ");
  return { method, share: share === undefined ? null : Number(share) };
}
