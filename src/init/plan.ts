/** What is proposed for each column of a CSV, once it is known which one is the label and what a person can change. */
import { ConfigError, DataError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import { type InferredColumn, infer, type Kind, leakOf, rareValues, shown, usable } from "./inference.ts";
import type { ColumnProfile, TableProfile } from "./profile.ts";

/** What only a person can say of a table. */
export interface Answers {
  readonly label: string;
  /** Values of the label that a person wants. */
  readonly favourable: readonly string[];
  readonly actionable: readonly Actionable[];
  /** A column by which two groups are compared, or null. */
  readonly sensitive: string | null;
}

export interface Actionable {
  readonly column: string;
  readonly direction: "any" | "increase" | "decrease";
}

export interface PlannedColumn extends InferredColumn {
  readonly role: "label" | "feature" | "left out";
  readonly action: Actionable | null;
  /** The policy of a feature with missing cells; null where there are none. */
  readonly missing: "drop" | "mean" | "mode" | null;
  /** Whether a 0/1 column says where a cell was filled. */
  readonly flagged: boolean;
  /** Cells of this column alone that mean that the value is missing: texts, and numbers that look like codes. */
  readonly codes: readonly (string | number)[];
  /** How a column that is left out gives the label away, or null. */
  readonly leak: string | null;
}

export interface DatasetPlan {
  readonly columns: readonly PlannedColumn[];
  readonly favourable: readonly string[];
  readonly unfavourable: readonly string[];
  /** Cells that mean it in every column. */
  readonly missing: readonly string[];
  /** Rows that stay. */
  readonly rows: number;
  readonly warnings: readonly string[];
}

/** Most values a label can have. */
const MOST_LABELS = 20;
/** A feature missing in more than this share of rows is warned of. */
const HEAVY = 0.4;
/** From so many filled cells on, a 0/1 column says where they are. */
const FLAGGED = 10;
/** A column with fewer different values names groups rather than people. */
const FEWEST_NAMES = 20;
/** The fewest rows for which ε = α = 0.05 can be guaranteed with a tenth of them: 59, where 0.95^59 < 0.05. */
const FEWEST_ROWS = 590;

/** The values a label can take. Throws DataError for a column that cannot be a label. */
export function labelValues(profile: ColumnProfile, file: string): string[] {
  const { name, known, values, overflows } = profile;
  const place = `${file}, column ${name}`;
  if (known === 0) throw new DataError(`${place}: every cell is missing; name another column as the label`);
  if (overflows || values.size > MOST_LABELS) {
    const many = overflows ? "too many" : shown(values.size);
    throw new DataError(`${place}: ${many} distinct values; a label has two outcomes: name a column with few values`);
  }
  if (values.size === 1) {
    const [only] = values.keys();
    throw new DataError(
      `${place}: all ${shown(known)} labels are ${JSON.stringify(only)}; learning needs both outcomes: bring records of the other`,
    );
  }
  return [...values.keys()].sort();
}

/** The column of this name. Throws ConfigError for one the table does not have. */
export function columnNamed(name: string, flag: string, { columns, file }: TableProfile): ColumnProfile {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = columns.map((column) => column.name);
  const quotes = names.some((other) => other.includes(",")) ? "; a name with a comma in it needs double quotes" : "";
  throw new ConfigError(`${flag} ${name}: unknown column of ${file}${nearest(name, names)}${quotes}`);
}

/** Whether a column can be one a person changes. */
export function changeable({ kind }: InferredColumn): boolean {
  return usable.has(kind) && kind !== "date";
}

/** Whether a column can tell two groups apart. */
export function groups({ kind }: InferredColumn): boolean {
  return kind === "binary" || kind === "categorical";
}

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

/** The column of this name as a label, whose numbers are outcomes and no codes. Throws ConfigError as `columnNamed` does. */
export function labelNamed(name: string, table: TableProfile): ColumnProfile {
  const found = columnNamed(name, "--label", table);
  return found.uncoded ?? found;
}

function fitted(kind: Kind): "mean" | "mode" {
  return kind === "binary" || kind === "categorical" ? "mode" : "mean";
}

function checkAction(name: string, direction: Actionable["direction"], columns: readonly PlannedColumn[]): void {
  const column = columns.find(({ profile }) => profile.name === name) as PlannedColumn;
  const refuse = (why: string) => {
    const others = columns.filter((other) => other.role === "feature" && changeable(other));
    const allowed = others.map(({ profile }) => profile.name).join(", ");
    throw new ConfigError(`--actionable ${name}: ${why}; choose among ${allowed}`);
  };
  if (column.role === "label") refuse("it is the label");
  if (column.leak !== null) refuse(`it is left out, since ${column.leak}`);
  if (column.role !== "feature") refuse(`it is left out (${column.kind}: ${column.reason})`);
  if (!changeable(column)) refuse("a person cannot change a date");
  if (groups(column) && direction !== "any") {
    throw new ConfigError(`--actionable ${name}:${direction}: categories have no direction; write ${name} alone`);
  }
}

function checkSensitive(name: string, columns: readonly PlannedColumn[]): void {
  const column = columns.find(({ profile }) => profile.name === name);
  if (column?.role === "feature" && groups(column)) return;
  const others = columns.filter((other) => other.role === "feature" && groups(other));
  const allowed = others.map(({ profile }) => profile.name).join(", ");
  const why = column?.role === "feature" ? "two groups need a column of categories" : "it is no feature";
  throw new ConfigError(`--sensitive ${name}: ${why}${allowed === "" ? "" : `; choose among ${allowed}`}`);
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

/** Values that are another one but for upper and lower case. */
function caseTwins({ values }: ColumnProfile): string[] {
  const times = new Map<string, number>();
  for (const value of values.keys()) times.set(value.toLowerCase(), (times.get(value.toLowerCase()) ?? 0) + 1);
  return [...values.keys()].filter((value) => (times.get(value.toLowerCase()) ?? 0) > 1).sort();
}

/** Whether a column may name people who have several rows each. */
export function namesPeople({ role, kind, profile }: PlannedColumn): boolean {
  const { name, values, known, overflows } = profile;
  if (role === "label" || kind === "binary" || kind === "constant" || kind === "empty" || overflows) return false;
  return /(^|[\W_])(id|uuid)$|[a-z](Id|ID)$/i.test(name) && values.size >= FEWEST_NAMES && values.size < known;
}

function codesWarning({ name, codes }: ColumnProfile): string {
  const listed = [...codes].map(([code, times]) => `${code} (${shown(times)}×)`).join(", ");
  const many = codes.size > 1;
  return (
    `${name}: ${listed} ${many ? "look like codes" : "looks like a code"} for a missing value, and ${many ? "are" : "is"} read so; ` +
    `where ${many ? "they are measurements, take them" : "it is a measurement, take it"} out of its codes in the YAML`
  );
}

function warningsOf(table: TableProfile, columns: readonly PlannedColumn[], rows: number): string[] {
  const warnings: string[] = [];
  if (table.unnamed > 0)
    warnings.push(`${table.unnamed} column${table.unnamed === 1 ? "" : "s"} without a name: left out`);
  for (const { profile, role, kind, reason, leak, missing } of columns) {
    const { name } = profile;
    const share = profile.missing / table.rows;
    if (leak !== null) warnings.push(`${name} gives the label away: ${leak}; left out`);
    if (role === "label" && profile.missing > 0) {
      warnings.push(`${name}: ${shown(profile.missing)} records have no label and are dropped`);
    }
    if (role === "left out" && kind === "text") warnings.push(`${name} is left out: ${reason}`);
    if (role !== "feature") continue;
    if (profile.codes.size > 0) warnings.push(codesWarning(profile));
    if (missing === "drop") {
      warnings.push(
        `${name}: ${shown(profile.missing)} records are dropped, since an action has to start from a known value`,
      );
    }
    if (share > HEAVY)
      warnings.push(`${name}: ${(100 * share).toFixed(0)} % of its cells are missing; consider leaving it out`);
    const alike = kind === "binary" || kind === "categorical" ? caseTwins(profile) : [];
    if (alike.length > 0) {
      const listed = alike.map((value) => JSON.stringify(value)).join(", ");
      warnings.push(`${name}: ${listed} differ in upper and lower case alone; write one value in one way`);
    }
    const rare = kind === "binary" || kind === "categorical" ? rareValues(profile) : [];
    if (rare.length > 0) {
      const listed = rare.slice(0, 4).map(([value, times]) => `${JSON.stringify(value)} ${times}×`);
      warnings.push(`${name}: rare ${listed.join(", ")}${rare.length > 4 ? " …" : ""}; little can be learnt of them`);
    }
  }
  if (table.repeated > 0) {
    warnings.push(
      `${shown(table.repeated)} of ${shown(table.rows)} records are whole copies of an earlier one: where they are one person, ` +
        "say source.duplicates: drop, or the guarantee's calibration rows are copies of training rows",
    );
  }
  for (const { profile } of columns.filter(namesPeople)) {
    const { name, values, known } = profile;
    warnings.push(
      `${name} occurs more than once: ${shown(values.size)} different in ${shown(known)} rows; where it names people, say split.by: ${name}`,
    );
  }
  if (rows < FEWEST_ROWS) {
    warnings.push(
      `${shown(rows)} rows are few: a recourse rate of 95 % can be proven from about ${FEWEST_ROWS} rows on`,
    );
  }
  return warnings;
}
