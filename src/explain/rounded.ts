/** Δ as it is shown to a person: integral, and within the range of the training rows. */
import type { ActionSet } from "../actions/set.ts";
import type { Range } from "../data/ranges.ts";
import type { Column } from "../data/scale.ts";

/** What of a column of X decides which of its values are shown. */
export type RawColumn = Pick<Column, "integer" | "mean" | "std"> & Range;

/**
 * The Δ of a bundle with whole steps for every feature that is counted in wholes, and x + δ within the range of the
 * training rows; who is outside may stay. `actions` itself where it is so already.
 */
export function integralActions(columns: readonly RawColumn[], actions: ActionSet): ActionSet {
  const grouped = new Set(actions.groups.flat());
  const steps = Float64Array.from(columns, ({ integer, std }, j) =>
    actions.steps[j] > 0 || grouped.has(j) || !integer ? actions.steps[j] : 1 / std,
  );
  const least = Float64Array.from(columns, (column, j) => Math.max(actions.min[j], standardised(column, column.least)));
  const greatest = Float64Array.from(columns, (column, j) =>
    Math.min(actions.max[j], standardised(column, column.greatest)),
  );
  const same = actions.actionable.every(
    (j) => steps[j] === actions.steps[j] && least[j] === actions.min[j] && greatest[j] === actions.max[j],
  );
  return same ? actions : { ...actions, steps, min: least, max: greatest };
}

function standardised({ mean, std }: RawColumn, raw: number): number {
  return (raw - mean) / std;
}
