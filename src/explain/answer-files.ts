/** Answers to people as the text of a file: CSV and JSON for programs, Markdown and HTML for readers. */
import Papa from "papaparse";
import { csvFormat } from "../core/csv.ts";
import { ConfigError } from "../core/errors.ts";
import { htmlDocument, plainTableHtml, tableStyle } from "../report/document.ts";
import { style } from "../report/style.ts";
import { escaped } from "../report/writers/html.ts";
import { cellText, LEFT, markdownTable, RIGHT } from "../report/writers/markdown.ts";
import { type AnswerCell, type Answered, type AnsweringModel, answerTable, explanationOf } from "./answer-table.ts";
import { CAUTION } from "./explanation.ts";
import { letterOf } from "./letter.ts";

/** How many got an answer. */
export interface AnswerCounts {
  readonly answered: number;
  readonly unanswered: number;
}

type Writer = (model: AnsweringModel, counts: AnswerCounts, people: readonly Answered[]) => string;

const writers = new Map<string, Writer>([
  [".csv", csvText],
  [".json", jsonText],
  [".html", htmlText],
  [".md", markdownText],
]);

/** What writes a file of that name. Throws ConfigError for a name that says no format. */
export function answerWriter(path: string): Writer {
  const found = [...writers].find(([extension]) => path.toLowerCase().endsWith(extension));
  if (found !== undefined) return found[1];
  throw new ConfigError(`--output ${path}: name a file that ends in ${[...writers.keys()].join(", ")}`);
}

function csvText(_: AnsweringModel, __: AnswerCounts, people: readonly Answered[]): string {
  const { head, rows } = answerTable(people);
  return `${Papa.unparse({ fields: [...head], data: rows.map((row) => [...row]) }, csvFormat)}\n`;
}

/** A person on each line; what everybody is told alike stands before them. */
function jsonText(model: AnsweringModel, counts: AnswerCounts, people: readonly Answered[]): string {
  const first = people.map(explanationOf).find((one) => one !== null);
  const { lasting = null, guarantee = null, caution = CAUTION, leftOut = [] } = first ?? {};
  const head = JSON.stringify({ model, ...counts, lasting, guarantee, caution, leftOut });
  const lines = people.map((person) => {
    if ("problem" in person) return JSON.stringify(person);
    const { lasting: _, guarantee: __, caution: ___, leftOut: ____, ...own } = person;
    return JSON.stringify(own);
  });
  return `${head.slice(0, -1)},"people":[\n${lines.join(",\n")}\n]}\n`;
}

/** Columns of the table that a reader is shown; the cells of a person are in CSV and JSON. */
const SHOWN = [
  ...["person", "decision", "score", "recourse", "alternative", "action", "changes", "score after", "cost"],
  ...["proven", "kept by", "retrained models", "note"],
];
const NUMBERS = ["score", "alternative", "score after", "cost", "kept by", "retrained models"];
const WHOLE = ["alternative", "kept by", "retrained models"];

/** What readers see of the table: texts. */
function shownTable(people: readonly Answered[]) {
  const { head, rows } = answerTable(people);
  const at = SHOWN.map((name) => head.indexOf(name)).filter((i) => i >= 0);
  return { head: at.map((i) => head[i]), rows: rows.map((row) => at.map((i) => textOf(row[i], head[i]))) };
}

function textOf(cell: AnswerCell, column: string): string {
  if (cell === null) return "";
  return typeof cell === "number" && !WHOLE.includes(column) ? cell.toFixed(column === "cost" ? 2 : 4) : String(cell);
}

function introOf({ title, protocol, bundle }: AnsweringModel, { answered, unanswered }: AnswerCounts): string {
  const people = `${answered.toLocaleString("en-US")} answered, ${unanswered.toLocaleString("en-US")} without an answer`;
  return `${title}, protocol ${protocol}, model ${bundle}: ${people}. A row for each person and alternative, the cheapest first.`;
}

function markdownText(model: AnsweringModel, counts: AnswerCounts, people: readonly Answered[]): string {
  const { head, rows } = shownTable(people);
  const align = head.map((name) => (NUMBERS.includes(name) ? RIGHT : LEFT));
  const table = markdownTable([head, align, ...rows.map((row) => row.map(cellText))]);
  return `${["# Answers", cellText(introOf(model, counts)), table, cellText(closingOf(people))].join("\n\n")}\n`;
}

/** One person who has an answer gets a letter, several people a table. */
function htmlText(model: AnsweringModel, counts: AnswerCounts, people: readonly Answered[]): string {
  const [first] = people.map(explanationOf);
  if (people.length === 1 && first !== null) return letterOf(first, model);
  const { head, rows } = shownTable(people);
  const words = head.flatMap((name, i) => (NUMBERS.includes(name) ? [] : [i]));
  const table = plainTableHtml({ caption: "Everybody's answers", head, rows, words });
  const body = `<header><h1>Answers</h1><p>${escaped(introOf(model, counts))}</p></header>
<main>${table}
<p class="soft">${escaped(closingOf(people))}</p></main>`;
  return htmlDocument({ title: `Answers: ${model.title}`, style: `${style}${tableStyle}`, body });
}

function closingOf(people: readonly Answered[]): string {
  const first = people.map(explanationOf).find((one) => one !== null);
  return first === undefined ? CAUTION : `${first.guarantee.sentence} ${first.guarantee.scope} ${first.caution}`;
}
