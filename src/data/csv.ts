/** Reads a CSV record by record and hands over the wanted cells only; nothing of the table is kept in memory. */
import Papa from "papaparse";
import { ConfigError, DataError } from "../core/errors.ts";
import { pause } from "../core/yield.ts";
import { quote } from "./cell.ts";
import { nearest } from "./nearest.ts";
import type { DataSource } from "./schema/source.ts";

/** How the CSV is written; `file` names it in messages. */
export type TableFormat = Pick<DataSource, "file" | "header" | "delimiter" | "skip" | "trim"> & {
  readonly columns?: readonly string[] | undefined;
};

/** A column somebody asks for, and where they do: `configs/datasets/adult.yaml: features.age`. */
export interface Wanted {
  readonly column: string;
  readonly place: string;
}

/** Where the reader stands. */
export interface Position {
  /** 1 for the first record after the header, counting skipped ones. */
  readonly record: number;
  /** The record as the file has it, without the newline. */
  readonly text: string;
  /** An error that names file, record, line and column. */
  error(column: string | null, problem: string): DataError;
}

/** The delimiter of a CSV, as its first lines look; a comma where there is none to see. */
export function delimiterOf(text: string): string {
  const start = text.slice(0, 1 << 16).replace(/^\uFEFF/, "");
  return Papa.parse<string[]>(start, { preview: 20, skipEmptyLines: "greedy" }).meta.delimiter || ",";
}

/** Characters papaparse takes at a time: so few that its rows are gone before the collector takes them for lasting. */
const CHUNK = 1 << 16;

/** Records between two turns of the event loop. */
const BATCH = 20_000;

/** Is shown each record: the wanted cells, in an array that is used again. */
type Visit = (cells: readonly string[], position: Position) => void;

/**
 * Calls `visit` for every record of `text`, in order, with the cells of the wanted columns in the order wanted. The array
 * is reused: copy what must last. Empty lines are passed over and not counted. Returns the number of records visited.
 *
 * A record with more or fewer cells than the header is given to `refuse`, which throws unless it is said otherwise.
 * A name that the header has twice stands for its first column, as long as both columns hold the same cells.
 * Throws ConfigError for a wanted column the file does not have, DataError for an empty file, a header without records,
 * records of unequal length and broken quotes.
 */
export function readTable(
  text: string,
  format: TableFormat,
  wanted: readonly Wanted[],
  visit: Visit,
  refuse: (error: DataError) => void = thrown,
): number {
  const reading = batches(text, format, wanted, visit, refuse);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

/** As `readTable`, with a turn for the event loop every few thousand records, so that it can be stopped. */
export async function readTableInTurns(
  text: string,
  format: TableFormat,
  wanted: readonly Wanted[],
  visit: Visit,
  signal: AbortSignal | undefined,
): Promise<number> {
  const reading = batches(text, format, wanted, visit, thrown);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
    await pause(signal);
  }
}

function thrown(error: DataError): never {
  throw error;
}

/** Reads some thousand records at each step, and returns how many there were. */
function* batches(
  text: string,
  format: TableFormat,
  wanted: readonly Wanted[],
  visit: Visit,
  refuse: (error: DataError) => void,
): Generator<undefined, number, undefined> {
  const input = text.startsWith("\uFEFF") ? text.slice(1) : text;
  // papaparse guesses the newline from the first chunk; a lone "\n" with a "\r" taken off is right for mixed files too.
  const newline = input.includes("\n") ? "\n" : "\r";
  const cells = new Array<string>(wanted.length);
  let names = format.columns ?? null;
  let columns = names && resolve(names, format.file, wanted);
  let record = 0;
  let visited = 0;
  let start = 0;
  let end = 0;

  const position: Position = {
    get record() {
      return record;
    },
    get text() {
      return input.slice(start, end).trim();
    },
    error(column, problem) {
      let line = 1;
      for (let at = input.indexOf(newline); at >= 0 && at < start; at = input.indexOf(newline, at + 1)) line++;
      const where = columns === null || record === 0 ? `line ${line}` : `record ${record} (line ${line})`;
      return new DataError(`${format.file}, ${where}${column === null ? "" : `, column ${column}`}: ${problem}`);
    },
  };

  const step = (row: string[], errors: readonly Papa.ParseError[]) => {
    if (newline === "\n" && row[row.length - 1].endsWith("\r")) row[row.length - 1] = row[row.length - 1].slice(0, -1);
    if (row.length > 1 || row[0].trim() !== "") {
      if (columns !== null) record++;
      if (errors.length > 0) {
        throw position.error(null, `${errors[0].message}; a quote inside a quoted cell is written twice`);
      }
      if (names === null || columns === null) {
        names = row.map((name) => name.trim());
        columns = resolve(names, format.file, wanted);
      } else if (record > format.skip) {
        if (row.length === names.length) {
          pick(row, columns, format.trim, cells, wanted, position);
          visit(cells, position);
        } else {
          const remedy = `mend the line (a cell with a ${JSON.stringify(format.delimiter)} in it needs quotes)`;
          refuse(position.error(null, `${row.length} cells where ${names.length} columns are named; ${remedy}`));
        }
        visited++;
      }
    }
  };
  for (let more = true; more; ) {
    const offset = start;
    let rows = 0;
    more = false;
    Papa.parse<string[]>(offset === 0 ? input : input.slice(offset), {
      delimiter: format.delimiter,
      newline,
      chunkSize: CHUNK,
      step({ data, errors, meta }, parser) {
        end = offset + meta.cursor;
        step(data, errors);
        start = end;
        more = ++rows === BATCH;
        if (more) parser.abort();
      },
    });
    if (more) yield;
  }

  if (names === null) throw new DataError(`${format.file}: the file is empty; bring its records`);
  if (record === 0) throw new DataError(`${format.file}: a header and no records; bring the records that belong to it`);
  return visited;
}

/** For every wanted column, its places in the header: more than one when the name occurs twice. */
function resolve(names: readonly string[], file: string, wanted: readonly Wanted[]): number[][] {
  return wanted.map(({ column, place }) => {
    const places = names.flatMap((name, index) => (name === column ? [index] : []));
    if (places.length === 0) {
      throw new ConfigError(`${place}: unknown column ${column} of ${file}${nearest(column, names)}`);
    }
    return places;
  });
}

/** Copies the wanted cells of a row, checking that columns of one name agree. */
function pick(
  row: readonly string[],
  columns: readonly number[][],
  trim: boolean,
  cells: string[],
  wanted: readonly Wanted[],
  position: Position,
): void {
  for (let k = 0; k < columns.length; k++) {
    const places = columns[k];
    const cell = row[places[0]];
    for (let i = 1; i < places.length; i++) {
      if (row[places[i]] !== cell) {
        throw position.error(
          wanted[k].column,
          `the header has this name twice, and here the columns differ (${quote(cell)}, ${quote(row[places[i]])}); rename one`,
        );
      }
    }
    cells[k] = trim ? cell.trim() : cell;
  }
}
