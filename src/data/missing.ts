/** What becomes of a record whose cell is missing: refused, left out, or filled. */
import { DataError } from "../core/errors.ts";
import type { Position } from "./csv.ts";
import type { FeatureRule, FrameColumn } from "./feature.ts";
import type { Feature } from "./schema/feature.ts";

/** The rule of a feature without its choice about missing cells. */
export type CellRule = Omit<FeatureRule, "missing" | "fillMissing">;

/**
 * The rule with the feature's `missing` and `indicator`. A cell to be filled with a mean or mode becomes NaN in the Frame:
 * the rows these come from are not known before the split (see `scaleOf`). Throws DataError for a `missing.value` that the
 * feature's own cells could not hold; `place` is the feature's in the YAML.
 */
export function withMissing(rule: CellRule, name: string, feature: Feature, place: string): FeatureRule {
  const { missing: policy } = feature;
  if (policy === undefined || policy === "drop") {
    return { ...rule, missing: policy ?? "refuse", fillMissing: () => {} };
  }
  const width = rule.columns.length;
  const fills = typeof policy === "string" ? null : valuesOf(rule, policy.value, `${place}.missing.value`);
  const missing = (k: number) => (typeof policy === "string" ? policy : (fills?.[k] ?? null));
  const columns: FrameColumn[] = rule.columns.map((column, k) => ({ ...column, missing: missing(k) }));
  const flagged = feature.indicator === true;
  if (flagged) columns.push(flagColumn(name));
  return {
    columns,
    wanted: rule.wanted,
    missing: "fill",
    fill(cells, from, out, at, position) {
      rule.fill(cells, from, out, at, position);
      if (flagged) out[at + width] = 0;
    },
    fillMissing(out, at) {
      for (let k = 0; k < width; k++) out[at + k] = fills?.[k] ?? Number.NaN;
      if (flagged) out[at + width] = 1;
    },
  };
}

/** What the feature's columns hold for a cell with this value. */
function valuesOf(rule: CellRule, value: string | number, place: string): Float64Array {
  const out = new Float64Array(rule.columns.length);
  if (rule.wanted.length > 1) return out.fill(Number(value));
  const position: Position = { record: 0, error: (_, problem) => new DataError(`${place}: ${problem}`) };
  rule.fill([String(value)], 0, out, 0, position);
  return out;
}

function flagColumn(feature: string): FrameColumn {
  const name = `${feature}_missing`;
  return { name, feature, category: null, kind: "indicator", integer: true, unit: null, missing: null };
}
