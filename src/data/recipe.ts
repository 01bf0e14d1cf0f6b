/** From the text of a CSV and the recipe of a data set to a Frame: filtered, derived, encoded, in raw units. */
import { DataError } from "../core/errors.ts";
import { quote } from "./cell.ts";
import { type Position, readTable, readTableInTurns, type Wanted } from "./csv.ts";
import { type FeatureRule, featureRules } from "./feature.ts";
import { fingerprint } from "./fingerprint.ts";
import type { FeatureGaps, Frame } from "./frame.ts";
import { conditionOf, labeller } from "./record.ts";
import type { DatasetConfig } from "./schema.ts";

/** The parts of a data set that make a Frame. */
export type Recipe = Pick<DatasetConfig, "source" | "filters" | "features" | "label"> & {
  readonly split?: Partial<DatasetConfig["split"]> | undefined;
};

/**
 * The Frame of a CSV's text. A record that fails a filter is dropped, and a missing cell fails every filter on its column;
 * in a record that stays, a missing cell of a feature or label is an error, drops the record or is NaN until `scaleOf` knows
 * what to fill it with, as the feature's `missing` says.
 *
 * `file` names the CSV in messages and `place` the YAML: `configs/datasets/adult.yaml`.
 * Throws ConfigError when the recipe names a column or value that cannot be, DataError when a cell cannot be read, no
 * record is left, or all labels are equal.
 */
export function frameOf(text: string, recipe: Recipe, file: string, place: string): Frame {
  const { format, wanted, visit, finish } = frameReader(text, recipe, file, place);
  return finish(readTable(text, format, wanted, visit));
}

/** As `frameOf`, with turns for the event loop, so that it can be stopped. */
export async function frameInTurns(
  text: string,
  recipe: Recipe,
  file: string,
  place: string,
  signal: AbortSignal | undefined,
): Promise<Frame> {
  const { format, wanted, visit, finish } = frameReader(text, recipe, file, place);
  return finish(await readTableInTurns(text, format, wanted, visit, signal));
}

/** What collects a Frame record by record. */
function frameReader(text: string, recipe: Recipe, file: string, place: string) {
  const rules = featureRules(recipe.features, place);
  const columns = rules.flatMap((rule) => rule.columns);
  const width = columns.length;
  const filters = recipe.filters.map((filter, i) => ({ passes: conditionOf(filter), place: `${place}: filters.${i}` }));
  const labelOf = labeller(recipe.label, place);
  const missing = new Set(recipe.source.missing);
  const by = recipe.split?.by;

  const wanted: Wanted[] = [
    ...recipe.filters.map((filter, i) => ({ column: filter.column, place: filters[i].place })),
    { column: recipe.label.column, place: `${place}: label.column` },
    ...rules.flatMap((rule) => rule.wanted),
    ...(by === undefined ? [] : [{ column: by, place: `${place}: split.by` }]),
  ];
  const byAt = wanted.length - 1;
  const labelAt = filters.length;
  let next = labelAt + 1;
  const placed = rules.map((rule) => {
    const from = next;
    next += rule.wanted.length;
    return { rule, from, to: next };
  });
  const gaps = new Int32Array(placed.length);
  const counts = rules.map(({ codes }) => new Int32Array(codes.length + 1));

  // A line is at most one record, so this is never too small.
  const capacity = linesIn(text);
  const X = new Float64Array(capacity * width);
  const y = new Uint8Array(capacity);
  const records = new Int32Array(capacity);
  const fingerprints = new Float64Array(capacity);
  const people = by === undefined ? null : new Int32Array(capacity);
  const numbers = new Map<string, number>();
  const seen = new Set<string>();
  let passed = 0;
  let rows = 0;
  let positives = 0;

  /** A number for each person, who is known by a text. */
  const numberOf = (person: string): number => {
    const number = numbers.get(person) ?? numbers.size;
    numbers.set(person, number);
    return number;
  };

  const visit = (cells: readonly string[], position: Position) => {
    for (let i = 0; i < filters.length; i++) {
      if (missing.has(cells[i]) || !filters[i].passes(cells[i], position)) return;
    }
    const label = cells[labelAt];
    if (missing.has(label)) {
      if (recipe.label.missing === "drop") return;
      throw position.error(recipe.label.column, missingProblem(label, `${place}: label`, "missing: drop"));
    }
    let dropped = false;
    for (let k = 0; k < placed.length; k++) {
      const { rule, from, to } = placed[k];
      gaps[k] = rule.gapOf(cells, from, to, missing);
      if (gaps[k] < 0) continue;
      counts[k][gaps[k]]++;
      dropped ||= rule.missing === "drop";
    }
    if (dropped) return;
    passed++;
    const before = seen.size;
    seen.add(position.text);
    if (recipe.source.duplicates === "drop" && seen.size === before) return;
    fingerprints[rows] = fingerprint(position.text);
    if (people !== null) people[rows] = numberOf(missing.has(cells[byAt]) ? `record ${position.record}` : cells[byAt]);
    y[rows] = labelOf(label, position);
    positives += y[rows];
    let at = rows * width;
    for (let k = 0; k < placed.length; k++) {
      const { rule, from, to } = placed[k];
      if (gaps[k] < 0) rule.fill(cells, from, X, at, position);
      else if (rule.missing === "fill") rule.fillGap(X, at, gaps[k]);
      else {
        const absent = cells.findIndex((cell, i) => i >= from && i < to && missing.has(cell));
        const { column, place: where } = wanted[absent];
        throw position.error(column, missingProblem(cells[absent], where.replace(/\.(from|to)$/, ""), POLICIES));
      }
      at += rule.columns.length;
    }
    records[rows++] = position.record;
  };
  const finish = (visited: number): Frame => {
    if (rows === 0) {
      const cause = visited === 0 ? `source.skip is ${recipe.source.skip}` : "filters and missing: drop leave none";
      throw new DataError(`${file}: no record is left; see ${place}: ${cause}`);
    }
    if (positives === 0 || positives === rows) {
      const outcome = positives === 0 ? "unfavourable" : "favourable";
      throw new DataError(
        `${file}, column ${recipe.label.column}: all ${rows} labels are ${outcome}; learning needs both outcomes. See ${place}: label`,
      );
    }
    // A view where nearly every line was a record, so that a large table is not in memory twice.
    const kept = <A extends Float64Array | Uint8Array | Int32Array>(array: A, length: number) =>
      (length > 0.9 * array.length ? array.subarray(0, length) : array.slice(0, length)) as A;
    return {
      file,
      columns,
      rows,
      X: kept(X, rows * width),
      y: kept(y, rows),
      records: kept(records, rows),
      fingerprints: kept(fingerprints, rows),
      repeated: { rows: passed, repeated: passed - seen.size },
      people: people === null ? null : kept(people, rows),
      gaps: gapsOf(Object.keys(recipe.features), rules, counts),
    };
  };
  return { format: { ...recipe.source, file }, wanted, visit, finish };
}

/** The features with missing cells; `counts` are those of each rule's gaps. */
function gapsOf(names: readonly string[], rules: readonly FeatureRule[], counts: readonly Int32Array[]): FeatureGaps[] {
  return rules.flatMap(({ codes, missing: policy }, k) => {
    const [missing, ...coded] = counts[k];
    if (policy === "refuse" || counts[k].every((cells) => cells === 0)) return [];
    return [{ feature: names[k], missing, codes: codes.map((code, c) => ({ code, cells: coded[c] })), policy }];
  });
}

/** The ways to deal with a missing cell of a feature. */
const POLICIES = "missing: drop, mean (of categories: mode) or {value: …}";

function missingProblem(cell: string, place: string, remedy: string): string {
  const shown = cell === "" ? "the cell is empty" : `${quote(cell)} means that the value is missing`;
  return `${shown}; fill it in, or say what to do with such records in ${place}: ${remedy}`;
}

/** Line breaks in the text, plus one. */
function linesIn(text: string): number {
  const newline = text.includes("\n") ? "\n" : "\r";
  let lines = 1;
  for (let at = text.indexOf(newline); at >= 0; at = text.indexOf(newline, at + 1)) lines++;
  return lines;
}
