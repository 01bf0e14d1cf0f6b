/** Command lines as documentation shows them, and a parse of them that runs nothing. */
import type { Command } from "commander";
import { split } from "shlex";
import { programFor } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

/** The arguments of every `recourse …` in the text of a shell session: `$ `, `npx` and comments stripped, `\` joined. */
export function commandLines(text: string): string[][] {
  return text
    .replace(/\\\n/g, " ")
    .split("\n")
    .flatMap((line) => line.split("&&"))
    .map((command) => /^\s*(?:\$ |- run: )?(?:npx )?recourse\b(.*)$/.exec(command)?.[1])
    .filter((rest) => rest !== undefined)
    .map((line) => split(line.replace(/(^|\s)#.*$/, "")));
}

/** A command with what it was given. */
export interface Parsed {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What is no option: "3,4" of `tables 3,4`. */
  readonly args: readonly string[];
}

/** Parses one command line as the program would, and does nothing. Throws what the parser refuses. */
export async function parsed(argv: readonly string[]): Promise<Parsed> {
  const program = programFor(silent);
  let found: Parsed = { name: program.name(), options: {}, args: [] };
  for (const command of everyCommand(program)) {
    command.action(() => {
      found = { name: command.name(), options: command.opts(), args: command.args };
    });
  }
  await program.parseAsync([...argv], { from: "user" });
  return found;
}

/** The program and all commands below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

export const silent: Terminal = {
  out: () => {},
  err: () => {},
  draw: () => {},
  live: false,
  columns: 80,
  colour: false,
  env: {},
  signal: new AbortController().signal,
};
