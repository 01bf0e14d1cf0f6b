/** What a command may do to the outside: write, know the width, hear Ctrl-C. Tests pass their own. */
import type { Asker } from "./questions.ts";

export interface Terminal {
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress, warnings and errors. */
  readonly err: (text: string) => void;
  /** Draws a line of progress over the one that stands there; only where `live`. */
  readonly draw: (line: string) => void;
  /** Whether a person watches stderr, so that a line may be drawn over. */
  readonly live: boolean;
  /** Columns a table may take. */
  readonly columns: number;
  /** Colour on stdout; it never says what a word does not also say. */
  readonly colour: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C, or told to end: its reason is an `Ended` with the exit code, or anything else for 130. */
  readonly signal: AbortSignal;
  /** How the person at the terminal is asked; absent where nobody could answer. */
  readonly ask?: Asker;
}
