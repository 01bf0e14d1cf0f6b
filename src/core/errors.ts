/** The two errors a person can mend; anything else that is thrown is a bug of ours. */

/** A choice that cannot be honoured: a flag, a protocol or a data-set file. The message names place and remedy. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A table, stored result or file that is not what it should be. The message names file, row and column where it can. */
export class DataError extends Error {
  override readonly name = "DataError";
}
