/** A table as Markdown: ours ± standard error, the published number in parentheses with its verdict. */
import { isEntry, isGap, type Place, type ReportTable, type TableRow } from "../table.ts";
import { labelled, legend, ownNumber, publishedNumber } from "./numbers.ts";

export function markdownOf(table: ReportTable): string {
  const head = [...table.rowHeaders, ...table.columns.map(({ group, title }) => `${group}<br>${title}`)].map(escaped);
  const align = [...table.rowHeaders.map(() => LEFT), ...table.columns.map(() => RIGHT)];
  const body = labelled(table.rows).map(({ row, labels }) => [
    ...labels.map((label, i) => (i === 0 && label !== "" ? `**${escaped(label)}**` : escaped(label))),
    ...row.places.map((place) => placeText(place, table, row)),
  ]);
  const notes = notesOf(table);
  return [
    `### ${escaped(table.title)} — protocol \`${table.protocol}\``,
    ...table.notices.map((notice) => `> ${escaped(notice)}`),
    markdownTable([head, align, ...body]),
    `${escaped(table.caption)} ${legend}`,
    ...(notes.length > 0 ? [notes.map((note) => `- ${escaped(note)}`).join("\n")] : []),
    "",
  ].join("\n\n");
}

/** How a column is aligned, as the line under the heads says it. */
export const LEFT = ":--";
export const RIGHT = "--:";

/**
 * Heads, alignment and rows, of cells that are Markdown already. They are not padded: a number that moves changes its own
 * line alone.
 */
export function markdownTable(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function placeText(place: Place, table: ReportTable, { format }: TableRow): string {
  if (isGap(place)) return `_${escaped(place.gap)}_`;
  if (!isEntry(place)) return "";
  const own = ownNumber(place, table, format);
  const published = publishedNumber(place, table, format);
  const marked = place.note === null ? own : `${own}\\*`;
  return `${place.bold ? `**${marked}**` : marked}${published === "" ? "" : ` (${published})`}`;
}

/** What is said of single numbers, each with its place. */
export function notesOf(table: ReportTable): string[] {
  return table.rows.flatMap(({ labels, places }) =>
    places.flatMap((place, i) => {
      if (!isEntry(place) || place.note === null) return [];
      const { group, title } = table.columns[i];
      return [`* ${labels.filter((label) => label !== "").join(", ")}, ${group} ${title}: ${place.note}.`];
    }),
  );
}

/** Text as a cell of a table shows it. */
export function cellText(text: string): string {
  return escaped(text)
    .replaceAll("<", "&lt;")
    .replace(/\s*\n\s*/g, " ");
}

/** Text that Markdown shows as it is. A line break in a heading is ours. */
function escaped(text: string): string {
  return text.replace(/[\\|*_`[\]]/g, "\\$&").replace(/<(?!br>)/g, "&lt;");
}
