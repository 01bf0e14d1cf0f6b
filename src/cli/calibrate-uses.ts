/** The uses of calibrate, each by itself: one guarantee in full, Table 2, the trade-off, the resampling check, the bundle. */
import { retrainedContent } from "../bundle/networks.ts";
import type { Request } from "../config/resolve.ts";
import { resampleFigure, resampleOutcomes } from "../experiments/guarantee-check/guarantee-check.ts";
import { checkedModels } from "../experiments/guarantee-check/models.ts";
import { tableCoverageOf } from "../experiments/table2/calibrated.ts";
import type { CalibratedModel } from "../experiments/table2/models.ts";
import { table2Of } from "../experiments/table2/rendering.ts";
import { tradeoff, tradeoffFigure } from "../experiments/table2/tradeoff.ts";
import { saveCalibrated } from "../library/calibrate.ts";
import type { Workspace } from "../library/workspace.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { train } from "../pipeline/train.ts";
import { writeFigure, writeTables } from "./calibrate-files.ts";
import { detailText, tradeoffText } from "./calibration.ts";
import type { GuaranteeOptions } from "./guarantees.ts";
import { reportTableText } from "./report-table.ts";
import { resampleText } from "./resampling.ts";
import type { Terminal } from "./terminal.ts";

/** The output of a use: for people, for programs, and the files it has written. */
export interface Use {
  readonly texts: readonly string[];
  /** Members of the object that --json prints. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** One model under one guarantee, in full, by every method. */
export async function inFull(models: readonly CalibratedModel[], { root, store }: Workspace, terminal: Terminal) {
  const texts: string[] = [];
  for (const model of models) texts.push(await detailText(model, await train(store, model.run), root, terminal));
  return { texts, json: { table2: await tablesOf([models]), written: [] }, notes: [] } satisfies Use;
}

/** Several models as Table 2, one for each guarantee, on the terminal and as files. */
export async function asTable2(
  models: readonly (readonly CalibratedModel[])[],
  { root }: Workspace,
  terminal: Terminal,
): Promise<Use> {
  const tables = await tablesOf(models);
  const written = await writeTables(tables, models, root);
  return {
    texts: tables.map((table) => reportTableText(table, terminal)),
    json: { table2: tables, written },
    notes: written.map((path) => `written as ${path}`),
  };
}

function tablesOf(models: readonly (readonly CalibratedModel[])[]) {
  return Promise.all(models.map((same) => table2Of(tableCoverageOf(same[0].run.protocol, same), same)));
}

/** F1 against ε, where several guarantees are compared. */
export async function asTradeoff(
  models: readonly CalibratedModel[],
  { root }: Workspace,
  terminal: Terminal,
): Promise<Use> {
  const points = tradeoff(models);
  const { protocol } = models[0].run;
  const figure = await tradeoffFigure(points, `Best F1 under the PARE constraint (protocol ${protocol})`);
  const path = await writeFigure("tradeoff", figure, points, protocol, root);
  return {
    texts: [tradeoffText(points, terminal)],
    json: { tradeoff: points, figures: [path] },
    notes: [`drawn as ${path}`],
  };
}

/** How often the guarantee fails over resampled calibration rows. */
export async function asCheck(
  requests: readonly Request[],
  methods: readonly RecourseMethod[],
  times: number,
  workspace: Workspace,
  terminal: Terminal,
): Promise<Use> {
  const checked = await checkedModels(requests, methods, times, workspace, terminal.signal);
  const outcomes = resampleOutcomes(checked);
  const { protocol } = await workspace.runs.open(requests[0]);
  const figure = await resampleFigure(
    checked,
    `True recourse rates over resampled calibration sets (protocol ${protocol})`,
  );
  const path = await writeFigure("resamples", figure, checked, protocol, workspace.root);
  return {
    texts: [resampleText(outcomes, checked, terminal)],
    json: { resamples: outcomes, figures: [path] },
    notes: [`drawn as ${path}`],
  };
}

/** The calibrated model as a bundle, with the networks that were trained again where it is to hold some. */
export async function asBundle(
  folder: string,
  { run, method, stored }: CalibratedModel,
  { retrain }: Pick<GuaranteeOptions, "retrain">,
  { store }: Workspace,
  signal: AbortSignal,
): Promise<Use> {
  const model = { run, method, trained: await train(store, run), calibrated: stored };
  const again = retrain === undefined ? undefined : await retrainedContent(store, run, method, { signal });
  const { files, retrained } = await saveCalibrated(folder, model, again);
  const names = ["bundle.json", ...Object.keys(files)].join(", ");
  const notes = [`saved as ${folder}: ${names}`];
  if (retrained !== undefined) {
    const { choosing, counting } = retrained;
    notes.push(
      `with ${choosing.length + counting.length} networks trained again: ${choosing.length} to choose lasting actions with, ` +
        `${counting.length} to count in how many an action holds`,
    );
  }
  return { texts: [], json: { bundle: folder }, notes };
}
