/** Reads a data set's files from disk: the only place where CSVs are opened. */
import { DataError } from "../core/errors.ts";
import { type Located, locate, sourceFiles } from "./catalogue.ts";
import { type Dataset, type DatasetSettings, datasetOf, type Frames, type ReadFile } from "./dataset.ts";
import type { Frame } from "./frame.ts";
import { frameInTurns, frameOf, type Recipe } from "./recipe.ts";
import type { DataSource, FileSource } from "./schema/source.ts";
import { textAt } from "./text.ts";

/** A file of a data set that is there, with the pinned bytes. */
export interface FoundFile extends ReadFile {
  readonly path: string;
}

/**
 * The files of a data set, each from the first of `folders` that holds the pinned bytes: the rows, then the separate test
 * file where there is one. `name` is the data set's, for the remedy.
 * Throws DataError when a file is missing or has other bytes.
 */
export async function findFiles(source: DataSource, folders: readonly string[], name: string): Promise<FoundFile[]> {
  return Promise.all(sourceFiles(source).map(async (file) => here(await locate(file, folders), file, name)));
}

/**
 * The Frames of a data set. `name` is the data set's and `place` its YAML, for messages.
 * Throws DataError when a file is missing, has other bytes or is not UTF-8, and the signal's reason when stopped.
 */
export async function loadFrames(
  recipe: Recipe,
  folders: readonly string[],
  name: string,
  place: string,
  signal?: AbortSignal | undefined,
): Promise<Frames> {
  const files = await findFiles(recipe.source, folders, name);
  const frames: Frame[] = [];
  // One after the other, so that the text of one file at a time is in memory.
  for (const { file, path } of files) frames.push(await frameInTurns(await textAt(path), recipe, file, place, signal));
  return { frame: frames[0], test: frames[1] ?? null, sources: files.map(({ file, sha256 }) => ({ file, sha256 })) };
}

/** The Frames of a CSV that is in memory. Throws DataError as `loadFrames` does. */
export function frameInMemory(csv: string, recipe: Recipe, source: ReadFile, place: string): Frames {
  return { frame: frameOf(csv, recipe, source.file, place), test: null, sources: [source] };
}

/** Finds, reads, splits, standardises: everything from files to a Dataset. */
export async function loadDataset(
  settings: DatasetSettings,
  seed: number,
  folders: readonly string[],
  place: string,
  signal?: AbortSignal | undefined,
): Promise<Dataset> {
  const frames = await loadFrames(settings, folders, settings.name, place, signal);
  return datasetOf(settings, frames, seed, place);
}

/** A file that can be used, or the error that says what to do: nothing can be fetched for a file without a URL. */
function here(located: Located, { urls }: FileSource, name: string): FoundFile {
  const { file, state, path, sha256, pinned, searched } = located;
  if (state === "found" && path !== null && sha256 !== null) return { file, path, sha256 };
  const own = urls.length === 0;
  if (state === "wrong checksum") {
    const remedy = own
      ? "bring back the file it was made for, or make the YAML anew"
      : `remove the file and run: recourse data fetch ${name}`;
    throw new DataError(`${path}: SHA-256 is ${sha256} where ${name} needs ${pinned}; ${remedy}`);
  }
  const remedy = own
    ? "put the file into one of these folders, or name its folder with --data-dir"
    : `run: recourse data fetch ${name}, or put the file into one of these folders`;
  throw new DataError(`${file} is in none of ${searched.join(", ")}; ${remedy}`);
}
