/** Table 2 of the paper's experiment: which calibrations it needs. */
import { resolve } from "../../config/resolve.ts";
import { guaranteeTold } from "../../pipeline/calibrate.ts";
import type { CalibrateRecord } from "../../pipeline/calibration/record.ts";
import { type Job, job } from "../../runner/job.ts";
import { calibration } from "../../runner/tasks.ts";
import type { Experiment, Scope } from "../experiment.ts";
import { models, requestAt } from "../models.ts";
import type { Calibrated } from "./calibrated.ts";
import { TITLE, table2Of as tableOf } from "./rendering.ts";

export const table2 = {
  name: "table2",
  title: TITLE,
  table: {
    name: "2",
    async jobs(scope) {
      return plansOf(scope, await methodsOf(scope)).map(({ calibrating }) => calibrating);
    },
    async table(scope, results) {
      const methods = await methodsOf(scope);
      const calibrated: Calibrated[] = [];
      for (const { dataset, lambda, seed, calibrating } of plansOf(scope, methods)) {
        const result = results.of(calibrating);
        if (result === null) continue;
        const { run, stored } = result;
        const guarantee = await guaranteeTold(run, stored.record);
        calibrated.push({ dataset, lambda, seed, engine: run.settings.run.engine, stored, guarantee });
      }
      return tableOf({ ...scope, lambdas: models.map(({ lambda }) => lambda), methods }, calibrated);
    },
  },
} satisfies Experiment;

/** The methods the protocol calibrates; the first one is the paper's. */
async function methodsOf(scope: Scope): Promise<readonly string[]> {
  const { settings } = await resolve(requestAt(scope, scope.datasets[0], models[0], scope.seeds[0]));
  return [...new Set(settings.pare.methods)];
}

/** A model on one split, and the job that calibrates it. */
interface Plan extends Omit<Calibrated, "engine" | "stored" | "guarantee"> {
  readonly calibrating: Job<CalibrateRecord>;
}

function plansOf(scope: Scope, methods: readonly string[]): Plan[] {
  return scope.datasets.flatMap((dataset) =>
    models.flatMap((model) =>
      methods.flatMap((method) =>
        scope.seeds.map((seed): Plan => {
          const calibrating = job(calibration, requestAt(scope, dataset, model, seed), method);
          return { dataset, lambda: model.lambda, seed, calibrating };
        }),
      ),
    ),
  );
}
