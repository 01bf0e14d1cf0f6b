/** A terminal that remembers, for tests that run the program in their own process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { run } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line and returns what it printed and its exit code. */
export async function recourse(argv: readonly string[], changes: Partial<Terminal> = {}): Promise<Ran> {
  let out = "";
  let err = "";
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    draw: (line) => {
      err += `\r\u001b[2K${line}`;
    },
    live: false,
    columns: 100,
    colour: false,
    env: { RECOURSE_DATA: process.env.RECOURSE_DATA },
    signal: new AbortController().signal,
    ...changes,
  };
  return { code: await run(argv, terminal), out, err };
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "recourse-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
