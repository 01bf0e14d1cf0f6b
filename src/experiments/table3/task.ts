/** Table 3's own work. */
import type { Task } from "../../runner/job.ts";
import { evaluation, training } from "../../runner/tasks.ts";
import { type DistinguishRecord, distinguish } from "./distinguish.ts";

/** Classifier two-sample tests: recourses against original rows. */
export const distinction: Task<DistinguishRecord> = {
  name: "distinguish",
  after: ({ distinguish }) => [[evaluation, distinguish.method]],
  run: async (store, run, _, { onShare, signal }) => {
    const trained = await training.run(store, run, null, { signal });
    return distinguish(store, run, trained, { onShare, signal });
  },
  seconds: ({ lines }) => 2 + 0.002 * Math.min(lines, 6000),
};
