/** `recourse init`: from a CSV to the YAML of a data set, every choice proposed with its reason. */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { quote } from "shlex";
import { parse } from "yaml";
import { validated } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import { sha256Of } from "../data/catalogue.ts";
import { writeWhole } from "../data/disk.ts";
import { featureRules } from "../data/feature.ts";
import { datasetSchema } from "../data/schema.ts";
import { textAt } from "../data/text.ts";
import { shown } from "../init/inference.ts";
import { planOf } from "../init/plan.ts";
import type { DatasetPlan, PlannedColumn } from "../init/planned.ts";
import { profileInTurns, type TableProfile } from "../init/profile.ts";
import { proposalText } from "../init/proposal.ts";
import { Ended } from "./ended.ts";
import { parseNames } from "./options.ts";
import { answersOf, type Interview, interview, parseActionable } from "./questions.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { paragraph } from "./wrap.ts";

interface InitOptions {
  readonly label?: string;
  readonly favourable?: readonly string[];
  readonly meaning?: string;
  readonly actionable?: readonly string[];
  readonly sensitive?: string;
  readonly name?: string;
  readonly output?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function addInit(program: Command, terminal: Terminal): void {
  program
    .command("init <file>")
    .summary("make a data set of a CSV of your own")
    .description(
      "Reads a CSV, works out what its columns are, asks what only you can say, and writes the data set's YAML.",
    )
    .option("--label <column>", "the outcome")
    .option("--favourable <values>", "the values of the label that a person wants, separated by commas", collectNames)
    .option("--meaning <words>", "what they mean: the loan is repaid")
    .option("--actionable <columns>", "what a person can change: income:increase,debt:decrease,housing", collectNames)
    .option("--sensitive <column>", "a column of categories whose groups are compared")
    .option("--name <name>", "name of the data set; the file's when absent")
    .option("--output <path>", "the YAML; configs/datasets/<name>.yaml where there is such a folder, or beside the CSV")
    .option("-y, --yes", "ask nothing: flags, and proposals for the rest")
    .option("--force", "overwrite the YAML")
    .option("--json", "print one JSON object instead of tables; ask nothing")
    .addHelpText(
      "after",
      `
Examples:
  $ recourse init loans.csv
  $ recourse init loans.csv --label repaid --favourable yes \\
      --actionable income:increase,savings --yes`,
    )
    .action(async (file: string, options: InitOptions) => {
      try {
        await init(file, options, terminal);
      } catch (error) {
        if (error instanceof Ended) terminal.err("stopped; nothing was written\n");
        throw error;
      }
    });
}

/** The names of a list, and of those before it where the option is given again. */
function collectNames(text: string, before: readonly string[] = []): string[] {
  return [...before, ...parseNames(text)];
}

async function init(file: string, options: InitOptions, terminal: Terminal): Promise<void> {
  const name = nameOf(file, options.name);
  const output = options.output ?? defaultOutput(file, name);
  if (!/\.ya?ml$/.test(output)) throw new ConfigError(`--output ${output}: name a .yaml file`);
  if (existsSync(output) && !options.force) {
    throw new ConfigError(`${output} exists; overwrite it with --force, or name another file with --output`);
  }

  const profile = await profileInTurns(await textAt(file), file, terminal.signal);
  const answers = await answersFor(profile, options, terminal);
  const plan = planOf(profile, answers);
  const sha256 = (await sha256Of(file)) ?? "";
  const bytes = (await stat(file)).size;
  const { meaning, sensitive } = answers;
  const text = proposalText(profile, plan, { name, file: basename(file), sha256, bytes, meaning, sensitive });
  // What is proposed must be readable: a mistake of ours is found here, before anything is written.
  featureRules(validated(datasetSchema, parse(text), () => output).features, output);

  terminal.signal.throwIfAborted();
  await writeWhole(output, text, "another file with --output");
  const next = nextCommands(file, output);
  if (options.json) {
    const columns = plan.columns.map(({ profile, kind, reason, role, leak, codes }) => {
      const { name, missing, values, overflows } = profile;
      return { name, kind, reason, role, leak, missing, codes, distinct: overflows ? null : values.size };
    });
    const { rows, warnings } = plan;
    return terminal.out(
      `${JSON.stringify({ name, path: output, records: profile.rows, rows, columns, warnings, next })}\n`,
    );
  }
  terminal.out(`${file}: ${shown(profile.rows)} records, ${profile.columns.length} columns\n`);
  terminal.out(columnTable(plan, terminal));
  for (const warning of plan.warnings) {
    terminal.out(`${paragraph(`warning: ${warning}`, terminal.columns, "  ").join("\n")}\n`);
  }
  terminal.out(`wrote ${output}; read it, correct it, then:\n${next.map((command) => `  ${command}`).join("\n")}\n`);
}

async function answersFor(profile: TableProfile, options: InitOptions, terminal: Terminal): Promise<Interview> {
  const { actionable, ...rest } = options;
  const given = { ...rest, ...(actionable === undefined ? {} : { actionable: parseActionable(actionable) }) };
  if (terminal.ask === undefined || options.yes || options.json) return answersOf(given, profile);
  terminal.err(`${profile.file}: ${shown(profile.rows)} records, ${profile.columns.length} columns\n`);
  return interview(given, profile, terminal.ask);
}

/** A name as data sets have: lower-case letters, digits and hyphens. */
function nameOf(file: string, given: string | undefined): string {
  const name =
    given ??
    basename(file, extname(file))
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "");
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    const problem = given === undefined ? `--name is missing, and ${file} does not say one;` : `--name ${name}:`;
    throw new ConfigError(`${problem} give a name of lower-case letters, digits and hyphens`);
  }
  return name;
}

function defaultOutput(file: string, name: string): string {
  const configs = join("configs", "datasets");
  return join(existsSync(configs) ? configs : dirname(file), `${name}.yaml`);
}

/** What to type next, as it works from here: the CSV is looked for beside the YAML, or where --data-dir says. */
function nextCommands(file: string, output: string): string[] {
  const beside = resolve(dirname(file)) === resolve(dirname(output));
  const data = beside ? "" : ` --data-dir ${typed(dirname(file))}`;
  const yaml = typed(output);
  return [
    `recourse data show ${yaml}${data}`,
    `recourse train --dataset ${yaml} --lambda 0.8${data}`,
    `recourse calibrate --dataset ${yaml} --method adversarial --save model${data}`,
    `recourse explain --bundle model --row 1 --dataset ${yaml}${data}`,
  ];
}

/** A path as typed in a shell: relative where it lies below, quoted where it has to be. */
function typed(path: string): string {
  const below = relative("", path);
  const shortest = below === "" ? "." : below.startsWith("..") ? path : `./${below}`;
  return quote(shortest);
}

function columnTable({ columns }: DatasetPlan, terminal: Terminal): string {
  const rows = columns.map((column) => {
    const { values, overflows, missing } = column.profile;
    const distinct = overflows ? `> ${shown(values.size)}` : shown(values.size);
    return [column.profile.name, column.kind, distinct, missing === 0 ? "" : shown(missing), treatmentOf(column)];
  });
  const align = ["left", "left", "right", "right", "left"] as const;
  return table(["column", "kind", "distinct", "missing", "treatment"], rows, terminal, align);
}

function treatmentOf({ role, action, missing, flagged, codes, leak }: PlannedColumn): string {
  if (role === "left out") return leak === null ? role : "left out: leak";
  if (role === "label") return role;
  const policy =
    missing === "drop" ? "drop missing" : missing === null ? "" : `fill: ${missing}${flagged ? " + 0/1" : ""}`;
  const change = action === null ? "" : action.direction === "any" ? "can change" : `can ${action.direction}`;
  const coded = role === "feature" && codes.length > 0 ? `codes ${codes.join(" ")}` : "";
  return [change, policy, coded].filter((part) => part !== "").join(", ") || role;
}
