/** Terminal tables: cli-table3 with one look for all of them. */
import Table from "cli-table3";
import type { Terminal } from "./terminal.ts";

export type Cell = string | { readonly content: string; readonly colSpan: number };

/** A table with a header row; columns after the first are right-aligned unless `align` says otherwise. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  terminal: Pick<Terminal, "colour">,
  align: readonly ("left" | "right")[] = head.map((_, i) => (i === 0 ? "left" : "right")),
): string {
  const printed = new Table({
    head: [...head],
    colAligns: [...align],
    style: { head: terminal.colour ? ["bold"] : [], border: terminal.colour ? ["gray"] : [], compact: true },
  });
  for (const row of rows) printed.push([...row]);
  return `${printed.toString()}\n`;
}
