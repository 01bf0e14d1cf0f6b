/** What is worth a warning in the plan of a table. */
import { rareValues, shown } from "./inference.ts";
import type { PlannedColumn } from "./planned.ts";
import type { TableProfile } from "./profile.ts";
import type { ColumnProfile } from "./tally.ts";

/** A feature missing in more than this share of rows is warned of. */
const HEAVY = 0.4;
/** A column with fewer different values names groups rather than people. */
const FEWEST_NAMES = 20;
/** The fewest rows for which ε = α = 0.05 can be guaranteed with a tenth of them: 59, where 0.95^59 < 0.05. */
const FEWEST_ROWS = 590;

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

/** What a person should know of the plan of a table before it is written. */
export function warningsOf(table: TableProfile, columns: readonly PlannedColumn[], rows: number): string[] {
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
