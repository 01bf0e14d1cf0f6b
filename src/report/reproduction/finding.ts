/** What an ablation finds: the published numbers that a protocol misses, and the switches that lead towards them. */
import { type Entry, isEntry, type Place, type ReportTable } from "../table.ts";
import { CLOSE, SAME } from "../verdict.ts";
import { shown } from "../writers/numbers.ts";
import type { Model } from "./experiment.ts";

/** What single switches do, as tables (one for each data set) and as what they say. */
export interface Explanation {
  readonly from: string;
  readonly towards: string;
  readonly tables: readonly ReportTable[];
  readonly findings: readonly Finding[];
}

/** A published number that `from` misses, and the switches that lead towards it. */
export interface Finding {
  readonly dataset: string;
  readonly model: Model["key"];
  /** "adversarial training, recourse neg". */
  readonly what: string;
  readonly ours: number;
  readonly published: number;
  /** Those that move it towards the published number by more than the splits vary, the one that ends nearest first. */
  readonly movers: readonly { readonly title: string; readonly change: number }[];
  /** What all switches together do; null when that was not run. */
  readonly together: number | null;
}

/** Movers told of one finding. */
const TOLD = 3;

/** Whether a change is more than the splits vary by. */
export function moves({ mean, standardError }: Entry): boolean {
  return Math.abs(mean) > Math.max(2 * (standardError ?? 0), SAME);
}

/** The changes that lead from a number to the published one, `gap` away. */
export function moversOf(
  gap: number,
  switched: readonly { readonly title: string; readonly entry: Place }[],
): Finding["movers"] {
  return switched
    .flatMap(({ title, entry }) => (isEntry(entry) && moves(entry) ? [{ title, change: entry.mean }] : []))
    .filter(({ change }) => Math.abs(gap - change) < Math.abs(gap))
    .sort((a, b) => Math.abs(gap - a.change) - Math.abs(gap - b.change))
    .slice(0, TOLD);
}

/** What a finding says. */
export function findingText(finding: Finding, { from, towards }: Pick<Explanation, "from" | "towards">): string {
  const { dataset, model, what, ours, published, movers, together } = finding;
  const number = (value: number) => shown(value, 3);
  const near = (change: number) => {
    const rest = Math.abs(published - ours - change);
    return rest <= SAME ? "all the way" : rest <= CLOSE ? "nearly all the way" : `to ${number(ours + change)}`;
  };
  const moved = movers.map(({ title, change }) => `“${title}” alone leads ${near(change)}`);
  const said = moved.length === 0 ? "no single switch leads there" : moved.join("; ");
  const all = together === null ? "" : `; all of them (${towards}) come to ${number(ours + together)}`;
  return `${dataset}, ${model}, ${what}: ${number(ours)} under ${from}, ${number(published)} published. In short: ${said}${all}.`;
}

/** The findings as Markdown. */
export function whyOf(explanation: Explanation, notices: readonly string[]): string {
  const { from, towards, findings } = explanation;
  const intro = `Published numbers that the protocol \`${from}\` misses by more than ${CLOSE}, and what flipping one switch of \`${towards}\` does to them.`;
  const lines = findings.map((finding) => `- ${findingText(finding, explanation)}`);
  return [
    ...notices.map((notice) => `> ${notice}`),
    "### Why they differ",
    intro,
    lines.join("\n") || "None.",
    "",
  ].join("\n\n");
}
