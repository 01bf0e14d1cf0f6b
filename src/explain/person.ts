/** One person as a bundle meets them: cells by the names of the source's columns, read as the training data were. */

import type { Bundle } from "../bundle/schema.ts";
import { DataError } from "../core/errors.ts";
import { delimiterOf, type Position, readTable } from "../data/csv.ts";
import { type FeatureRule, featureRules } from "../data/feature.ts";
import { nearest } from "../data/nearest.ts";
import { filled } from "../data/scale.ts";

/** A person in raw units, missing cells filled as they were for training. */
export interface Person {
  /** [d] In the order of the bundle's columns; an indicator is 0 or 1. */
  readonly raw: Float64Array;
  /** Features of which it is not known what they are: read as a mean or mode. */
  readonly filled: readonly string[];
}

/** The person of a row of a Frame, in which cells to be filled are NaN. */
export function personOfRow({ preprocessing: { columns } }: Reading, row: ArrayLike<number>): Person {
  const gaps = columns.filter((_, j) => Number.isNaN(row[j]));
  return {
    raw: Float64Array.from(columns, (column, j) => filled(row[j], column)),
    filled: [...new Set(gaps.map(({ feature }) => feature))],
  };
}

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
  const rules = featureRules(reading.preprocessing.features, PLACE);
  const given = new Map<string, unknown>(Object.entries(cells));
  const texts = rules.flatMap(({ wanted }) =>
    wanted.map(({ column }) => {
      if (!given.has(column)) {
        throw new DataError(`${place}: ${column} is missing${nearest(column, [...given.keys()])}`);
      }
      return cellOf(given.get(column), reading, `${place}: ${column}`);
    }),
  );
  const position: Position = {
    record: 1,
    error: (column, problem) => new DataError(`${place}${column === null ? "" : `: ${column}`}: ${problem}`),
  };
  return read(rules, reading, texts, position);
}

/**
 * Everybody in a CSV whose header names the columns; its delimiter may be another than the training file's. `file` names it
 * in messages, which also tell record and line.
 */
export function peopleOf(reading: Reading, text: string, file: string): Person[] {
  const rules = featureRules(reading.preprocessing.features, PLACE);
  const people: Person[] = [];
  readTable(
    text,
    { file, header: true, delimiter: delimiterOf(text), skip: 0, trim: true },
    rules.flatMap(({ wanted }) => wanted.map(({ column }) => ({ column, place: "the model's features" }))),
    (cells, position) => {
      people.push(read(rules, reading, cells, position));
    },
  );
  return people;
}

/**
 * What of a person lies outside the values the network was trained on, one clause each: a score there is a guess. Empty
 * for most.
 */
export function beyondTraining({ preprocessing }: Reading, { raw }: Person): string[] {
  return preprocessing.columns.flatMap(({ name, kind, unit, least, greatest }, j) => {
    if (kind === "indicator" || (least <= raw[j] && raw[j] <= greatest)) return [];
    const shown = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 3 }).replace("-", "−");
    const range = `${shown(least)} … ${shown(greatest)}${unit === null ? "" : ` ${unit}`}`;
    return [`${name}: ${shown(raw[j])} lies outside ${range}, the values the model was trained on`];
  });
}

function read(
  rules: readonly FeatureRule[],
  { preprocessing }: Reading,
  cells: readonly string[],
  position: Position,
): Person {
  const missing = new Set(preprocessing.missing);
  const row = new Float64Array(preprocessing.columns.length);
  let from = 0;
  let at = 0;
  for (const rule of rules) {
    const absent = rule.wanted.find((_, k) => missing.has(cells[from + k]));
    if (absent === undefined) rule.fill(cells, from, row, at, position);
    else if (rule.missing === "fill") rule.fillMissing(row, at);
    else throw position.error(absent.column, "it is not known, and nobody is scored without it; fill it in");
    from += rule.wanted.length;
    at += rule.columns.length;
  }
  return personOfRow({ preprocessing }, row);
}

/** A cell as a CSV would hold it; null is one that is missing. */
function cellOf(value: unknown, { preprocessing }: Reading, place: string): string {
  if (value === null) return preprocessing.missing[0] ?? "";
  if (typeof value === "string") return value.trim();
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  throw new DataError(`${place}: ${JSON.stringify(value)} is neither a number nor a text`);
}
