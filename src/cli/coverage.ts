/** What a command over the paper's grid covers: protocols, data sets, λ and splits, and the options that name them. */
import { configNames, distinctProtocols, nameOf, packagedConfigs } from "../config/files.ts";
import { type Override, type Request, resolve } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import { ablationPlan } from "../experiments/ablation/plan.ts";
import type { FigureScope } from "../experiments/experiment.ts";
import { splitSeeds, sweptLambdas } from "../experiments/models.ts";
import { printedDatasets } from "../experiments/published.ts";
import type { GridOptions } from "./grid.ts";
import { datasetsOf, type PointOptions, pointOf } from "./points.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

export interface CoverageOptions
  extends Pick<PointOptions, "dataset" | "lambda" | "seed" | "engine" | "epochs" | "set">,
    GridOptions {
  readonly protocol?: readonly string[];
}

/** What `--protocol all` means: every file in configs/protocols. */
export const ALL = "all";

/** A grid: every list without repetitions. */
export interface GridCoverage {
  readonly protocols: readonly string[];
  readonly datasets: readonly string[];
  /** Ascending. */
  readonly lambdas: readonly number[];
  readonly seeds: readonly number[];
  readonly overrides: Readonly<Record<string, Override>>;
  /** Data sets of the paper that were not named and whose files are not there. */
  readonly missing: readonly string[];
}

/** Throws ConfigError for names that are unknown and DataError when no data set is found. */
export async function coverageOf(options: CoverageOptions, terminal: Terminal): Promise<GridCoverage> {
  const { engine, epochs, set } = options;
  const point: PointOptions = {
    ...(options.dataset ? { dataset: options.dataset } : {}),
    ...(engine === undefined ? {} : { engine }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(set ? { set } : {}),
  };
  const { names: found, leftOut } = await datasetsOf(point, workspaceOf(options, terminal).folders);
  const printed = await printedDatasets();
  const ofPaper = printed.filter((name) => found.includes(name));
  const datasets = options.dataset ?? (ofPaper.length > 0 ? ofPaper : found);
  const requests = datasets.map((dataset) => pointOf(point, dataset, null, null));
  return {
    protocols: await protocolsOf(options.protocol, requests),
    datasets: unique(datasets),
    lambdas: unique(options.lambda ?? sweptLambdas).sort((a, b) => a - b),
    seeds: unique(options.seed ?? splitSeeds),
    overrides: requests[0].overrides ?? {},
    missing: options.dataset ? [] : printed.filter((name) => leftOut.includes(name)),
  };
}

/** The same for one protocol each: what tables and figures are asked with. */
export function scopesOf({ protocols, datasets, lambdas, seeds, overrides }: GridCoverage): FigureScope[] {
  return protocols.map((protocol) => ({ protocol, datasets, lambdas, seeds, overrides }));
}

/**
 * The protocols asked for, or the one that the data sets' files prefer; with `all`, the two between which the switches lie
 * come first. Throws ConfigError where the files do not prefer the same, since a table has one protocol, and for two files
 * of one name.
 */
async function protocolsOf(asked: readonly string[] | undefined, requests: readonly Request[]): Promise<string[]> {
  if (asked === undefined) {
    const runs = await Promise.all(requests.map((request) => resolve(request)));
    const [first, ...others] = runs;
    const other = others.find(({ protocol }) => protocol !== first.protocol);
    if (other === undefined) return [first.protocol];
    throw new ConfigError(
      `--protocol is missing: the files of ${first.dataset} and ${other.dataset} prefer ${nameOf(first.protocol)} and ${nameOf(other.protocol)}; name the one for all`,
    );
  }
  if (!asked.includes(ALL)) return distinctProtocols(asked, packagedConfigs);
  const { from, towards } = ablationPlan;
  const all = [from, towards, ...(await configNames("protocols", packagedConfigs))];
  return distinctProtocols([...all, ...asked.filter((each) => each !== ALL)], packagedConfigs);
}

/** "left out: adult is not found; run: recourse data fetch adult", one line each. */
export function missingText({ missing }: Pick<GridCoverage, "missing">): string {
  return missing.map((name) => `left out: ${name} is not found; run: recourse data fetch ${name}\n`).join("");
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
