/** The models of Table 2 and of the trade-off: each calibrated, or found so, by every method. */
import type { Request } from "../../config/resolve.ts";
import type { Workspace } from "../../library/workspace.ts";
import type { RecourseMethod } from "../../methods/method.ts";
import { calibrate, guaranteeTold } from "../../pipeline/calibrate.ts";
import type { Run } from "../../pipeline/run.ts";
import type { Calibrated } from "./calibrated.ts";

/** A calibrated model with what it was made of. */
export interface CalibratedModel extends Calibrated {
  readonly run: Run;
  readonly method: RecourseMethod;
}

/** Every model of the requests by every method. */
export async function calibratedModels(
  requests: readonly Request[],
  methods: readonly RecourseMethod[],
  { runs, store }: Pick<Workspace, "runs" | "store">,
  signal: AbortSignal,
): Promise<CalibratedModel[]> {
  const models: CalibratedModel[] = [];
  for (const method of methods) {
    for (const request of requests) {
      const run = await runs.open(request);
      const { lambda, seed, engine } = run.settings.run;
      const stored = await calibrate(store, run, method, { signal });
      const guarantee = await guaranteeTold(run, stored.record);
      models.push({
        dataset: run.dataset,
        lambda,
        outside: run.model === undefined ? undefined : true,
        seed,
        engine,
        stored,
        guarantee,
        run,
        method,
      });
    }
  }
  return models;
}
