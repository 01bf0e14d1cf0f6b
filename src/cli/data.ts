/** `recourse data`: which data sets there are, what one of them is, and how to get it. */
import type { Command } from "commander";
import { configNames, packagedConfigs } from "../config/files.ts";
import { resolve } from "../config/resolve.ts";
import { DataError } from "../core/errors.ts";
import { locate, sourceFiles } from "../data/catalogue.ts";
import { type Copies, copiesIn } from "../data/copies.ts";
import { fetchFile } from "../data/fetch.ts";
import type { FeatureGaps } from "../data/frame.ts";
import { loadFrames } from "../data/load.ts";
import type { FileSource } from "../data/schema/source.ts";
import { TREEBANK } from "../experiments/nlp/source.ts";
import { knownDatasets } from "../library/datasets.ts";
import { packagedData } from "../library/package.ts";
import { describeData } from "../pipeline/run.ts";
import { actionsText } from "./action-list.ts";
import { count, percent } from "./format.ts";
import { type OutputOptions, type RunOptions, requestOf, withOutputOptions, withRunOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import { dataLines, repeatLines } from "./summary.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { showTexts, textEntry } from "./texts.ts";
import { workspaceOf } from "./workspace.ts";
import { paragraph } from "./wrap.ts";

export function addData(program: Command, terminal: Terminal): void {
  const data = program
    .command("data")
    .summary("list, show and fetch data sets")
    .description("Lists the data sets that come with the program, and whether their files were found.");
  withOutputOptions(data)
    .action(async (options: OutputOptions) => list(options, terminal))
    .addHelpText(
      "after",
      "\nExamples:\n  $ recourse data\n  $ recourse data show adult\n  $ recourse data fetch adult german",
    );

  withOutputOptions(withRunOptions(data.command("show <name>")))
    .summary("one data set: its parts, features and Δ in raw units")
    .description("Shows one data set: its parts, its features, and what a person can change, Δ, in raw units.")
    .addHelpText(
      "after",
      "\nExamples:\n  $ recourse data show adult\n  $ recourse data show ./loans.yaml --protocol corrected",
    )
    .action(async (name: string, options: RunOptions & OutputOptions, command: Command) => {
      await show({ ...command.optsWithGlobals(), ...options, dataset: name }, terminal);
    });

  data
    .command("fetch [names...]")
    .summary("download what is missing and check it")
    .description("Downloads the files that are missing, of every data set or of those named, and checks their SHA-256.")
    .option("--data-dir <folder>", "where to put the files; the project's data/ when absent")
    .option("-q, --quiet", "show no progress")
    .addHelpText("after", "\nExamples:\n  $ recourse data fetch\n  $ recourse data fetch adult german")
    .action(async (names: string[], _: OutputOptions, command: Command) => {
      await fetchAll(names, command.optsWithGlobals(), terminal);
    });
}

async function list(options: OutputOptions, terminal: Terminal): Promise<void> {
  const { folders } = workspaceOf(options, terminal);
  const entries = [];
  for (const { name, settings, place, files: located, state } of await knownDatasets(folders)) {
    const frame = state === "found" ? (await loadFrames(settings, folders, name, place, terminal.signal)).frame : null;
    const positives = frame === null ? null : frame.y.reduce((sum, label) => sum + label, 0);
    const files = located.map(({ file, path, state }) => ({ file, path, state }));
    entries.push({
      name,
      title: settings.title,
      state,
      rows: frame?.rows ?? null,
      positives,
      licence: settings.source.licence,
      files,
    });
  }
  entries.push(await textEntry(folders));
  if (options.json) return terminal.out(`${JSON.stringify({ datasets: entries })}\n`);
  const rows = entries.map(({ name, state, rows, positives, licence }) => [
    name,
    state,
    rows === null ? "–" : count(rows),
    rows === null || positives === null ? "–" : `${count(positives)} (${percent(positives / rows)})`,
    licence,
  ]);
  terminal.out(
    table(["data set", "file", "rows", "favourable", "licence"], rows, terminal, [
      "left",
      "left",
      "right",
      "right",
      "left",
    ]),
  );
  terminal.out(`looked in ${folders.join(", ")}\n`);
  const missing = entries.filter(({ state }) => state !== "found").map(({ name }) => name);
  if (missing.length > 0) terminal.out(`next: recourse data fetch ${missing.join(" ")}\n`);
}

async function show(options: RunOptions & OutputOptions, terminal: Terminal): Promise<void> {
  if (options.dataset === TREEBANK.name) {
    return showTexts(workspaceOf(options, terminal).folders, options.json ?? false, terminal);
  }
  const run = await workspaceOf(options, terminal).open(await requestOf(options));
  const dataset = await run.read();
  const data = describeData(dataset, run.settings);
  const { gaps } = dataset;
  const copies = copiesIn(dataset);
  if (options.json)
    return terminal.out(`${JSON.stringify({ dataset: run.dataset, protocol: run.protocol, ...data, gaps, copies })}\n`);
  const { title, description, source } = run.settings;
  terminal.out(`${run.dataset} · ${title} · protocol ${run.protocol} · seed ${run.settings.run.seed}\n`);
  if (description) terminal.out(`${paragraph(description.trim(), terminal.columns).join("\n")}\n`);
  terminal.out(`${dataLines(data, terminal.columns).join("\n")}\n`);
  for (const line of await repeatLines(run, terminal.columns)) terminal.out(`${line}\n`);
  const alike = copies.test.alike + copies.calibration.alike;
  if (alike > 0) terminal.out(`${paragraph(alikeText(copies), terminal.columns, "  ").join("\n")}\n`);
  terminal.out("\n");
  for (const text of actionsText(data, run.settings.actions.rules ?? [], terminal)) terminal.out(text);
  const columns = data.columns.map(({ name, kind, unit, mean, std }) => [
    name,
    kind,
    unit ?? "",
    kind === "continuous" ? count(Number(mean.toPrecision(5))) : "",
    kind === "continuous" ? count(Number(std.toPrecision(5))) : "",
  ]);
  terminal.out(
    table(["feature", "kind", "unit", "mean", "sd"], columns, terminal, ["left", "left", "left", "right", "right"]),
  );
  if (gaps.length > 0)
    terminal.out(table(["missing", "cells", "by code", "treatment"], gaps.map(gapRow), terminal, GAPS));
  terminal.out(`licence: ${source.licence}\ncite: ${source.citation}\n`);
}

/** Equal features of different people are no fault; with few features there are many. */
function alikeText({ calibration, test }: Copies): string {
  const of = (name: string, { rows, alike }: Copies["test"]) => `${count(alike)} of ${count(rows)} ${name} rows`;
  return `different records with the features of a training row: ${of("calibration", calibration)}, ${of("test", test)}`;
}

const GAPS = ["left", "right", "left", "left"] as const;

/** How often a feature is missing, of which code, and what becomes of such records. */
function gapRow({ feature, missing, codes, policy }: FeatureGaps): string[] {
  const cells = codes.reduce((sum, code) => sum + code.cells, missing);
  const coded = codes.map((code) => `${code.code}: ${count(code.cells)}`).join(", ");
  return [feature, count(cells), coded === "" ? "–" : coded, policy === "drop" ? "record left out" : "filled"];
}

/** Fetches every file that is not there. A file that cannot be had does not keep the others from being tried. */
async function fetchAll(names: readonly string[], options: OutputOptions, terminal: Terminal): Promise<void> {
  const wanted = names.length > 0 ? names : [...(await configNames("datasets", packagedConfigs)), TREEBANK.name];
  const failures: string[] = [];
  for (const name of wanted) {
    for (const source of await filesOf(name)) {
      try {
        terminal.out(`${name}: ${await fetchOne(name, source, options, terminal)}\n`);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        failures.push(error.message);
      }
    }
  }
  if (failures.length > 0) throw new DataError(failures.join("\n"));
}

async function filesOf(name: string): Promise<FileSource[]> {
  if (name === TREEBANK.name) return Object.values(TREEBANK.files);
  return sourceFiles((await resolve({ dataset: name })).settings.source);
}

async function fetchOne(name: string, source: FileSource, options: OutputOptions, terminal: Terminal): Promise<string> {
  const located = await locate(source, workspaceOf({ ...options, dataset: name }, terminal).folders);
  const unchecked = source.sha256 === undefined ? " (not checked: no SHA-256 is pinned)" : "";
  if (located.state === "found") return `${source.file} is there${unchecked}: ${located.path}`;
  const progress = startProgress(`${name}: ${source.file}`, terminal, options.quiet ? "quiet" : "normal");
  try {
    const path = await fetchFile(source, options.dataDir ?? packagedData, {
      signal: terminal.signal,
      onProgress: (received, total) =>
        progress.update(total === null ? 0 : received / total, `${count(Math.round(received / 1024))} KiB`),
    });
    return `${unchecked === "" ? "downloaded and checked" : `downloaded${unchecked}`}: ${path}`;
  } finally {
    progress.end();
  }
}
