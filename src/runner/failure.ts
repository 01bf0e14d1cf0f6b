/** Errors across threads: a class does not survive the transfer, so an error travels as a plain object and is made anew. */
import { ConfigError, DataError } from "../core/errors.ts";

export interface PlainError {
  /** "bug" for everything a person cannot mend. */
  readonly kind: "ConfigError" | "DataError" | "bug";
  readonly message: string;
  readonly stack: string;
}

export function plainError(error: unknown): PlainError {
  const { message, stack = "" } = error instanceof Error ? error : { message: String(error) };
  const kind = error instanceof ConfigError ? "ConfigError" : error instanceof DataError ? "DataError" : "bug";
  return { kind, message, stack };
}

/** The error it was, its stack that of the thread. */
export function revived({ kind, message, stack }: PlainError): Error {
  const error =
    kind === "ConfigError"
      ? new ConfigError(message)
      : kind === "DataError"
        ? new DataError(message)
        : new Error(message);
  error.stack = stack;
  return error;
}
