/** Figure 3's own work. */
import { recourseMethod } from "../../methods/registry.ts";
import type { Task } from "../../runner/job.ts";
import { evaluation, training } from "../../runner/tasks.ts";
import { type InterventionRecord, intervene } from "./intervention.ts";

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
};
