/** The options commands share, and how their text becomes the overrides of a run. The parser itself has no defaults. */
import { type Command, InvalidArgumentError } from "commander";
import { parse } from "yaml";
import type { Override, Request } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";

/** Options of every command that runs something on a data set. */
export interface RunOptions {
  readonly dataset?: string;
  readonly protocol?: string;
  readonly lambda?: number;
  readonly seed?: number;
  readonly engine?: string;
  readonly epochs?: number;
  readonly deltaMax?: number;
  readonly set?: readonly string[];
}

/** Options about where things are read and written, and what is printed. */
export interface OutputOptions {
  readonly dataDir?: string;
  readonly results?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A number, or a refusal that says so. NaN and the empty text are refused. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new InvalidArgumentError("It is not a number.");
  return value;
}

/** The names of a list separated by commas, without blanks; one with a comma in it stands in double quotes. */
export function parseList(text: string): string[] {
  const names = text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((name) => name.trim().replaceAll('"', ""));
  if (names.includes("")) throw new InvalidArgumentError("It has an empty entry.");
  return names;
}

const collect = (text: string, before: readonly string[] = []) => [...before, text];

/** Heading of the options that say which data, model and protocol. */
export const WHICH = "What to run:";

/** Heading of the options about files and output. */
const WHERE = "Files and output:";

/** Heading of a command's own options. */
export const OWN = "Options:";

export function withRunOptions(command: Command): Command {
  return command
    .optionsGroup(WHICH)
    .option("-d, --dataset <name>", "data set: a name that `recourse data` lists, or a path to a .yaml file")
    .option("-l, --lambda <number>", "λ, the weight of the recourse loss; 0 is the baseline", parseNumber)
    .option("-s, --seed <integer>", "seed of the split and of every other draw", parseNumber)
    .option("-p, --protocol <name>", "paper, released, corrected, or a path to a .yaml file")
    .option("--engine <name>", "what computes the network: wasm, reference or tfjs")
    .option("--epochs <integer>", "passes over the training rows", parseNumber)
    .option("--delta-max <number>", "δmax in standard deviations", parseNumber)
    .option("--set <path=value>", "any other choice by its dotted path: --set network.hidden=[50,50]", collect)
    .optionsGroup(OWN);
}

export function withOutputOptions(command: Command): Command {
  return command
    .optionsGroup(WHERE)
    .option("--data-dir <folder>", "where the CSVs are, before $RECOURSE_DATA and data/")
    .option("--results <folder>", "where results are stored; results/ when absent")
    .option("--json", "print one JSON object instead of tables")
    .option("-q, --quiet", "show no progress")
    .optionsGroup(OWN);
}

/** The request these options make. Throws a ConfigError when no data set is named or a `--set` cannot be read. */
export function requestOf(options: RunOptions, datasets: readonly string[]): Request {
  if (options.dataset === undefined) {
    throw new ConfigError(`--dataset is missing: name one of ${datasets.join(", ")}, or a path to a .yaml file`);
  }
  const overrides: Record<string, Override> = {};
  for (const assignment of options.set ?? []) {
    const at = assignment.indexOf("=");
    if (at < 1) throw new ConfigError(`--set ${assignment}: write it as path=value, for example training.batch=30`);
    overrides[assignment.slice(0, at)] = { value: valueOfText(assignment.slice(at + 1)), flag: `--set ${assignment}` };
  }
  const flags: [string, string, unknown][] = [
    ["run.lambda", "--lambda", options.lambda],
    ["run.seed", "--seed", options.seed],
    ["run.engine", "--engine", options.engine],
    ["training.epochs", "--epochs", options.epochs],
    ["actions.deltaMax", "--delta-max", options.deltaMax],
  ];
  for (const [path, flag, value] of flags) if (value !== undefined) overrides[path] = { value, flag };
  const { dataset, protocol } = options;
  return { dataset, overrides, ...(protocol === undefined ? {} : { protocol }) };
}

/** The text as YAML reads it, as in a configuration file: 3, true, [50, 50], [age]; else the text itself. */
function valueOfText(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}
