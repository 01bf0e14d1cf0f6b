/** The edge: argv, streams, signals and exit codes. Everything behind it is a function of its arguments. */

import { Ended } from "./ended.ts";
import { run } from "./program.ts";
import { promptsOn } from "./prompts.ts";
import type { Terminal } from "./terminal.ts";

/** What a shell reports of a process that a signal has stopped. */
const stopped = { SIGINT: 130, SIGTERM: 143 } as const;

/** Milliseconds a run is given to stop cleanly. What is stored is whole in any case. */
const PATIENCE = 5000;

/** Ends the process by the signal itself: leaving by `process.exit` would wait for a read that never comes back. */
function end(signal: keyof typeof stopped): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Runs the command line and ends the process: 0 done, 1 a bug, 2 something a person can mend, 130 or 143 stopped. */
export async function main(argv: readonly string[]): Promise<void> {
  const controller = new AbortController();
  // The first signal lets the run in flight stop cleanly; a second one does not wait, nor do we for what hangs.
  const stop = (signal: keyof typeof stopped) => {
    if (controller.signal.aborted) return end(signal);
    controller.abort(new Ended(stopped[signal]));
    setTimeout(end, PATIENCE, signal).unref();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  // A file that may grow no more: heard, the write fails with EFBIG, which is told; unheard, it ends the process.
  process.on("SIGXFSZ", () => {});
  const lost = watchStreams(process);
  const code = await run(argv, terminalOf(process, controller.signal));
  process.exitCode = code === 0 && lost.output ? 2 : code;
  process.off("SIGINT", stop).off("SIGTERM", stop);
}

/**
 * A reader such as `head` that has seen enough is no error: the work goes on and is stored. Output that is lost for another
 * reason is told once, and the exit code says so.
 */
function watchStreams({ stdout, stderr }: NodeJS.Process): { output: boolean } {
  const lost = { output: false };
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || lost.output) return;
    lost.output = true;
    stderr.write(`the output cannot be written (${error.code}); what was computed is stored\n`);
    process.exitCode ||= 2;
  });
  // Whoever listens to progress no longer does: there is nobody to tell.
  stderr.on("error", () => {});
  return lost;
}

function terminalOf({ stdin, stdout, stderr, env }: NodeJS.Process, signal: AbortSignal): Terminal {
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    draw: (line) => stderr.write(`\r\u001b[2K${line}`),
    live: stderr.isTTY === true && env.TERM !== "dumb",
    // A terminal that was never given a size, as in some containers, says 0.
    columns: (stdout.isTTY ? stdout.columns : stderr.columns) || 100,
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb",
    env,
    signal,
    ...(stdin.isTTY && stderr.isTTY && { ask: promptsOn(stdin, stderr, signal) }),
  };
}
