/** What is proposed of a feature that a person can change: bounds, steps, categories. */
import { numberIn } from "../../data/cell.ts";
import { rareValues } from "../inference.ts";
import { text } from "../line.ts";
import type { DatasetPlan } from "../plan.ts";
import type { ColumnProfile } from "../profile.ts";
import { featureNameOf, scalarOf, sorted } from "./feature.ts";

/** δmax of every protocol (§4.1): a feature of which it is less than 1 needs a maxChange to move by one at all. */
const DELTA_MAX = 0.75;

/** The lines below `actions:`; `sensitive` is the column by which two groups are compared. */
export function actionLines({ columns }: DatasetPlan, sensitive: string | null): string[] {
  const actions = columns.flatMap((column) => {
    const { action, profile, kind } = column;
    if (action === null) return [];
    const name = text(featureNameOf(column, sensitive));
    if (kind === "binary" || kind === "categorical") {
      const rare = new Set(rareValues(profile).map(([value]) => value));
      const to = sorted(column).filter((value) => !rare.has(value));
      const reachable = to.length === 0 ? sorted(column) : to;
      return [`    ${name}: { to: [${reachable.map((value) => scalarOf(value, column)).join(", ")}] }`];
    }
    const { direction } = action;
    const parts = [
      `direction: ${direction}`,
      ...(direction === "increase" ? [] : [`min: ${profile.min}`]),
      ...(direction === "decrease" ? [] : [`max: ${profile.max}`]),
      ...(kind === "integer" ? [] : [`step: ${stepOf(profile.max - profile.min)}`]),
      ...(kind === "integer" && DELTA_MAX * spreadOf(profile) < 1 ? ["maxChange: 1"] : []),
    ];
    return [`    ${name}: { ${parts.join(", ")} }`];
  });
  return actions.length === 0 ? ["  features: {}"] : ["  features:", ...actions];
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
