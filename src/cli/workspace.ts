/** Where a command reads data and keeps results, as its options and the environment say. */
import { join } from "node:path";
import { openWorkspace, type Workspace } from "../library/workspace.ts";
import type { OutputOptions } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** What says where things lie: folders, and the data sets asked for, of which one may be a YAML with its CSV beside it. */
export interface PlaceOptions extends Pick<OutputOptions, "dataDir" | "results"> {
  readonly dataset?: string | readonly string[] | undefined;
}

/** The workspace of a command; warnings go to stderr. */
export function workspaceOf({ dataDir, results, dataset = [] }: PlaceOptions, terminal: Terminal): Workspace {
  return openWorkspace({
    results,
    dataDir,
    datasets: [dataset].flat(),
    environment: terminal.env.RECOURSE_DATA,
    onWarning: (message) => terminal.err(`warning: ${message}\n`),
    signal: terminal.signal,
  });
}

/** A stored result's folder as a person would type it. */
export function shownPath(root: string, stage: string, key: string): string {
  return join(root, "runs", stage, key);
}
