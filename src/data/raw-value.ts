/** What a value that a person writes of a feature, "35", "rent", "high school", is in raw units. */
import { ConfigError } from "../core/errors.ts";
import { DAY, dateIn, isValue, numberIn, quote } from "./cell.ts";
import { nearest } from "./nearest.ts";
import type { Column } from "./scale.ts";
import type { Feature } from "./schema/feature.ts";

const DAYS_PER_YEAR = 365.25;

/** What of a data set values are read with. */
export interface ValueReading {
  readonly columns: readonly Column[];
  readonly features: Readonly<Record<string, Feature>>;
}

/**
 * The raw value of `text` for a feature with these columns: a number; the step of a ladder; the time to a day; 1 for yes and 0 for
 * no; and of a feature with categories the column of the one that is named. Throws ConfigError, starting with `at`.
 */
export function rawValueOf(
  feature: string,
  own: readonly number[],
  text: string,
  { columns, features }: ValueReading,
  at: string,
): number {
  const [j] = own;
  const { category, kind } = columns[j];
  if (category !== null) {
    const categories = own.map((column) => columns[column].category ?? "");
    const i = categories.indexOf(text);
    if (i < 0) throw new ConfigError(`${at}: unknown category ${text}${nearest(text, categories)}`);
    return own[i];
  }
  const rule = features[feature];
  if (rule?.kind === "ordinal") {
    const step = rule.values.findIndex((value) => isValue(text, value));
    if (step < 0) throw new ConfigError(`${at}: unknown value ${quote(text)}${nearest(text, rule.values.map(String))}`);
    return step;
  }
  if (kind === "indicator") {
    const value = { yes: 1, "1": 1, no: 0, "0": 0 }[text];
    if (value === undefined) throw new ConfigError(`${at}: ${quote(text)}: the feature is 0 or 1; say yes or no`);
    return value;
  }
  if (rule?.kind === "date") {
    const days = Math.floor((dateIn(text) - dateIn(rule.since)) / DAY);
    if (Number.isNaN(days)) throw new ConfigError(`${at}: ${quote(text)} is no day; write it as 2013-08-14`);
    return rule.count === "days" ? days : days / DAYS_PER_YEAR;
  }
  const value = numberIn(text);
  if (Number.isNaN(value)) throw new ConfigError(`${at}: ${quote(text)} is not a number; give one`);
  return value;
}
