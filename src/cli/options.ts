/** The options commands share, each declared once, and how their text becomes the request of a run. */
import { type Command, InvalidArgumentError } from "commander";
import { parse } from "yaml";
import { configNames, packagedConfigs } from "../config/files.ts";
import type { Override, Request } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import { choicePaths } from "../library/options.ts";
import { modelOfText } from "./model.ts";

/** Options of every command that runs something on a data set. */
export interface RunOptions {
  readonly dataset?: string;
  readonly protocol?: string;
  readonly lambda?: number;
  readonly seed?: number;
  readonly engine?: string;
  readonly epochs?: number;
  readonly deltaMax?: number;
  readonly model?: string;
  readonly set?: readonly string[];
}

/** Options about where things are read and written, and what is printed. */
export interface OutputOptions {
  readonly dataDir?: string | undefined;
  readonly results?: string | undefined;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A number, or a refusal that says so. NaN and the empty text are refused. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new InvalidArgumentError("It is not a number.");
  return value;
}

/** More numbers than this are a slip of the pen: 0:1e9:1e-9. */
const MOST_NUMBERS = 10_000;

/** "0,0.8", "0:2:0.2" (first, last, step), or both: numbers in the order given, at most 10,000. */
export function parseNumbers(text: string): number[] {
  const numbers: number[] = [];
  for (const part of text.split(",")) {
    for (const value of rangeOf(part)) {
      if (numbers.length === MOST_NUMBERS) {
        throw new InvalidArgumentError(`It names more than ${MOST_NUMBERS.toLocaleString("en-US")} numbers.`);
      }
      numbers.push(value);
    }
  }
  return numbers;
}

/** One number, or those of a range one after the other. */
function* rangeOf(part: string): Generator<number> {
  const [first, last, step, ...rest] = part.split(":").map(parseNumber);
  if (last === undefined) return yield first;
  const count = Math.round((last - first) / step);
  if (rest.length > 0 || !(count >= 0 && Math.abs(first + count * step - last) < 1e-9 * Math.max(1, Math.abs(last)))) {
    throw new InvalidArgumentError("A range is first:last:step, and the step leads from the first to the last.");
  }
  for (let i = 0; i <= count; i++) yield Number((first + i * step).toPrecision(12));
}

/** 'a, "b, c"': names in the order given, without blanks around them; one with a comma in it stands in double quotes. */
export function parseNames(text: string): string[] {
  const names = [""];
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === "," && !quoted) names.push("");
    else names[names.length - 1] += character;
  }
  if (quoted) throw new InvalidArgumentError("A quotation mark is not closed.");
  const trimmed = names.map((name) => name.trim());
  if (trimmed.includes("")) throw new InvalidArgumentError("A name is missing.");
  return trimmed;
}

/** The texts of an option that may be given several times. */
export function collect(text: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? before : []), text];
}

/** Headings of the help: which data, model and protocol; files and output; a command's own. */
const WHICH = "What to run:";
const WHERE = "Files and output:";
export const OWN = "Options:";

/** An option's flags, what it means, and how its text is read: as it stands unless said. */
type Declared = readonly [flags: string, description: string, read?: (text: string, before: unknown) => unknown];

/** Every option that more than one command takes; where some take one of a thing and others several, each has a name. */
const declared = {
  dataset: ["-d, --dataset <name>", "data set: a name that `recourse data` lists, or a path to a .yaml file"],
  datasets: [
    "-d, --dataset <names>",
    "data sets, separated by commas; every one that is found when absent",
    parseNames,
  ],
  printedDatasets: [
    "-d, --dataset <names>",
    "data sets, separated by commas; those of the paper that are found when absent",
    parseNames,
  ],
  lambda: ["-l, --lambda <number>", "λ, the weight of the recourse loss; 0 is the baseline", parseNumber],
  lambdas: ["-l, --lambda <numbers>", "λ, the weight of the recourse loss: 0,0.8 or 0:2:0.2", parseNumbers],
  sweptLambdas: [
    "-l, --lambda <numbers>",
    "λ: 0,0.8 or first:last:step; the paper's 0:2:0.2 when absent",
    parseNumbers,
  ],
  seed: ["-s, --seed <integer>", "seed of the split and of every other draw", parseNumber],
  seeds: ["-s, --seed <integers>", "seeds of the split and of every other draw", parseNumbers],
  splitSeeds: ["-s, --seed <integers>", "seeds of the splits; the paper's three when absent", parseNumbers],
  protocol: ["-p, --protocol <name>", "paper, released, corrected, or a path to a .yaml file"],
  protocols: ["-p, --protocol <names>", "protocols, separated by commas; all: every one", parseNames],
  engine: ["--engine <name>", "what computes the network: wasm, reference or tfjs"],
  epochs: ["--epochs <integer>", "passes over the training rows", parseNumber],
  deltaMax: ["--delta-max <number>", "δmax in standard deviations", parseNumber],
  model: ["--model <what>", "a model from outside instead: a command that scores rows, or an .onnx file"],
  set: ["--set <path=value>", "any other choice by its dotted path: --set network.hidden=[50,50]", collect],
  shard: ["--shard <i/n>", "do part i of n, the same parts on every machine; auto: as the scheduler says"],
  steal: ["--steal", "then do what nobody has begun of the parts of others"],
  collect: ["--collect", "compute nothing: say what is missing, and write the summary of what is there"],
  status: ["--status", "compute nothing: say what is done, claimed, failed and to go"],
  jobs: ["--jobs <integer>", "jobs at a time; one per core when absent", parseNumber],
  dataDir: ["--data-dir <folder>", "where the CSVs are, before $RECOURSE_DATA and data/"],
  results: ["--results <folder>", "where results are stored; results/ when absent"],
  json: ["--json", "print one JSON object instead of tables"],
  quiet: ["-q, --quiet", "show no progress"],
} satisfies Readonly<Record<string, Declared>>;

/** Adds options under a heading; those that follow are the command's own. */
export function withOptions(command: Command, heading: string, names: readonly (keyof typeof declared)[]): Command {
  command.optionsGroup(heading);
  for (const name of names) {
    const [flags, description, read]: Declared = declared[name];
    if (read === undefined) command.option(flags, description);
    else command.option(flags, description, read);
  }
  return command.optionsGroup(OWN);
}

/** What else there is to choose for a run, where it has one protocol. */
const model = ["protocol", "engine", "epochs", "deltaMax", "model", "set"] as const;

/** One data set, λ and seed. */
export function withRunOptions(command: Command): Command {
  return withOptions(command, WHICH, ["dataset", "lambda", "seed", ...model]);
}

/** Several data sets, λ and seeds. */
export function withPointOptions(command: Command): Command {
  return withOptions(command, WHICH, ["datasets", "lambdas", "seeds", ...model]);
}

/** The paper's models: which data sets, splits and protocols. */
export function withScopeOptions(command: Command): Command {
  const scoped = ["printedDatasets", "splitSeeds", "protocols", "engine", "epochs", "set"] as const;
  return withJobsOption(withOptions(command, WHICH, scoped));
}

/** The same along the grid of λ. */
export function withCoverageOptions(command: Command): Command {
  return withScopeOptions(withOptions(command, WHICH, ["sweptLambdas"]));
}

export function withJobsOption(command: Command): Command {
  return withOptions(command, OWN, ["jobs"]);
}

export function withOutputOptions(command: Command): Command {
  return withOptions(command, WHERE, ["dataDir", "results", "json", "quiet"]);
}

/** The request these options make. Throws a ConfigError when no data set is named or a `--set` cannot be read. */
export async function requestOf({ dataset, ...options }: RunOptions): Promise<Request> {
  if (dataset !== undefined) return requestFor(dataset, options);
  const names = await configNames("datasets", packagedConfigs);
  throw new ConfigError(`--dataset is missing: name one of ${names.join(", ")}, or a path to a .yaml file`);
}

/** The request for a data set under these options. Throws a ConfigError when a `--set` cannot be read. */
export function requestFor(dataset: string, options: Omit<RunOptions, "dataset">): Request {
  // Without a prototype: a path is a user's word, and none may be mistaken for what every object inherits.
  const overrides: Record<string, Override> = Object.create(null);
  for (const assignment of options.set ?? []) {
    const at = assignment.indexOf("=");
    if (at < 1) throw new ConfigError(`--set ${assignment}: write it as path=value, for example training.batch=30`);
    overrides[assignment.slice(0, at)] = { value: valueOfText(assignment.slice(at + 1)), flag: `--set ${assignment}` };
  }
  for (const [option, path] of Object.entries(choicePaths)) {
    const value = options[option as keyof typeof choicePaths];
    if (value !== undefined) overrides[path] = { value, flag: flagOf(option) };
  }
  const { protocol, model } = options;
  if (model !== undefined) overrides.model = { value: modelOfText(model), flag: "--model" };
  return { dataset, overrides, ...(protocol === undefined ? {} : { protocol }) };
}

/** "deltaMax" as it is typed: "--delta-max". */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The text as YAML reads it, as in a configuration file: 3, true, [50, 50], [age]; else the text itself. */
function valueOfText(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}
