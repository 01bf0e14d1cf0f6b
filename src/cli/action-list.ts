/** Δ as `recourse data show` lists it. */
import type { DataSummary } from "../pipeline/run.ts";
import { count } from "./format.ts";
import { candidateText, reachable } from "./summary.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** Δ: the box of every feature and what ties changes together, or the actions by name. */
export function actionsText(data: DataSummary, rules: readonly string[], terminal: Terminal): string[] {
  const { candidates, columns, parts } = data;
  if (candidates !== undefined) {
    const rows = candidates.map((candidate) => [
      candidate.name,
      `${candidateText(candidate, columns)}${costText(candidate.cost ?? undefined)}`,
      candidate.when.join(" and ") || "always",
      count(candidate.open),
    ]);
    const head = ["action", "change", "when", "open to"];
    return [
      `Δ: what a person can do, one by one, in raw units; open to so many of ${count(parts.train.rows)} training rows\n`,
      table(head, rows, terminal, ["left", "left", "left", "right"]),
    ];
  }
  const numbers = data.actions.filter(({ category }) => category === undefined);
  const actions = numbers.map(({ feature, unit, lower, upper, step = 1, cost }) => {
    const of = unit === null ? "" : ` ${unit}`;
    const bound = (value: number, open: string) =>
      value === 0 ? `${open}0` : `${value > 0 ? "+" : "−"}${count(Number(Math.abs(value).toPrecision(4)))}`;
    const steps = step === 1 ? "" : `, in steps of ${count(Number(step.toPrecision(4)))}`;
    return [feature, `${bound(lower, "+")} … ${bound(upper, "−")}${of}${steps}${costText(cost)}`];
  });
  const categories = reachable(data.actions).map(({ feature, to }) => {
    const cost = data.actions.find(({ category }) => category?.of === feature)?.cost;
    return [feature, `to ${to.join(", ")}${costText(cost)}`];
  });
  const conditions = data.actionRows === 1 ? "condition" : "conditions";
  return [
    `Δ: what a person can change, in raw units (δmax ${data.deltaMax} standard deviations)\n`,
    table(["action", "change"], [...actions, ...categories], terminal),
    ...(data.actionRows > 0 ? [`and ${data.actionRows} linear ${conditions} over several changes\n`] : []),
    ...(data.actionRules === undefined ? [] : rules.map((rule) => `and ${rule}\n`)),
  ];
}

function costText(cost: number | undefined): string {
  return cost === undefined ? "" : `, at cost ${count(cost)}`;
}
