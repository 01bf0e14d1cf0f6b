/** Named actions for readers: what they do and whom they are open to, in raw units, and how many people's cheapest one each is. */
import type { Candidate, ColumnBounds } from "../actions/action-set.ts";
import { isNamed } from "../actions/enumeration.ts";
import { rawDecimal } from "../core/decimals.ts";
import { type Rate, rateOf } from "../pipeline/calibration/rate.ts";
import { shortest, signed } from "../report/format.ts";
import type { AuditedPerson } from "./person.ts";
import type { Subject } from "./subject.ts";

/** How many of the people with an action have this one as their cheapest. */
export interface NamedCount {
  readonly name: string;
  readonly people: Rate;
}

/** One for every action that Δ names, in its order; null where actions have no names. */
export function namedCounts({ actions }: Subject, people: readonly AuditedPerson[]): NamedCount[] | null {
  if (!isNamed(actions)) return null;
  const found = people.flatMap(({ action }) => (action === null ? [] : [action.name]));
  return actions.candidates.map(({ name }) => {
    return { name, people: rateOf(found.filter((own) => own === name).length, found.length) };
  });
}

type Columns = Subject["columns"];

/** Decimals of raw values, and digits of them. */
const MOST = 10;
const MOST_DIGITS = 17;

function rawText(columns: Columns, j: number, value: number): string {
  const { mean, std, unit } = columns[j];
  const raw = rawDecimal(mean + value * std, Math.abs(mean) + Math.abs(value * std));
  return `${shortest(raw, MOST)}${unit === null ? "" : ` ${unit}`}`;
}

/** "education-num → 9 years and hours-per-week +5 hours". */
export function changeWords({ by, to }: Candidate, columns: Columns): string {
  const led = to.flatMap(({ column: j, value }) => {
    const { feature, category } = columns[j];
    if (category === null) return [`${feature} → ${rawText(columns, j, value)}`];
    return value === 1 ? [`${feature} → ${category}`] : [];
  });
  const changed = by.map(({ column: j, value }) => {
    const { feature, std, unit } = columns[j];
    return `${feature} ${signed(rawDecimal(value * std), MOST)}${unit === null ? "" : ` ${unit}`}`;
  });
  return [...led, ...changed].join(" and ");
}

/** "education-num ≤ 8 years and housing = rent"; "always" where there is no condition. */
export function conditionWords({ when }: Candidate, columns: Columns): string {
  const words = when.flatMap((bounds) => boundsWords(bounds, when, columns));
  return words.length === 0 ? "always" : words.join(" and ");
}

function boundsWords({ column: j, min, max }: ColumnBounds, all: readonly ColumnBounds[], columns: Columns): string[] {
  const { feature, category, kind, name } = columns[j];
  if (kind === "indicator") {
    if (category !== null) {
      const taken = all.some((other) => columns[other.column].feature === feature && other.min > 0);
      if (min > 0) return [`${feature} = ${category}`];
      return taken ? [] : [`${feature} is not ${category}`];
    }
    if (name !== feature) return [`${feature} is known`];
    return [`${feature} = ${min > 0 ? "yes" : "no"}`];
  }
  const end = (value: number) => {
    const { unit } = columns[j];
    return `${shortest(endOf(columns[j], value), MOST)}${unit === null ? "" : ` ${unit}`}`;
  };
  if (min === max) return [`${feature} = ${end(min)}`];
  const low = Number.isFinite(min) ? [`${feature} ≥ ${end(min)}`] : [];
  return [...low, ...(Number.isFinite(max) ? [`${feature} ≤ ${end(max)}`] : [])];
}

/** The raw value of fewest digits that float32 cannot tell from this end of a condition. */
function endOf({ mean, std }: Columns[number], end: number): number {
  const raw = mean + std * end;
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const short = Number(raw.toPrecision(digits));
    if (Math.fround((short - mean) / std) === end) return short;
  }
  return raw;
}
