/** The subject of an audit that is trained, or found stored: the test rows of its split. */

import type { CarriedBound, Subject } from "../audit/subject.ts";
import { preprocessingOf } from "../bundle/content.ts";
import type { Request } from "../config/resolve.ts";
import { pacIndex, tooFewRows } from "../core/pac.ts";
import type { Network } from "../engines/engine.ts";
import { openEngine } from "../engines/registry.ts";
import { PersonExplanation } from "../explain/answer.ts";
import { integralActions } from "../explain/rounded.ts";
import type { RecourseMethod, RetrainedNetwork } from "../methods/method.ts";
import { calibrate, guaranteeTold } from "../pipeline/calibrate.ts";
import type { CalibrateRecord } from "../pipeline/calibration/record.ts";
import { calibrationPart } from "../pipeline/proposals.ts";
import { guaranteedMethods } from "../pipeline/propose.ts";
import { recalibrate } from "../pipeline/recalibrate.ts";
import { countingNetworks, retrain } from "../pipeline/retrain.ts";
import type { Run } from "../pipeline/run.ts";
import { openRunNetwork } from "../pipeline/score.ts";
import type { Stored } from "../pipeline/store.ts";
import { networkSpec, storedParameters, type TrainRecord, train } from "../pipeline/train.ts";
import { ifStored } from "../runner/reader.ts";
import { answersTo, describedData, type OpenSubject, originOf, rowsOf, trainedText } from "./audited.ts";
import type { Workspace } from "./workspace.ts";

/** Trains and calibrates what is not stored; without calibration rows enough for a guarantee θ₀ is the one of training. */
export async function runSubject(
  request: Request,
  asked: RecourseMethod | null,
  workspace: Workspace,
  signal: AbortSignal | undefined,
): Promise<OpenSubject> {
  const run = await workspace.runs.open(request);
  const trained = await train(workspace.store, run, { signal });
  const network = await openRunNetwork(run, trained);
  try {
    return await subjectOf(run, trained, network, asked, workspace, signal);
  } catch (error) {
    network.close();
    throw error;
  }
}

async function subjectOf(
  run: Run,
  trained: Stored<TrainRecord>,
  network: Network,
  asked: RecourseMethod | null,
  workspace: Workspace,
  signal: AbortSignal | undefined,
): Promise<OpenSubject> {
  const { store } = workspace;
  const { settings } = run;
  const dataset = await run.read();
  const method = asked ?? guaranteedMethods(run)[0];
  const unproven = await unprovenBy(run);
  const calibrated = unproven === null ? await calibrate(store, run, method, { signal }) : null;
  const { rule, rows } = calibrated?.record.choice ?? { rule: settings.threshold.rule, rows: 0 };
  const preprocessing = await preprocessingOf(run);
  const theta0 = calibrated?.record.pare.theta0 ?? trained.record.theta0;
  const whole = integralActions(
    dataset.columns.map((column, j) => ({ ...column, ...dataset.ranges[j] })),
    dataset.actions,
  );
  const answering = { preprocessing, theta0, label: settings.label };
  const answers = new PersonExplanation(answering, network, whole, dataset.actions, null, { signal });
  const retrained = await countingStored(run, calibrated === null ? null : method, workspace);
  const subject: Subject = {
    ...describedData(run, dataset),
    rows: rowsOf(dataset),
    people: dataset.parts.test,
    whose:
      run.model === undefined
        ? "the test rows, which took no part in training or in choosing θ₀"
        : "the test rows, which took no part in choosing θ₀; whether the model was trained on them is not known here",
    columns: dataset.columns,
    actions: dataset.actions,
    causal: dataset.causal,
    network,
    model: run.model === undefined ? trainedText(settings) : `a model from outside: ${run.model.name}`,
    theta0,
    theta0From:
      calibrated === null
        ? `the best ${ruleText(rule)} on the validation rows`
        : `the best ${ruleText(rule)} on ${rows.toLocaleString("en-US")} validation rows up to the bound that the calibration rows prove (PARE)`,
    guarantee:
      calibrated === null ? { none: `θ₀ guarantees nothing: ${unproven}` } : await boundOf(run, calibrated.record),
    retrained: retrained ?? (run.model === undefined ? RETRAINED : FROM_OUTSIDE),
    recourse: settings.recourse as Subject["recourse"],
    seed: settings.run.seed,
    explain: (records) => answersTo(records, { preprocessing }, run, workspace, (person) => answers.to(person, [])),
    origin: [
      ...originOf(run),
      [run.model === undefined ? "training" : "model", `${run.model === undefined ? "train" : "model"}/${trained.key}`],
      ...(calibrated === null ? [] : [["calibration", `calibrate/${calibrated.key}`] as const]),
    ],
  };
  return {
    subject,
    close: () => {
      network.close();
      for (const each of retrained ?? []) each.network.close();
    },
  };
}

function ruleText(rule: string): string {
  return rule === "f1" ? "F1" : rule;
}

const RETRAINED = {
  none: "No networks are trained again for this model; `recourse calibrate --save model --retrain 20` trains and stores some, and the audit then counts how many keep an action.",
};

const FROM_OUTSIDE = { none: "A model from outside is not trained again here." };

/** Why calibration rows prove nothing, where they are too few. */
async function unprovenBy(run: Run): Promise<string | null> {
  const { epsilon, alpha } = run.settings.pare;
  const { rows } = (await run.read()).parts[calibrationPart(run)].X;
  return pacIndex(rows, epsilon, alpha) === null ? tooFewRows(rows, epsilon, alpha) : null;
}

async function boundOf(run: Run, record: CalibrateRecord): Promise<CarriedBound> {
  const { epsilon, alpha, method, shift } = record;
  const { n, k, theta0Bound } = record.calibration;
  return { ...(await guaranteeTold(run, record)), epsilon, alpha, method, n, k, theta0Bound, shift };
}

/**
 * The counting networks of a run where all are stored, each with the θ₀ that it would be used with: PARE's where the run's is; null
 * elsewhere.
 */
async function countingStored(
  run: Run,
  calibrated: RecourseMethod | null,
  { reader }: Workspace,
): Promise<RetrainedNetwork[] | null> {
  if (run.model !== undefined) return null;
  const stored = await ifStored(async () => {
    const found = [];
    for (const k of countingNetworks(run.settings)) {
      const trained = await retrain(reader, run, k);
      const { record } = calibrated === null ? trained : await recalibrate(reader, run, calibrated, k);
      found.push({ trained, theta0: record.theta0 });
    }
    return found;
  });
  if (stored === null) return null;
  const spec = networkSpec(run.settings, (await run.read()).columns.length);
  const engine = await openEngine(run.settings.run.engine);
  return stored.map(({ trained, theta0 }) => ({
    network: engine.open(spec, storedParameters(trained, spec)),
    theta0,
  }));
}
