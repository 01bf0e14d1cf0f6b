/** What becomes of a record whose cell is missing: refused, left out, or filled. */
import { DataError } from "../core/errors.ts";
import { valueFinder } from "./cell.ts";
import type { FeatureRule, FrameColumn } from "./column.ts";
import type { Position } from "./csv.ts";
import type { Feature } from "./schema/feature.ts";

/** The rule of a feature without its choice about missing cells. */
export type CellRule = Pick<FeatureRule, "columns" | "wanted" | "fill">;

type Missing = NonNullable<Feature["missing"]>;

/** What is done about a missing cell, and the codes of the feature's column that mean one. */
export function policyOf(missing: Missing): {
  readonly policy: Exclude<Missing, { codes: unknown }>;
  readonly codes: readonly (string | number)[];
} {
  return typeof missing === "object" && "codes" in missing ? missing : { policy: missing, codes: [] };
}

/**
 * The rule with the feature's `missing` and `indicator`. A cell to be filled with a mean or mode becomes NaN in the Frame:
 * the rows these come from are not known before the split (see `scaleOf`). Throws DataError for a `missing.value` that the
 * feature's own cells could not hold; `place` is the feature's in the YAML.
 */
export function withMissing(rule: CellRule, name: string, feature: Feature, place: string): FeatureRule {
  if (feature.missing === undefined)
    return { ...rule, missing: "refuse", codes: [], gapOf: plainGap, fillGap: () => {} };
  const { policy, codes } = policyOf(feature.missing);
  const gapOf = codes.length === 0 ? plainGap : codedGap(codes);
  if (policy === "drop") return { ...rule, missing: "drop", codes, gapOf, fillGap: () => {} };
  const width = rule.columns.length;
  const fills = typeof policy === "string" ? null : valuesOf(rule, policy.value, `${place}.missing.value`);
  const missing = (k: number) => (typeof policy === "string" ? policy : (fills?.[k] ?? null));
  const filled: FrameColumn[] = rule.columns.map((column, k) => ({ ...column, missing: missing(k) }));
  const flags = flagColumns(name, feature.indicator, codes);
  return {
    columns: [...filled, ...flags],
    wanted: rule.wanted,
    missing: "fill",
    codes,
    gapOf,
    fill(cells, from, out, at, position) {
      rule.fill(cells, from, out, at, position);
      out.fill(0, at + width, at + width + flags.length);
    },
    fillGap(out, at, gap) {
      for (let k = 0; k < width; k++) out[at + k] = fills?.[k] ?? Number.NaN;
      for (let k = 0; k < flags.length; k++) out[at + width + k] = Number(flags.length === 1 || k === gap);
    },
  };
}

/** The same features, and wherever missing cells are filled a 0/1 column of X says so. */
export function flaggedGaps(features: Readonly<Record<string, Feature>>): Record<string, Feature> {
  return Object.fromEntries(
    Object.entries(features).map(([name, feature]): [string, Feature] => {
      if (feature.missing === undefined || feature.indicator !== undefined) return [name, feature];
      const { policy, codes } = policyOf(feature.missing);
      return [name, policy === "drop" ? feature : { ...feature, indicator: codes.length > 0 ? "each" : true }];
    }),
  );
}

/** Whether one of a feature's cells is missing: −1 for none, else 0. */
function plainGap(cells: readonly string[], from: number, to: number, missing: ReadonlySet<string>): number {
  for (let i = from; i < to; i++) if (missing.has(cells[i])) return 0;
  return -1;
}

/** As `plainGap`, and 1, 2 … for the first, second … code. */
function codedGap(codes: readonly (string | number)[]): FeatureRule["gapOf"] {
  const find = valueFinder(codes);
  return (cells, from, to, missing) => {
    for (let i = from; i < to; i++) {
      if (missing.has(cells[i])) return 0;
      const code = find(cells[i]);
      if (code >= 0) return code + 1;
    }
    return -1;
  };
}

/** What the feature's columns hold for a cell with this value. */
function valuesOf(rule: CellRule, value: string | number, place: string): Float64Array {
  const out = new Float64Array(rule.columns.length);
  if (rule.wanted.length > 1) return out.fill(Number(value));
  const position: Position = { record: 0, text: "", error: (_, problem) => new DataError(`${place}: ${problem}`) };
  rule.fill([String(value)], 0, out, 0, position);
  return out;
}

/** The 0/1 columns that say where a cell was filled: one for all, or one for plain gaps and one for each code. */
function flagColumns(
  feature: string,
  indicator: Feature["indicator"],
  codes: readonly (string | number)[],
): FrameColumn[] {
  if (indicator === undefined) return [];
  const flag = (name: string): FrameColumn => {
    return { name, feature, category: null, kind: "indicator", integer: true, unit: null, missing: null };
  };
  const each = indicator === "each" ? codes : [];
  return [flag(`${feature}_missing`), ...each.map((code) => flag(`${feature}_missing_${code}`))];
}
