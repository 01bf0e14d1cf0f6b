/** Terminal tables: cli-table3 with one look for all of them. */
import Table from "cli-table3";
import widthOf from "fast-string-width";
import type { Terminal } from "./terminal.ts";
import { visibleLine } from "./visible.ts";

/** Least width a column is squeezed to. */
const NARROWEST = 8;

/**
 * A table with a header row; columns after the first are right-aligned unless `align` says otherwise. Where the terminal
 * is too narrow, the widest columns wrap, between words as long as that is enough.
 */
export function table(
  titles: readonly string[],
  cells: readonly (readonly string[])[],
  terminal: Pick<Terminal, "colour" | "columns">,
  align: readonly ("left" | "right")[] = titles.map((_, i) => (i === 0 ? "left" : "right")),
): string {
  const [head, ...rows] = [titles, ...cells].map((row) => row.map(visibleLine));
  const columns = head.map((title, i) => [title, ...rows.map((row) => row[i])]);
  const widths = fitting(columns, terminal.columns);
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

/** The widths of columns of cells, two blanks included, so that they and their borders fit into so many. */
function fitting(columns: readonly (readonly string[])[], available: number): number[] {
  const widest = (texts: readonly string[]) => 2 + Math.max(...texts.map((text) => widthOf(text)));
  const widths = columns.map(widest);
  const longestWord = columns.map((texts) => widest(texts.flatMap((text) => text.split(" "))));
  let over = widths.reduce((sum, width) => sum + width + 1, 1) - available;
  for (const least of [longestWord, columns.map(() => NARROWEST)]) {
    while (over > 0) {
      const spare = widths.map((width, i) => (width > least[i] ? width : 0));
      const at = spare.indexOf(Math.max(...spare));
      if (spare[at] === 0) break;
      widths[at]--;
      over--;
    }
  }
  return widths;
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
