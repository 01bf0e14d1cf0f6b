/** `recourse figures`: the paper's figures and ours, as SVG and CSV, and in the page of the report. */
import { join } from "node:path";
import type { Command } from "commander";
import { drawing, drawings, type TitledDrawing } from "../experiments/catalogue.ts";
import type { DrawnFigure, FigureScope } from "../experiments/experiment.ts";
import type { Job } from "../runner/job.ts";
import { type CoverageOptions, coverageOf, type GridCoverage, missingText, mustBeAbout, scopesOf } from "./coverage.ts";
import { figureFolder, mustTakeFigures, writeFigures } from "./figure-folder.ts";
import { endIfFailed, resultsOf } from "./grid.ts";
import { commandFor, type MachineOptions, onSeveralMachines, withMachineOptions } from "./machines.ts";
import { parseNames, withCoverageOptions, withOutputOptions } from "./options.ts";
import { PAGE, renderPage } from "./report-folder.ts";
import type { Terminal } from "./terminal.ts";
import { unnamed } from "./unnamed.ts";
import { workspaceOf } from "./workspace.ts";

interface FigureOptions extends CoverageOptions, MachineOptions {
  readonly figures?: readonly string[];
  readonly report?: string;
}

/** A figure and what has to be computed for it. */
interface Asked {
  readonly drawing: TitledDrawing;
  readonly scopes: readonly FigureScope[];
  readonly jobs: readonly Job[];
}

export function addFigures(program: Command, terminal: Terminal): void {
  const command = withCoverageOptions(program.command("figures").summary("draw the paper's figures, and ours"))
    .description(
      "Computes what the figures show and is not stored yet, draws them as SVG, each with the CSV of its points, and puts " +
        "them into the page that `recourse reproduce` writes. A picture has a row for every data set; pictures that are " +
        "there and not drawn again stay.",
    )
    .option(
      "-f, --figures <names>",
      `figures, separated by commas, of ${[...drawings.keys()].join(", ")}; all that belong to a protocol when absent`,
      parseNames,
    )
    .option("--report <folder>", "the report they belong to; report/ in the folder of results when absent");
  withOutputOptions(withMachineOptions(command))
    .addHelpText(
      "after",
      `
Examples:
  $ recourse figures --jobs 2
  $ recourse figures --figures 1 --protocol all
  $ recourse figures --figures 1 --dataset simulated-credit --lambda 0:2:1`,
    )
    .action((options: FigureOptions, self: Command) => figures({ ...options, command: commandFor(self) }, terminal));
}

async function figures(options: FigureOptions, terminal: Terminal): Promise<void> {
  const coverage = await coverageOf(options, terminal);
  const workspace = workspaceOf(options, terminal);
  const report = options.report ?? join(workspace.root, "report");
  await mustTakeFigures(report);
  const scopes = scopesOf(coverage);
  const { asked: chosen, leftOut } = options.figures
    ? { asked: [...new Set(options.figures.map(drawing))].map((one) => ({ one, scopes })), leftOut: [] }
    : await unnamed(drawings.values(), scopes, "Figure");
  for (const { one } of chosen) mustBeAbout(one, `--figures ${one.name}`, coverage);
  const asked = await Promise.all(
    chosen
      .filter(({ scopes }) => scopes.length > 0)
      .map(async ({ one, scopes }): Promise<Asked> => ({ drawing: one, scopes, jobs: await one.jobs(scopes) })),
  );
  const jobs = asked.flatMap((each) => each.jobs);
  if (await onSeveralMachines(jobs, workspace, options, terminal)) {
    terminal.err(missingText(coverage));
    return;
  }
  const { results, failures } = await resultsOf(jobs, workspace, options, terminal);
  const drawn = [];
  for (const each of asked) drawn.push({ ...each, pictures: await each.drawing.draw(each.scopes, results) });

  await writeFigures(report, drawn);
  const paged = await renderPage(report);
  const pictures = drawn.flatMap((each) => each.pictures);
  if (options.json) {
    const described = pictures.map(({ name, title, caption, protocol }) => ({ name, title, caption, protocol }));
    const { missing } = coverage;
    const object = {
      figures: described,
      folder: figureFolder(report),
      page: paged,
      failures: failures.length,
      missing,
    };
    terminal.out(`${JSON.stringify(object)}\n`);
  } else {
    const page = join(report, PAGE);
    const lines = [
      ...(pictures.length > 0 ? [`${figureFolder(report)}, each as .svg and .csv:`, ...drawn.flatMap(listed)] : []),
      paged ? `in the page: ${page}` : `no page yet: recourse reproduce makes ${page}, with these in it`,
    ];
    terminal.out(`${lines.join("\n")}\n`);
    for (const each of drawn) if (each.pictures.length === 0) terminal.err(`${undrawn(each, coverage)}\n`);
    for (const each of leftOut) terminal.err(`${each}\n`);
    terminal.err(missingText(coverage));
  }
  endIfFailed(failures, options, terminal);
}

/** The title of a figure, and its pictures by name, one a line; nothing where there are none. */
function listed({ drawing, pictures }: { drawing: TitledDrawing; pictures: readonly DrawnFigure[] }): string[] {
  return pictures.length === 0 ? [] : [`  ${drawing.title}`, ...pictures.map(({ name }) => `    ${name}`)];
}

/** Why a figure is not there. */
function undrawn({ drawing, jobs }: Asked, { datasets }: GridCoverage): string {
  const why = jobs.length === 0 ? `it is not about ${datasets.join(", ")}` : "nothing of it finished";
  return `--figures ${drawing.name}: not drawn, for ${why}`;
}
