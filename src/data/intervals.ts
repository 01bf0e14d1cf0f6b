/** Conditions on a person's values as intervals of raw values, one for each column. */
import { ConfigError } from "../core/errors.ts";
import type { ValueComparison } from "./comparison.ts";
import { nearest } from "./nearest.ts";
import { rawValueOf, type ValueReading } from "./raw-value.ts";

/** What raw values of a column hold, both ends included; ±∞ where there is none. */
export interface ValueInterval {
  readonly column: number;
  readonly min: number;
  readonly max: number;
}

/** A comparison as it was written and where, or an interval that follows from something else. */
export type ValueCondition =
  | { readonly comparison: ValueComparison; readonly text: string; readonly at: string }
  | { readonly feature: string; readonly min: number; readonly max: number };

/**
 * The intervals that all conditions leave. A feature that a column says may be unknown has to be known. Throws ConfigError with
 * place and remedy for what cannot be read, and, at `at`, for conditions that no value meets.
 */
export function intervalsOf(conditions: readonly ValueCondition[], reading: ValueReading, at: string): ValueInterval[] {
  const { columns } = reading;
  const intervals = new Map<number, ValueInterval>();
  const meet = (interval: ValueInterval) => {
    const { column } = interval;
    const before = intervals.get(column) ?? { column, min: -Infinity, max: Infinity };
    const both = { column, min: Math.max(before.min, interval.min), max: Math.min(before.max, interval.max) };
    const { name, integer, kind } = columns[column];
    const whole = integer && kind !== "indicator";
    if (kind === "indicator" && both.min > both.max) {
      throw new ConfigError(
        `${at}.when: it never holds: two conditions on ${columns[column].feature} contradict each other; remove one`,
      );
    }
    if (whole ? Math.ceil(both.min) > Math.floor(both.max) : both.min > both.max) {
      throw new ConfigError(
        `${at}.when: it never holds: ${name} would lie between ${both.min} and ${both.max}${whole ? ", in whole numbers" : ""}; ` +
          "widen or remove a condition",
      );
    }
    intervals.set(column, both);
  };
  for (const condition of conditions) {
    const feature = "comparison" in condition ? condition.comparison.feature : condition.feature;
    const own = columnsOf(feature, reading, "comparison" in condition ? condition.at : at);
    if ("comparison" in condition) for (const interval of written(condition, own, reading)) meet(interval);
    else meet({ column: own[0], min: condition.min, max: condition.max });
    // Its other columns say where it is not known.
    columns.forEach((column, j) => {
      if (column.feature === feature && !own.includes(j)) meet({ column: j, min: -Infinity, max: 0 });
    });
  }
  return [...intervals.values()];
}

/** The columns of a feature that hold its value: one, or one for each category. */
function columnsOf(feature: string, { columns }: ValueReading, at: string): readonly number[] {
  const all = [...columns.keys()].filter((j) => columns[j].feature === feature);
  const categories = all.filter((j) => columns[j].category !== null);
  if (categories.length > 0) return categories;
  if (all.length > 0) return all.slice(0, 1);
  throw new ConfigError(
    `${at}: unknown feature ${feature}${nearest(
      feature,
      columns.map((column) => column.feature),
    )}`,
  );
}

function written(
  { comparison: { feature, sign, value }, at }: Extract<ValueCondition, { readonly comparison: ValueComparison }>,
  own: readonly number[],
  reading: ValueReading,
): ValueInterval[] {
  const raw = rawValueOf(feature, own, value, reading, at);
  const [{ category, kind }] = own.map((j) => reading.columns[j]);
  if (category !== null || kind === "indicator") {
    if (sign !== "=") throw new ConfigError(`${at}: ${feature} has no order; write ${feature} = ${value}`);
    if (category === null) return [{ column: own[0], min: raw === 1 ? 1 : -Infinity, max: raw === 1 ? Infinity : 0 }];
    return own.map((j) => ({ column: j, min: j === raw ? 1 : -Infinity, max: j === raw ? Infinity : 0 }));
  }
  return [{ column: own[0], min: sign === "<=" ? -Infinity : raw, max: sign === ">=" ? Infinity : raw }];
}
