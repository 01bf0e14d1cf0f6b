/** `recourse calibrate`: a θ₀ with a proven recourse rate, what it costs, and proof that the proof holds. */
import type { Command } from "commander";
import { writeBundle } from "../bundle/bundle.ts";
import { bundleContent } from "../bundle/content.ts";
import { ConfigError } from "../core/errors.ts";
import { type Redrawn, redrawOutcomes } from "../experiments/guarantee-check/guarantee-check.ts";
import { piecesOf, redrawPiece } from "../experiments/guarantee-check/resamples.ts";
import { coverageOf } from "../experiments/table2/calibrated.ts";
import { table2 } from "../experiments/table2/rendering.ts";
import { tradeoff } from "../experiments/table2/tradeoff.ts";
import { programName } from "../library/package.ts";
import type { Workspace } from "../library/workspace.ts";
import { calibrate } from "../pipeline/calibrate.ts";
import type { Store } from "../pipeline/store.ts";
import { parametersOf, train } from "../pipeline/train.ts";
import { revived } from "../runner/failure.ts";
import { job } from "../runner/job.ts";
import type { Runs } from "../runner/runs.ts";
import { calibration, redrawing } from "../runner/tasks.ts";
import { type CalibratedModel, detailText, tradeoffText } from "./calibration.ts";
import { runGrid } from "./grid.ts";
import { jobsOf } from "./jobs.ts";
import {
  type OutputOptions,
  parseNames,
  parseNumber,
  parseNumbers,
  withJobsOption,
  withOutputOptions,
  withPointOptions,
} from "./options.ts";
import { drawnFigures } from "./pare-figures.ts";
import { writtenTables } from "./pare-tables.ts";
import { firstsOf, type PromiseOptions, type Promises, promisesOf } from "./promises.ts";
import { redrawText } from "./redraws.ts";
import { reportTableText } from "./report-table.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

interface CalibrateOptions extends PromiseOptions, OutputOptions {
  readonly validate?: number;
  readonly save?: string;
  readonly jobs?: number;
}

export function addCalibrate(program: Command, terminal: Terminal): void {
  const command = withPointOptions(program.command("calibrate").summary("choose θ₀ so that a recourse rate is proven"))
    .description(
      "Chooses θ₀ so that, with probability at least 1 − α over the calibration rows, at least 1 − ε of people have " +
        "recourse (§3.3), and with the best F1 of those. Trains what is missing. With no data set named: every one that " +
        "is found, λ = 0 and the protocol's, and the paper's three splits, which makes Table 2.",
    )
    .option(
      "--eps <numbers>",
      "ε, the share of people who may be left without recourse; several: the trade-off",
      parseNumbers,
    )
    .option("--alpha <numbers>", "α, the probability that the promise fails: 0.05, not 0.95", parseNumbers)
    .option("-m, --method <names>", "recourse methods, separated by commas; the protocol's when absent", parseNames)
    .option("--aim <score>", "the score that a method which reads θ₀ is aimed at", parseNumber)
    .option("--grid <which>", "θ₀ up to the bound: paper (ten equally spaced) or all (every validation score)")
    .option(
      "--validate <times>",
      "redraw the calibration rows so many times and count how often the promise fails",
      parseNumber,
    )
    .option("--save <folder>", "write the calibrated model as a bundle: for `recourse explain`, and for TensorFlow.js");
  withOutputOptions(withJobsOption(command))
    .addHelpText(
      "after",
      `
Examples:
  $ recourse calibrate --dataset simulated-credit --lambda 0.8 --save model
  $ recourse calibrate --eps 0.05 --alpha 0.05 --protocol corrected
  $ recourse calibrate --dataset adult --eps 0.01,0.05,0.1 --seed 0,21,42
  $ recourse calibrate --dataset adult,compas --lambda 0,0.8 --validate 1000`,
    )
    .action(async (options: CalibrateOptions) => {
      const { validate = 1 } = options;
      if (!(Number.isSafeInteger(validate) && validate >= 1)) {
        throw new ConfigError(`--validate ${validate}: give a whole number from 1 on`);
      }
      jobsOf(options);
      const workspace = workspaceOf(options, terminal);
      const promises = await promisesOf(options, workspace);
      const calibrations = promises.requests.flat().length * promises.methods.length;
      if (options.save !== undefined && calibrations > 1) {
        throw new ConfigError(
          `--save: a bundle holds one model with one θ₀, and this is ${calibrations}; ` +
            "name one --dataset, --lambda, --seed, --method, --eps and --alpha",
        );
      }
      await runJobs(promises, workspace, options, terminal);
      terminal.out(await outputOf(promises, workspace, options, terminal));
    });
}

/** Trains, proposes, calibrates and redraws what is not stored. The first failure is thrown when the rest is done. */
async function runJobs(
  promises: Promises,
  workspace: Workspace,
  options: CalibrateOptions,
  terminal: Terminal,
): Promise<void> {
  const firsts = firstsOf(promises);
  const pieces = piecesOf(options.validate ?? 0);
  const jobs = [...firsts].flatMap((request) =>
    promises.methods.flatMap(({ name }) => [
      job(calibration, request, name),
      ...pieces.map(({ from, to }) => job(redrawing, request, `${name} ${from} ${to}`)),
    ]),
  );
  // One model is calibrated in one chain of steps, which is not worth the start of a thread.
  const alone = firsts.size === 1 && pieces.length === 0;
  const failures = await runGrid(jobs, workspace, alone ? { ...options, jobs: 1 } : options, terminal);
  const failure = failures.find(({ error }) => error !== null);
  if (failure?.error) throw revived(failure.error);
}

async function outputOf(
  promises: Promises,
  { root, store, runs }: Workspace,
  options: CalibrateOptions,
  terminal: Terminal,
): Promise<string> {
  const models = await calibratedModels(promises, runs, store, terminal.signal);
  const redrawn = await redrawnModels(promises, runs, store, options.validate ?? 0, terminal.signal);
  const [first] = models;
  const { protocol } = first[0].run;
  const points = models.length > 1 ? tradeoff(models.flat()) : [];
  const outcomes = redrawOutcomes(redrawn);
  const figures = await drawnFigures({ protocol, points, redrawn }, root);
  const alone = promises.requests.flat().length === 1;
  const tables = await Promise.all(models.map((ofPromise) => table2(coverageOf(protocol, ofPromise), ofPromise)));
  const written = alone ? [] : await writtenTables(tables, models, root);
  if (options.save !== undefined) await saveBundle(options.save, first[0], store);

  if (options.json) {
    const calibrations = models.flat().map(({ stored, dataset, lambda, seed, engine }) => {
      return { dataset, protocol, lambda, seed, engine, key: stored.key, ...stored.record };
    });
    const { leftOut } = promises;
    const object = { calibrations, table2: tables, tradeoff: points, redraws: outcomes, figures, written, leftOut };
    return `${JSON.stringify({ ...object, bundle: options.save ?? null })}\n`;
  }
  const texts: string[] = [];
  if (alone) {
    for (const model of first) texts.push(await detailText(model, await train(store, model.run), root, terminal));
  } else {
    texts.push(...tables.map((table) => reportTableText(table, terminal)));
  }
  if (points.length > 0) texts.push(tradeoffText(points, terminal));
  if (redrawn.length > 0) texts.push(redrawText(outcomes, redrawn, terminal));
  const notes = [
    ...figures.map((path) => `drawn as ${path}`),
    ...written.map((path) => `written as ${path}`),
    ...promises.leftOut.map((what) => `left out: ${what}`),
    ...(options.save === undefined ? [] : [`saved as ${options.save}: bundle.json, model.json, weights.bin`]),
  ];
  return [...texts, ...(notes.length > 0 ? [`${notes.join("\n")}\n`] : [])].join("\n");
}

/** Every model under every promise, by every method. */
async function calibratedModels(
  { requests, methods }: Promises,
  runs: Runs,
  store: Store,
  signal: AbortSignal,
): Promise<CalibratedModel[][]> {
  const models: CalibratedModel[][] = [];
  for (const ofPromise of requests) {
    const calibrated: CalibratedModel[] = [];
    for (const method of methods) {
      for (const request of ofPromise) {
        const run = await runs.open(request);
        const { lambda, seed, engine } = run.settings.run;
        const stored = await calibrate(store, run, method, { signal });
        calibrated.push({ dataset: run.dataset, lambda, seed, engine, stored, run, method });
      }
    }
    models.push(calibrated);
  }
  return models;
}

/** The redraws of every model under the first of its promises. */
async function redrawnModels(
  promises: Promises,
  runs: Runs,
  store: Store,
  redraws: number,
  signal: AbortSignal,
): Promise<Redrawn[]> {
  const redrawn: Redrawn[] = [];
  if (redraws === 0) return redrawn;
  for (const method of promises.methods) {
    for (const request of firstsOf(promises)) {
      const run = await runs.open(request);
      const { lambda, seed } = run.settings.run;
      const pieces = [];
      for (const piece of piecesOf(redraws)) pieces.push(await redrawPiece(store, run, method, piece, { signal }));
      redrawn.push({ dataset: run.dataset, lambda, seed, pieces });
    }
  }
  return redrawn;
}

async function saveBundle(folder: string, { run, method, stored }: CalibratedModel, store: Store): Promise<void> {
  const trained = await train(store, run);
  const content = await bundleContent(run, method, trained, stored, programName());
  await writeBundle(folder, content, parametersOf(trained, run.settings));
}
