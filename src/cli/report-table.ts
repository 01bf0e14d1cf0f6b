/** A table of the report on a terminal: a block for each data set, turned so that its numbers fit. */
import { isEntry, isGap, type Place, type ReportTable, type TableRow } from "../report/table.ts";
import { columnGroups, legend, ownNumber, publishedNumber } from "../report/writers/numbers.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { paragraph } from "./wrap.ts";

type Shape = Pick<Terminal, "colour" | "columns">;

/** Title, blocks, caption, and what a reader must know; no line is longer than the terminal, if a block can be that narrow. */
export function reportTableText(whole: ReportTable, terminal: Shape): string {
  const { title, protocol, caption, notices, rows } = whole;
  const blocks = columnGroups(whole.columns).flatMap((group) => {
    const lines = lying(group, whole);
    const [parts, upright] = [lines, turned(lines)].map((each) => inParts(each, terminal.columns));
    const text = (upright.length < parts.length ? upright : parts).map(([head, ...body]) =>
      table(head, body, terminal).trimEnd(),
    );
    return [
      ...text,
      ...notesOf(group.columns, whole).map((note) => paragraph(note, terminal.columns, "  ").join("\n")),
    ];
  });
  const compared = rows.some(({ places }) => places.some((place) => isEntry(place) && place.verdict !== null));
  return [
    `${title} · protocol ${protocol}`,
    ...blocks,
    ...paragraph(`${caption}${compared ? ` ${legend}` : ""}`, terminal.columns, "  "),
    ...notices.flatMap((notice) => paragraph(`! ${notice}`, terminal.columns, "  ")),
    "",
  ].join("\n");
}

type Group = ReturnType<typeof columnGroups>[number];

/** The rows that say something of these columns, with their places in them. */
function rowsOf({ columns }: Group, { columns: all, rows }: ReportTable) {
  return rows
    .map((row) => ({ row, places: columns.map((column) => row.places[all.indexOf(column)]) }))
    .filter(({ places }) => places.some((place) => place !== null));
}

/** The rows' labels, then a line for each column of the table and one for what is published of it. */
function lying(group: Group, whole: ReportTable): string[][] {
  const rows = rowsOf(group, whole);
  const lines = group.columns.flatMap(({ title }, k) => {
    const own = rows.map(({ row, places }) => ownText(places[k], whole, row));
    const published = rows.map(({ row, places }) => publishedText(places[k], whole, row));
    const printed = published.some((text) => text !== "");
    return [[title, ...own], ...(printed ? [["… published", ...published]] : [])];
  });
  return [[group.title, ...rows.map(({ row }) => labelOf(row))], ...lines];
}

function turned(lines: readonly (readonly string[])[]): string[][] {
  return lines[0].map((_, i) => lines.map((line) => line[i]));
}

function labelOf({ labels }: TableRow): string {
  return labels.filter((label) => label !== "").join(", ");
}

/** The lines of a block, cut between columns into parts that are narrow enough; each begins with the first column. */
function inParts(lines: readonly (readonly string[])[], columns: number): string[][][] {
  // Two blanks and a border for each column, and the last border.
  const widths = lines[0].map((_, i) => 3 + Math.max(...lines.map((line) => line[i].length)));
  // Labels wrap rather than cut numbers apart.
  widths[0] = Math.min(widths[0], Math.round(columns / 3));
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
  return rows.flatMap((row) => {
    const own = columns.map((column) => row.places[all.indexOf(column)]);
    const notes = new Set(own.flatMap((place) => (isEntry(place) && place.note !== null ? [place.note] : [])));
    return [...notes].map((note) => `* ${labelOf(row)}: ${note}.`);
  });
}
