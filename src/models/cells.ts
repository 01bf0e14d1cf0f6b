/** From a row of X back to the cells of a record: what a model from outside reads. */
import { ConfigError } from "../core/errors.ts";
import { DAY, dateIn, dayOf, isValue } from "../data/cell.ts";
import { policyOf } from "../data/missing.ts";
import type { Column } from "../data/scale.ts";
import type { Feature } from "../data/schema/feature.ts";
import type { DatasetConfig } from "../data/schema.ts";

const DAYS_PER_YEAR = 365.25;

/** What of a column of X is read here. */
export type CellColumn = Pick<Column, "name" | "feature" | "category" | "mean" | "std" | "fill">;

/** One cell of the records a model is given. */
export interface Cell {
  /** The column of the CSV, or the feature's own name where the feature is no cell of it. */
  readonly name: string;
  readonly feature: string;
  /** The cell of a person x, [d] in standard deviations. Empty where the value is missing. */
  write(x: ArrayLike<number>): string;
}

/** A column of X in raw units, as a matrix of numbers holds it. */
export interface RawNumber {
  readonly name: string;
  readonly feature: string;
  /** NaN where the value is missing. */
  read(x: ArrayLike<number>): number;
}

/** How rows of X are written for a model: as cells with the CSV's own columns, or as numbers, a column of X each. */
export interface RowForm {
  readonly cells: readonly Cell[];
  /** In the order of `features`, the 0/1 columns of missing cells left out. */
  readonly numbers: readonly RawNumber[];
}

/**
 * The form of a data set's rows. A number is written as the shortest decimal that standardises to the same float32, which is
 * the number that was read where it has up to seven digits; a category as its text; a cell that was filled as an empty one,
 * as long as the person's value has not moved. A feature that no single cell can say (an indicator of several values, the
 * days between two dates) is written as its number, under its own name. Throws ConfigError where two features
 * would write one cell, and where such a name is a column's with another meaning.
 */
export function rowForm(features: DatasetConfig["features"], columns: readonly CellColumn[], place: string): RowForm {
  const cells: Cell[] = [];
  const numbers: RawNumber[] = [];
  for (const [name, feature] of Object.entries(features)) {
    refuseLineBreaks(name, feature, place);
    const own = columns.flatMap((column, j) => (column.feature === name ? [{ column, j }] : []));
    const flags = flagNames(name, feature);
    const main = own.filter(({ column }) => !flags.includes(column.name));
    const gap = gapOf(name, feature, own);
    const values = main.map(({ column, j }) => ({ column, j, raw: rawOf(column) }));
    const cell = cellOf(name, feature, place);
    cells.push({
      name: cell.name,
      feature: name,
      write: (x) => gap(x) ?? cell.text(values.map(({ j, raw }) => raw(x[j]))),
    });
    for (const { column, j, raw } of values) {
      numbers.push({
        name: column.name,
        feature: name,
        read: (x) => (gap(x) === null ? raw(x[j]) : Number.NaN),
      });
    }
  }
  for (const [i, { name, feature }] of cells.entries()) {
    const other = cells.slice(0, i).find((each) => each.name === name);
    if (other === undefined) continue;
    throw new ConfigError(
      `${place}: features.${feature}: ${other.feature} is made from the column ${name} too, and a model from outside is given ` +
        "each cell once; leave one of the two out",
    );
  }
  return { cells, numbers };
}

/** A row is one line, for a program that reads line by line. */
function refuseLineBreaks(name: string, feature: Feature, place: string): void {
  if (!("values" in feature) || !feature.values?.some((value) => /[\r\n]/.test(String(value)))) return;
  throw new ConfigError(
    `${place}: features.${name}.values: a value has a line break in it, which a model from outside cannot be given; ` +
      "write it otherwise in the CSV",
  );
}

/**
 * The raw value of x_j: the decimal with the fewest digits that standardises to x_j. Monotone in x_j, since standardising
 * is. What was found is remembered: values repeat from row to row.
 */
export function rawOf({ mean, std }: Pick<CellColumn, "mean" | "std">): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    const found = known.get(x);
    if (found !== undefined) return found;
    const exact = mean + std * x;
    let raw = exact;
    for (let digits = 1; digits <= 17; digits++) {
      const value = Number(exact.toPrecision(digits));
      if (Math.fround((value - mean) / std) !== x) continue;
      raw = value;
      break;
    }
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(x, raw);
    return raw;
  };
}

const MOST_REMEMBERED = 100_000;

function flagNames(name: string, feature: Feature): string[] {
  if (feature.missing === undefined || feature.indicator === undefined) return [];
  const { codes } = policyOf(feature.missing);
  return [`${name}_missing`, ...codes.map((code) => `${name}_missing_${code}`)];
}

/** The cell of a value that is not known: empty, or its code; null where it is known, or has moved from what it was filled with. */
function gapOf(
  name: string,
  feature: Feature,
  own: readonly { readonly column: CellColumn; readonly j: number }[],
): (x: ArrayLike<number>) => string | null {
  const flags = flagNames(name, feature);
  const at = own.filter(({ column }) => flags.includes(column.name));
  if (at.length === 0 || feature.missing === undefined) return () => null;
  const { codes } = policyOf(feature.missing);
  const filled = own.flatMap(({ column: { name: column, fill, mean, std }, j }) =>
    flags.includes(column) || fill === null ? [] : [{ j, value: Math.fround((fill - mean) / std) }],
  );
  const texts = at.map(({ column }) => String(codes.find((code) => column.name === `${name}_missing_${code}`) ?? ""));
  return (x) => {
    const flag = at.findIndex(({ j }) => x[j] === 1);
    return flag >= 0 && filled.every(({ j, value }) => x[j] === value) ? texts[flag] : null;
  };
}

/** The name of a feature's cell, and its text from the feature's raw values. */
interface CellText {
  readonly name: string;
  readonly text: (raw: readonly number[]) => string;
}

function cellOf(name: string, feature: Feature, place: string): CellText {
  switch (feature.kind) {
    case "continuous":
      return { name: feature.column ?? name, text: ([raw]) => String(raw) };
    case "ordinal":
      return {
        name: feature.column ?? name,
        text: ([raw]) => String(feature.values[nearestStep(raw, feature.values)]),
      };
    case "oneHot":
      return { name: feature.column ?? name, text: (raw) => String(feature.values[raw.indexOf(Math.max(...raw))]) };
    case "indicator":
      return indicatorCell(name, feature, place);
    case "date":
      return { name: feature.column ?? name, text: ([raw]) => dateText(raw, feature) };
    case "daysBetween":
      return { name, text: ([raw]) => String(raw) };
  }
}

function nearestStep(raw: number, values: readonly unknown[]): number {
  return Math.min(Math.max(Math.round(raw), 0), values.length - 1);
}

/** An indicator is a cell of its column where exactly one value makes it 1 and one makes it 0; else a number of its own. */
function indicatorCell(name: string, feature: Extract<Feature, { kind: "indicator" }>, place: string): CellText {
  const { column = name, contains = "", equals, values } = feature;
  const is = (value: string | number) =>
    equals === undefined ? String(value).includes(contains) : isValue(String(value), equals);
  const [yes, no] = [values?.filter(is) ?? [], values?.filter((value) => !is(value)) ?? []];
  if (yes.length === 1 && no.length === 1) {
    return { name: column, text: ([raw]) => String(raw >= 0.5 ? yes[0] : no[0]) };
  }
  if (column === name && equals !== 1) {
    throw new ConfigError(
      `${place}: features.${name}: a model from outside cannot be given the column ${name}, of which this indicator knows one ` +
        "value; make it kind: oneHot with all its values, or say both in values: [yes, no]",
    );
  }
  return { name, text: ([raw]) => String(Number(raw >= 0.5)) };
}

/** The date a number of days or years after `since`, as the feature's cells are written. */
function dateText(raw: number, { since, count, order }: Extract<Feature, { kind: "date" }>): string {
  const days = Math.round(count === "years" ? raw * DAYS_PER_YEAR : raw);
  const day = dayOf(Math.floor(dateIn(since) / DAY + days) * DAY);
  const [year, month, date] = day.split("-");
  if (order === "day-month-year") return `${date}.${month}.${year}`;
  if (order === "month-day-year") return `${month}/${date}/${year}`;
  return day;
}
