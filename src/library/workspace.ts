/** Where data are found and results are kept: put together once, whoever asks. */
import { dirname, resolve as resolvePath } from "node:path";
import { isPath } from "../config/files.ts";
import { type Request, resolve } from "../config/resolve.ts";
import { searchPath } from "../data/catalogue.ts";
import type { FoundFile } from "../data/load.ts";
import { openRun, type Run } from "../pipeline/run.ts";
import { Store } from "../pipeline/store.ts";
import { Reader } from "../runner/reader.ts";
import { Runs } from "../runner/runs.ts";
import { packagedData } from "./package.ts";

/** What says where things lie. */
export interface WorkspaceOptions {
  /** The folder of results, `results` unless given. */
  readonly results?: string | undefined;
  /** Where CSVs are looked for first. */
  readonly dataDir?: string | undefined;
  /** The data sets that are asked for: one given as the path of a .yaml file may have its CSV beside it. */
  readonly datasets?: readonly string[] | undefined;
  /** The value of $RECOURSE_DATA. */
  readonly environment?: string | undefined;
  /** Hears of a stored result that is damaged and computed again, and of a file that is not where `dataDir` says. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Stops the reading of a CSV. */
  readonly signal?: AbortSignal | undefined;
}

/** Folders, and what is opened in them. */
export interface Workspace {
  /** The folder of results. */
  readonly root: string;
  /** Where CSVs are looked for, in this order: `dataDir`, beside a .yaml file, $RECOURSE_DATA, the package's data/. */
  readonly folders: readonly string[];
  readonly warn: (message: string) => void;
  /** The results that are stored; what is missing is computed and stored. */
  readonly store: Store;
  /** The same results, but nothing is computed. */
  readonly reader: Reader;
  /** Opens many runs, whose data are kept for those that share them. */
  readonly runs: Runs;
  /** Opens one run. Throws ConfigError for its settings and DataError for a file that is not there. */
  readonly open: (request: Request) => Promise<Run>;
}

/** Names the folders; nothing is read or written yet. */
export function openWorkspace({
  results: root = "results",
  dataDir,
  datasets = [],
  environment,
  onWarning: warn = () => {},
  signal,
}: WorkspaceOptions): Workspace {
  const beside = datasets.filter(isPath).map((path) => dirname(path));
  const folders = searchPath({ dataDir, beside, environment, project: packagedData });
  const elsewhere = new Set<string>();
  const onFound = (files: readonly FoundFile[]) => {
    for (const { file, path } of files) {
      if (dataDir === undefined || path === resolvePath(dataDir, file) || elsewhere.has(path)) continue;
      elsewhere.add(path);
      warn(`${file} is not in ${dataDir}, or not the pinned one; it is read from ${path}`);
    }
  };
  return {
    root,
    folders,
    warn,
    store: new Store(root, warn),
    reader: new Reader(root, warn),
    runs: new Runs(folders, onFound, signal),
    open: async (request) => openRun(await resolve(request), folders, onFound, signal),
  };
}
