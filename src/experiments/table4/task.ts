/** Table 4's own work. */
import { operations, SCORING_STEP } from "../../runner/cost.ts";
import type { Task } from "../../runner/job.ts";
import { evaluation, training } from "../../runner/tasks.ts";
import { type RobustnessRecord, robustness } from "./robustness.ts";

/** Recourses and decisions under noise, for every method of the protocol. */
export const perturbation: Task<RobustnessRecord> = {
  name: "robustness",
  after: ({ robustness }) => robustness.methods.map((method) => [evaluation, method] as const),
  run: async (store, run, _, { signal }) => {
    const trained = await training.run(store, run, null, { signal });
    return robustness(store, run, trained, { signal });
  },
  seconds: ({ settings }) => 0.1 + SCORING_STEP * 300 * settings.split.test * operations(settings, 10),
};
