/** Δ as it is said to a person: whole units, and values that somebody among the training rows has. */
import type { ActionSet } from "../actions/set.ts";
import type { Range } from "../data/ranges.ts";
import type { Column } from "../data/scale.ts";

/** What of a column of X decides which of its values can be said. */
export type SayableColumn = Pick<Column, "integer" | "mean" | "std"> & Range;

/**
 * The Δ of a bundle with whole steps for every feature that is counted in wholes, and x + δ within the range of the
 * training rows; who is outside may stay. `actions` itself where it is so already.
 */
export function sayableActions(columns: readonly SayableColumn[], actions: ActionSet): ActionSet {
  const grouped = new Set(actions.groups.flat());
  const steps = Float64Array.from(columns, ({ integer, std }, j) =>
    actions.steps[j] > 0 || grouped.has(j) || !integer ? actions.steps[j] : 1 / std,
  );
  const least = Float64Array.from(columns, (column, j) =>
    Math.max(actions.least[j], standardised(column, column.least)),
  );
  const greatest = Float64Array.from(columns, (column, j) =>
    Math.min(actions.greatest[j], standardised(column, column.greatest)),
  );
  const same = actions.actionable.every(
    (j) => steps[j] === actions.steps[j] && least[j] === actions.least[j] && greatest[j] === actions.greatest[j],
  );
  return same ? actions : { ...actions, steps, least, greatest };
}

function standardised({ mean, std }: SayableColumn, raw: number): number {
  return (raw - mean) / std;
}
