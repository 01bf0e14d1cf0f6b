/** A column of a CSV as a feature of the YAML, and why. */
import { dayOf, numberIn } from "../../data/cell.ts";
import { shown } from "../inference.ts";
import type { PlannedColumn } from "../planned.ts";
import type { TableProfile } from "../profile.ts";
import type { Inline } from "./yaml.ts";

/** What the YAML says of a feature: `{ kind: continuous, integer: true }`. */
export function featureOf(column: PlannedColumn, sensitive: string | null): Inline {
  const { profile, missing, flagged, codes } = column;
  const { kind, ...rest } = encodingOf(column, sensitive);
  return {
    kind,
    ...(featureNameOf(column, sensitive) === profile.name ? {} : { column: profile.name }),
    ...rest,
    ...(missing === null ? {} : { missing: codes.length === 0 ? missing : { codes, policy: missing } }),
    ...(flagged ? { indicator: true } : {}),
  };
}

/** The kind of a feature, and what that kind needs. */
function encodingOf(column: PlannedColumn, sensitive: string | null): { kind: string; [key: string]: Inline } {
  const { profile, kind, order } = column;
  if (kind === "integer") return { kind: "continuous", integer: true };
  if (kind === "continuous") return { kind: "continuous" };
  if (kind === "date") {
    const since = dayOf(profile.dates[order ?? "year-month-day"].first);
    const dated = { kind: "date", since, count: "days" };
    return order === "year-month-day" || order === null ? dated : { ...dated, order };
  }
  const values = valuesOf(sorted(column), column);
  if (!isIndicator(column)) return { kind: "oneHot", values };
  return { kind: "indicator", equals: scalarOf(oneOf(column, sensitive), column), values };
}

/** A column of two values is one 0/1 column, unless a person can change it: then one of two categories. */
export function isIndicator({ kind, action }: PlannedColumn): boolean {
  return kind === "binary" && action === null;
}

/** The feature's name: the column's, and of a 0/1 column also the value that is 1, unless that says no more than yes. */
export function featureNameOf(column: PlannedColumn, sensitive: string | null): string {
  const { name } = column.profile;
  // JavaScript moves a whole number to the front of an object's keys, and takes __proto__ for none.
  const feature = /^\d+$/.test(name) || name === "__proto__" ? `column_${name}` : name;
  if (!isIndicator(column)) return feature;
  const value = oneOf(column, sensitive);
  return /^(1|1\.0|yes|y|true|t)$/i.test(value) ? feature : `${feature}_${value}`;
}

/** The value an indicator is 1 for: the last in order (yes, true, 1), or the larger group of a sensitive column. */
function oneOf(column: PlannedColumn, sensitive: string | null): string {
  const values = sorted(column);
  return sensitive === column.profile.name ? largest(column) : values[values.length - 1];
}

export function largest({ profile }: PlannedColumn): string {
  return [...profile.values].sort(([, a], [, b]) => b - a)[0][0];
}

/** The values of a column in the order of numbers, or else of letters; equal numbers once. */
export function sorted({ profile }: PlannedColumn): string[] {
  const values = [...profile.values.keys()];
  if (profile.numbers < profile.known || profile.huge > 0) return values.sort();
  return values
    .sort((a, b) => numberIn(a) - numberIn(b))
    .filter((a, i, all) => i === 0 || numberIn(a) !== numberIn(all[i - 1]));
}

export function reasonOf({ kind, reason, profile, action }: PlannedColumn, table: TableProfile): string {
  const gaps =
    profile.missing === 0 ? "" : `; ${shown(profile.missing)} missing (${shareText(profile.missing / table.rows)})`;
  const doubt =
    kind === "integer" && profile.values.size <= 10
      ? "; if these are codes: kind: oneHot, with values"
      : kind === "categorical" && action !== null
        ? "; if these have an order: kind: ordinal, and a direction below"
        : "";
  return `${kind}: ${reason}${gaps}${doubt}`;
}

/** Cells as values of the YAML. */
export function valuesOf(cells: readonly string[], column: PlannedColumn): (string | number)[] {
  return cells.map((cell) => scalarOf(cell, column));
}

/** A cell as a value of the YAML: a number in a column of numbers. */
function scalarOf(cell: string, { profile }: PlannedColumn): string | number {
  return profile.numbers === profile.known && profile.padded === 0 && profile.huge === 0 ? numberIn(cell) : cell;
}

export function shareText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
