/** Δ as it is shown to a person: integral, and within the range of the training rows. */
import { isNamed } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import type { Range } from "../data/ranges.ts";
import type { Column } from "../data/scale.ts";

/** The part of a column of X that decides which of its values are shown. */
export type RawColumn = Pick<Column, "integer" | "mean" | "std"> & Range;

/**
 * The Δ of a bundle with integral steps for every integer feature, and x + δ within the range of the training rows; a
 * person outside it may stay. `actions` itself where that already holds, and where actions have names: what they say is shown.
 */
export function integralActions(columns: readonly RawColumn[], actions: ActionSet): ActionSet {
  if (isNamed(actions)) return actions;
  const grouped = new Set(actions.groups.flat());
  const steps = Float64Array.from(columns, ({ integer, std }, j) =>
    actions.steps[j] > 0 || grouped.has(j) || !integer ? actions.steps[j] : 1 / std,
  );
  const min = Float64Array.from(columns, (column, j) => Math.max(actions.min[j], standardised(column, column.min)));
  const max = Float64Array.from(columns, (column, j) => Math.min(actions.max[j], standardised(column, column.max)));
  const same = actions.actionable.every(
    (j) => steps[j] === actions.steps[j] && min[j] === actions.min[j] && max[j] === actions.max[j],
  );
  return same ? actions : { ...actions, steps, min, max };
}

function standardised({ mean, std }: RawColumn, raw: number): number {
  return (raw - mean) / std;
}
