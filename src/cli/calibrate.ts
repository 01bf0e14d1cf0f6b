/** `recourse calibrate`: a θ₀ with a proven recourse rate, what it costs, and proof that the proof holds. */
import type { Command } from "commander";
import { mustTakeBundle } from "../bundle/folder.ts";
import { ConfigError } from "../core/errors.ts";
import { checkJobs } from "../experiments/guarantee-check/models.ts";
import { type CalibratedModel, calibratedModels } from "../experiments/table2/models.ts";
import type { Workspace } from "../library/workspace.ts";
import { revived } from "../runner/failure.ts";
import { type Job, job } from "../runner/job.ts";
import { calibration } from "../runner/tasks.ts";
import { asBundle, asCheck, asTable2, asTradeoff, inFull, type Use } from "./calibrate-uses.ts";
import { runGrid } from "./grid.ts";
import { firstsOf, type GuaranteeOptions, type Guarantees, guaranteesOf, recalibrationJobs } from "./guarantees.ts";
import { jobsOf, mustBeWhole } from "./jobs.ts";
import {
  type OutputOptions,
  parseNames,
  parseNumber,
  parseNumbers,
  withJobsOption,
  withOutputOptions,
  withPointOptions,
} from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";
import { paragraph } from "./wrap.ts";

interface CalibrateOptions extends GuaranteeOptions, OutputOptions {
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
    .option("--alpha <numbers>", "α, the probability that the guarantee fails: 0.05, not 0.95", parseNumbers)
    .option("-m, --method <names>", "recourse methods, separated by commas; the protocol's when absent", parseNames)
    .option("--target-score <score>", "the score that a method which reads θ₀ is aimed at", parseNumber)
    .option("--grid <which>", "θ₀ up to the bound: paper (ten equally spaced) or all (every validation score)")
    .option(
      "--simultaneous",
      "make the guarantees of all methods and λ hold together, each at α over their number: then the best may be chosen",
    )
    .option(
      "--validate <times>",
      "resample the calibration rows so many times and count how often the guarantee fails",
      parseNumber,
    )
    .option(
      "--retrain <number>",
      "train so many networks again, on redrawn rows, each with a θ₀ of its own: a bundle then says in how many an action holds",
      parseNumber,
    )
    .option("--save <folder>", "write the calibrated model as a bundle: for `recourse explain`, and for TensorFlow.js");
  withOutputOptions(withJobsOption(command))
    .addHelpText(
      "after",
      `
Examples:
  $ recourse calibrate --dataset simulated-credit --lambda 0.8 --save model
  $ recourse calibrate --dataset simulated-credit --save model --retrain 20
  $ recourse calibrate --eps 0.05 --alpha 0.05 --protocol corrected
  $ recourse calibrate --dataset adult --eps 0.01,0.05,0.1 --seed 0,21,42
  $ recourse calibrate --dataset adult,compas --lambda 0,0.8 --validate 1000`,
    )
    .action((options: CalibrateOptions) => calibrate(options, terminal));
}

async function calibrate(options: CalibrateOptions, terminal: Terminal): Promise<void> {
  const { validate, save } = options;
  if (validate !== undefined) mustBeWhole("--validate", validate, 1_000_000);
  jobsOf(options);
  const workspace = workspaceOf(options, terminal);
  const asked = await guaranteesOf(options, workspace);
  const { requests, methods, leftOut, together } = asked;
  const calibrations = requests.flat().length * methods.length;
  if (save !== undefined && calibrations > 1) {
    throw new ConfigError(
      `--save: a bundle holds one model with one θ₀, and this is ${calibrations}; ` +
        "name one --dataset, --lambda, --seed, --method, --eps and --alpha",
    );
  }
  const ofOthers = methods.find(({ usesRetrained }) => usesRetrained);
  if (save !== undefined && ofOthers) {
    throw new ConfigError(
      `--save: a bundle holds no guarantee about retrained networks, which that of ${ofOthers.name} is; calibrate with another method ` +
        "and --retrain, and explain counts in how many of them an action holds",
    );
  }
  if (save !== undefined) await mustTakeBundle(save, { networks: options.retrain !== undefined });
  await runJobs(asked, workspace, options, terminal);

  const models: CalibratedModel[][] = [];
  for (const same of requests) models.push(await calibratedModels(same, methods, workspace, terminal.signal));
  const alone = requests.flat().length === 1;
  const uses: Use[] = [
    alone ? await inFull(models[0], workspace, terminal) : await asTable2(models, workspace, terminal),
  ];
  if (models.length > 1) uses.push(await asTradeoff(models.flat(), workspace, terminal));
  if (validate !== undefined) uses.push(await asCheck([...firstsOf(asked)], methods, validate, workspace, terminal));
  if (save === undefined && options.retrain !== undefined && !ofOthers) uses.push(retrainedStored);
  if (save !== undefined) uses.push(await asBundle(save, models[0][0], options, workspace, terminal.signal));
  terminal.out(
    options.json
      ? jsonOf(models.flat(), uses, asked)
      : textOf(uses, leftOut, together === null ? [] : paragraph(together, terminal.columns, "  ")),
  );
}

const retrainedStored: Use = {
  texts: [],
  json: {},
  notes: ["the networks trained again are stored; the same command with --save puts them into a bundle"],
};

/** Trains, proposes, calibrates and resamples what is not stored. The first failure is thrown when the rest is done. */
async function runJobs(
  asked: Guarantees,
  workspace: Workspace,
  options: CalibrateOptions,
  terminal: Terminal,
): Promise<void> {
  const firsts = [...firstsOf(asked)];
  const { methods } = asked;
  const jobs = [
    ...(await recalibrationJobs(firsts, methods, options, workspace)),
    ...firsts.flatMap((request) => methods.map(({ name }): Job => job(calibration, request, name))),
    ...checkJobs(firsts, methods, options.validate ?? 0),
  ];
  // One model is calibrated in one chain of steps, which is not worth the start of a thread.
  const several = options.validate !== undefined || methods.some(({ usesRetrained }) => usesRetrained);
  const alone = firsts.length === 1 && !several && options.retrain === undefined;
  const failures = await runGrid(jobs, workspace, alone ? { ...options, jobs: 1 } : options, terminal);
  const failure = failures.find(({ error }) => error !== null);
  if (failure?.error) throw revived(failure.error);
}

function jsonOf(
  models: readonly CalibratedModel[],
  uses: readonly Use[],
  { leftOut, together }: Pick<Guarantees, "leftOut" | "together">,
): string {
  const calibrations = models.map(({ stored, guarantee, dataset, lambda, seed, engine, run: { protocol } }) => {
    return { dataset, protocol, lambda, seed, engine, key: stored.key, ...stored.record, guarantee };
  });
  const absent = { tradeoff: [], resamples: [], bundle: null };
  const figures = uses.flatMap(({ json }) => json.figures ?? []);
  return `${JSON.stringify({ calibrations, ...absent, ...Object.assign({}, ...uses.map(({ json }) => json)), figures, leftOut, together })}\n`;
}

function textOf(uses: readonly Use[], leftOut: readonly string[], together: readonly string[]): string {
  const notes = [...uses.flatMap(({ notes }) => notes), ...together, ...leftOut.map((what) => `left out: ${what}`)];
  const texts = uses.flatMap(({ texts }) => texts);
  return [...texts, ...(notes.length > 0 ? [`${notes.join("\n")}\n`] : [])].join("\n");
}
