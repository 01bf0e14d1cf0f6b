/** An action in raw units and in words: "education-num: 13 → 14 years (+1)". */
import type { Bundle } from "../bundle/schema.ts";
import { decimalsOf } from "../core/decimals.ts";
import { dateCell } from "../data/written.ts";

type Preprocessing = Bundle["preprocessing"];

/** What a person would change about one feature: numbers, or the texts of a category, a step of a ladder or a day. */
export interface Change {
  readonly feature: string;
  readonly unit: string | null;
  readonly from: number | string;
  readonly to: number | string;
  /** to − from of numbers; null of texts, and where no decimal of float64 is the difference. */
  readonly change: number | null;
}

/** What changes from one row of raw values to another, [d], in the order of the columns; `differenceAt` of column j is to − from. */
export function changesOf(
  preprocessing: Preprocessing,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  differenceAt: (j: number) => number | null,
): Change[] {
  return [...placesOf(preprocessing)].flatMap(([feature, places]): Change[] => {
    if (places.every((j) => before[j] === after[j])) return [];
    const [j] = places;
    const from = valueAt(preprocessing, feature, places, before);
    const to = valueAt(preprocessing, feature, places, after);
    const change = typeof from === "number" && typeof to === "number" ? differenceAt(j) : null;
    return [{ feature, unit: preprocessing.columns[j].unit, from, to, change }];
  });
}

/** One change as a person says it, every digit of its numbers told. */
export function sentenceOf({ feature, unit, from, to, change }: Change): string {
  const arrow = `${feature}: ${shownValue(from)} → ${shownValue(to)}`;
  if (typeof to === "string") return arrow;
  const sign = change === null ? "" : ` (${change < 0 ? "−" : "+"}${shownValue(Math.abs(change))})`;
  return `${arrow}${unit === null ? "" : ` ${unit}`}${sign}`;
}

/** The columns of each feature in their order, without those that say that a cell was missing. */
export function placesOf({ columns }: Pick<Preprocessing, "columns">): Map<string, number[]> {
  const places = new Map<string, number[]>();
  columns.forEach(({ feature, category }, j) => {
    const before = places.get(feature);
    if (before === undefined) places.set(feature, [j]);
    else if (category !== null) before.push(j);
  });
  return places;
}

/** A feature's value as its cell would have it; of a stay from one date to another, the number of days. */
export function valueAt(
  { columns, features }: Preprocessing,
  name: string,
  places: readonly number[],
  raw: ArrayLike<number>,
): number | string {
  const [first] = places;
  const { kind, category } = columns[first];
  if (category !== null) return columns[places.reduce((a, b) => (raw[b] > raw[a] ? b : a))].category ?? "";
  if (kind === "indicator") return raw[first] >= 0.5 ? "yes" : "no";
  const feature = Object.hasOwn(features, name) ? features[name] : undefined;
  if (feature?.kind === "date") return dateCell(feature, raw[first]);
  const step = feature?.kind === "ordinal" ? feature.values[raw[first]] : undefined;
  return step === undefined ? raw[first] : String(step);
}

/** A number with all its digits, thousands apart, and a true minus sign; a text as it is. */
export function shownValue(value: number | string): string {
  if (typeof value === "string") return value;
  return value.toLocaleString("en-US", { maximumFractionDigits: 20 }).replace("-", "−");
}

/** Decimals that a number of a text column keeps: so many are printed of every number (see printed.ts). */
const KEPT = 3;

/** A cell as JSON has it: a number where it is a feature's measurement, or where that reads back as the same cell. */
export function cellValue(cell: string, measured: boolean): number | string {
  const value = Number(cell);
  if (measured) return Number.isFinite(value) ? value : cell;
  return String(value) === cell && Number.isFinite(value) && decimalsOf(value) <= KEPT ? value : cell;
}

/** A person's cells as JSON has them, by column: null where one means that the value is missing. */
export function personCells(
  cells: ReadonlyMap<string, string>,
  { missing, features }: Pick<Preprocessing, "missing" | "features">,
): Record<string, number | string | null> {
  const kinds = new Map<string, Set<string>>();
  for (const [name, feature] of Object.entries(features)) {
    const column = "column" in feature && feature.column !== undefined ? feature.column : name;
    kinds.set(column, (kinds.get(column) ?? new Set()).add(feature.kind));
  }
  const jsonOf = (column: string, cell: string) => {
    if (missing.includes(cell)) return null;
    // Nothing but a number is made of such a cell, so that 0.0778 does for 0.07780.
    const [kind, ...others] = kinds.get(column) ?? [];
    return cellValue(cell, kind === "continuous" && others.length === 0);
  };
  return Object.fromEntries(Array.from(cells, ([column, cell]) => [column, jsonOf(column, cell)]));
}
