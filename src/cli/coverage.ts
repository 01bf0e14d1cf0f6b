/** What a command over the paper's grid covers: protocols, data sets, λ and splits, and the options that name them. */
import { configNames, distinctProtocols, nameOf, packagedConfigs } from "../config/files.ts";
import { DEFAULT_PROTOCOL, type Override, type Request, resolve } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import { ablationPlan } from "../experiments/ablation/plan.ts";
import type { FigureScope, MadeUnnamed } from "../experiments/experiment.ts";
import { splitSeeds, sweptLambdas } from "../experiments/models.ts";
import { locateTreebank, TREEBANK } from "../experiments/nlp/source.ts";
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
  /** Those of the paper's collections of texts that are named, or there. */
  readonly texts: readonly string[];
  /** Ascending. */
  readonly lambdas: readonly number[];
  readonly seeds: readonly number[];
  readonly overrides: Readonly<Record<string, Override>>;
  /** Data sets of the paper, texts included, that were not named and whose files are not there. */
  readonly missing: readonly string[];
}

/** Throws ConfigError for names that are unknown and DataError when no data set is found. */
export async function coverageOf(options: CoverageOptions, terminal: Terminal): Promise<GridCoverage> {
  const { engine, epochs, set } = options;
  const named = options.dataset && { people: options.dataset.filter(isPeople), texts: options.dataset.filter(isText) };
  const point: PointOptions = {
    ...(named ? { dataset: named.people } : {}),
    ...(engine === undefined ? {} : { engine }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(set ? { set } : {}),
  };
  const { folders } = workspaceOf(options, terminal);
  const { names: found, leftOut } = await datasetsOf(point, folders);
  const printed = await printedDatasets();
  const ofPaper = printed.filter((name) => found.includes(name));
  const datasets = named?.people ?? (ofPaper.length > 0 ? ofPaper : found);
  const requests = datasets.map((dataset) => pointOf(point, dataset, null, null));
  const texts = named ? [] : await textsIn(folders);
  return {
    protocols: await protocolsOf(options.protocol, requests),
    datasets: unique(datasets),
    texts: unique(named?.texts ?? texts),
    lambdas: unique(options.lambda ?? sweptLambdas).sort((a, b) => a - b),
    seeds: unique(options.seed ?? splitSeeds),
    overrides: pointOf(point, TREEBANK.name, null, null).overrides ?? {},
    missing: named
      ? []
      : [...printed.filter((name) => leftOut.includes(name)), ...(texts.length === 0 ? [TREEBANK.name] : [])],
  };
}

const isText = (name: string) => name === TREEBANK.name;
const isPeople = (name: string) => !isText(name);

/** The paper's collections of texts whose files lie in the folders. */
async function textsIn(folders: readonly string[]): Promise<string[]> {
  const located = Object.values(await locateTreebank(folders));
  return located.every(({ state }) => state === "found") ? [TREEBANK.name] : [];
}

/** The same for one protocol each: what tables and figures are asked with. */
export function scopesOf({ protocols, datasets, texts, lambdas, seeds, overrides }: GridCoverage): FigureScope[] {
  return protocols.map((protocol) => ({ protocol, datasets, texts, lambdas, seeds, overrides }));
}

/**
 * The protocols asked for, or the one that the data sets' files prefer; with `all`, the two between which the switches lie
 * come first. Throws ConfigError where the files do not prefer the same, since a table has one protocol, and for two files
 * of one name.
 */
async function protocolsOf(asked: readonly string[] | undefined, requests: readonly Request[]): Promise<string[]> {
  if (asked === undefined) {
    if (requests.length === 0) return [DEFAULT_PROTOCOL];
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

/** Throws ConfigError for a table or figure that is about people where the data sets named are all texts. */
export function mustBeAbout({ about }: MadeUnnamed, flag: string, { datasets }: Pick<GridCoverage, "datasets">): void {
  if (about === "texts" || datasets.length > 0) return;
  throw new ConfigError(`${flag}: is about tables of people, and --dataset names none`);
}
