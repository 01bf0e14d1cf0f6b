/** What is proposed of a feature that a person can change: bounds, steps, categories. */
import type { Node, Pair, Scalar } from "yaml";
import { numberIn } from "../../data/cell.ts";
import { rareValues } from "../inference.ts";
import type { DatasetPlan } from "../planned.ts";
import type { ColumnProfile } from "../tally.ts";
import { featureNameOf, sorted, valuesOf } from "./feature.ts";
import { pairOf } from "./yaml.ts";

/** δmax of every protocol (§4.1): a feature of which it is less than 1 needs a maxChange to move by one at all. */
const DELTA_MAX = 0.75;

/** The pairs below `actions.features:`; `sensitive` is the column by which two groups are compared. */
export function actionPairs({ columns }: DatasetPlan, sensitive: string | null): Pair<Scalar, Node>[] {
  return columns.flatMap((column) => {
    const { action, profile, kind } = column;
    if (action === null) return [];
    const name = featureNameOf(column, sensitive);
    if (kind === "binary" || kind === "categorical") {
      const rare = new Set(rareValues(profile).map(([value]) => value));
      const to = sorted(column).filter((value) => !rare.has(value));
      return [pairOf(name, { to: valuesOf(to.length === 0 ? sorted(column) : to, column) })];
    }
    const { direction } = action;
    return [
      pairOf(name, {
        direction,
        ...(direction === "increase" ? {} : { min: profile.min }),
        ...(direction === "decrease" ? {} : { max: profile.max }),
        ...(kind === "integer" ? {} : { step: stepOf(profile.max - profile.min) }),
        ...(kind === "integer" && DELTA_MAX * spreadOf(profile) < 1 ? { maxChange: 1 } : {}),
      }),
    ];
  });
}

/** The standard deviation of a column of numbers; infinite where not all of them are known. */
function spreadOf({ values, known, overflows }: ColumnProfile): number {
  if (overflows) return Number.POSITIVE_INFINITY;
  const counts = Array.from(values, ([cell, times]) => [numberIn(cell), times]);
  const mean = counts.reduce((sum, [value, times]) => sum + value * times, 0) / known;
  return Math.sqrt(counts.reduce((sum, [value, times]) => sum + times * (value - mean) ** 2, 0) / known);
}

/** A round step, of which about a thousand to ten thousand span the range. */
function stepOf(range: number): number {
  return Number(`1e${Math.floor(Math.log10(range)) - 3}`);
}
