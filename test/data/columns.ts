/** Columns that tests of Δ make up: a number, and an indicator of its own or of a category. */
import type { Column } from "../../src/data/scale.ts";

export const number = (name: string, integer: boolean, mean: number, std: number): Column => ({
  name,
  feature: name,
  category: null,
  kind: "continuous",
  integer,
  unit: null,
  missing: null,
  fill: null,
  mean,
  std,
});
export const indicator = (feature: string, category: string | null, name = feature): Column => ({
  ...number(name, true, 0, 1),
  feature,
  name: category === null ? name : `${feature}_${category}`,
  category,
  kind: "indicator",
});
