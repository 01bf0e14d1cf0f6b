/** The subject of an audit that is trained, or found stored: the test rows of its split. */

import type { ActionSet } from "../actions/set.ts";
import type { CarriedBound, Subject } from "../audit/subject.ts";
import type { BundleContent, ReadBundle } from "../bundle/bundle.ts";
import { bundleContent } from "../bundle/content.ts";
import { BUNDLE_VERSION } from "../bundle/schema.ts";
import { isProvable } from "../certificates/certifiable.ts";
import type { Request } from "../config/resolve.ts";
import { pacIndex, tooFewRows } from "../core/pac.ts";
import type { Dataset } from "../data/dataset.ts";
import { findFiles } from "../data/load.ts";
import { textAt } from "../data/text.ts";
import type { Network, Parameters } from "../engines/engine.ts";
import { openEngine } from "../engines/registry.ts";
import { openExplainer } from "../explain/explain.ts";
import type { Explanation } from "../explain/explanation.ts";
import { peopleOfRecords } from "../explain/person.ts";
import type { RecourseMethod, RetrainedNetwork } from "../methods/method.ts";
import { recourseMethod } from "../methods/registry.ts";
import { type CalibrateRecord, calibrate, guaranteeTold } from "../pipeline/calibrate.ts";
import { calibrationPart } from "../pipeline/proposals.ts";
import { settingsOf } from "../pipeline/propose.ts";
import { recalibrate } from "../pipeline/recalibrate.ts";
import { countingNetworks, retrain } from "../pipeline/retrain.ts";
import type { Run } from "../pipeline/run.ts";
import { openRunNetwork } from "../pipeline/score.ts";
import { networkSpec, parametersOf, storedParameters, train } from "../pipeline/train.ts";
import { ifStored } from "../runner/reader.ts";
import { programName } from "./package.ts";
import type { Workspace } from "./workspace.ts";

/** A subject whose networks are open. */
export interface OpenSubject {
  readonly subject: Subject;
  close(): void;
}

/** Trains and calibrates what is not stored; without calibration rows enough for a guarantee θ₀ is the one of training. */
export async function runSubject(
  request: Request,
  asked: RecourseMethod | null,
  workspace: Workspace,
  signal: AbortSignal | undefined,
): Promise<OpenSubject> {
  const { store } = workspace;
  const run = await workspace.open(request);
  const { settings } = run;
  const trained = await train(store, run, { signal });
  const dataset = await run.read();
  const network = await openRunNetwork(run, trained);
  const method = asked ?? guaranteedMethod(run, network);
  const unproven = await unprovenBy(run);
  const calibrated = unproven === null ? await calibrate(store, run, method, { signal }) : null;
  const { rule, rows } = calibrated?.record.choice ?? { rule: settings.threshold.rule, rows: 0 };
  const read =
    calibrated === null
      ? null
      : inMemory(
          await bundleContent(run, method, trained, calibrated, programName()),
          run.model === undefined ? parametersOf(trained, settings) : null,
          dataset.actions,
          run.model,
        );
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
    theta0: calibrated?.record.pare.theta0 ?? trained.record.theta0,
    theta0From:
      calibrated === null
        ? `the best ${ruleText(rule)} on the validation rows`
        : `the best ${ruleText(rule)} on ${rows.toLocaleString("en-US")} validation rows up to the bound that the calibration rows prove (PARE)`,
    guarantee:
      calibrated === null ? { none: `θ₀ guarantees nothing: ${unproven}` } : await boundOf(run, calibrated.record),
    retrained: retrained ?? (run.model === undefined ? RETRAINED : FROM_OUTSIDE),
    recourse: settings.recourse as Subject["recourse"],
    seed: settings.run.seed,
    explain: read === null ? UNCALIBRATED : (records) => explained(read, run, workspace, records, signal),
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

/** What a saved bundle reads back as. */
function inMemory(
  content: BundleContent,
  parameters: Parameters | null,
  actions: ActionSet,
  model: Run["model"],
): ReadBundle {
  return {
    bundle: { format: "recourse-bundle", version: BUNDLE_VERSION, ...content, files: {} },
    parameters,
    actions,
    model,
  };
}

function ruleText(rule: string): string {
  return rule === "f1" ? "F1" : rule;
}

const UNCALIBRATED = { none: "Answers are given by a calibrated model, and this one is not." };

const RETRAINED = {
  none: "No networks are trained again for this model; `recourse calibrate --save model --retrain 20` trains and stores some, and the audit then counts how many keep an action.",
};

const FROM_OUTSIDE = { none: "A model from outside is not trained again here." };

/** 𝒜 where none is asked for: the protocol's first that the model can be asked by, else what finds the highest score. */
function guaranteedMethod(run: Run, network: Network): RecourseMethod {
  const able = (method: RecourseMethod) =>
    network.gives !== "scores" ||
    !(method.usesGradients?.(settingsOf(run, method)) || (method.proves && !isProvable(network)));
  const named = run.settings.pare.methods.map((name) => recourseMethod(name)).find(able);
  return named ?? recourseMethod(isProvable(network) ? "highest" : "ascent");
}

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

/** What of a subject the data set's file says. */
export function describedData({ settings }: Run, { title, favourable }: Pick<Dataset, "title" | "favourable">) {
  const { description = null, sensitive = null } = settings;
  return { title, favourable, description, sensitive };
}

export function rowsOf({ parts }: Dataset): number {
  return [...new Set(Object.values(parts))].reduce((sum, { X }) => sum + X.rows, 0);
}

/** "3 hidden layers of 100, 100 and 100 tanh units …". */
export function trainedText({ network: { hidden, activation }, run }: Run["settings"]): string {
  const { lambda, seed, engine } = run;
  return `${networkText(hidden, activation)}, trained with λ = ${lambda} and seed ${seed}, computed by ${engine}`;
}

export function networkText(hidden: readonly number[], activation: string): string {
  if (hidden.length === 0) return "logistic regression";
  return `a network with ${hidden.length} hidden layer${hidden.length === 1 ? "" : "s"} (${hidden.join(", ")} units, ${activation})`;
}

export function originOf({ settings, protocol, sha256 }: Run): [string, string][] {
  const { source } = settings;
  const files = [source.file, ...(source.test === null ? [] : [source.test.file])];
  return [
    ["program", programName()],
    ["protocol", protocol],
    ...files.map((file, i): [string, string] => [`SHA-256 of ${file}`, sha256[i]]),
  ];
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

/** Answers to people by their records in the CSV of the people audited, in the order asked for. */
export async function explained(
  read: ReadBundle,
  run: Run,
  { folders }: Workspace,
  records: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Explanation[]> {
  const { source, name } = run.settings;
  const of = source.test ?? source;
  const files = run.csv === undefined ? await findFiles(source, folders, name) : [];
  const text = run.csv ?? (await textAt(files[files.length - 1].path));
  const people = peopleOfRecords(read.bundle, text, { ...source, file: of.file }, records);
  const ascending = records.toSorted((a, b) => a - b);
  const explainer = await openExplainer(read, { methods: [], signal });
  try {
    const answers = new Map<number, Explanation>();
    for (const [i, person] of people.entries()) answers.set(ascending[i], await explainer.explain(person));
    return records.flatMap((record) => answers.get(record) ?? []);
  } finally {
    explainer.close();
  }
}
