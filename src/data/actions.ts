/** From the action section of a data set, written in raw units, to Δ in standard deviations. */
import { type ActionSet, actionSet } from "../actions/set.ts";
import { ConfigError } from "../core/errors.ts";
import { nearest } from "./nearest.ts";
import type { Column } from "./scale.ts";
import type { ActionSection } from "./schema/actions.ts";

/**
 * Δ over the columns of X. A feature that is named may move by at most its own deltaMax, or the given one (δmax = 0.75
 * standard deviations in §4.1), in its direction; every other feature stays. `min` and `max` bound the raw value of x + δ,
 * and a row Σ weight · change ≥ atLeast is turned into standard deviations: a raw change is std · δ.
 *
 * `place` is the YAML. Throws ConfigError for a feature that is unknown or not continuous, and for a row over a feature
 * that cannot move.
 */
export function actionsOf(
  section: ActionSection,
  columns: readonly Column[],
  deltaMax: number,
  place: string,
): ActionSet {
  const d = columns.length;
  const lower = new Float64Array(d);
  const upper = new Float64Array(d);
  const least = new Float64Array(d).fill(Number.NEGATIVE_INFINITY);
  const greatest = new Float64Array(d).fill(Number.POSITIVE_INFINITY);

  const indexOf = (feature: string, at: string): number => {
    const j = columns.findIndex(({ name }) => name === feature);
    if (j < 0) {
      const known = columns.filter(({ kind }) => kind === "continuous").map(({ name }) => name);
      throw new ConfigError(`${place}: ${at}: unknown feature${nearest(feature, known)}`);
    }
    if (columns[j].kind !== "continuous") {
      throw new ConfigError(`${place}: ${at}: the feature is 0 or 1; only a continuous feature can be acted upon`);
    }
    return j;
  };

  for (const [feature, action] of Object.entries(section.features)) {
    const j = indexOf(feature, `actions.features.${feature}`);
    const { mean, std } = columns[j];
    const most = action.deltaMax ?? deltaMax;
    if (action.direction !== "increase") lower[j] = -most;
    if (action.direction !== "decrease") upper[j] = most;
    if (action.min !== undefined) least[j] = (action.min - mean) / std;
    if (action.max !== undefined) greatest[j] = (action.max - mean) / std;
  }

  const A = section.rows.map(({ weights, units }, r) => {
    const coefficients = new Float64Array(d);
    for (const [feature, weight] of Object.entries(weights)) {
      const at = `actions.rows.${r}.weights.${feature}`;
      const j = indexOf(feature, at);
      if (lower[j] === upper[j]) {
        throw new ConfigError(`${place}: ${at}: the feature cannot change; name it under actions.features as well`);
      }
      coefficients[j] = units === "raw" ? weight * columns[j].std : weight;
    }
    return coefficients;
  });
  const rows = { A, b: section.rows.map(({ atLeast }) => 0 - atLeast) };

  try {
    return actionSet(d, { lower, upper, least, greatest, rows, names: columns.map(({ name }) => name) });
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${place}: actions: ${error.message}`);
    throw error;
  }
}
