/** A table as HTML: every number opens what it is made of; the verdict is a word, and a colour that says the same. */
import { type Entry, isEntry, isGap, type Place, type ReportTable, type TableRow } from "../table.ts";
import { columnGroups, exact, shownNumber, shownPublished } from "./numbers.ts";

/** `id` is unique in the page; `commit` is told with every number. */
export function htmlOf(table: ReportTable, id: string, commit: string): string {
  const popovers: string[] = [];
  const body = table.rows
    .map((row, r) => {
      const places = row.places.map((place, c) => {
        const target = `${id}-${r}-${c}`;
        if (isEntry(place)) popovers.push(popover(place, table, row, c, target, commit));
        return placeHtml(place, table, row, target);
      });
      const label = row.labels[row.labels.length - 1];
      const mark = row.printed || !table.rows.some(({ printed }) => printed) ? "" : ' class="added"';
      return `${sectionHtml(table, r)}<tr${mark}><th scope="row">${escaped(label)}</th>${places.join("")}</tr>`;
    })
    .join("\n");
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(table.title)}"><table>
<thead>${headHtml(table)}</thead>
<tbody>
${body}
</tbody></table></div>
${popovers.join("\n")}`;
}

function headHtml(table: ReportTable): string {
  const groups = columnGroups(table.columns);
  const corner = escaped(table.rowHeaders[table.rowHeaders.length - 1]);
  if (groups.every(({ columns: [first, ...rest] }) => rest.length === 0 && first.title === "")) {
    return `<tr><th scope="col">${corner}</th>${groups.map(({ title }) => `<th scope="col" class="first">${escaped(title)}</th>`).join("")}</tr>`;
  }
  const top = groups.map(
    ({ title, columns }) => `<th scope="colgroup" colspan="${columns.length}" class="first">${escaped(title)}</th>`,
  );
  const below = groups.flatMap(({ columns }) =>
    columns.map(({ title }, i) => `<th scope="col"${i === 0 ? ' class="first"' : ""}>${escaped(title)}</th>`),
  );
  return `<tr><th scope="col" rowspan="2">${corner}</th>${top.join("")}</tr><tr>${below.join("")}</tr>`;
}

/** A line above the rows that share their outer labels. */
function sectionHtml({ rows, columns, rowHeaders }: ReportTable, r: number): string {
  const outer = (row: TableRow | undefined) =>
    row?.labels
      .slice(0, -1)
      .filter((label) => label !== "")
      .join(", ") ?? "";
  if (rowHeaders.length < 2 || (r > 0 && outer(rows[r]) === outer(rows[r - 1]))) return "";
  return `<tr class="section"><th scope="rowgroup" colspan="${columns.length + 1}"><span>${escaped(outer(rows[r]))}</span></th></tr>\n`;
}

function placeHtml(place: Place, table: ReportTable, row: TableRow, target: string): string {
  if (isGap(place)) return `<td class="gap">${escaped(place.gap)}</td>`;
  if (!isEntry(place)) return "<td></td>";
  const { mean, standardError, interval, published, verdict, bold, note } = place;
  const number = shownNumber(mean, table.digits, row.format);
  const spread = interval
    ? `${shownNumber(interval.low, table.digits)} – ${shownNumber(interval.high, table.digits)}`
    : standardError === null
      ? ""
      : `± ${standardError.toFixed(table.digits)}`;
  const printed =
    published === null
      ? ""
      : `<span class="published">${shownPublished(place, published, table.digits, row.format)}${verdict === null ? " published" : ` <em>${verdict}</em>`}</span>`;
  const own = `<button type="button" popovertarget="${target}">${bold ? `<b>${number}</b>` : number}${note === null ? "" : "*"}</button>`;
  return `<td${verdict === null ? "" : ` class="${verdict}"`}>${own}${spread === "" ? "" : `<small>${spread}</small>`}${printed}</td>`;
}

/** What the number is made of: the value and record of every split. */
function popover(entry: Entry, table: ReportTable, row: TableRow, c: number, target: string, commit: string): string {
  const { group, title } = table.columns[c];
  const what = [...row.labels, [group, title].filter(Boolean).join(" ")].filter((text) => text !== "").join(" · ");
  const { mean, standardError, people, published, verdict, note, values } = entry;
  const off =
    published === null
      ? ""
      : entry.atMost
        ? `, published: its size is at most ${exact(published)}`
        : `, published ${exact(published)}, off by ${shownNumber(mean - published, 4, "signed")}`;
  const facts = [
    `${exact(mean)}${standardError === null ? "" : ` ± ${exact(standardError)}`}${off}${verdict === null ? "" : `: ${verdict}`}`,
    people === null
      ? ""
      : `${people.toLocaleString("en-US")} people over ${values.length} value${values.length === 1 ? "" : "s"}`,
    note ?? "",
  ].filter((fact) => fact !== "");
  const splits = values.map(
    ({ value, source }) =>
      `<li>seed ${source.seed}: ${exact(value)} <code>${source.stage}/${source.key}</code> ${escaped(source.engine)} ${commit}</li>`,
  );
  return `<div popover id="${target}"><p><b>${escaped(what)}</b> (${escaped(table.protocol)})</p>${facts.map((fact) => `<p>${escaped(fact)}</p>`).join("")}<ul>${splits.join("")}</ul></div>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML shows it, between tags and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (found) => entities[found]);
}
