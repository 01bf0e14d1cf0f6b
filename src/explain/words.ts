/** An action in raw units and in words: "education-num: 13 → 14 years (+1)". */

import type { Bundle } from "../bundle/schema.ts";
import { DAY, dateIn, dayOf } from "../data/cell.ts";

type Preprocessing = Bundle["preprocessing"];

/** What a person would change about one feature: numbers, or the texts of a category, a step of a ladder, a day, a yes or no. */
export interface Change {
  readonly feature: string;
  readonly unit: string | null;
  readonly from: number | string;
  readonly to: number | string;
  /** to − from of numbers; null of texts. */
  readonly change: number | null;
}

/** δ is a float32 of standard deviations: seven digits of a change hold. */
const DIGITS = 7;
/** How far a whole change may be off for that rounding. */
const WHOLE = 1e-3;
/** What three decimals would show as 0. */
const LEAST_SHOWN = 5e-4;

/** What δ changes, in the order of the columns: `raw` is x [d] in raw units, δ [d] in standard deviations. */
export function changesOf(preprocessing: Preprocessing, raw: ArrayLike<number>, delta: ArrayLike<number>): Change[] {
  const { columns } = preprocessing;
  return [...placesOf(preprocessing)].flatMap(([feature, places]): Change[] => {
    if (places.every((j) => delta[j] === 0)) return [];
    const [first] = places;
    const { unit } = columns[first];
    const change = changeOf(columns[first], delta[first]);
    const after = Float64Array.from(raw);
    for (const j of places) after[j] += changeOf(columns[j], delta[j]);
    const from = valueAt(preprocessing, feature, places, raw);
    const to = valueAt(preprocessing, feature, places, after);
    return [{ feature, unit, from, to, change: typeof from === "number" && typeof to === "number" ? change : null }];
  });
}

/** A person's features as changes name them. */
export function valuesOf(preprocessing: Preprocessing, raw: ArrayLike<number>): Record<string, number | string> {
  const entries = [...placesOf(preprocessing)].map(([feature, places]) => [
    feature,
    valueAt(preprocessing, feature, places, raw),
  ]);
  return Object.fromEntries(entries);
}

/** One change as a person says it, numbers with three decimals at the most, unless that left none. */
export function sentenceOf({ feature, unit, from, to, change }: Change): string {
  const arrow = `${feature}: ${shown(from)} → ${shown(to)}`;
  if (change === null) return arrow;
  const sign = change < 0 ? "−" : "+";
  return `${arrow}${unit === null ? "" : ` ${unit}`} (${sign}${shown(Math.abs(change))})`;
}

/** The columns of each feature in their order, without those that say that a cell was missing. */
export function placesOf({ columns }: Preprocessing): Map<string, number[]> {
  const places = new Map<string, number[]>();
  columns.forEach(({ feature, category }, j) => {
    const before = places.get(feature);
    if (before === undefined) places.set(feature, [j]);
    else if (category !== null) before.push(j);
  });
  return places;
}

/** δⱼ in raw units: whole where it is meant to be, but never 0, for a change that is small is still a change. */
function changeOf({ std, integer }: Preprocessing["columns"][number], delta: number): number {
  const exact = delta * std;
  const whole = Math.round(exact);
  return integer && whole !== 0 && Math.abs(exact - whole) < WHOLE ? whole : Number(exact.toPrecision(DIGITS));
}

function valueAt(
  { columns, features }: Preprocessing,
  name: string,
  places: readonly number[],
  raw: ArrayLike<number>,
): number | string {
  const [first] = places;
  const { kind, category } = columns[first];
  if (category !== null) return columns[places.reduce((a, b) => (raw[b] > raw[a] ? b : a))].category ?? "";
  if (kind === "indicator") return raw[first] >= 0.5 ? "yes" : "no";
  const feature = features[name];
  if (feature?.kind === "date" && feature.count === "days") return dayOf(dateIn(feature.since) + raw[first] * DAY);
  const step = feature?.kind === "ordinal" ? feature.values[raw[first]] : undefined;
  if (step !== undefined) return String(step);
  return Number.isInteger(raw[first]) ? raw[first] : Number(raw[first].toPrecision(DIGITS));
}

/** A value as a sentence has it. */
export function shown(value: number | string): string {
  if (typeof value === "string") return value;
  const digits = Math.abs(value) < LEAST_SHOWN ? { maximumSignificantDigits: 1 } : { maximumFractionDigits: 3 };
  return value.toLocaleString("en-US", digits).replace("-", "−");
}
