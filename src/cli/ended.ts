/** A command that has said all it has to say, and ends with an exit code of its own. */

/** 1: some jobs failed; 3: a number moved; 130: a person stopped answering. Thrown after everything is printed. */
export class Ended extends Error {
  override readonly name = "Ended";
  readonly exitCode: 1 | 3 | 130;

  constructor(exitCode: 1 | 3 | 130) {
    super(`ended with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}
