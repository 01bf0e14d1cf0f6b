/** `recourse explain`: what a saved model decides about a person, what would change it, and what it promises. */
import type { Command } from "commander";
import { type ReadBundle, readBundle } from "../bundle/bundle.ts";
import { configNames, packagedConfigs } from "../config/files.ts";
import { resolve } from "../config/resolve.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { findFiles, loadFrames } from "../data/load.ts";
import { textAt } from "../data/text.ts";
import { openExplainer } from "../explain/explain.ts";
import { beyondTraining, type Person, peopleOf, personOf, personOfRow } from "../explain/person.ts";
import { explanationText } from "./explanation.ts";
import { type OutputOptions, OWN, parseNames, parseNumber } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

interface ExplainOptions extends Pick<OutputOptions, "dataDir" | "json"> {
  readonly bundle: string;
  readonly row?: number;
  readonly dataset?: string;
  readonly input?: string;
  readonly person?: string;
  readonly method?: readonly string[];
  readonly alternatives?: number;
  readonly fractional?: boolean;
}

export function addExplain(program: Command, terminal: Terminal): void {
  program
    .command("explain")
    .summary("tell a person the decision and what would change it")
    .description(
      "Explains the decision about a person from a bundle alone: the score and θ₀, the cheapest changes that would be " +
        "accepted, in whole units and within the data's range, what each method proposes, and the guarantee.",
    )
    .requiredOption("-b, --bundle <folder>", "a folder that `recourse calibrate --save` has written")
    .option(
      "-r, --row <number>",
      "a record of the CSV the model was made from; 1 is the first after the header",
      parseNumber,
    )
    .option("-d, --dataset <name>", "with --row: the data set's .yaml file, where it is one of your own")
    .option("-i, --input <file>", "a CSV of people whose header names the columns of the data set's CSV")
    .option("--person <json>", 'one person as JSON: {"age": 39, …}, by the same names; null: not known')
    .option(
      "-m, --method <names>",
      "recourse methods, separated by commas; every one that needs no rows when absent",
      parseNames,
    )
    .option("-a, --alternatives <number>", "most alternatives to show; 3 when absent", parseNumber)
    .option("--fractional", "also what each method proposes before it is rounded to whole units")
    .optionsGroup("Files and output:")
    .option("--data-dir <folder>", "with --row: where the CSV is, before $RECOURSE_DATA and data/")
    .option("--json", "print one JSON object instead of text")
    .optionsGroup(OWN)
    .addHelpText(
      "after",
      `
Examples:
  $ recourse calibrate --dataset simulated-credit --lambda 0.8 --save model
  $ recourse explain --bundle model --row 7
  $ recourse explain --bundle model --input people.csv --json
  $ recourse explain --bundle model --person '{"age": 31, "education": 12, …}'`,
    )
    .action((options: ExplainOptions) => explainShown(options, terminal));
}

/** A person, and how to name them. */
interface Named {
  readonly name: string;
  readonly person: Person;
}

async function explainShown(options: ExplainOptions, terminal: Terminal): Promise<void> {
  const { alternatives, method: methods, fractional = false } = options;
  if (alternatives !== undefined && !(Number.isSafeInteger(alternatives) && alternatives >= 0)) {
    throw new ConfigError(`--alternatives ${alternatives}: give a whole number`);
  }
  const read = await readBundle(options.bundle);
  const people = await peopleNamed(options, read, terminal);
  const explainer = await openExplainer(read, { methods, alternatives, fractional, signal: terminal.signal });
  try {
    const explained = [];
    for (const { name, person } of people) explained.push({ name, ...(await explainer.explain(person)) });
    const { dataset, protocol, provenance } = read.bundle;
    const model = { bundle: options.bundle, dataset: dataset.name, protocol, ...provenance };
    if (options.json) terminal.out(`${JSON.stringify({ model, people: explained })}\n`);
    else
      explained.forEach((one, i) => {
        const last = i === explained.length - 1;
        terminal.out(`${i === 0 ? "" : "\n"}${explanationText(one, read.bundle, { last, ...terminal })}`);
      });
  } finally {
    explainer.close();
  }
}

/** The people of the one option that names any. Those typed in have to lie within the range of the training rows. */
async function peopleNamed(options: ExplainOptions, read: ReadBundle, terminal: Terminal): Promise<Named[]> {
  const { row, input, person } = options;
  const given = [row, input, person].filter((one) => one !== undefined);
  if (given.length !== 1) throw new ConfigError("name whom to explain by one of --row, --input and --person");
  if (row !== undefined) return [await rowOf(row, options, read, terminal)];
  const typed: Named[] =
    input === undefined
      ? [{ name: "--person", person: personOf(read.bundle, objectOf(person ?? ""), "--person") }]
      : peopleOf(read.bundle, await textAt(input), input).map((one, i) => ({
          name: `${input}, record ${i + 1}`,
          person: one,
        }));
  for (const { name, person } of typed) {
    const [beyond] = beyondTraining(read.bundle, person);
    if (beyond !== undefined) throw new DataError(`${name}: ${beyond}; a score there would be a guess`);
  }
  return typed;
}

function objectOf(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConfigError(`--person: not JSON; write it as '{"column": value, …}'`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new ConfigError(`--person: one JSON object is needed, '{"column": value, …}'; for many people use --input`);
}

/** A record of the CSV that the bundle was made from, known by its SHA-256 and read as it was then. */
async function rowOf(
  record: number,
  { dataset, dataDir }: ExplainOptions,
  { bundle }: ReadBundle,
  terminal: Terminal,
): Promise<Named> {
  const name = dataset ?? bundle.dataset.name;
  if (dataset === undefined && !(await configNames("datasets", packagedConfigs)).includes(name)) {
    throw new ConfigError(
      `--row: the bundle was made from “${name}”, a data set of your own; name its .yaml with --dataset`,
    );
  }
  const { settings, place } = await resolve({ dataset: name, protocol: bundle.protocol });
  const { folders } = workspaceOf({ dataDir, dataset: name }, terminal);
  const [{ path, sha256 }] = await findFiles(settings.source, folders, name);
  if (sha256 !== bundle.provenance.data[0]) {
    throw new DataError(`${path}: is not the file that the bundle was made from; its SHA-256 is ${sha256}`);
  }
  const recipe = { ...settings, features: bundle.preprocessing.features, label: bundle.label };
  const { frame } = await loadFrames(recipe, folders, name, place);
  const at = frame.records.indexOf(record);
  if (at < 0) {
    const last = frame.records[frame.rows - 1];
    const why =
      Number.isSafeInteger(record) && 1 <= record && record < last
        ? "a filter or a missing cell leaves this record out"
        : `give the number of a record, 1 for the first; the last that is used is ${last}`;
    throw new DataError(`--row ${record}: ${why} (${path})`);
  }
  const width = frame.columns.length;
  const person = personOfRow(bundle, frame.X.subarray(at * width, (at + 1) * width));
  return { name: `${frame.file}, record ${record}`, person };
}
