/** Where a command reads data and configurations, and keeps results. */
import { dirname, join } from "node:path";
import { configNames, isPath, packagedConfigs } from "../config/files.ts";
import { resolve } from "../config/resolve.ts";
import { searchPath } from "../data/catalogue.ts";
import { packagedData } from "../library/package.ts";
import { openRun, type Run } from "../pipeline/run.ts";
import { Store } from "../pipeline/store.ts";
import { type OutputOptions, type RunOptions, requestOf } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** What says where CSVs lie: a folder, and the data sets asked for, of which one may be a YAML with its CSV beside it. */
export interface DataOptions extends Pick<OutputOptions, "dataDir"> {
  readonly dataset?: string | readonly string[] | undefined;
}

/** The folders a CSV is looked for in: --data-dir, beside a YAML named with --dataset, $RECOURSE_DATA, data/. */
export function dataFolders({ dataDir, dataset = [] }: DataOptions, terminal: Terminal): string[] {
  const beside = [dataset]
    .flat()
    .filter(isPath)
    .map((path) => dirname(path));
  return searchPath({ dataDir, beside, environment: terminal.env.RECOURSE_DATA, project: packagedData });
}

/** The folder of results: --results, or results/ where the command is run. */
export function resultsFolder(options: Pick<OutputOptions, "results">): string {
  return options.results ?? "results";
}

export function openStore(options: OutputOptions, terminal: Terminal): Store {
  return new Store(resultsFolder(options), (message) => terminal.err(`warning: ${message}\n`));
}

/** The run these options name, its data found. */
export async function runOf(options: RunOptions & OutputOptions, terminal: Terminal): Promise<Run> {
  const request = requestOf(options, await configNames("datasets", packagedConfigs));
  return openRun(await resolve(request), dataFolders(options, terminal));
}

/** A stored result's folder as a person would type it. */
export function shownPath(root: string, stage: string, key: string): string {
  return join(root, "runs", stage, key);
}
