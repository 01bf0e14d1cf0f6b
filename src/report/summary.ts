/** The report in one screen of Markdown: how many published numbers are reproduced, the main ones, and why some are not. */

import { type AblationFindings, leadsTo } from "./explanation.ts";
import type { Report } from "./report.ts";
import { isEntry, type Place, type ReportTable } from "./table.ts";
import { boundRule, CLOSE, countVerdicts, SAME, type VerdictCounts, verdicts } from "./verdict.ts";
import { LEFT, markdownTable, RIGHT } from "./writers/markdown.ts";
import { columnGroups, publishedNumber, shownNumber } from "./writers/numbers.ts";

/** The verdicts of one table of one protocol. */
export interface TableVerdicts {
  readonly table: ReportTable;
  readonly counts: VerdictCounts;
  /** How many cells were compared with a published number. */
  readonly compared: number;
}

export function verdictsOf(table: ReportTable): TableVerdicts {
  const each = table.rows.flatMap(({ places }) => places.filter(isEntry).map(({ verdict }) => verdict));
  const counts = countVerdicts(each);
  return { table, counts, compared: verdicts.reduce((sum, verdict) => sum + counts[verdict], 0) };
}

/** What the README shows of the report. Links are relative to the report. */
export function summaryOf(report: Report): string {
  const parts = [
    ...report.notices.map((notice) => `> ${notice}`),
    ...countsParts(report),
    ...headlineParts(report),
    whyText(report),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Rows: tables; columns: protocols. */
function countsParts({ tables, protocols }: Report): string[] {
  const outcomes = tables.map(verdictsOf);
  const names = [...new Set(tables.map(({ name }) => name))];
  const rows = names.map((name) => {
    const mine = outcomes.filter(({ table }) => table.name === name);
    const title = mine[0].table.title;
    return [title, ...protocols.map(({ name }) => countText(mine.find(({ table }) => table.protocol === name)))];
  });
  if (outcomes.every(({ compared }) => compared === 0)) return ["The paper prints no number for what was computed."];
  const head = ["published numbers", ...protocols.map(({ name }) => `\`${name}\``)];
  return [
    `The numbers of the paper's tables, computed again under ${protocols.length === 1 ? "one protocol" : `${protocols.length} protocols`}. ` +
      `A published number is _reproduced_ (=) when it lies within our mean ± max(2 standard errors over splits, ${SAME}), _close_ (≈) ` +
      `within ${CLOSE} of the mean, and _differs_ (≠) otherwise.${tables.some(hasBound) ? ` ${boundRule}` : ""}`,
    markdownTable([head, head.map(() => LEFT), ...rows]),
  ];
}

/** Whether a published bound is among the numbers. */
export function hasBound({ rows }: ReportTable): boolean {
  return rows.some(({ places }) => places.some((place) => isEntry(place) && place.atMost));
}

/** "41 reproduced, 3 close, 20 differ". */
export function countText(verdicts: TableVerdicts | undefined): string {
  if (verdicts === undefined) return "–";
  const { counts, compared } = verdicts;
  if (compared === 0) return "nothing is printed";
  return `${counts.reproduced} reproduced, ${counts.close} close, ${counts.differs} differ`;
}

/** Rows of Table 1 that carry the paper's claim. */
const HEADLINE = [
  { key: "f1", title: "F1" },
  { key: "accuracy", title: "accuracy" },
  { key: "recourse_neg.adversarial", title: "recourse neg" },
  { key: "recourse_all.adversarial", title: "recourse all" },
] as const;

/** The paper's claim, data sets and models down: computed / published, one table for each protocol that is explained. */
function headlineParts({ tables, protocols, explanation }: Report): string[] {
  const explained = explanation === null ? [] : [explanation.from, explanation.towards];
  const told = protocols.filter(({ name }) => explained.length === 0 || explained.includes(name));
  const first = told.flatMap(({ name, description }) => {
    const table = tables.find((each) => each.name === "table1" && each.protocol === name);
    return table === undefined ? [] : [{ table, description }];
  });
  if (first.length === 0) return [];
  return [
    "From Table 1: performance; the share of the people turned down who have recourse (“neg”), and the share of all people who are " +
      "accepted or have recourse (“all”), by the paper's “adversarial training” method. Each cell: computed / published. “ours” is " +
      "the paper's name for training with the recourse loss.",
    ...first.flatMap(({ table, description }) => [
      `**Protocol \`${table.protocol}\`**: ${description}`,
      headlineTable(table),
    ]),
  ];
}

function headlineTable(table: ReportTable): string {
  const rows = columnGroups(table.columns).flatMap(({ title, columns }) =>
    columns.map((column, i) => [
      i === 0 ? `**${title}**` : "",
      column.title,
      ...HEADLINE.map(({ key }) => {
        const row = table.rows.find((each) => each.key === key);
        return placeText(row?.places[table.columns.indexOf(column)] ?? null, table);
      }),
    ]),
  );
  const head = ["", "", ...HEADLINE.map(({ title }) => title)];
  return markdownTable([head, head.map((_, i) => (i < 2 ? LEFT : RIGHT)), ...rows]);
}

/** "0.689 / 0.697 =". */
function placeText(place: Place, table: ReportTable): string {
  if (!isEntry(place)) return "–";
  const published = publishedNumber(place, table, "plain");
  return `${shownNumber(place.mean, table.digits)}${published === "" ? "" : ` / ${published}`}`;
}

/** Factors named as what moves most numbers. */
const NAMED = 3;

/** Why numbers differ in some sentences, and where to read on. */
function whyText({ explanation }: Report): string {
  const page =
    "Every number with its splits and its source is in [index.html](index.html), a page to download and open.";
  if (explanation === null || explanation.findings.length === 0) return page;
  const { from, towards, findings } = explanation;
  const met = findings.filter((finding) => {
    return finding.together !== null && leadsTo(finding, finding.together).verdict !== "differs";
  });
  const most = mostFrequent(explanation).map(([title, count]) => `${title}, ${count}`);
  return (
    "The text of the paper and the code its authors published are not the same. " +
    `All the factors between them, turned from \`${from}\` to \`${towards}\`, lead within ${CLOSE} of ${met.length} of the ` +
    `${findings.length} main numbers of Tables 1 and 2 that differ under \`${from}\`. ` +
    `${most.length === 0 ? "" : `Those that alone lead towards the most of them: ${most.join("; ")}. `}` +
    `[Why they differ](why.md) takes them number by number. ${page}`
  );
}

/** Titles of the factors with how many findings they lead towards the published number. */
function mostFrequent({ findings }: AblationFindings): [string, number][] {
  const counts = new Map<string, number>();
  for (const { contributors } of findings)
    for (const { title } of contributors) counts.set(title, (counts.get(title) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, NAMED);
}
