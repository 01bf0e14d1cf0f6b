/** Terminal tables: cli-table3 with one look for all of them. */
import Table from "cli-table3";
import widthOf from "fast-string-width";
import type { Terminal } from "./terminal.ts";
import { visibleLine } from "./visible.ts";

/** Least width a column is squeezed to. */
const NARROWEST = 8;

/**
 * A table with a header row; columns after the first are right-aligned unless `align` says otherwise. Where the terminal
 * is too narrow, the widest column wraps its words.
 */
export function table(
  titles: readonly string[],
  cells: readonly (readonly string[])[],
  terminal: Pick<Terminal, "colour" | "columns">,
  align: readonly ("left" | "right")[] = titles.map((_, i) => (i === 0 ? "left" : "right")),
): string {
  const [head, ...rows] = [titles, ...cells].map((row) => row.map(visibleLine));
  // Two blanks and a border for each column, and the last border.
  const widths = head.map(
    (title, i) => 2 + Math.max(...[title, ...rows.map((row) => row[i])].map((text) => widthOf(text))),
  );
  const over = widths.reduce((sum, width) => sum + width + 1, 1) - terminal.columns;
  if (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = Math.max(NARROWEST, widths[widest] - over);
  }
  const printed = new Table({
    head: [...head],
    colAligns: [...align],
    colWidths: widths,
    wordWrap: true,
    style: { head: terminal.colour ? ["bold"] : [], border: terminal.colour ? ["gray"] : [], compact: true },
  });
  for (const row of rows) printed.push([...row]);
  return `${printed.toString()}\n`;
}

/** Head and rows without those of the columns `optional` that say nothing: every cell is "–". */
export function withoutGaps(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  optional: readonly number[],
): [head: string[], rows: string[][]] {
  const gaps = new Set(optional.filter((j) => rows.every((row) => row[j] === "–")));
  const kept = (cells: readonly string[]) => cells.filter((_, j) => !gaps.has(j));
  return [kept(head), rows.map(kept)];
}
