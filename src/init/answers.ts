/** What a person says of a table, checked against it: the label, what can be changed, the groups. */
import { ConfigError, DataError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import { type InferredColumn, shown, usable } from "./inference.ts";
import type { Actionable, PlannedColumn } from "./planned.ts";
import type { TableProfile } from "./profile.ts";
import type { ColumnProfile } from "./tally.ts";

/** Most values a label can have. */
const MOST_LABELS = 20;

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

/** The column of this name as a label, whose numbers are outcomes and no codes. Throws ConfigError as `columnNamed` does. */
export function labelNamed(name: string, table: TableProfile): ColumnProfile {
  const found = columnNamed(name, "--label", table);
  return found.uncoded ?? found;
}

/** Whether a column can be one a person changes. */
export function changeable({ kind }: InferredColumn): boolean {
  return usable.has(kind) && kind !== "date";
}

/** Whether a column can tell two groups apart. */
export function groups({ kind }: InferredColumn): boolean {
  return kind === "binary" || kind === "categorical";
}

/** Refuses with a ConfigError an action on a column that nobody can change or that is left out. */
export function checkAction(name: string, direction: Actionable["direction"], columns: readonly PlannedColumn[]): void {
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

/** Refuses with a ConfigError a column that cannot tell two groups apart. */
export function checkSensitive(name: string, columns: readonly PlannedColumn[]): void {
  const column = columns.find(({ profile }) => profile.name === name);
  if (column?.role === "feature" && groups(column)) return;
  const others = columns.filter((other) => other.role === "feature" && groups(other));
  const allowed = others.map(({ profile }) => profile.name).join(", ");
  const why = column?.role === "feature" ? "two groups need a column of categories" : "it is no feature";
  throw new ConfigError(`--sensitive ${name}: ${why}${allowed === "" ? "" : `; choose among ${allowed}`}`);
}
