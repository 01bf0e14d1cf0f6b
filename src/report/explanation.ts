/** Why numbers differ, as the report tells it: the published numbers a protocol misses, and the factors that lead towards them. */
import type { ReportTable } from "./table.ts";
import { CLOSE, SAME, type Verdict, verdictOf } from "./verdict.ts";
import { LEFT, markdownTable, RIGHT } from "./writers/markdown.ts";
import { shownNumber, verdictSigns } from "./writers/numbers.ts";

/** What single factors do, as tables (one for each data set) and as what they say. */
export interface AblationFindings {
  readonly from: string;
  readonly towards: string;
  readonly tables: readonly ReportTable[];
  readonly findings: readonly Finding[];
}

/** A published number that `from` misses, and the factors that lead towards it. */
export interface Finding {
  readonly dataset: string;
  /** "baseline" or "ours". */
  readonly model: string;
  /** "adversarial training, recourse neg". */
  readonly what: string;
  readonly ours: number;
  readonly published: number;
  /** Those that move it towards the published number by more than the splits vary, the one that ends nearest first. */
  readonly contributors: readonly { readonly title: string; readonly change: number }[];
  /** What all factors together do; null when that was not run. */
  readonly together: number | null;
}

/** Where a change leads, and how near that is to the published number: the bands of a verdict on a single value. */
export interface Leads {
  readonly to: number;
  readonly verdict: Verdict;
}

export function leadsTo({ ours, published }: Finding, change: number): Leads {
  const to = ours + change;
  return { to, verdict: verdictOf({ mean: to, standardError: null }, published) };
}

/** How the columns of the findings are headed. */
export function findingHead({ from, towards }: Pick<AblationFindings, "from" | "towards">): readonly string[] {
  return ["published number", "published", from, "one factor alone leads to", `all of them (${towards})`];
}

/** The findings as Markdown. */
export function whyOf(explanation: AblationFindings, notices: readonly string[]): string {
  const { from, towards, findings } = explanation;
  const intro =
    `Published numbers that differ under the protocol \`${from}\`, where single factors of \`${towards}\` lead ` +
    `that move them towards the published one by more than the splits vary, and where all of them together do: = within ${SAME}, ` +
    `≈ within ${CLOSE}, ≠ further off.`;
  const number = (leads: Leads) => `${shownNumber(leads.to, 3)} ${verdictSigns[leads.verdict]}`;
  const rows = findings.map((finding) => {
    const { dataset, model, what, ours, published, contributors, together } = finding;
    const alone = contributors.map(({ title, change }) => `${title}: ${number(leadsTo(finding, change))}`);
    return [
      `${dataset}, ${model}, ${what}`,
      shownNumber(published, 3),
      shownNumber(ours, 3),
      alone.join("<br>") || "none",
      together === null ? "" : number(leadsTo(finding, together)),
    ];
  });
  const head = findingHead(explanation);
  const table = rows.length === 0 ? "None." : markdownTable([head, [LEFT, RIGHT, RIGHT, LEFT, RIGHT], ...rows]);
  return `${[...notices.map((notice) => `> ${notice}`), "### Why they differ", intro, table].join("\n\n")}\n`;
}
