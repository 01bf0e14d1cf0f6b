/** `recourse sweep`: the paper's grid, every g_θ of it trained and asked for recourse. */
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { ConfigError } from "../core/errors.ts";
import { sweptMethods } from "../experiments/models.ts";
import { Results } from "../experiments/results.ts";
import { sweepBlocks, sweepCsv, sweepJobs, sweepRows, trainingJobOf } from "../experiments/sweep/sweep.ts";
import { recourseMethod } from "../methods/registry.ts";
import type { Job } from "../runner/job.ts";
import { type Plan, planFor, type Shard, shardOf } from "../runner/plan.ts";
import { type CoverageOptions, coverageOf, missingText } from "./coverage.ts";
import { endIfFailed, plannedSeconds, planText, runGrid } from "./grid.ts";
import { jobsOf } from "./jobs.ts";
import { parseNames, parseNumbers, withCoverageOptions, withOutputOptions } from "./options.ts";
import { writeOurs } from "./own-folder.ts";
import { sharesOf, shareTable, sweepTables } from "./sweep-tables.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

interface SweepOptions extends CoverageOptions {
  readonly deltaMax?: readonly number[];
  readonly method?: readonly string[];
  readonly shard?: string;
  readonly dryRun?: boolean;
}

export function addSweep(program: Command, terminal: Terminal): void {
  const command = withCoverageOptions(program.command("sweep").summary("train the paper's grid and ask for recourse"))
    .description(
      "Trains g_θ for every data set, λ and split of a grid and asks every method for recourse. What is stored is not " +
        "done again: stopped or killed, the same command goes on. Several machines share a grid with --shard; their " +
        "stores merge by copying results/runs.",
    )
    .option("--delta-max <numbers>", "δmax in standard deviations: 0.75 or 0.25:1.5:0.25", parseNumbers)
    .option(
      "-m, --method <names>",
      `recourse methods, separated by commas; ${sweptMethods.join(", ")} when absent`,
      parseNames,
    )
    .option("--shard <i/n>", "do part i of n, the same parts on every machine")
    .option("--dry-run", "print what would be done, and do nothing");
  withOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  $ recourse sweep --dry-run
  $ recourse sweep --jobs 2
  $ recourse sweep --dataset adult --lambda 0,0.8 --delta-max 0.25:1.5:0.25
  $ recourse sweep --protocol all --shard 1/3`,
    )
    .action((options: SweepOptions) => sweep(options, terminal));
}

async function sweep(options: SweepOptions, terminal: Terminal): Promise<void> {
  const methods = [...new Set(options.method ?? sweptMethods)];
  for (const name of methods) recourseMethod(name);
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  const atATime = jobsOf(options);
  const coverage = await coverageOf(options, terminal);
  const grid = sweepJobs({ ...coverage, methods, deltaMaxes: [...new Set(options.deltaMax ?? [null])] });
  const jobs = shard === null ? grid : shardOf(grid, shard);
  const workspace = workspaceOf(options, terminal);
  const { root, reader, runs } = workspace;
  if (options.dryRun) {
    const plan = await planFor(jobs, reader, runs);
    terminal.out(dryRunText(jobs, plan, atATime, options, terminal));
    if (!options.json) terminal.err(missingText(coverage));
    return;
  }

  const failures = await runGrid(jobs, workspace, options, terminal);
  // The whole grid, also after one part of it: when the stores are merged, every machine writes the same file.
  const rows = sweepRows(grid, await Results.read([...grid, ...grid.map(trainingJobOf)], reader, runs));
  const csv = sweepCsv(rows);
  const path = join(root, "sweep", "sweep.csv");
  await writeOurs(dirname(path), "--results", { files: new Map([[basename(path), csv]]) });
  if (options.json) {
    const { missing } = coverage;
    const object = { rows, evaluations: grid.length, failures: failures.length, missing, csv: path };
    terminal.out(`${JSON.stringify(object)}\n`);
  } else {
    const stored =
      rows.length === grid.length ? "" : `${rows.length} of the grid's ${grid.length} evaluations are stored\n`;
    terminal.out(`${sweepTables(sweepBlocks(rows), methods, terminal)}${stored}written to ${path}\n`);
    terminal.err(missingText(coverage));
  }
  endIfFailed(failures, terminal);
}

/** "1/3". */
function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (1 <= index && index <= count) return { index, count };
  throw new ConfigError(`--shard ${text}: give i/n, part i of n parts, such as 1/3`);
}

function dryRunText(
  jobs: readonly Job[],
  plan: Plan,
  atATime: number,
  { json }: SweepOptions,
  terminal: Terminal,
): string {
  const shares = sharesOf(jobs, plan);
  if (!json) return `${shareTable(shares, terminal)}${planText(plan, atATime)}\n`;
  const { steps, stored } = plan;
  const object = { runs: shares, run: steps.length, stored, jobs: atATime, seconds: plannedSeconds(plan, atATime) };
  return `${JSON.stringify(object)}\n`;
}
