/** Opens many runs, each once: every file is hashed once, and the data sets read last are kept for those that share them. */
import { readFile } from "node:fs/promises";
import { type Request, resolve } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import { type Dataset, datasetOf, type Frames } from "../data/dataset.ts";
import { type FoundFile, findFiles, loadFrames } from "../data/load.ts";
import { canonical, type Json } from "../pipeline/canonical.ts";
import { modelOf, openRun, type Run } from "../pipeline/run.ts";

/** A run, and how many records its first file holds, by which work is estimated before anything is parsed. */
export interface SizedRun extends Run {
  readonly lines: number;
}

/** Opens the run of a request whose data are no table of people; `folders` are where files may lie. */
export type RunOpener = (request: Request, folders: readonly string[]) => Promise<SizedRun>;

/** Data sets kept in memory, each with all its rows: the runs of one split are worked on one after the other. */
const KEPT = 2;
/** Tables kept in memory: the splits of one table are worked on one after the other. */
const KEPT_FRAMES = 1;

const NEWLINE = 10;

export class Runs {
  readonly #folders: readonly string[];
  readonly #signal: AbortSignal | undefined;
  readonly #onFound: (files: readonly FoundFile[]) => void;
  readonly #runs = new Map<string, Promise<SizedRun>>();
  readonly #files = new Map<string, Promise<{ readonly files: FoundFile[]; readonly lines: number }>>();
  readonly #frames = new Map<string, Promise<Frames>>();
  readonly #datasets = new Map<string, Promise<Dataset>>();

  /** Runs whose CSVs lie in `folders`; `onFound` hears where those of a data set were found; `signal` stops reading. */
  constructor(
    folders: readonly string[],
    onFound: (files: readonly FoundFile[]) => void = () => {},
    signal?: AbortSignal | undefined,
  ) {
    this.#folders = folders;
    this.#onFound = onFound;
    this.#signal = signal;
  }

  /**
   * The run of a request, opened by `opener` where its task has one. Throws ConfigError for its settings and DataError for a
   * file that is not there.
   */
  open(request: Request, opener: RunOpener = () => this.#open(request)): Promise<SizedRun> {
    return remember(this.#runs, JSON.stringify(request), () => opener(request, this.#folders));
  }

  async #open(request: Request): Promise<SizedRun> {
    const resolved = await resolve(request);
    if (resolved.csv !== undefined) {
      return { ...(await openRun(resolved, this.#folders)), lines: resolved.csv.split("\n").length - 2 };
    }
    const { settings, place } = resolved;
    const { files, lines } = await this.#find(settings);
    return {
      ...resolved,
      lines,
      model: await modelOf(resolved),
      sha256: files.map(({ sha256 }) => sha256),
      read: () => this.#read(settings, place),
    };
  }

  #find({ source, name }: Settings) {
    return remember(this.#files, canonical(source as Json), async () => {
      const files = await findFiles(source, this.#folders, name);
      this.#onFound(files);
      const bytes = await readFile(files[0].path);
      return { files, lines: bytes.reduce((lines, byte) => (byte === NEWLINE ? lines + 1 : lines), 0) };
    });
  }

  #read(settings: Settings, place: string): Promise<Dataset> {
    const { network, optimiser, training, threshold, pare, retrain, recourse, run, features, ...ofData } = settings;
    // The order of the features is the order of the columns, which canonical JSON would lose.
    const ordered = Object.entries(features);
    return remember(
      this.#datasets,
      canonical({ ...ofData, features: ordered, seed: run.seed } as unknown as Json),
      async () => datasetOf(settings, await this.#readFrames(settings, place), run.seed, place),
      KEPT,
    );
  }

  #readFrames(settings: Settings, place: string): Promise<Frames> {
    const { source, filters, label, features, name, split } = settings;
    return remember(
      this.#frames,
      canonical({ source, filters, label, by: split.by, features: Object.entries(features) } as unknown as Json),
      () => loadFrames(settings, this.#folders, name, place, this.#signal),
      KEPT_FRAMES,
    );
  }
}

/** The remembered promise, now the youngest of the map, or a new one; the oldest of more than `kept` is forgotten. */
function remember<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>, kept = Infinity): Promise<T> {
  const found = map.get(key) ?? make();
  map.delete(key);
  map.set(key, found);
  for (const [oldest] of map) if (map.size > kept) map.delete(oldest);
  return found;
}
