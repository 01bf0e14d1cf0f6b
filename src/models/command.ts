/** A program that scores: blocks of CSV rows go to its standard input, one score a row comes back on its standard output. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** The program as it is started. */
export interface CommandSpec {
  readonly kind: "command";
  /** As typed, for messages and for a shell. */
  readonly command: string;
  /** Program and arguments; null where a shell reads the command. */
  readonly argv: readonly string[] | null;
  readonly folder: string;
  /** Milliseconds one answer may take. */
  readonly timeout: number;
}

/** Characters of an answer, or of a line on stderr, that a message shows. */
const SHOWN = 200;

/**
 * One child that lives from the first block to `close`. Whatever goes wrong is an Error with one sentence, which ends with the
 * child's last line on stderr, and the child is ended.
 */
export class ScoringCommand {
  readonly #spec: CommandSpec;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  #rest = "";
  #stderr = "";
  #failure: string | null = null;
  /** Told of every change: a line, an end. */
  #changed: () => void = () => {};

  constructor(spec: CommandSpec) {
    this.#spec = spec;
    const { argv, command, folder } = spec;
    // A group of its own, so that what a shell has started ends with it.
    const options = { cwd: folder, detached: argv === null, windowsHide: true } as const;
    this.#child = argv === null ? spawn(command, { ...options, shell: true }) : spawn(argv[0], argv.slice(1), options);
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (this.#rest + text).split("\n");
      this.#rest = lines.pop() ?? "";
      this.#lines.push(...lines);
      this.#changed();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    // A child that is gone says so by its end, not by a broken pipe.
    this.#child.stdin.on("error", () => {});
    this.#child.on("error", (error: NodeJS.ErrnoException) => {
      this.#fail(`cannot be started (${error.code ?? error.message}); is it installed, and on the PATH?`);
    });
    this.#child.on("close", (code, signal) => {
      this.#fail(`ended ${signal === null ? `with exit code ${code}` : `by ${signal}`} while scores were awaited`);
    });
  }

  /** The child's process, to be ended with ours; negative for a group. */
  get process(): number {
    const { pid = 0 } = this.#child;
    return this.#spec.argv === null ? -pid : pid;
  }

  /** [n] The scores of `rows` CSV rows under `header`. */
  async score(header: string, rows: readonly string[]): Promise<Float64Array> {
    if (this.#lines.length > 0 || this.#rest !== "") throw this.#error(this.#extra());
    this.#child.stdin.write(`${rows.length}\n${header}\n${rows.join("\n")}\n`);
    await this.#answered(rows.length);
    const lines = this.#lines.splice(0, rows.length);
    const scores = Float64Array.from(lines, (line, i) => {
      const text = line.trim();
      const score = /^[-+]?(nan|inf(inity)?)$/i.test(text) ? Number.NaN : text === "" ? null : Number(text);
      if (score === null || (Number.isNaN(score) && !/^[-+]?(nan|inf)/i.test(text))) {
        throw this.#error(
          `printed ${JSON.stringify(line.slice(0, SHOWN))} where row ${i + 1} of ${rows.length} has its score; it has to print one ` +
            "number a row and nothing else on standard output",
        );
      }
      if (!(score >= 0 && score <= 1)) {
        throw this.#error(`gave ${text} as the score of the row ${rows[i].slice(0, SHOWN)}; a score lies in [0, 1]`);
      }
      return score;
    });
    if (this.#lines.length > 0 || this.#rest !== "") throw this.#error(this.#extra());
    return scores;
  }

  /** Ends the child. */
  close(): void {
    this.#failure ??= "is closed";
    const { process: group } = this;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || group === 0) return;
    try {
      // It has nothing to save, and may not listen.
      process.kill(group, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  async #answered(rows: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          if (this.#lines.length >= rows) resolve();
          else if (this.#failure !== null) reject(this.#error(this.#failure));
        };
        timer = setTimeout(() => {
          const seconds = this.#spec.timeout / 1000;
          reject(
            this.#error(
              `answered ${this.#lines.length} of ${rows} rows in ${seconds} s; it has to flush its output after every block ` +
                "(model.timeout: more seconds)",
            ),
          );
        }, this.#spec.timeout);
        this.#changed = look;
        look();
      });
    } finally {
      clearTimeout(timer);
      this.#changed = () => {};
    }
  }

  #fail(what: string): void {
    this.#failure ??= what;
    this.#changed();
  }

  #extra(): string {
    const [line = this.#rest] = this.#lines;
    return `printed ${JSON.stringify(line.slice(0, SHOWN))} after the last score of a block; print one number a row and nothing else`;
  }

  #error(what: string): Error {
    const last = this.#stderr.trim().split("\n").at(-1)?.trim() ?? "";
    this.close();
    return new Error(what + (last === "" ? "" : `. Its last line on stderr: ${last.slice(0, SHOWN)}`));
  }
}
