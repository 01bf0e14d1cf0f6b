/** Turns the feature section of a data set into columns of X and the rules that fill them. */
import { ConfigError } from "../core/errors.ts";
import { dateIn, isValue, listed, numberIn, valueFinder } from "./cell.ts";
import { type Position, quote, type Wanted } from "./csv.ts";
import type { Feature } from "./schema/feature.ts";
import type { DatasetConfig } from "./schema.ts";

/** A column of X before it is standardised. */
export interface FrameColumn {
  readonly name: string;
  /** Continuous columns are standardised and may be acted upon; indicators are 0 or 1 and stay so. */
  readonly kind: "continuous" | "indicator";
  /** Only whole numbers make sense in raw units. */
  readonly integer: boolean;
  /** Of the raw values, null where they have none. */
  readonly unit: string | null;
}

/** Fills the columns of one feature from the cells it asked for. */
export interface FeatureRule {
  readonly columns: readonly FrameColumn[];
  readonly wanted: readonly Wanted[];
  /** Reads cells[from …] and writes one value per column to out[at …]. */
  fill(cells: readonly string[], from: number, out: Float64Array, at: number, position: Position): void;
}

const DAY = 86_400_000;

/** The rules of all features, in the order of the YAML; `place` is its path, for messages. */
export function featureRules(features: DatasetConfig["features"], place: string): FeatureRule[] {
  const rules = Object.entries(features).map(([name, feature]) => ruleOf(name, feature, `${place}: features.${name}`));
  const seen = new Set<string>();
  for (const { name } of rules.flatMap((rule) => rule.columns)) {
    if (seen.has(name))
      throw new ConfigError(`${place}: features: two columns would be called ${name}; rename a feature`);
    seen.add(name);
  }
  return rules;
}

function ruleOf(name: string, feature: Feature, place: string): FeatureRule {
  switch (feature.kind) {
    case "continuous":
      return continuous(name, feature.column ?? name, feature.integer, feature.unit ?? null, place);
    case "indicator":
      return indicator(name, feature.column ?? name, feature.equals ?? null, feature.contains ?? null, place);
    case "oneHot":
      return oneHot(name, feature.column ?? name, feature.values, place);
    case "daysBetween":
      return daysBetween(name, feature.from, feature.to, place);
  }
}

function continuous(name: string, column: string, integer: boolean, unit: string | null, place: string): FeatureRule {
  return {
    columns: [{ name, kind: "continuous", integer, unit }],
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

function indicator(
  name: string,
  column: string,
  equals: string | number | null,
  contains: string | null,
  place: string,
): FeatureRule {
  return {
    columns: [{ name, kind: "indicator", integer: true, unit: null }],
    wanted: [{ column, place }],
    fill(cells, from, out, at, position) {
      const cell = cells[from];
      if (typeof equals === "number" && Number.isNaN(numberIn(cell))) {
        throw position.error(column, `${quote(cell)} is not a number, as ${place}.equals is`);
      }
      out[at] = Number(equals === null ? cell.includes(contains ?? "") : isValue(cell, equals));
    },
  };
}

function oneHot(name: string, column: string, values: readonly (string | number)[], place: string): FeatureRule {
  const find = valueFinder(values);
  return {
    columns: values.map((value) => ({ name: `${name}_${value}`, kind: "indicator", integer: true, unit: null })),
    wanted: [{ column, place }],
    fill(cells, from, out, at, position) {
      const index = find(cells[from]);
      if (index < 0) {
        throw position.error(column, `unknown value ${quote(cells[from])}; ${place}.values names ${listed(values)}`);
      }
      for (let k = 0; k < values.length; k++) out[at + k] = Number(k === index);
    },
  };
}

function daysBetween(name: string, from: string, to: string, place: string): FeatureRule {
  const date = (cell: string, column: string, position: Position) => {
    const time = dateIn(cell);
    if (Number.isNaN(time)) throw position.error(column, `${quote(cell)} is not a date such as 2013-08-14 05:41:20`);
    return time;
  };
  return {
    columns: [{ name, kind: "continuous", integer: true, unit: "days" }],
    wanted: [
      { column: from, place: `${place}.from` },
      { column: to, place: `${place}.to` },
    ],
    fill(cells, first, out, at, position) {
      // Rounded down as the release does (Python's timedelta.days): a stay of −2 hours is −1 day.
      out[at] = Math.floor((date(cells[first + 1], to, position) - date(cells[first], from, position)) / DAY);
    },
  };
}
