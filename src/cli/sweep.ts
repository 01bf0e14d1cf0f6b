/** `recourse sweep`: the paper's grid, every g_θ of it trained, and recourse computed by every method. */
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { ConfigError } from "../core/errors.ts";
import { sweptMethods } from "../experiments/models.ts";
import { Results } from "../experiments/results.ts";
import { sweepBlocks, sweepCsv, sweepJobs, sweepRows, trainingJobOf } from "../experiments/sweep/sweep.ts";
import { recourseMethod } from "../methods/registry.ts";
import { shardOf } from "../runner/shards.ts";
import { type CoverageOptions, coverageOf, missingText } from "./coverage.ts";
import { dryRunText } from "./dry-run.ts";
import { endIfFailed, runGrid } from "./grid.ts";
import { jobsOf } from "./jobs.ts";
import { chosenShard, commandFor, type MachineOptions, onSeveralMachines, withMachineOptions } from "./machines.ts";
import { parseNames, parseNumber, parseNumbers, withCoverageOptions, withOutputOptions } from "./options.ts";
import { writeOurs } from "./own-folder.ts";
import { sweepTables } from "./sweep-tables.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

interface SweepOptions extends CoverageOptions, MachineOptions {
  readonly deltaMax?: readonly number[];
  readonly method?: readonly string[];
  readonly dryRun?: boolean;
  readonly simulate?: number;
}

export function addSweep(program: Command, terminal: Terminal): void {
  const command = withCoverageOptions(program.command("sweep").summary("train the paper's grid and compute recourse"))
    .description(
      "Trains g_θ for every data set, λ and split of a grid and computes recourse by every method. What is stored is not " +
        "done again: stopped or killed, the same command goes on. Several machines share a grid with --shard, and " +
        "--collect then writes the summary; their stores merge by copying results/runs.",
    )
    .option("--delta-max <numbers>", "δmax in standard deviations: 0.75 or 0.25:1.5:0.25", parseNumbers)
    .option(
      "-m, --method <names>",
      `recourse methods, separated by commas; ${sweptMethods.join(", ")} when absent`,
      parseNames,
    )
    .option("--dry-run", "print what would be done, and do nothing; with --json, every job")
    .option("--simulate <machines>", "with --dry-run: expected wall time on 1, 10, 100 … machines", parseNumber);
  withOutputOptions(withMachineOptions(command))
    .addHelpText(
      "after",
      `
Examples:
  $ recourse sweep --dry-run
  $ recourse sweep --jobs 2
  $ recourse sweep --dataset adult --lambda 0,0.8 --delta-max 0.25:1.5:0.25
  $ recourse sweep --dry-run --simulate 1000
  $ recourse sweep --protocol all --shard 1/3
  $ recourse sweep --protocol all --collect`,
    )
    .action((options: SweepOptions, self: Command) => sweep({ ...options, command: commandFor(self) }, terminal));
}

async function sweep(options: SweepOptions, terminal: Terminal): Promise<void> {
  const methods = [...new Set(options.method ?? sweptMethods)];
  for (const name of methods) recourseMethod(name);
  const atATime = jobsOf(options);
  if (options.simulate !== undefined && !options.dryRun) throw new ConfigError("--simulate needs --dry-run");
  const coverage = await coverageOf(options, terminal);
  const grid = sweepJobs({ ...coverage, methods, deltaMaxes: [...new Set(options.deltaMax ?? [null])] });
  const workspace = workspaceOf(options, terminal);
  const { root, reader, runs } = workspace;
  if (options.dryRun) {
    const shard = chosenShard(options, terminal);
    const jobs = shard === null ? grid : await shardOf(grid, shard, runs);
    terminal.out(await dryRunText(grid, jobs, shard, atATime, workspace, options, terminal));
    if (!options.json) terminal.err(missingText(coverage));
    return;
  }
  if (await onSeveralMachines(grid, workspace, options, terminal)) {
    terminal.err(missingText(coverage));
    return;
  }

  const failures = await runGrid(grid, workspace, options, terminal);
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
  endIfFailed(failures, options, terminal);
}
