/** Turns the feature section of a data set into columns of X and the rules that fill them. */
import { ConfigError, type DataError } from "../core/errors.ts";
import { DAY, type DateOrder, dateIn, isValue, listed, numberIn, quote, valueFinder } from "./cell.ts";
import type { FeatureRule, FrameColumn } from "./column.ts";
import type { Position } from "./csv.ts";
import { type CellRule, withMissing } from "./missing.ts";
import type { Feature } from "./schema/feature.ts";
import type { DatasetConfig } from "./schema.ts";

export type { FeatureRule, FrameColumn } from "./column.ts";

type DateFeature = Extract<Feature, { kind: "date" }>;
type IndicatorFeature = Extract<Feature, { kind: "indicator" }>;

const DAYS_PER_YEAR = 365.25;

/** The rules of all features, in the order of the YAML; `place` is its path, for messages. */
export function featureRules(features: DatasetConfig["features"], place: string): FeatureRule[] {
  const rules = Object.entries(features).map(([name, feature]) => {
    const at = `${place}: features.${name}`;
    return withMissing(ruleOf(name, feature, at), name, feature, at);
  });
  const seen = new Set<string>();
  for (const { name } of rules.flatMap((rule) => rule.columns)) {
    if (seen.has(name))
      throw new ConfigError(`${place}: features: two columns would be called ${name}; rename a feature`);
    seen.add(name);
  }
  return rules;
}

function ruleOf(name: string, feature: Feature, place: string): CellRule {
  switch (feature.kind) {
    case "continuous":
      return continuous(name, feature.column ?? name, feature.integer, feature.unit ?? null, place);
    case "ordinal":
      return ordinal(name, feature.column ?? name, feature.values, place);
    case "indicator":
      return indicator(name, feature, place);
    case "oneHot":
      return oneHot(name, feature.column ?? name, feature.values, place);
    case "date":
      return date(name, feature.column ?? name, feature, place);
    case "daysBetween":
      return daysBetween(name, feature.from, feature.to, place);
  }
}

function continuous(name: string, column: string, integer: boolean, unit: string | null, place: string): CellRule {
  return {
    columns: [continuousColumn(name, integer, unit)],
    wanted: [{ column, place }],
    fill(cells, from, out, at, position) {
      const value = numberIn(cells[from]);
      if (Number.isNaN(value)) throw position.error(column, `${quote(cells[from])} is not a number`);
      if (integer && !Number.isInteger(value)) {
        throw position.error(column, `${quote(cells[from])} is not a whole number, which ${place}.integer asks for`);
      }
      out[at] = value;
    },
  };
}

function indicator(name: string, feature: IndicatorFeature, place: string): CellRule {
  const { column = name, equals, contains = "", values } = feature;
  const find = values === undefined ? null : valueFinder(values);
  return {
    columns: [indicatorColumn(name, name, null)],
    wanted: [{ column, place }],
    fill(cells, from, out, at, position) {
      const cell = cells[from];
      if (values !== undefined && find !== null && find(cell) < 0)
        throw unknownValue(cell, values, column, place, position);
      if (typeof equals === "number" && Number.isNaN(numberIn(cell))) {
        throw position.error(column, `${quote(cell)} is not a number, as ${place}.equals is`);
      }
      out[at] = Number(equals === undefined ? cell.includes(contains) : isValue(cell, equals));
    },
  };
}

function oneHot(name: string, column: string, values: readonly (string | number)[], place: string): CellRule {
  const find = valueFinder(values);
  return {
    columns: values.map((value) => indicatorColumn(`${name}_${value}`, name, String(value))),
    wanted: [{ column, place }],
    fill(cells, from, out, at, position) {
      const index = find(cells[from]);
      if (index < 0) throw unknownValue(cells[from], values, column, place, position);
      for (let k = 0; k < values.length; k++) out[at + k] = Number(k === index);
    },
  };
}

function ordinal(name: string, column: string, values: readonly (string | number)[], place: string): CellRule {
  const find = valueFinder(values);
  return {
    columns: [continuousColumn(name, true, null)],
    wanted: [{ column, place }],
    fill(cells, from, out, at, position) {
      const step = find(cells[from]);
      if (step < 0) throw unknownValue(cells[from], values, column, place, position);
      out[at] = step;
    },
  };
}

function unknownValue(
  cell: string,
  values: readonly (string | number)[],
  column: string,
  place: string,
  position: Position,
): DataError {
  return position.error(column, `unknown value ${quote(cell)}; ${place}.values names ${listed(values)}`);
}

function date(name: string, column: string, feature: DateFeature, place: string): CellRule {
  const since = dateIn(feature.since);
  const years = feature.count === "years";
  return {
    columns: [continuousColumn(name, !years, feature.count)],
    wanted: [{ column, place }],
    fill(cells, from, out, at, position) {
      const days = Math.floor((timeOf(cells[from], feature.order, column, position) - since) / DAY);
      out[at] = years ? days / DAYS_PER_YEAR : days;
    },
  };
}

function daysBetween(name: string, from: string, to: string, place: string): CellRule {
  return {
    columns: [continuousColumn(name, true, "days")],
    wanted: [
      { column: from, place: `${place}.from` },
      { column: to, place: `${place}.to` },
    ],
    fill(cells, first, out, at, position) {
      const time = (cell: string, column: string) => timeOf(cell, "year-month-day", column, position);
      // Rounded down as the release does (Python's timedelta.days): a stay of −2 hours is −1 day.
      out[at] = Math.floor((time(cells[first + 1], to) - time(cells[first], from)) / DAY);
    },
  };
}

/** An example of each order, for messages. */
const EXAMPLES: Readonly<Record<DateOrder, string>> = {
  "year-month-day": "2013-08-14 05:41:20",
  "day-month-year": "14.08.2013",
  "month-day-year": "08/14/2013",
};

function timeOf(cell: string, order: DateOrder, column: string, position: Position): number {
  const time = dateIn(cell, order);
  if (Number.isNaN(time)) throw position.error(column, `${quote(cell)} is not a date such as ${EXAMPLES[order]}`);
  return time;
}

function continuousColumn(name: string, integer: boolean, unit: string | null): FrameColumn {
  return { name, feature: name, category: null, kind: "continuous", integer, unit, missing: null };
}

function indicatorColumn(name: string, feature: string, category: string | null): FrameColumn {
  return { name, feature, category, kind: "indicator", integer: true, unit: null, missing: null };
}
