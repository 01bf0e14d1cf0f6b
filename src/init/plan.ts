/** What is proposed for each column of a CSV, once it is known which one is the label and what a person can change. */
import { ConfigError, DataError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import { checkAction, checkSensitive, columnNamed, labelNamed, labelValues } from "./answers.ts";
import { infer, type Kind, leakOf, usable } from "./inference.ts";
import type { Answers, DatasetPlan, PlannedColumn } from "./planned.ts";
import type { TableProfile } from "./profile.ts";
import type { ColumnProfile } from "./tally.ts";
import { warningsOf } from "./warnings.ts";

/** From so many filled cells on, a 0/1 column says where they are. */
const FLAGGED = 10;

/**
 * The plan of a table. Throws ConfigError for an answer that the table does not allow, DataError for a column that cannot be
 * the label and for a table without a usable feature.
 */
export function planOf(table: TableProfile, answers: Answers): DatasetPlan {
  const label = labelNamed(answers.label, table);
  const values = labelValues(label, table.file);
  for (const value of answers.favourable) {
    if (!values.includes(value)) {
      throw new ConfigError(`--favourable ${value}: unknown value of ${label.name}${nearest(value, values)}`);
    }
  }
  const unfavourable = values.filter((value) => !answers.favourable.includes(value));
  if (unfavourable.length === 0) {
    throw new ConfigError(`--favourable: every value of ${label.name} is named; learning needs both outcomes`);
  }
  const favourable = new Set(answers.favourable);

  const missingEverywhere = gapsEverywhere(table, label);
  const columns = table.columns.map((measured): PlannedColumn => {
    const profile = measured.name === label.name ? label : measured;
    const inferred = infer(profile);
    const action = answers.actionable.find(({ column }) => column === profile.name) ?? null;
    const own = [...profile.gaps.keys()].filter((cell) => !missingEverywhere.includes(cell));
    const codes = [...own, ...profile.codes.keys()];
    const base = { ...inferred, action, missing: null, flagged: false, codes, leak: null };
    if (profile.name === label.name) return { ...base, role: "label" };
    if (!usable.has(inferred.kind)) return { ...base, role: "left out" };
    const leak = leakOf(inferred, label.name, favourable, table);
    if (leak !== null) return { ...base, role: "left out", leak };
    const missing = profile.missing === 0 ? null : action !== null ? "drop" : fitted(inferred.kind);
    const flagged = missing !== null && missing !== "drop" && profile.missing >= FLAGGED;
    return { ...base, role: "feature", missing, flagged };
  });

  for (const { column, direction } of answers.actionable) {
    checkAction(columnNamed(column, "--actionable", table).name, direction, columns);
  }
  if (answers.sensitive !== null) checkSensitive(columnNamed(answers.sensitive, "--sensitive", table).name, columns);
  if (!columns.some(({ role }) => role === "feature")) {
    throw new DataError(`${table.file}: no column but the label can be a feature; bring measurements of people`);
  }
  const rows = rowsLeft(table, columns);
  const warnings = warningsOf(table, columns, rows);
  return { columns, favourable: answers.favourable, unfavourable, missing: missingEverywhere, rows, warnings };
}

/** The cells that mean a missing value wherever they stand; those of the label have to, as it has no codes of its own. */
function gapsEverywhere({ columns }: TableProfile, label: ColumnProfile): string[] {
  const found = new Set(columns.flatMap(({ gaps }) => [...gaps.keys()]));
  const value = (cell: string) => columns.some(({ values }) => values.has(cell));
  return [...found].filter((cell) => label.gaps.has(cell) || !value(cell)).sort();
}

function fitted(kind: Kind): "mean" | "mode" {
  return kind === "binary" || kind === "categorical" ? "mode" : "mean";
}

/** Rows with a label and without a missing cell that drops them; counted on the sample where the table is larger. */
function rowsLeft({ rows, sample, isGap }: TableProfile, columns: readonly PlannedColumn[]): number {
  const needed = columns.flatMap(({ role, missing, profile }, j) =>
    profile.missing > 0 && (role === "label" || missing === "drop") ? [j] : [],
  );
  if (needed.length === 0 || sample.length === 0) return rows;
  const left = sample.filter((cells) => needed.every((j) => !isGap(j, cells[j]))).length;
  return Math.round((rows * left) / sample.length);
}
