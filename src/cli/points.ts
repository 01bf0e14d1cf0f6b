/** Options that name several data sets, λ and seeds at once, and the requests they make. */
import { basename } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { configNames, isPath, packagedConfigs } from "../config/files.ts";
import { type Override, type Request, resolve } from "../config/resolve.ts";
import { DataError } from "../core/errors.ts";
import { filesOf, locate } from "../data/catalogue.ts";
import { OWN, parseNumber, type RunOptions, requestOf, WHICH } from "./options.ts";

/** As `RunOptions`, with lists where those have one. */
export interface PointOptions extends Omit<RunOptions, "dataset" | "lambda" | "seed"> {
  readonly dataset?: readonly string[];
  readonly lambda?: readonly number[];
  readonly seed?: readonly number[];
}

/** "0,0.8", "0:2:0.2" (first, last, step), or both: numbers in the order given. */
export function parseNumbers(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [first, last, step, ...rest] = part.split(":").map(parseNumber);
    if (last === undefined) return [first];
    const count = Math.round((last - first) / step);
    if (
      rest.length > 0 ||
      !(count >= 0 && Math.abs(first + count * step - last) < 1e-9 * Math.max(1, Math.abs(last)))
    ) {
      throw new InvalidArgumentError("A range is first:last:step, and the step leads from the first to the last.");
    }
    return Array.from({ length: count + 1 }, (_, i) => Number((first + i * step).toPrecision(12)));
  });
}

/** "a,b": names in the order given. */
export function parseNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) throw new InvalidArgumentError("A name is missing.");
  return names;
}

export function withPointOptions(command: Command): Command {
  return command
    .optionsGroup(WHICH)
    .option("-d, --dataset <names>", "data sets, separated by commas; every one that is found when absent", parseNames)
    .option("-l, --lambda <numbers>", "λ, the weight of the recourse loss: 0,0.8 or 0:2:0.2", parseNumbers)
    .option("-s, --seed <integers>", "seeds of the split and of every other draw", parseNumbers)
    .option("-p, --protocol <name>", "paper, released, corrected, or a path to a .yaml file")
    .option("--engine <name>", "what computes the network: wasm, reference or tfjs")
    .option("--epochs <integer>", "passes over the training rows", parseNumber)
    .option("--delta-max <number>", "δmax in standard deviations", parseNumber)
    .option(
      "--set <path=value>",
      "any other choice by its dotted path: --set network.hidden=[50,50]",
      (text, before: readonly string[] = []) => [...before, text],
    )
    .optionsGroup(OWN);
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
  const point = { dataset, ...(lambda === null ? {} : { lambda }), ...(seed === null ? {} : { seed }) };
  const request = requestOf({ ...rest, ...point }, []);
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
  const names: string[] = [];
  const leftOut: string[] = [];
  for (const name of await configNames("datasets", packagedConfigs)) {
    const { settings } = await resolve(pointOf(options, name, null, null));
    const files = await Promise.all(filesOf(settings.source).map((file) => locate(file, folders)));
    (files.every(({ state }) => state === "found") ? names : leftOut).push(name);
  }
  if (names.length === 0) throw new DataError("no data set is found; run: recourse data fetch");
  return { names, leftOut };
}

/** A protocol as it can be part of a file's name. */
export function fileNameOf(protocol: string): string {
  return isPath(protocol) ? basename(protocol).replace(/\.ya?ml$/, "") : protocol;
}
