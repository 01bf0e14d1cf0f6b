/** The command line as a function: arguments and a terminal in, exit code out. */
import { Command, CommanderError } from "commander";
import { renamedFlags, renamedTo } from "../config/renamed.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { pause } from "../core/yield.ts";
import { refusalOf } from "../data/disk.ts";
import { version } from "../library/package.ts";
import { addAudit } from "./audit.ts";
import { addCalibrate } from "./calibrate.ts";
import { addCertify } from "./certify.ts";
import { addData } from "./data.ts";
import { addDoctor } from "./doctor.ts";
import { Ended } from "./ended.ts";
import { addEvaluate } from "./evaluate.ts";
import { addExplain } from "./explain.ts";
import { addFigures } from "./figures.ts";
import { addInit } from "./init.ts";
import { addReproduce } from "./reproduce.ts";
import { addSweep } from "./sweep.ts";
import { addTables } from "./tables.ts";
import type { Terminal } from "./terminal.ts";
import { addTrain } from "./train.ts";
import { visible, visibleInColour } from "./visible.ts";

/** Builds the program. Unknown commands and options are refused with a suggestion; no option has a default here. */
export function programFor(terminal: Terminal): Command {
  const program = new Command("recourse")
    .description("Learn classifiers under which people who are turned down can do something about it.")
    .version(version(), "-V, --version")
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => Math.min(terminal.columns, 100),
      getErrHelpWidth: () => Math.min(terminal.columns, 100),
      getOutHasColors: () => terminal.colour,
      getErrHasColors: () => false,
    })
    .showSuggestionAfterError()
    .showHelpAfterError("(see recourse --help)")
    .addHelpText(
      "after",
      "\nStart with:\n  $ recourse train --dataset simulated-credit --lambda 0.8\n\nExamples of each command: recourse help <command>",
    );
  for (const [heading, commands] of groups) {
    program.commandsGroup(heading);
    for (const add of commands) add(program, terminal);
  }
  return program.helpCommand(true);
}

/** The commands in the order in which a newcomer needs them. */
const groups: readonly [string, readonly ((program: Command, terminal: Terminal) => void)[]][] = [
  ["A model, and what it says to people:", [addTrain, addEvaluate, addCertify, addCalibrate, addExplain, addAudit]],
  ["Data:", [addData, addInit]],
  ["The paper:", [addReproduce, addTables, addSweep, addFigures]],
  ["This program:", [addDoctor]],
];

/** Tells whoever still writes a flag's old name the new one. */
function refuseRenamed(argv: readonly string[]): void {
  const flags = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length).map((text) => text.split("=")[0]);
  const old = flags.find((flag) => renamedTo(renamedFlags, flag));
  if (old !== undefined) throw new ConfigError(`${old}: renamed to ${renamedTo(renamedFlags, old)}`);
}

/** Runs one command line. 0: done; 1: a bug; 2: something a person can mend; 3: a number moved; 130 or 143: stopped. */
export async function run(argv: readonly string[], given: Terminal): Promise<number> {
  const terminal = safe(given);
  try {
    refuseRenamed(argv);
    await programFor(terminal).parseAsync([...argv], { from: "user" });
    return 0;
  } catch (error) {
    // Ctrl-C ends a model from outside as well, while its answer is waited for: heard first, it is no error.
    // Signals are heard between two turns.
    await pause(undefined);
    await pause(undefined);
    if (terminal.signal.aborted) {
      terminal.err("stopped; what was finished is kept, and the same command goes on from there\n");
      return terminal.signal.reason instanceof Ended ? terminal.signal.reason.exitCode : 130;
    }
    if (error instanceof Ended) return error.exitCode;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof ConfigError || error instanceof DataError) {
      terminal.err(`${error.message}\n`);
      return 2;
    }
    const refusal = refusalOf(error);
    if (refusal !== null) {
      terminal.err(`${pathOf(error)}${refusal}\n`);
      return 2;
    }
    terminal.err(`This is a bug in recourse, please report it:\n${error instanceof Error ? error.stack : error}\n`);
    return 1;
  }
}

/** A terminal that shows what would steer it, whatever file or argument it comes from. */
function safe(terminal: Terminal): Terminal {
  const shown = terminal.colour ? visibleInColour : visible;
  return {
    ...terminal,
    out: (text) => terminal.out(shown(text)),
    err: (text) => terminal.err(visible(text)),
    draw: (line) => terminal.draw(visible(line)),
  };
}

/** The place a system's error is about: "results/runs: ". */
function pathOf(error: unknown): string {
  return error instanceof Error && "path" in error ? `${error.path}: ` : "";
}
