/** Options that name several data sets, λ and seeds at once, and the requests they make. */
import { basename } from "node:path";
import { isPath } from "../config/files.ts";
import type { Override, Request } from "../config/resolve.ts";
import { DataError } from "../core/errors.ts";
import { type KnownDataset, knownDatasets } from "../library/datasets.ts";
import { type RunOptions, requestFor } from "./options.ts";

/** As `RunOptions`, with lists where those have one. */
export interface PointOptions extends Omit<RunOptions, "dataset" | "lambda" | "seed"> {
  readonly dataset?: readonly string[];
  readonly lambda?: readonly number[];
  readonly seed?: readonly number[];
}

/** The request of one point: a data set, λ and seed (the protocol's own where null), and further overrides. */
export function pointOf(
  options: PointOptions,
  dataset: string,
  lambda: number | null,
  seed: number | null,
  overrides: Readonly<Record<string, Override>> = {},
): Request {
  const { dataset: _, lambda: __, seed: ___, ...rest } = options;
  const point = { ...(lambda === null ? {} : { lambda }), ...(seed === null ? {} : { seed }) };
  const request = requestFor(dataset, { ...rest, ...point });
  return { ...request, overrides: { ...request.overrides, ...overrides } };
}

/** The data sets to work on, and those that are left out because their files are not there. */
export interface Datasets {
  readonly names: readonly string[];
  readonly leftOut: readonly string[];
}

/** Those named, or every one whose files lie in `folders`. Throws a DataError when there is none. */
export async function datasetsOf(options: PointOptions, folders: readonly string[]): Promise<Datasets> {
  if (options.dataset) return { names: options.dataset, leftOut: [] };
  const known = await knownDatasets(folders, (name) => pointOf(options, name, null, null));
  const found = known.filter(({ state }) => state === "found");
  if (found.length === 0) throw new DataError("no data set is found; run: recourse data fetch");
  const nameOf = ({ name }: KnownDataset) => name;
  return { names: found.map(nameOf), leftOut: known.filter(({ state }) => state !== "found").map(nameOf) };
}

/** A protocol as it can be part of a file's name. */
export function fileNameOf(protocol: string): string {
  return isPath(protocol) ? basename(protocol).replace(/\.ya?ml$/, "") : protocol;
}
