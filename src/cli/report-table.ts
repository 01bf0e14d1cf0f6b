/** A table of the report on a terminal: a block for each data set, lying on its side so that its numbers fit. */
import { isEntry, isGap, type Place, type ReportTable, type TableRow } from "../report/table.ts";
import { columnGroups, legend, ownNumber, publishedNumber } from "../report/writers/numbers.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

type Shape = Pick<Terminal, "colour" | "columns">;

/** Title, blocks, caption, and what a reader must know; no line is longer than the terminal, if a block can be that narrow. */
export function reportTableText(whole: ReportTable, terminal: Shape): string {
  const { title, protocol, caption, notices, rows } = whole;
  const blocks = columnGroups(whole.columns).flatMap((group) => {
    const places = group.columns.map((column) => whole.columns.indexOf(column));
    const rows = whole.rows.filter((row) => places.some((at) => row.places[at] !== null));
    const lines = group.columns.flatMap((column) => {
      const at = whole.columns.indexOf(column);
      const own = rows.map((row) => ownText(row.places[at], whole, row));
      const published = rows.map((row) => publishedText(row.places[at], whole, row));
      const printed = published.some((text) => text !== "");
      return [[column.title, ...own], ...(printed ? [["… published", ...published]] : [])];
    });
    const names = rows.map(({ labels }) => labels.filter((label) => label !== "").join(", "));
    const text = inParts([[group.title, ...names], ...lines], terminal.columns).map(([head, ...body]) =>
      table(head, body, terminal).trimEnd(),
    );
    return [...text, ...notesOf(group.columns, whole).map((note) => wrapped(note, terminal.columns))];
  });
  const judged = rows.some(({ places }) => places.some((place) => isEntry(place) && place.verdict !== null));
  return [
    `${title} · protocol ${protocol}`,
    ...blocks,
    wrapped(`${caption}${judged ? ` ${legend}` : ""}`, terminal.columns),
    ...notices.map((notice) => wrapped(`! ${notice}`, terminal.columns)),
    "",
  ].join("\n");
}

/** The lines of a block, cut between columns into parts that are narrow enough; each begins with the first column. */
function inParts(lines: readonly (readonly string[])[], columns: number): string[][][] {
  // Two blanks and a border for each column, and the last border.
  const widths = lines[0].map((_, i) => 3 + Math.max(...lines.map((line) => line[i].length)));
  const parts: number[][] = [];
  let width = Number.POSITIVE_INFINITY;
  for (let i = 1; i < widths.length; i++) {
    if (width + widths[i] > columns) {
      parts.push([0]);
      width = 1 + widths[0];
    }
    parts[parts.length - 1].push(i);
    width += widths[i];
  }
  return parts.map((part) => lines.map((line) => part.map((i) => line[i])));
}

function ownText(place: Place, whole: ReportTable, { format }: TableRow): string {
  if (isGap(place)) return place.gap;
  return isEntry(place) ? ownNumber(place, whole, format) : "–";
}

function publishedText(place: Place, whole: ReportTable, { format }: TableRow): string {
  return isEntry(place) ? publishedNumber(place, whole, format) : "";
}

/** What is said of single numbers of a block, once for all the numbers of a row it is said of. */
function notesOf(columns: ReportTable["columns"], { rows, columns: all }: ReportTable): string[] {
  return rows.flatMap(({ labels, places }) => {
    const own = columns.map((column) => places[all.indexOf(column)]);
    const notes = new Set(own.flatMap((place) => (isEntry(place) && place.note !== null ? [place.note] : [])));
    return [...notes].map((note) => `* ${labels.filter((label) => label !== "").join(", ")}: ${note}.`);
  });
}

/** The words in lines of at most `columns` characters; lines after the first are indented. */
function wrapped(text: string, columns: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines.join("\n");
}
