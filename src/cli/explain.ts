/** `recourse explain`: what a saved model decides about a person, what would change it, and what it guarantees. */
import type { Command } from "commander";
import type { ReadBundle } from "../bundle/bundle.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { textAt } from "../data/text.ts";
import { openExplainer } from "../explain/explain.ts";
import { beyondTraining, personOf, readPeople } from "../explain/person.ts";
import { answersInto, type Named } from "./answers.ts";
import { isChecked, openBundle, personObject, personOfRow } from "./bundle-people.ts";
import { explainText } from "./explain-text.ts";
import { explanationText } from "./explanation.ts";
import { collect, type OutputOptions, OWN, parseNames, parseNumber } from "./options.ts";
import type { Terminal } from "./terminal.ts";

interface ExplainOptions extends Pick<OutputOptions, "dataDir" | "json"> {
  readonly bundle?: string;
  readonly text?: string;
  readonly results?: string;
  readonly protocol?: string;
  readonly set?: readonly string[];
  readonly model?: string;
  readonly row?: number;
  readonly dataset?: string;
  readonly input?: string;
  readonly person?: string;
  readonly method?: readonly string[];
  readonly alternatives?: number;
  readonly fractional?: boolean;
  readonly strict?: boolean;
  readonly output?: string;
  readonly quiet?: boolean;
}

type BundleOptions = ExplainOptions & { readonly bundle: string };

export function addExplain(program: Command, terminal: Terminal): void {
  program
    .command("explain")
    .summary("tell a person the decision and what would change it")
    .description(
      "Explains the decision about a person from a bundle alone: the score and θ₀, the cheapest changes that would be " +
        "accepted, in whole units and within the data's range, what each method proposes, and the guarantee.",
    )
    .option("-b, --bundle <folder>", "a folder that `recourse calibrate --save` has written")
    .option("-t, --text <sentence>", "a sentence instead of a person, by the classifier of Table 5, without a bundle")
    .option("--model <command>", "the command that scores, of a bundle whose model is one: no file decides what is run")
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
    .option("--strict", "give no answer to a person outside the training rows' range, where a score is a guess")
    .optionsGroup("Files and output:")
    .option("--data-dir <folder>", "with --row: where the CSV is, before $RECOURSE_DATA and data/")
    .option("--results <folder>", "with --text: where the classifier is stored; results when absent")
    .option("-p, --protocol <name>", "with --text: the protocol it was trained under; paper when absent")
    .option("--set <choice=value>", "with --text: a choice it was trained with", collect)
    .option(
      "-o, --output <file>",
      "write the answers to a file instead: .csv, .json, .md or .html; of one person, .html is a letter. No method runs unless " +
        "--method names it",
    )
    .option("--json", "print one JSON object instead of text")
    .option("-q, --quiet", "with --output: show no progress")
    .optionsGroup(OWN)
    .addHelpText(
      "after",
      `
Examples:
  $ recourse calibrate --dataset simulated-credit --lambda 0.8 --save model
  $ recourse explain --bundle model --row 7
  $ recourse explain --bundle model --input people.csv --output answers.csv
  $ recourse explain --bundle model --row 7 --output letter.html
  $ recourse explain --bundle model --person '{"age": 31, "education": 12, …}'
  $ recourse explain --text "There's no emotional pulse to Solaris."`,
    )
    .action((options: ExplainOptions) => {
      const { bundle, text } = options;
      if (text !== undefined && bundle !== undefined)
        throw new ConfigError("--text needs no --bundle: give one of them");
      if (text !== undefined) return explainText(text, options, terminal);
      if (bundle === undefined) throw new ConfigError("name the model with --bundle, or a sentence with --text");
      return explainShown({ ...options, bundle }, terminal);
    });
}

/** Everybody who can be read is answered; the others get the reason in their place, and the command fails in the end. */
async function explainShown(options: BundleOptions, terminal: Terminal): Promise<void> {
  const { alternatives, method: methods, fractional = false } = options;
  if (alternatives !== undefined && !(Number.isSafeInteger(alternatives) && alternatives >= 0)) {
    throw new ConfigError(`--alternatives ${alternatives}: give a whole number`);
  }
  const write = options.output === undefined ? null : answersInto(options.output, options);
  const read = await openBundle(options.bundle, terminal, options.model);
  const checked = isChecked(read);
  const people = await peopleNamed(options, read, terminal);
  const answered = people.filter(({ person }) => !(person instanceof DataError));
  const problems = people.flatMap(({ person }) => (person instanceof DataError ? [person] : []));
  // One person, or nobody who can be read: that is all there is to say.
  if (answered.length === 0 && problems.length > 0) throw failure(problems, people.length);
  if (write !== null) return write(read, people, terminal);
  const explainer = await openExplainer(read, { methods, alternatives, fractional, signal: terminal.signal });
  try {
    const explained = [];
    let left = answered.length;
    for (const [i, { name, person }] of people.entries()) {
      terminal.signal.throwIfAborted();
      if (person instanceof DataError) explained.push({ name, problem: person.message });
      else explained.push({ name, ...(await explainer.explain(person)) });
      if (options.json) continue;
      const one = explained[i];
      const text =
        "problem" in one
          ? `${name}: no answer: ${one.problem}\n`
          : explanationText(one, read.bundle, { last: --left === 0, ...terminal });
      terminal.out(`${i === 0 ? "" : "\n"}${text}`);
    }
    const { dataset, protocol, provenance } = read.bundle;
    const model = { bundle: options.bundle, dataset: dataset.name, protocol, checked, ...provenance };
    const counts = { answered: answered.length, unanswered: problems.length };
    if (options.json) terminal.out(`${JSON.stringify({ model, ...counts, people: explained })}\n`);
  } finally {
    explainer.close();
  }
  if (problems.length > 0) throw failure(problems, people.length);
}

function failure(problems: readonly DataError[], people: number): DataError {
  const [first] = problems;
  if (people === 1) return first;
  return new DataError(
    `${problems.length.toLocaleString("en-US")} of ${people.toLocaleString("en-US")} people got no answer, the first: ${first.message}`,
  );
}

/** The people of the one option that names any; with --strict nobody outside the range of the training rows. */
async function peopleNamed(options: ExplainOptions, read: ReadBundle, terminal: Terminal): Promise<Named[]> {
  const { row, input, person } = options;
  const given = [row, input, person].filter((one) => one !== undefined);
  if (given.length !== 1) throw new ConfigError("name whom to explain by one of --row, --input and --person");
  const named: Named[] =
    row !== undefined
      ? [await personOfRow(row, options, read, terminal)]
      : input !== undefined
        ? readPeople(read.bundle, await textAt(input), input).map((one, i) => ({
            name: `${input}, record ${i + 1}`,
            person: one,
          }))
        : [{ name: "--person", person: personOf(read.bundle, personObject(person ?? ""), "--person") }];
  return options.strict ? named.map((one) => withinTraining(one, read)) : named;
}

function withinTraining({ name, person }: Named, { bundle }: ReadBundle): Named {
  const [beyond] = person instanceof DataError ? [] : beyondTraining(bundle, person);
  if (beyond === undefined) return { name, person };
  return { name, person: new DataError(`${name}: ${beyond}; a score there would be a guess`) };
}
