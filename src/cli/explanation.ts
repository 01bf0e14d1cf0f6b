/** An explanation as a person reads it on a terminal. */
import type { Bundle } from "../bundle/schema.ts";
import { rounded, roundedDown } from "../core/decimals.ts";
import type { Explanation, Proposal } from "../explain/explanation.ts";
import type { LastingTerms } from "../explain/lasting.ts";
import type { RecourseProof } from "../explain/proof.ts";
import { scoreText } from "../explain/score-text.ts";
import { shownValue } from "../explain/words.ts";
import { count, fixed, shortest } from "./format.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { paragraph, wrapped } from "./wrap.ts";

export interface ExplanationLook extends Pick<Terminal, "colour" | "columns"> {
  /** Whether to say what holds for everybody: the guarantee and the caution. */
  readonly last: boolean;
}

/** The decision, the alternatives, a table of the methods, and what is guaranteed. */
export function explanationText(
  explained: Explanation & { readonly name: string },
  { dataset, protocol }: Pick<Bundle, "dataset" | "protocol">,
  look: ExplanationLook,
): string {
  const { name, person, decimals, warnings, favourable, accepted, score, theta0 } = explained;
  const values = Object.entries(person).map(([column, value]) => {
    if (value === null) return `${column} not known`;
    return `${column} ${typeof value === "number" ? shownValue(rounded(value, decimals ?? Number.POSITIVE_INFINITY)) : value}`;
  });
  const decision = accepted ? "accepted" : "turned down";
  const lines = [
    `${name} · ${dataset.title} · protocol ${protocol}`,
    ...wrapped(values, " · ", look.columns, "  "),
    ...warnings.flatMap((warning) => paragraph(`! ${warning}`, look.columns, "  ")),
    "",
    `${decision} · score ${scoreText(score, theta0)}, needed ${scoreText(theta0, score)} · ${favourable}`,
    ...outcomeLines(explained, look.columns),
  ];
  const methods = explained.methods.length === 0 ? "" : methodsText(explained, look);
  return `${lines.join("\n")}\n${methods}${look.last ? closing(explained, look.columns) : ""}`;
}

function outcomeLines(explained: Explanation, columns: number): string[] {
  const { outcome, alternatives, lasting, tried, theta0, proof } = explained;
  switch (outcome) {
    case "not needed":
      return ["Nothing has to change."];
    case "none exists":
      return paragraph(noneSentence(tried, proof), columns);
    case "none found":
      return paragraph(
        `None was found among the ${count(tried)} actions in Δ that were scored, which does not prove that there is none.${leastCostText(proof)}`,
        columns,
      );
    case "found":
      return [
        ...alternativesLines(alternatives, lasting, theta0, columns),
        ...paragraph(cheapestText(proof, alternatives, tried), columns),
      ];
  }
}

/** The alternatives; where there are networks trained again, those that last before the others, each with how often it is kept. */
function alternativesLines(
  alternatives: readonly Proposal[],
  lasting: LastingTerms | null,
  theta0: number,
  columns: number,
): string[] {
  const lines = alternatives.map((one, i) => alternativeLines(one, i + 1, theta0, columns));
  if (lasting === null) return ["What would change it", ...lines.flat()];
  const { counting, enough } = lasting;
  const lasts = alternatives.filter(({ kept }) => kept?.lasts).length;
  const most = `${enough === counting ? `all ${counting}` : `${enough} of ${counting}`} retrained models`;
  const parts = [
    lasts > 0 ? [`What would change it, and is kept by at least ${most}`] : [],
    lines.slice(0, lasts).flat(),
    lasts === lines.length ? [] : [`What would change it for now: kept by fewer than ${most}`],
    lines.slice(lasts).flat(),
  ];
  return parts.flat().flatMap((line) => (line.startsWith(" ") ? [line] : paragraph(line, columns)));
}

/** What is proven of the cost of the alternatives. */
function cheapestText(proof: RecourseProof | null, alternatives: readonly Proposal[], tried: number): string {
  if (proof === null)
    return "Whether a cheaper action exists is not known: no proof covers the arithmetic of this engine.";
  const cheapest = alternatives.reduce((best, { cost }, i) => (cost < alternatives[best].cost ? i : best), 0);
  if (proof.by === "every candidate" && proof.cheapest) {
    const which = cheapest > 0 ? `action cheaper than ${cheapest + 1}` : "cheaper action";
    const all = tried === 1 ? "the one that is open to you was" : `all ${count(tried)} that are open to you were`;
    return `No ${which} is accepted, proven: ${all} scored.`;
  }
  if (proof.cheapest && cheapest > 0) return `No action cheaper than ${cheapest + 1} exists (within 1 %), proven.`;
  if (proof.cheapest) return "No cheaper action exists (within 1 %), proven.";
  const open = proof.open ? " Whether a cheaper action than these exists is left open." : "";
  return `${leastCostText(proof).trim()}${open}`;
}

/** " No action costs less than 0.37, proven."; nothing where no cost is ruled out. */
function leastCostText(proof: RecourseProof | null): string {
  const least = proof?.leastCost ?? 0;
  const digits = [2, 3, 4].find((decimals) => roundedDown(least, decimals) > 0);
  return digits === undefined
    ? ""
    : ` No action that costs less than ${roundedDown(least, digits).toFixed(digits)} is accepted, proven.`;
}

function noneSentence(tried: number, proof: RecourseProof | null): string {
  if (proof?.by !== "every candidate")
    return `No action you could take changes this, proven: ${noneText(tried, proof)}.`;
  if (tried === 0) return "No action is open to you, so that nothing changes this, proven.";
  if (tried === 1) return "The one action that is open to you does not change this, proven: it was scored.";
  return `None of your ${count(tried)} actions changes this, proven: all were scored.`;
}

/** Why none exists. */
function noneText(tried: number, proof: RecourseProof | null): string {
  if (proof?.by === "bounds") return "the bounds on the score over all of Δ stay below θ₀";
  if (tried === 0) return "nothing can be changed by as much as a unit";
  if (tried === 1) return "the one action in whole units was scored, and it is not accepted";
  return `all ${count(tried)} actions in whole units were scored, and none is accepted`;
}

/**
 * "  1  education-num: 13 → 14 years (+1)     score 0.48 accepted  cost 0.39  kept by 9 of 10": one line where it fits, else one
 * a change.
 */
function alternativeLines(
  { name, words, score, cost, kept }: Proposal,
  number: number,
  theta0: number,
  columns: number,
): string[] {
  const often = kept === undefined ? "" : `  kept by ${kept.by} of ${kept.of}`;
  const end = `score ${scoreText(score, theta0)} accepted  cost ${fixed(cost, 2)}${often}`;
  const indent = `${number}`.padStart(3);
  const called = name === undefined ? "" : `${name}: `;
  const head = `${indent}  ${called}${words.join(" and ")}`;
  if (head.length + 2 + end.length <= columns) return [`${head.padEnd(columns - end.length)}${end}`];
  const rest = words.map((word, i) => `${i === 0 ? indent : "   "}  ${i === 0 ? called : "and "}${word}`);
  const last = rest[rest.length - 1];
  const fits = last.length + 2 + end.length <= columns;
  return [...(fits ? rest.slice(0, -1) : rest), `${(fits ? last : "").padEnd(columns - end.length)}${end}`];
}

function methodsText({ methods, leftOut, theta0, lasting, proof }: Explanation, look: ExplanationLook): string {
  const counted = lasting !== null;
  const rows = methods.flatMap(({ title, aim, proposal, fractional }) => {
    const name = aim === null ? title : `${title} aimed at ${shortest(aim, 3)}`;
    const whole = rowsOf(name, proposal, theta0, counted);
    return fractional === undefined ? whole : [...whole, ...rowsOf("  not rounded", fractional, theta0, counted)];
  });
  const head = ["method", "action", "score", "accepted", "cost", ...(counted ? ["kept by"] : [])];
  const reasons = new Map<string, string[]>();
  for (const { method, why } of leftOut) reasons.set(why, [...(reasons.get(why) ?? []), method]);
  const notes = [
    proof?.by === "every candidate"
      ? "cost: as the data set has it, else Σ |change| in standard deviations, 1 for a new category"
      : "cost: Σ weight · |change| in standard deviations; a new category costs its weight",
    ...[...reasons].map(([why, names]) => `left out: ${names.join(", ")}: ${why}`),
  ];
  return [
    "\nWhat each method proposes\n",
    table(head, rows, look, ["left", "left", "right", "left", "right", "right"]),
    `${notes.flatMap((note) => paragraph(note, look.columns)).join("\n")}\n`,
  ].join("");
}

/** One row a change, the first with what the action comes to, and in how many retrained models it holds where that is `counted`. */
function rowsOf(name: string, proposal: Proposal | null, theta0: number, counted: boolean): string[][] {
  if (proposal === null) return [[name, "none", "–", "–", "–", ...(counted ? ["–"] : [])]];
  const { name: called, words, score, accepted, cost, kept } = proposal;
  const [first, ...others] =
    called === undefined ? words : words.map((word, i) => (i === 0 ? `${called}: ${word}` : word));
  const often = counted ? [kept === undefined ? "–" : `${kept.by} of ${kept.of}`] : [];
  return [
    [name, first, scoreText(score, theta0), accepted ? "yes" : "no", fixed(cost, 2), ...often],
    ...others.map((word) => ["", word, "", "", "", ...(counted ? [""] : [])]),
  ];
}

function closing({ guarantee, caution }: Explanation, columns: number): string {
  const { sentence, scope, caveats } = guarantee;
  const paragraphs = ["The guarantee", sentence, scope, ...caveats.map((caveat) => `! ${caveat}`), "", caution];
  return `\n${paragraphs.flatMap((text) => paragraph(text, columns)).join("\n")}\n`;
}
