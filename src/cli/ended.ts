/** A command that has printed everything and ends with an exit code of its own. */

/** 1: some jobs failed; 3: a number moved; 130: a person stopped it or answers no more; 143: the system did. */
export type ExitCode = 1 | 3 | 130 | 143;

/** Thrown after everything is printed. */
export class Ended extends Error {
  override readonly name = "Ended";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super(`ended with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}
