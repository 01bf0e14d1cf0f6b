/** One person as a bundle meets them: cells by the names of the source's columns, read as the training data were. */

import type { Bundle } from "../bundle/schema.ts";
import { DataError } from "../core/errors.ts";
import { delimiterOf, type Position, readTable, type TableFormat } from "../data/csv.ts";
import { type FeatureRule, featureRules } from "../data/feature.ts";
import { nearest } from "../data/nearest.ts";
import { filled } from "../data/scale.ts";
import { shownValue } from "./words.ts";

/** A person in raw units, missing cells filled as they were for training. */
export interface Person {
  /** [d] In the order of the bundle's columns; an indicator is 0 or 1. */
  readonly raw: Float64Array;
  /** Features of which it is not known what they are: read as a mean or mode. */
  readonly filled: readonly string[];
  /** What was read: the cells of the columns that features read, by column. */
  readonly cells: ReadonlyMap<string, string>;
}

/** A person who could be read, or why not. */
export type ReadPerson = Person | DataError;

/** What of a bundle reads a person. */
export type Reading = Pick<Bundle, "preprocessing">;

/** How the features come from cells, as messages name it. */
const PLACE = "bundle.json: preprocessing";

/**
 * The person whose cells are the members of an object, by the names of the source's columns: `{"age": 39, "race": "White"}`.
 * Members that no feature reads are passed over; null stands for a missing cell. `place` names the object in messages.
 * Throws a DataError for a column that is missing, a cell that is empty or not of its kind, and a category nobody had.
 */
export function personOf(reading: Reading, cells: object, place: string): Person {
  const reader = new PersonReader(reading);
  const given = new Map<string, unknown>(Object.entries(cells));
  const texts = reader.columns.map((column) => {
    if (!given.has(column)) {
      throw new DataError(`${place}: ${column} is missing${nearest(column, [...given.keys()])}`);
    }
    return cellOf(given.get(column), reading, `${place}: ${column}`);
  });
  const position: Position = {
    record: 1,
    text: "",
    error: (column, problem) => new DataError(`${place}${column === null ? "" : `: ${column}`}: ${problem}`),
  };
  return reader.read(texts, position);
}

/**
 * Everybody in a CSV whose header names the columns; its delimiter may be another than the training file's. `file` names it
 * in messages, which also tell record and line. Throws the first DataError there is; `readPeople` keeps them in place.
 */
export function peopleOf(reading: Reading, text: string, file: string): Person[] {
  return readPeople(reading, text, file).map(read);
}

function read(person: ReadPerson): Person {
  if (person instanceof DataError) throw person;
  return person;
}

/** As `peopleOf`, with the reason in the place of everybody who cannot be read. */
export function readPeople(reading: Reading, text: string, file: string): ReadPerson[] {
  const format = { file, header: true, delimiter: delimiterOf(text), skip: 0, trim: true };
  return readRecords(reading, text, format);
}

/** The person of one record of a CSV, 1 for the first, written in the given format; null where there is no such record. */
export function personOfRecord(reading: Reading, text: string, format: TableFormat, record: number): Person | null {
  return peopleOfRecords(reading, text, format, [record])[0] ?? null;
}

/** The people of these records, in their order in the CSV; a record that is not there is passed over. */
export function peopleOfRecords(
  reading: Reading,
  text: string,
  format: TableFormat,
  records: readonly number[],
): Person[] {
  return readRecords(reading, text, format, new Set(records)).map(read);
}

function readRecords(reading: Reading, text: string, format: TableFormat, only?: ReadonlySet<number>): ReadPerson[] {
  const reader = new PersonReader(reading);
  const people: ReadPerson[] = [];
  const wanted = reader.columns.map((column) => ({ column, place: "the model's features" }));
  const keep = (read: () => ReadPerson) => {
    try {
      people.push(read());
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      people.push(error);
    }
  };
  const visit = (cells: readonly string[], position: Position) => {
    if (only === undefined || only.has(position.record)) keep(() => reader.read(cells, position));
  };
  readTable(text, format, wanted, visit, (error) => {
    if (only === undefined) people.push(error);
  });
  return people;
}

/**
 * What of a person lies outside the values the network was trained on, one clause each: a score there is a guess. Empty
 * for most.
 */
export function beyondTraining({ preprocessing }: Reading, { raw }: Pick<Person, "raw">): string[] {
  return preprocessing.columns.flatMap(({ name, kind, unit, least, greatest }, j) => {
    if (kind === "indicator" || (least <= raw[j] && raw[j] <= greatest)) return [];
    const range = `${shownValue(least)} … ${shownValue(greatest)}${unit === null ? "" : ` ${unit}`}`;
    return [`${name}: ${shownValue(raw[j])} lies outside ${range}, the values the model was trained on`];
  });
}

/** Reads cells, each by the rule of its feature. */
class PersonReader {
  readonly #rules: readonly FeatureRule[];
  readonly #preprocessing: Reading["preprocessing"];
  readonly #missing: ReadonlySet<string>;
  /** The columns that features read, a column once for each of them. */
  readonly columns: readonly string[];

  constructor({ preprocessing }: Reading) {
    this.#rules = featureRules(preprocessing.features, PLACE);
    this.#preprocessing = preprocessing;
    this.#missing = new Set(preprocessing.missing);
    this.columns = this.#rules.flatMap(({ wanted }) => wanted.map(({ column }) => column));
  }

  /** `cells` in the order of `columns`. */
  read(cells: readonly string[], position: Position): Person {
    const { columns } = this.#preprocessing;
    const row = new Float64Array(columns.length);
    let from = 0;
    let at = 0;
    for (const rule of this.#rules) {
      const gap = rule.gapOf(cells, from, from + rule.wanted.length, this.#missing);
      if (gap < 0) rule.fill(cells, from, row, at, position);
      else if (rule.missing === "fill") rule.fillGap(row, at, gap);
      else throw position.error(this.#unknown(rule, cells, from), NEEDED);
      from += rule.wanted.length;
      at += rule.columns.length;
    }
    const unknown = columns.filter((_, j) => Number.isNaN(row[j]));
    return {
      raw: Float64Array.from(columns, (column, j) => filled(row[j], column)),
      filled: [...new Set(unknown.map(({ feature }) => feature))],
      cells: new Map(this.columns.map((column, k) => [column, cells[k]])),
    };
  }

  /** The column of a rule that is missing, or holds a code. */
  #unknown({ wanted, gapOf }: FeatureRule, cells: readonly string[], from: number): string | null {
    return wanted.find((_, k) => gapOf(cells, from + k, from + k + 1, this.#missing) >= 0)?.column ?? null;
  }
}

const NEEDED = "it is not known, and nobody is scored without it; fill it in";

/** A cell as a CSV would hold it; null is one that is missing. */
function cellOf(value: unknown, { preprocessing }: Reading, place: string): string {
  if (value === null) return preprocessing.missing[0] ?? "";
  if (typeof value === "string") return value.trim();
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  throw new DataError(`${place}: ${JSON.stringify(value)} is neither a number nor a text`);
}
