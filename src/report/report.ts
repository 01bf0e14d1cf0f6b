/** The report: every table of every protocol, and the files it is written as. */

import { type Explanation, whyOf } from "../experiments/ablation/finding.ts";
import { sha256 } from "../pipeline/canonical.ts";
import { type Build, pageOf } from "./page.ts";
import { stem } from "./stem.ts";
import { summaryOf } from "./summary.ts";
import type { ReportTable } from "./table.ts";
import { csvOf } from "./writers/csv.ts";
import { latexOf } from "./writers/latex.ts";
import { markdownOf } from "./writers/markdown.ts";

export interface Report {
  /** In the order they are shown. */
  readonly protocols: readonly Protocol[];
  /** By table, then by protocol. */
  readonly tables: readonly ReportTable[];
  /** What single switches do; null when no ablation was asked for. */
  readonly explanation: Explanation | null;
  /** What a reader must know before any number; at the top of every file. */
  readonly notices: readonly string[];
  readonly build: Build;
}

export interface Protocol {
  readonly name: string;
  readonly description: string;
}

/** Names the checksums: all files but the page, which also tells the commit. */
export const CHECKSUMS = "checksums.txt";
export const PAGE = "index.html";

/** "table1.csv", or "table1-paper.csv" in a report of several protocols. */
export function fileName(table: ReportTable, protocols: readonly Protocol[], extension: string): string {
  return `${table.name}${protocols.length > 1 ? `-${stem(table.protocol)}` : ""}.${extension}`;
}

/** Every file of the report by name. The same report gives the same bytes, but for the commit in the page. */
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
  const names = [...files.keys()].sort();
  files.set(CHECKSUMS, names.map((name) => `${sha256(files.get(name) ?? "")}  ${name}\n`).join(""));
  files.set(PAGE, pageOf(report));
  return files;
}
