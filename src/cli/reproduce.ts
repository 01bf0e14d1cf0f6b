/** `recourse reproduce`: from the CSVs to the paper's tables, every number beside the published one. */
import { join } from "node:path";
import type { Command } from "commander";
import { packagedConfigs, readConfig } from "../config/files.ts";
import { Ablation } from "../experiments/ablation/ablation.ts";
import { ablationPlan } from "../experiments/ablation/plan.ts";
import { reproduction, reproductions } from "../experiments/catalogue.ts";
import type { Reproduction } from "../experiments/experiment.ts";
import { printedDatasets } from "../experiments/published.ts";
import { type Comparison, differenceText } from "../report/comparison.ts";
import type { Protocol, Report } from "../report/report.ts";
import { type TableVerdicts, verdictsOf } from "../report/summary.ts";
import type { ReportTable } from "../report/table.ts";
import type { Failure } from "../runner/pool.ts";
import { buildOf } from "./build.ts";
import {
  ALL,
  type CoverageOptions,
  coverageOf,
  type GridCoverage,
  missingText,
  mustBeAbout,
  scopesOf,
} from "./coverage.ts";
import { Ended } from "./ended.ts";
import { count } from "./format.ts";
import { endIfFailed, resultsOf } from "./grid.ts";
import { commandFor, type MachineOptions, onSeveralMachines, withMachineOptions } from "./machines.ts";
import { parseNames, withOutputOptions, withScopeOptions } from "./options.ts";
import { compareWith, mustHaveReport, mustTakeReport, PAGE, writeReport } from "./report-folder.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { unnamed } from "./unnamed.ts";
import { workspaceOf } from "./workspace.ts";

interface ReproduceOptions extends Omit<CoverageOptions, "lambda">, MachineOptions {
  readonly tables?: readonly string[];
  readonly ablations?: boolean;
  readonly check?: boolean;
  readonly report?: string;
}

export function addReproduce(program: Command, terminal: Terminal): void {
  const command = withScopeOptions(program.command("reproduce").summary("write the paper's tables as a report"))
    .description(
      "Computes the tables of the paper and writes them as CSV, Markdown, LaTeX and one page: each number beside the " +
        "published one, with a verdict.",
    )
    .option(
      "-t, --tables <names>",
      `tables, separated by commas, of ${[...reproductions.keys()].join(", ")}; all that belong to a protocol when absent`,
      parseNames,
    )
    .option("--ablations", "also flip one factor at a time, as --protocol all does, and say why numbers differ")
    .option(
      "--check",
      "leave the report as it is and compare with it, exit 3 when a number moved; what is not stored is computed and stored",
    )
    .option("--report <folder>", "where the report is written; report/ in the folder of results when absent");
  withOutputOptions(withMachineOptions(command))
    .addHelpText(
      "after",
      `
Examples:
  $ recourse reproduce --protocol paper --jobs 2
  $ recourse reproduce --protocol all
  $ recourse reproduce --tables 1,2 --dataset simulated-credit
  $ recourse reproduce --check --dataset compas,german`,
    )
    .action((options: ReproduceOptions, self: Command) =>
      reproduce({ ...options, command: commandFor(self) }, terminal),
    );
}

async function reproduce(options: ReproduceOptions, terminal: Terminal): Promise<void> {
  const coverage = await coverageOf(options, terminal);
  const protocols = await Promise.all(coverage.protocols.map(described));
  const workspace = workspaceOf(options, terminal);
  const folder = options.report ?? join(workspace.root, "report");
  if (options.check) await mustHaveReport(folder);
  else await mustTakeReport(folder);
  const ablations = options.ablations || options.protocol?.includes(ALL) || false;
  const ablation = ablations && coverage.datasets.length > 0 ? await Ablation.of(coverage, ablationPlan) : null;

  const scopes = scopesOf(coverage).map((scope) => ({ ...scope, ablations }));
  const { asked, leftOut } = options.tables
    ? { asked: named(options.tables, coverage).map((one) => ({ one, scopes })), leftOut: [] }
    : await unnamed(reproductions.values(), scopes, "Table");
  const jobs = [...(ablation?.jobs() ?? [])];
  for (const { one, scopes } of asked) for (const each of scopes) jobs.push(...(await one.jobs(each)));
  if (await onSeveralMachines(jobs, workspace, options, terminal)) {
    terminal.err(missingText(coverage));
    return;
  }
  const { results, failures } = await resultsOf(jobs, workspace, options, terminal);
  const made: ReportTable[] = [];
  for (const { one, scopes } of asked) for (const each of scopes) made.push(await one.table(each, results));
  const report: Report = {
    protocols,
    tables: made,
    explanation: ablation ? await ablation.explanation(results) : null,
    notices: [...(await noticesOf(coverage, options.seed, failures)), ...leftOut],
    build: await buildOf(),
  };

  const check = options.check ? await compareWith(folder, report) : null;
  if (check === null) await writeReport(folder, report);
  if (options.json) {
    const { moved, uncovered } = check ?? { moved: null, uncovered: null };
    terminal.out(`${JSON.stringify({ ...report, failures: failures.length, moved, uncovered })}\n`);
  } else {
    terminal.out(check === null ? writtenText(report, folder, terminal) : checkText(check, folder));
  }
  endIfFailed(failures, options, terminal);
  if (check !== null && check.moved.length > 0) throw new Ended(3);
}

function named(tables: readonly string[], coverage: GridCoverage): Reproduction[] {
  const asked = tables.map(reproduction);
  for (const one of asked) mustBeAbout(one, `--tables ${one.name}`, coverage);
  return asked;
}

async function described(name: string): Promise<Protocol> {
  const { description } = await readConfig("protocols", name, packagedConfigs);
  return { name, description: String(description) };
}

/** What a reader of the report must know before any number: what is not there, and what is not the paper's. */
async function noticesOf(
  { datasets, overrides, missing }: GridCoverage,
  seeds: readonly number[] | undefined,
  failures: readonly Failure[],
): Promise<string[]> {
  const fetch = `recourse data fetch ${missing.join(" ")}`;
  const ofPaper = (await printedDatasets()).some((name) => datasets.includes(name));
  const flags = Object.entries(overrides).map(([path, { value }]) => `${path}=${JSON.stringify(value)}`);
  return [
    missing.length === 0
      ? ""
      : ofPaper
        ? `Incomplete: the files of ${listed(missing)} were not found (${fetch}).`
        : `None of the paper's data sets was found (${fetch}): this is ${listed(datasets)} alone, of which the paper prints nothing.`,
    flags.length === 0 ? "" : `Not the protocol as it stands: ${flags.join(", ")}.`,
    seeds === undefined ? "" : `Other splits than the paper's: seeds ${seeds.join(", ")}.`,
    failures.length === 0
      ? ""
      : `Incomplete: ${failures.length} job${failures.length === 1 ? "" : "s"} did not finish.`,
  ].filter((notice) => notice !== "");
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

function checkText({ moved, compared, uncovered }: Comparison, folder: string): string {
  const absent = uncovered.length === 0 ? "" : `not in that report, so not compared: ${uncovered.join(", ")}\n`;
  if (moved.length === 0) return `all ${count(compared)} numbers are those of ${folder}\n${absent}`;
  return `${differenceText(moved)}${moved.length} number${moved.length === 1 ? "" : "s"} moved since ${folder}\n${absent}`;
}

/** How the published numbers came out, and where to read on. */
function writtenText({ tables, protocols, notices, explanation }: Report, folder: string, terminal: Terminal): string {
  const names = [...new Set(tables.map(({ name }) => name))];
  const rows = names.map((name) => {
    const mine = tables.filter((each) => each.name === name);
    const counts = protocols.map(({ name }) => mine.find(({ protocol }) => protocol === name));
    return [mine[0].title.split(":")[0], ...counts.map((each) => shortCount(each && verdictsOf(each)))];
  });
  const head = ["reproduced · close · differ", ...protocols.map(({ name }) => name)];
  const printed = table(head, rows, terminal);
  const missed = explanation?.findings.length ?? 0;
  const why = missed === 0 ? "" : `why ${missed} of them differ: ${join(folder, "why.md")}\n`;
  return `${notices.map((notice) => `${notice}\n`).join("")}${printed}${why}written to ${folder} · open ${join(folder, PAGE)}\n`;
}

/** "61 · 11 · 8", in the order of the head. */
function shortCount(verdicts: TableVerdicts | undefined): string {
  if (verdicts === undefined || verdicts.compared === 0) return "no published numbers";
  const { reproduced, close, differs } = verdicts.counts;
  return `${reproduced} · ${close} · ${differs}`;
}
