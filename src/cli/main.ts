/** The edge: argv, streams, signals and exit codes. Everything behind it is a function of its arguments. */

import { run } from "./program.ts";
import { promptsOn } from "./prompts.ts";
import type { Terminal } from "./terminal.ts";

/** Runs the command line and ends the process: 0 done, 1 a bug, 2 something a person can mend, 130 stopped. */
export async function main(argv: readonly string[]): Promise<void> {
  const controller = new AbortController();
  // The first Ctrl-C lets the cell in flight stop cleanly, the second one does not wait.
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  // A reader such as `head` that has seen enough is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  process.exitCode = await run(argv, terminalOf(process, controller.signal));
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
}

function terminalOf({ stdin, stdout, stderr, env }: NodeJS.Process, signal: AbortSignal): Terminal {
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    live: stderr.isTTY === true && env.TERM !== "dumb",
    // A terminal that was never given a size, as in some containers, says 0.
    columns: (stdout.isTTY ? stdout.columns : stderr.columns) || 100,
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb",
    env,
    signal,
    ...(stdin.isTTY && stderr.isTTY && { ask: promptsOn(stdin, stderr, signal) }),
  };
}
