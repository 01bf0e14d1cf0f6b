/** The files a report is written as, beside its page: every table as CSV, Markdown and LaTeX, and what they come to. */
import { whyOf } from "./explanation.ts";
import type { Protocol, Report } from "./report.ts";
import { stem } from "./stem.ts";
import { summaryOf } from "./summary.ts";
import type { ReportTable } from "./table.ts";
import { csvOf } from "./writers/csv.ts";
import { latexOf } from "./writers/latex.ts";
import { markdownOf } from "./writers/markdown.ts";

/** "table1.csv", or "table1-paper.csv" in a report of several protocols. */
export function fileName(table: ReportTable, protocols: readonly Protocol[], extension: string): string {
  return `${table.name}${protocols.length > 1 ? `-${stem(table.protocol)}` : ""}.${extension}`;
}

/** The files by name. They do not tell the build: the same numbers give the same bytes. */
export function filesOf(report: Report): Map<string, string> {
  const files = new Map<string, string>();
  const add = (table: ReportTable, name: (extension: string) => string) => {
    const whole = { ...table, notices: [...report.notices, ...table.notices] };
    files.set(name("csv"), csvOf(whole));
    files.set(name("md"), markdownOf(whole));
    files.set(name("tex"), latexOf(whole));
  };
  for (const table of report.tables) add(table, (extension) => fileName(table, report.protocols, extension));
  for (const table of report.explanation?.tables ?? []) add(table, (extension) => `${table.name}.${extension}`);
  files.set("summary.md", summaryOf(report));
  if (report.explanation) files.set("why.md", whyOf(report.explanation, report.notices));
  return files;
}
