/** Which features of a data set a person can change, and when that would contradict what is said of them. */
import { ConfigError } from "../core/errors.ts";
import { nearest } from "./nearest.ts";
import type { Column } from "./scale.ts";

/** The columns a person can change, by feature: the continuous one, or those of all categories. */
export function actionableFeatures(columns: readonly Column[]): ReadonlyMap<string, readonly number[]> {
  const known = new Map<string, number[]>();
  columns.forEach(({ feature, category, kind }, j) => {
    if (kind !== "continuous" && category === null) return;
    known.set(feature, [...(known.get(feature) ?? []), j]);
  });
  return known;
}

/** Those of one feature. Throws ConfigError, starting with `at`, for one that is unknown or a mere 0/1 column. */
export function actionableColumns(feature: string, columns: readonly Column[], at: string): readonly number[] {
  const known = actionableFeatures(columns);
  const own = known.get(feature);
  if (own !== undefined) return own;
  if (columns.some((column) => column.feature === feature)) {
    throw new ConfigError(`${at}: the feature is 0 or 1; only a continuous feature can be acted upon`);
  }
  throw new ConfigError(`${at}: unknown feature${nearest(feature, [...known.keys()])}`);
}

/** An action moves the value a missing one was filled with, while the 0/1 column that says so would stay as it is. */
export function checkKnown(feature: string, own: readonly number[], columns: readonly Column[], place: string): void {
  const flag = columns.find((column, j) => column.feature === feature && !own.includes(j));
  if (flag === undefined) return;
  throw new ConfigError(
    `${place}: features.${feature}.indicator: ${feature} can be acted upon, and ${flag.name} would still say that it is not ` +
      "known once it has changed; leave the indicator out, or drop such records (missing: drop)",
  );
}
