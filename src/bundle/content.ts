/** What goes into the bundle of a calibrated run. */
import type { RecourseMethod } from "../methods/method.ts";
import { guaranteeTold } from "../pipeline/calibrate.ts";
import type { CalibrateRecord } from "../pipeline/calibration/record.ts";
import type { Json } from "../pipeline/canonical.ts";
import { settingsOf } from "../pipeline/propose.ts";
import type { Run } from "../pipeline/run.ts";
import { storedMethodSettings } from "../pipeline/spelling.ts";
import type { Stored } from "../pipeline/store.ts";
import type { TrainRecord } from "../pipeline/train.ts";
import type { BundleContent } from "./bundle.ts";
import { actionsToJson, type Bundle } from "./schema.ts";

/** `program` is the name and version of this program; `retrained` the networks that the bundle is to hold, if any. */
export async function bundleContent(
  run: Run,
  method: RecourseMethod,
  trained: Stored<TrainRecord>,
  calibrated: Stored<CalibrateRecord>,
  program: string,
  retrained?: Bundle["retrained"],
): Promise<BundleContent> {
  const { settings } = run;
  const { columns, actions } = await run.read();
  const { aim, score, epsilon, alpha, calibration, pare } = calibrated.record;
  const guarantee = await guaranteeTold(run, calibrated.record);
  const { n, k, theta0Bound } = calibration;
  return {
    dataset: { name: settings.name, title: settings.title },
    protocol: run.protocol,
    preprocessing: await preprocessingOf(run),
    label: settings.label,
    actions: actionsToJson(actions, columns, settings.actions.deltaMax),
    ...modelOf(run, columns.length),
    theta0: pare.theta0,
    recourse: Object.fromEntries(
      Object.entries(settings.recourse).map(([name, own]) => [name, storedMethodSettings(own as Json)]),
    ) as Bundle["recourse"],
    promise: {
      ...guarantee,
      epsilon,
      alpha,
      method: {
        name: method.name,
        settings: storedMethodSettings(settingsOf(run, method)) as Bundle["promise"]["method"]["settings"],
        aim,
      },
      score,
      n,
      k,
      theta0Bound,
    },
    ...(retrained === undefined ? {} : { retrained }),
    provenance: {
      program,
      engine: trained.record.engine.description,
      lambda: trained.record.lambda,
      seed: trained.record.seed,
      train: trained.key,
      calibrate: calibrated.key,
      data: [...run.sha256],
    },
  };
}

/** What is scored: the network's shape, or what a model from outside is. */
function modelOf({ settings: { network }, model }: Run, inputs: number): Pick<Bundle, "network" | "model"> {
  if (model === undefined) return { network: { inputs, hidden: network.hidden, activation: network.activation } };
  return { model: { ...model.identity } };
}

/** How a record of the run's source becomes a row of X. */
export async function preprocessingOf({ settings, read }: Run): Promise<Bundle["preprocessing"]> {
  const { columns, ranges } = await read();
  return {
    features: settings.features,
    columns: columns.map(({ name, feature, category, kind, integer, unit, mean, std, fill }, j) => ({
      name,
      feature,
      category,
      kind,
      integer,
      unit,
      mean,
      std,
      fill,
      least: ranges[j].min,
      greatest: ranges[j].max,
    })),
    missing: settings.source.missing,
  };
}
