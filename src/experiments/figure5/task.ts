/** Figure 5's own work. */

import type { Task } from "../../runner/job.ts";
import { evaluation, training } from "../../runner/tasks.ts";
import { type DisparityRecord, disparity } from "./disparity.ts";

/** "Recourse all" of two groups of people. */
export const disparities: Task<DisparityRecord> = {
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
};
