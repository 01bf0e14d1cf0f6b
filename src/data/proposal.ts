/** The YAML of a data set as proposed from its CSV: every choice with the reason for it as a comment. */
import { numberIn } from "./cell.ts";
import { dayOf, rareValues, shown } from "./inference.ts";
import { commented, oneLine, quoted, text } from "./line.ts";
import type { Plan, PlannedColumn } from "./plan.ts";
import type { TableProfile } from "./profile.ts";
import { testRows, trainingOf } from "./size.ts";

/** What names the file and the data set. */
export interface Naming {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The favourable outcome in words. */
  readonly meaning: string;
  readonly sensitive: string | null;
}

/** The text of configs/datasets/<name>.yaml. */
export function proposalText(table: TableProfile, plan: Plan, naming: Naming): string {
  const { name, file, sha256, bytes, meaning } = naming;
  const features = plan.columns.filter(({ role }) => role === "feature");
  const leftOut = plan.columns.filter(({ role }) => role === "left out");
  const label = plan.columns.find(({ role }) => role === "label") as PlannedColumn;
  const training = trainingOf(plan.rows);
  const lines = [
    `# Proposed by \`recourse init\` from ${shown(table.rows)} records. Read each line, correct what the file cannot know.`,
    `name: ${name}`,
    `title: ${text(titleOf(name))}`,
    "",
    "source:",
    `  file: ${text(file)}`,
    `  sha256: ${sha256} # the results hold for these bytes alone`,
    `  bytes: ${bytes}`,
    "  licence: not stated # whose data these are, and what may be done with them",
    "  citation: not stated # whom to cite for them",
    ...(table.delimiter === "," ? [] : [`  delimiter: ${JSON.stringify(table.delimiter)}`]),
    ...(table.gaps.size === 0
      ? []
      : commented(`  missing: [${[...table.gaps.keys()].sort().map(quoted).join(", ")}]`, gapsOf(table))),
    "",
    "# missing: mean, mode: filled from the rows the scale is fitted on; indicator: and a 0/1 column says where.",
    "# missing: drop: the record is left out. Without it a missing cell is an error.",
    "features:",
    ...features.flatMap((column) => commented(`  ${featureOf(column, naming)}`, reasonOf(column, table))),
    ...(leftOut.length === 0 ? [] : ["# Left out:"]),
    ...leftOut.map(({ profile, kind, reason, leak }) => {
      const why = leak === null ? `${kind}, ${reason}` : `leak: ${leak}`;
      return `#   ${oneLine(`${profile.name}: ${why}`)}`;
    }),
    "",
    "label:",
    `  column: ${text(label.profile.name)}`,
    `  favourable: [${plan.favourable.map((value) => scalarOf(value, label)).join(", ")}] # ${countsOf(plan.favourable, label)}`,
    `  unfavourable: [${plan.unfavourable.map((value) => scalarOf(value, label)).join(", ")}] # ${countsOf(plan.unfavourable, label)}`,
    `  meaning: ${text(meaning)}`,
    ...(label.profile.missing === 0 ? [] : [`  missing: drop # ${shown(label.profile.missing)} records have no label`]),
    "",
    ...sensitiveOf(plan, naming),
    "# What a person can change. The bounds are the range of the file: nobody is sent where nobody was.",
    "actions:",
    ...actionsOf(plan, naming),
    "",
    "settings:",
    "  actions.whole: true # a proposed action is one that can be said: whole steps, one category",
    "",
    "training:",
    `  epochs: ${training.epochs} # ${training.reason}`,
    `  batch: ${training.batch}`,
    "",
    "split:",
    `  test: ${testRows(plan.rows)} # a tenth of the ${shown(plan.rows)} rows, at most 500: as in the paper`,
    "",
  ];
  return lines.join("\n");
}

/** A feature's line: `age: { kind: continuous, integer: true }`. */
function featureOf(column: PlannedColumn, naming: Naming): string {
  const { profile, kind, order, missing, flagged } = column;
  const feature = nameOf(column, naming);
  const parts: string[] = [];
  if (kind === "integer") parts.push("kind: continuous", "integer: true");
  else if (kind === "continuous") parts.push("kind: continuous");
  else if (kind === "date") {
    parts.push("kind: date", `since: ${dayOf(profile.dates[order ?? "year-month-day"].first)}`, "count: days");
    if (order !== "year-month-day") parts.push(`order: ${order}`);
  } else if (isIndicator(column)) parts.push("kind: indicator", `equals: ${scalarOf(oneOf(column, naming), column)}`);
  else
    parts.push(
      "kind: oneHot",
      `values: [${sorted(column)
        .map((value) => scalarOf(value, column))
        .join(", ")}]`,
    );
  if (feature !== profile.name) parts.splice(1, 0, `column: ${text(profile.name)}`);
  if (missing !== null) parts.push(`missing: ${missing}`);
  if (flagged) parts.push("indicator: true");
  return `${text(feature)}: { ${parts.join(", ")} }`;
}

/** A column of two values is one 0/1 column, unless a person can change it: then one of two categories. */
function isIndicator({ kind, action }: PlannedColumn): boolean {
  return kind === "binary" && action === null;
}

/** The feature's name: the column's, and of a 0/1 column also the value that is 1, unless that says no more than yes. */
function nameOf(column: PlannedColumn, naming: Naming): string {
  const { name } = column.profile;
  // JavaScript moves a whole number to the front of an object's keys.
  const feature = /^\d+$/.test(name) ? `column_${name}` : name;
  if (!isIndicator(column)) return feature;
  const value = oneOf(column, naming);
  return /^(1|1\.0|yes|y|true|t)$/i.test(value) ? feature : `${feature}_${value}`;
}

/** The value an indicator is 1 for: the last in order (yes, true, 1), or the larger group of a sensitive column. */
function oneOf(column: PlannedColumn, { sensitive }: Naming): string {
  const values = sorted(column);
  return sensitive === column.profile.name ? largest(column) : values[values.length - 1];
}

function largest({ profile }: PlannedColumn): string {
  return [...profile.values].sort(([, a], [, b]) => b - a)[0][0];
}

/** The values of a column in the order of numbers, or else of letters; equal numbers once. */
function sorted({ profile }: PlannedColumn): string[] {
  const values = [...profile.values.keys()];
  if (profile.numbers < profile.known) return values.sort();
  return values
    .sort((a, b) => numberIn(a) - numberIn(b))
    .filter((a, i, all) => i === 0 || numberIn(a) !== numberIn(all[i - 1]));
}

function sensitiveOf({ columns }: Plan, naming: Naming): string[] {
  const column = columns.find(({ profile }) => profile.name === naming.sensitive);
  if (column === undefined) return [];
  const majority = largest(column);
  const others = sorted(column).filter((value) => value !== majority);
  const minority = others.length === 1 ? others[0] : `not ${majority}`;
  const feature = nameOf(column, naming);
  const indicator = isIndicator(column) ? feature : `${feature}_${majority}`;
  return [
    `sensitive: { feature: ${text(indicator)}, majority: ${quoted(majority)}, minority: ${quoted(minority)} }`,
    "",
  ];
}

function actionsOf({ columns }: Plan, naming: Naming): string[] {
  const actions = columns.flatMap((column) => {
    const { action, profile, kind } = column;
    if (action === null) return [];
    const name = text(nameOf(column, naming));
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
    ];
    return [`    ${name}: { ${parts.join(", ")} }`];
  });
  return actions.length === 0 ? ["  features: {}"] : ["  features:", ...actions];
}

/** A round step, of which about a thousand to ten thousand span the range. */
function stepOf(range: number): number {
  return Number(`1e${Math.floor(Math.log10(range)) - 3}`);
}

function reasonOf({ kind, reason, profile }: PlannedColumn, table: TableProfile): string {
  const gaps =
    profile.missing === 0 ? "" : `; ${shown(profile.missing)} missing (${percent(profile.missing / table.rows)})`;
  const codes =
    kind === "integer" && profile.values.size <= 10 ? "; if these are codes: kind: oneHot, with values" : "";
  return `${kind}: ${reason}${gaps}${codes}`;
}

function gapsOf({ gaps }: TableProfile): string {
  return [...gaps]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cell, times]) => `${shown(times)} ${cell === "" ? "empty" : quoted(cell)}`)
    .join(", ");
}

function countsOf(values: readonly string[], { profile }: PlannedColumn): string {
  const times = values.reduce((sum, value) => sum + (profile.values.get(value) ?? 0), 0);
  return `${shown(times)} records (${percent(times / profile.known)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A cell as a value of the YAML: a number in a column of numbers. */
function scalarOf(cell: string, { profile }: PlannedColumn): string {
  return profile.numbers === profile.known && profile.padded === 0 ? String(numberIn(cell)) : quoted(cell);
}

/** "loan-applications" → "Loan applications". */
function titleOf(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
