/** The report in one screen of Markdown: how many published numbers are reproduced, and the main ones side by side. */
import { isEntry, type Place, type ReportTable } from "../table.ts";
import { countVerdicts, type VerdictCounts, verdicts } from "../verdict.ts";
import { shown } from "../writers/numbers.ts";
import type { Report } from "./report.ts";

/** How the cells of one table of one protocol came out. */
export interface TableVerdicts {
  readonly table: ReportTable;
  readonly counts: VerdictCounts;
  /** Cells with a verdict. */
  readonly judged: number;
}

export function verdictsOf(table: ReportTable): TableVerdicts {
  const judged = table.rows.flatMap(({ places }) => places.filter(isEntry).map(({ verdict }) => verdict));
  const counts = countVerdicts(judged);
  return { table, counts, judged: verdicts.reduce((sum, verdict) => sum + counts[verdict], 0) };
}

/** What the README shows of the report. */
export function summaryOf(report: Report): string {
  const parts = [...report.notices.map((notice) => `> ${notice}`), countsText(report), headline(report)];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Rows: tables; columns: protocols. */
function countsText({ tables, protocols }: Report): string {
  const judged = tables.map(verdictsOf);
  const names = [...new Set(tables.map(({ name }) => name))];
  const rows = names.map((name) => {
    const mine = judged.filter(({ table }) => table.name === name);
    const title = mine[0].table.title;
    return [title, ...protocols.map(({ name }) => countText(mine.find(({ table }) => table.protocol === name)))];
  });
  const head = ["published numbers", ...protocols.map(({ name }) => `\`${name}\``)];
  return markdownTable([head, head.map(() => ":--"), ...rows]);
}

/** "41 reproduced, 3 close, 20 differ". */
export function countText(verdicts: TableVerdicts | undefined): string {
  if (verdicts === undefined) return "–";
  const { counts, judged } = verdicts;
  if (judged === 0) return "nothing is printed";
  return `${counts.reproduced} reproduced, ${counts.close} close, ${counts.differs} differ`;
}

/** Rows of Table 1 that carry the paper's claim. */
const HEADLINE = ["f1", "accuracy", "recourse_neg.adversarial", "recourse_all.adversarial"];

/** The claim of the paper, baseline → ours, as printed and under each protocol. */
function headline({ tables, protocols }: Report): string {
  const first = tables.filter(({ name }) => name === "table1");
  if (first.length === 0) return "";
  const [sample] = first;
  const datasets = [...new Set(sample.columns.map(({ group }) => group))];
  const rows = datasets.flatMap((dataset) =>
    HEADLINE.map((key, i) => {
      const label = sample.rows.find((row) => row.key === key)?.labels.join(", ") ?? key;
      const printed = pair(sample, key, dataset, ({ published }) => published);
      const own = protocols.map(({ name }) => {
        const table = first.find(({ protocol }) => protocol === name);
        return table ? pair(table, key, dataset, ({ mean }) => mean) : "–";
      });
      return [i === 0 ? `**${dataset}**` : "", label.replace("Performance, ", ""), printed, ...own];
    }),
  );
  const head = ["baseline → ours", "", "published", ...protocols.map(({ name }) => `\`${name}\``)];
  const align = head.map((_, i) => (i < 2 ? ":--" : "--:"));
  return markdownTable([head, align, ...rows]);
}

type Read = (entry: Extract<Place, { mean: number }>) => number | null;

function pair({ rows, columns, digits }: ReportTable, key: string, dataset: string, read: Read): string {
  const row = rows.find((each) => each.key === key);
  const numbers = columns.flatMap(({ group }, i) => {
    const place = row?.places[i] ?? null;
    if (group !== dataset) return [];
    const value = isEntry(place) ? read(place) : null;
    return [value === null ? "–" : shown(value, digits)];
  });
  return numbers.join(" → ");
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
