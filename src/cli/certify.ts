/** `recourse certify`: who has recourse and who has none, proven, with the cheapest action. */
import type { Command } from "commander";
import Papa from "papaparse";
import type { Request } from "../config/resolve.ts";
import { csvFormat } from "../core/csv.ts";
import { ConfigError } from "../core/errors.ts";
import { writeWhole } from "../data/disk.ts";
import {
  blocksIn,
  boxesOf,
  type CertifiablePart,
  type CertifiedPerson,
  certifiablePartOf,
  certifyPart,
} from "../library/certify.ts";
import type { Workspace } from "../library/workspace.ts";
import { mustBeProvable } from "../pipeline/certify.ts";
import { train } from "../pipeline/train.ts";
import { revived } from "../runner/failure.ts";
import { type Job, job } from "../runner/job.ts";
import { certification, certificationVariant } from "../runner/tasks.ts";
import { type CertifiedModel, certificationText, comparisonText } from "./certification.ts";
import { certifyBundleShown, certifyEveryoneShown, type EveryoneCommandOptions } from "./certify-everyone.ts";
import { runGrid } from "./grid.ts";
import { jobsOf } from "./jobs.ts";
import {
  collect,
  flagOf,
  parseNumber,
  requestOf,
  withJobsOption,
  withOutputOptions,
  withPointOptions,
} from "./options.ts";
import { type PointOptions, pointOf } from "./points.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

export interface CertifyCommandOptions extends PointOptions, EveryoneCommandOptions {
  readonly part?: string;
  readonly csv?: string;
  readonly bundle?: string;
  readonly jobs?: number;
}

export function addCertify(program: Command, terminal: Terminal): void {
  const command = withPointOptions(
    program.command("certify").summary("prove who has recourse and who has none, and the cheapest"),
  )
    .description(
      "Proves for every person turned down, by branch and bound over the actions Δ, that an action is accepted, and which " +
        "is the cheapest, or that none is. Trains what is missing. What is stored is not proven again: stopped or killed, " +
        "the same command goes on.",
    )
    .option("--part <which>", "whose recourse: test, calibration or all rows; test when absent")
    .option(
      "--boxes <number>",
      "regions of Δ to bound for one person before the answer is left open; 100000 when absent",
      parseNumber,
    )
    .option("--csv <file>", "also write everybody as a CSV")
    .option(
      "--where <condition>",
      "ask instead whether everybody like one person, but with age >= 30, has recourse; may be given again",
      collect,
    )
    .option(
      "-b, --bundle <folder>",
      "with --where: of a model that `recourse calibrate --save` has written, and of its θ₀",
    )
    .option("-r, --row <number>", "with --where: that person, a record of the CSV; 1 is the first", parseNumber)
    .option("--person <json>", 'with --where: that person as JSON, {"age": 39, …}, by the columns of the CSV');
  withOutputOptions(withJobsOption(command))
    .addHelpText(
      "after",
      `
Examples:
  $ recourse certify --dataset simulated-credit --lambda 0.8
  $ recourse certify --dataset adult --part all --csv adult.csv
  $ recourse certify --dataset adult,compas --lambda 0,0.8 --seed 0,21,42
  $ recourse certify --dataset adult --where 'age >= 30' --row 7
  $ recourse certify --bundle model --where 'age >= 30' --person '{"age": …}'`,
    )
    .action((options: CertifyCommandOptions) => certify(options, terminal));
}

async function certify(options: CertifyCommandOptions, terminal: Terminal): Promise<void> {
  const part = certifiablePartOf(options.part, "--part ");
  const boxes = boxesOf(options.boxes, "--boxes ");
  jobsOf(options);
  if (options.bundle !== undefined) return certifyBundle(options.bundle, options, terminal);
  const workspace = workspaceOf(options, terminal);
  const requests = await certifiedRequests(options);
  if (mustAskOfRegion(options, requests)) return certifyEveryoneShown(requests[0], options, workspace, terminal);
  const jobs = await certificationJobs(requests, part, boxes, workspace);
  const failures = await runGrid(jobs, workspace, options, terminal);
  const failure = failures.find(({ error }) => error !== null);
  if (failure?.error) throw revived(failure.error);
  const models: CertifiedModel[] = [];
  for (const request of requests) {
    const run = await workspace.runs.open(request);
    const trained = await train(workspace.store, run);
    models.push({ run, certification: await certifyPart(workspace.store, run, trained, part, boxes) });
  }
  if (options.csv !== undefined) await writeWhole(options.csv, csvOf(models), "another file with --csv");
  if (options.json) return terminal.out(jsonOf(models, options.csv ?? null));
  const [first, ...others] = models;
  terminal.out(others.length === 0 ? certificationText(first, terminal) : comparisonText(models, terminal));
  if (options.csv !== undefined) terminal.out(`everybody is in ${options.csv}\n`);
}

/** What a bundle says for itself, and what is about rows, of which it holds none. */
const NOT_OF_BUNDLES = ["lambda", "seed", "protocol", "engine", "epochs", "deltaMax", "set", "part", "csv"] as const;

async function certifyBundle(folder: string, options: CertifyCommandOptions, terminal: Terminal): Promise<void> {
  const { where, dataset: [dataset, ...others] = [] } = options;
  if (where === undefined) throw new ConfigError("--bundle: a bundle holds no rows to certify; ask it of --where");
  const given = NOT_OF_BUNDLES.find((name) => options[name] !== undefined);
  if (given !== undefined) throw new ConfigError(`--bundle: ${flagOf(given)} does not go with it; leave it out`);
  if (others.length > 0) throw new ConfigError("--bundle: name the one --dataset it was made from");
  await certifyBundleShown(folder, { ...options, dataset }, terminal);
}

/** Whether a region is asked about; a ConfigError for what goes with that alone, and for what does not go with it. */
function mustAskOfRegion(options: CertifyCommandOptions, requests: readonly Request[]): boolean {
  const { where, row, person, part, csv } = options;
  if (where === undefined) {
    if (row === undefined && person === undefined) return false;
    throw new ConfigError("--row and --person say who everybody is like with --where; name a condition");
  }
  if (part !== undefined || csv !== undefined)
    throw new ConfigError("--where: --part and --csv are of the rows; leave them out");
  if (requests.length === 1) return true;
  throw new ConfigError("--where: name one --dataset, --lambda and --seed");
}

/** A model for every data set, λ and seed; the protocol's own where they are not named. */
export async function certifiedRequests(options: PointOptions): Promise<Request[]> {
  if (options.dataset === undefined) return [await requestOf({})];
  return options.dataset.flatMap((dataset) =>
    (options.lambda ?? [null]).flatMap((lambda) =>
      (options.seed ?? [null]).map((seed) => pointOf(options, dataset, lambda, seed)),
    ),
  );
}

/** A job for every block of every model's people. */
export async function certificationJobs(
  requests: readonly Request[],
  part: CertifiablePart,
  boxes: number,
  { runs }: Pick<Workspace, "runs">,
): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const request of requests) {
    const run = await runs.open(request);
    mustBeProvable(run);
    for (const block of blocksIn(await run.read(), part)) {
      jobs.push(job(certification, request, certificationVariant(block, boxes)));
    }
  }
  return jobs;
}

function modelOf({ run }: CertifiedModel) {
  const { lambda, seed, engine } = run.settings.run;
  return { dataset: run.dataset, protocol: run.protocol, lambda, seed, engine };
}

function jsonOf(models: readonly CertifiedModel[], csv: string | null): string {
  const certified = models.map((model) => ({ ...modelOf(model), ...model.certification }));
  return `${JSON.stringify({ models: certified, csv })}\n`;
}

/** One line for each person; a feature that another data set has stays empty. */
function csvOf(models: readonly CertifiedModel[]): string {
  const rows = models.flatMap((model) => {
    const { engine, ...which } = modelOf(model);
    return model.certification.people.map((person) => ({ ...which, ...cellsOf(person) }));
  });
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return `${Papa.unparse({ fields, data: rows }, csvFormat)}\n`;
}

function cellsOf({ features, ...person }: CertifiedPerson): Record<string, string | number | null> {
  const changes = Object.entries(features).flatMap(([name, { value, change }]) => [
    [name, value],
    [`delta ${name}`, change],
  ]);
  return { ...person, ...Object.fromEntries(changes) };
}
