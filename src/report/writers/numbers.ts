/** How the writers show numbers: as many decimals as the table asks for, a true minus sign, a sign on differences. */
import type { Entry, ReportTable, TableColumn, TableRow } from "../table.ts";
import type { Verdict } from "../verdict.ts";

/** A verdict in one character, beside the published number; every table explains them. */
export const verdictSigns: Readonly<Record<Verdict, string>> = { reproduced: "=", close: "≈", differs: "≠" };

/** What the characters mean, in one sentence. */
export const legend =
  "Ours ± standard error (published). = reproduced: the published value is within our mean ± max(2 standard errors, 0.02); " +
  "≈ close: within 0.05; ≠ differs.";

/** "0.684"; signed: "+0.021", "−0.003", and "0.000" for what rounds to zero. */
export function shownNumber(value: number, digits: number, format: TableRow["format"] = "plain"): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  if (value < 0) return `−${text}`;
  return format === "signed" ? `+${text}` : text;
}

/** The number as CSV holds it: six decimals, which is finer than any table and coarser than any machine. */
export function exact(value: number): string {
  return String(Number(value.toFixed(6)) || 0);
}

/** "0.684 ± 0.010", without the error where there is one value, or the 95 % interval where there is one. */
export function ownNumber(
  { mean, standardError, interval }: Entry,
  { digits }: ReportTable,
  format: TableRow["format"],
) {
  const number = shownNumber(mean, digits, format);
  if (interval) return `${number} [${shownNumber(interval.low, digits)}, ${shownNumber(interval.high, digits)}]`;
  return standardError === null ? number : `${number} ± ${standardError.toFixed(digits)}`;
}

/** "0.697 ≈", the published number with its verdict; empty where the paper prints nothing. */
export function publishedNumber(entry: Entry, { digits }: ReportTable, format: TableRow["format"]) {
  const { published, verdict } = entry;
  if (published === null) return "";
  const sign = verdict === null ? "" : ` ${verdictSigns[verdict]}`;
  return `${shownPublished(entry, published, digits, format)}${sign}`;
}

/** The published number, or "≤ 0.030" for a bound on its size. */
export function shownPublished({ atMost }: Entry, published: number, digits: number, format: TableRow["format"]) {
  return atMost ? `≤ ${shownNumber(published, digits)}` : shownNumber(published, digits, format);
}

/** Neighbouring columns of one group. */
export interface ColumnGroup {
  readonly title: string;
  readonly columns: readonly TableColumn[];
}

export function columnGroups(columns: readonly TableColumn[]): ColumnGroup[] {
  const groups: { title: string; columns: TableColumn[] }[] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last?.title === column.group) last.columns.push(column);
    else groups.push({ title: column.group, columns: [column] });
  }
  return groups;
}

/** Rows with their labels as they are read: a label that repeats the one above is left out, from the left. */
export function labelled(rows: readonly TableRow[]): { readonly row: TableRow; readonly labels: readonly string[] }[] {
  return rows.map((row, i) => {
    const above = rows[i - 1]?.labels ?? [];
    const same = row.labels.findIndex((label, j) => label !== above[j]);
    return { row, labels: row.labels.map((label, j) => (j < same ? "" : label)) };
  });
}
