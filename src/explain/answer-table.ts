/** Answers to many people as one table: a row for each person and alternative, and a row with the reason for who has none. */
import type { Explanation, ExplanationOutcome, Proposal } from "./explanation.ts";

/** Which model answers, as a file tells it. */
export interface AnsweringModel {
  readonly bundle: string;
  readonly dataset: string;
  readonly title: string;
  readonly protocol: string;
  readonly program: string;
  readonly lambda: number;
  readonly seed: number;
  readonly train: string;
  readonly calibrate: string;
}

/** One of many people: what they are told, or why they cannot be told anything. */
export type Answered = { readonly name: string } & (Explanation | { readonly problem: string });

export type AnswerCell = string | number | null;

/** A table of cells; null is an empty one. */
export interface AnswerTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly AnswerCell[])[];
}

/** What a person is told, if anything. */
export function explanationOf(answered: Answered): ({ readonly name: string } & Explanation) | null {
  return "problem" in answered ? null : answered;
}

/** What is known of a person's recourse, in a word or two. */
export const outcomeWords: Readonly<Record<ExplanationOutcome, string>> = {
  "not needed": "not needed",
  found: "found",
  "none exists": "none exists, proven",
  "none found": "none found, not proven",
};

const PERSON = ["person", "decision", "score", "theta0", "recourse"];
const ALTERNATIVE = ["alternative", "changes", "score after", "cost", "proven", "least cost"];
/** What the action is called; only where actions have names. */
const NAMED = ["action"];
/** In how many of the counting networks it holds; only where the bundle has some. */
const LASTING = ["kept by", "retrained models"];

/**
 * Every cell that features read, before and after, as it can be put in again; `columns` of the source, in the order of the first
 * person who could be read.
 */
export function answerTable(people: readonly Answered[]): AnswerTable {
  const first = people.map(explanationOf).find((one) => one !== null) ?? null;
  const columns = Object.keys(first?.person ?? {});
  const lasting = (first?.lasting ?? null) === null ? [] : LASTING;
  const alternatives = people.flatMap((one) => explanationOf(one)?.alternatives ?? []);
  const called = alternatives.some(({ name }) => name !== undefined) ? NAMED : [];
  const fixed = [...PERSON, ...called, ...ALTERNATIVE, ...lasting];
  const head = [...fixed, "note", ...columns.flatMap((column) => [`${column} before`, `${column} after`])];
  const nothing = columns.flatMap(() => [null, null]);
  const rows = people.flatMap((answered): AnswerCell[][] => {
    if ("problem" in answered) {
      return [[answered.name, "no answer", ...fixed.slice(2).map(() => null), answered.problem, ...nothing]];
    }
    const { name, accepted, score, theta0, outcome, alternatives, warnings } = answered;
    const person = [name, accepted ? "accepted" : "turned down", score, theta0, outcomeWords[outcome]];
    const note = warnings.length === 0 ? null : warnings.join("; ");
    const row = (alternative: Proposal | null, number: number | null) => [
      ...person,
      ...called.map(() => alternative?.name ?? null),
      number,
      ...(alternative === null
        ? [null, null, null]
        : [alternative.words.join("; "), alternative.score, alternative.cost]),
      provenWord(answered, alternative),
      answered.proof?.leastCost ?? null,
      ...lasting.map((_, k) => (k === 0 ? alternative?.kept?.by : alternative?.kept?.of) ?? null),
      note,
      ...columns.flatMap((column) => cellsOf(answered, alternative, column)),
    ];
    if (alternatives.length === 0) return [row(null, null)];
    return alternatives.map((alternative, i) => row(alternative, i + 1));
  });
  return { head, rows };
}

/** What is proven of an alternative, or, of null, of there being none. */
function provenWord({ outcome, proof, alternatives }: Explanation, alternative: Proposal | null): string | null {
  if (outcome === "none exists") return "no action";
  if (outcome === "not needed") return null;
  const cheapest = Math.min(...alternatives.map(({ cost }) => cost));
  return alternative?.cost === cheapest && proof?.cheapest ? "cheapest" : "no";
}

/** The cell of a column before and after; nothing after where nothing is to change. */
function cellsOf({ person }: Explanation, alternative: Proposal | null, column: string): AnswerCell[] {
  const before = person[column];
  if (alternative === null) return [before, null];
  return [before, Object.hasOwn(alternative.cells, column) ? alternative.cells[column] : before];
}
