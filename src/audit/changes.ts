/** What people would have to change: who by which feature, by how much in raw units, and what it costs. */
import { quantile } from "../core/quantile.ts";
import { type Rate, rateOf } from "../pipeline/calibration/rate.ts";
import type { AuditedPerson } from "./person.ts";
import type { Subject } from "./subject.ts";

/** Values counted in intervals of one width; each holds `from` ≤ value < `to`, the last one its end too. */
export interface Histogram {
  readonly bins: readonly { readonly from: number; readonly to: number; readonly people: number }[];
}

/** How one feature changes. */
export interface FeatureChange {
  readonly feature: string;
  readonly unit: string | null;
  /** Of the people with an action: those whose action changes it. */
  readonly changed: Rate;
  /** Of a feature that is a number: the changes in raw units; null where nobody's changes, and of categories. */
  readonly change: ({ readonly p10: number; readonly median: number; readonly p90: number } & Histogram) | null;
  /** Of categories: how many change to each. */
  readonly to: Readonly<Record<string, number>>;
}

/** Every feature that can be acted upon, the one that most people change first. */
export function featureChanges({ columns, actions }: Subject, people: readonly AuditedPerson[]): FeatureChange[] {
  const found = people.flatMap(({ action }) => action?.delta ?? []);
  const features = [...new Set(actions.actionable.map((j) => columns[j].feature))];
  const changes = features.map((feature): FeatureChange => {
    const places = actions.actionable.filter((j) => columns[j].feature === feature);
    const [first] = places;
    const moved = found.filter((delta) => places.some((j) => delta[j] !== 0));
    const { unit, category, std } = columns[first];
    const raw = moved.map((delta) => Number((delta[first] * std).toPrecision(7)));
    const to = places.map((j) => [columns[j].category ?? "", moved.filter((delta) => delta[j] > 0).length] as const);
    return {
      feature,
      unit: unit ?? null,
      changed: rateOf(moved.length, found.length),
      change:
        category !== null || raw.length === 0
          ? null
          : { p10: quantile(raw, 0.1), median: quantile(raw, 0.5), p90: quantile(raw, 0.9), ...histogramOf(raw) },
      to: category === null ? {} : Object.fromEntries(to),
    };
  });
  return changes.sort((a, b) => b.changed.count - a.changed.count);
}

/** How many intervals a histogram has at most. */
const BINS = 16;

/** Intervals of 1, 2 or 5 times a power of ten, as few as have at most `BINS`, that cover the values. Not of none. */
export function histogramOf(values: readonly number[]): Histogram {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const width = roundWidth((max - min) / (BINS - 1), max);
  const first = Math.floor(min / width + 1e-9);
  const count = Math.max(1, Math.ceil(max / width - first + 1e-9));
  const at = (value: number) => Math.min(count - 1, Math.max(0, Math.floor(value / width + 1e-9) - first));
  const people = new Array<number>(count).fill(0);
  for (const value of values) people[at(value)]++;
  const edge = (i: number) => Number(((first + i) * width).toPrecision(12));
  return { bins: people.map((each, i) => ({ from: edge(i), to: edge(i + 1), people: each })) };
}

/** The smallest of 1, 2, 5 times a power of ten that is `size` or more; of values that are all alike a tenth of one, or 1. */
function roundWidth(size: number, value: number): number {
  const least = size > 0 ? size : Math.abs(value) / 10 || 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((times) => times * power >= least * (1 - 1e-9)) ?? 10);
}
