/** One page of HTML that stands alone: no script, no font, no request; and the plain tables in it. */
import { escaped } from "./writers/html.ts";

/** What a page is put together from. Its title is text; style and body are CSS and HTML already. */
export interface HtmlDocument {
  readonly title: string;
  readonly style: string;
  readonly body: string;
}

export function htmlDocument({ title, style, body }: HtmlDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** A cell: text, which is escaped, or HTML that is made of escaped text. */
export type HtmlCell = string | { readonly html: string };

/** A table of texts. */
export interface PlainTable {
  /** What it is a table of: read aloud in front of it. */
  readonly caption: string;
  /** None for pairs of a name and a value. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly HtmlCell[])[];
  /** Columns of words, which are set flush left and may wrap; the first one always is. */
  readonly words?: readonly number[];
}

/** How captions look beside the report's own style. */
export const tableStyle = `
thead td { background: var(--raised); }
caption { text-align: left; color: var(--soft); padding: .35rem .45rem; white-space: nowrap; position: sticky; left: 0; }
`;

/** The table in a box of its own that scrolls where the page is narrow; the first cell of a row names the row. */
export function plainTableHtml({ caption, head, rows, words = [] }: PlainTable): string {
  const mark = (i: number) => (words.includes(i) ? ' class="text"' : "");
  const heads = head.map((text, i) => (text === "" ? "<td></td>" : `<th scope="col"${mark(i)}>${escaped(text)}</th>`));
  const top = heads.length === 0 ? "" : `<thead><tr>${heads.join("")}</tr></thead>\n`;
  const lines = rows.map(([first, ...others]) => {
    const cells = others.map((cell, i) => `<td${mark(i + 1)}>${cellHtml(cell)}</td>`);
    return `<tr><th scope="row">${cellHtml(first)}</th>${cells.join("")}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(caption)}"><table>
<caption>${escaped(caption)}</caption>
${top}<tbody>
${lines.join("\n")}
</tbody></table></div>`;
}

function cellHtml(cell: HtmlCell): string {
  return typeof cell === "string" ? escaped(cell) : cell.html;
}
