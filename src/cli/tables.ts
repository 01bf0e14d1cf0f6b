/** `recourse tables`: some of the paper's tables on the terminal, computed like those of `reproduce`; nothing is written. */
import type { Command } from "commander";
import { reproduction, reproductions } from "../experiments/catalogue.ts";
import type { ReportTable } from "../report/table.ts";
import { type CoverageOptions, coverageOf, missingText, mustBeAbout, scopesOf } from "./coverage.ts";
import { endIfFailed, resultsOf } from "./grid.ts";
import { parseNames, withOutputOptions, withScopeOptions } from "./options.ts";
import { reportTableText } from "./report-table.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

export function addTables(program: Command, terminal: Terminal): void {
  const names = [...reproductions.keys()].join(", ");
  const command = program.command("tables <names...>").summary("print some of the paper's tables, or of ours");
  withOutputOptions(withScopeOptions(command))
    .description(
      `Computes tables, any of ${names}, and prints each number beside the published one. ` +
        "Nothing is written; `recourse reproduce` writes a report.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ recourse tables 6\n  $ recourse tables 1,2 --protocol released --dataset german",
    )
    .action((given: string[], options: CoverageOptions) => print(given.flatMap(parseNames), options, terminal));
}

async function print(names: readonly string[], options: CoverageOptions, terminal: Terminal): Promise<void> {
  const wanted = names.map(reproduction);
  const coverage = await coverageOf(options, terminal);
  for (const one of wanted) mustBeAbout(one, `tables ${one.name}`, coverage);
  const scopes = scopesOf(coverage);
  const asked = wanted.flatMap((one) => scopes.map((scope) => ({ one, scope })));
  const jobs = (await Promise.all(asked.map(({ one, scope }) => one.jobs(scope)))).flat();
  const { results, failures } = await resultsOf(jobs, workspaceOf(options, terminal), options, terminal);
  const tables: ReportTable[] = [];
  for (const { one, scope } of asked) tables.push(await one.table(scope, results));
  if (options.json) terminal.out(`${JSON.stringify({ tables, failures: failures.length })}\n`);
  else terminal.out(`${tables.map((each) => reportTableText(each, terminal)).join("\n")}${missingText(coverage)}`);
  endIfFailed(failures, options, terminal);
}
