/** The figures of the report's page: one section, under a heading for each drawing. */
import { withIds } from "./figure.ts";
import { escaped } from "./writers/html.ts";

/** A figure as the page shows it. */
export interface PageFigure {
  /** Its files are `figures/<name>.svg` and `figures/<name>.csv`. */
  readonly name: string;
  /** The title of the drawing it belongs to: figures of one drawing stand under one heading. */
  readonly heading: string;
  readonly title: string;
  readonly caption: string;
  /** The protocol it is about; null for several. */
  readonly protocol: string | null;
  readonly svg: string;
}

/** Figures keep a legible size and scroll in their own box; their paper is the page's. */
export const figureStyle = `
.drawing { border: 0; } .drawing > svg { display: block; }
.drawing .recourse-figure { --surface: var(--paper); }
figcaption { max-width: 46rem; }
`;

/** The section, which says so where there are none. The protocols of a page are told apart by `data-protocol`. */
export function figureSection(figures: readonly PageFigure[]): string {
  const headings = [...new Set(figures.map(({ heading }) => heading))];
  const parts = headings.map((heading) => {
    const under = figures.filter((figure) => figure.heading === heading);
    return `<section><h3>${escaped(heading)}</h3>\n${under.map(figureHtml).join("\n")}</section>`;
  });
  const none = "<p>None are drawn yet: <code>recourse figures</code> draws them and puts them here.</p>";
  return `<section id="figures"><h2>Figures</h2>
${figures.length === 0 ? none : parts.join("\n")}</section>`;
}

function figureHtml({ name, caption, protocol, ...figure }: PageFigure): string {
  const whose = protocol === null ? "" : ` data-protocol="${escaped(protocol)}"`;
  return `<figure id="${escaped(name)}"${whose}>${drawingHtml({ name, ...figure })}
<figcaption>${escaped(caption)} <a href="figures/${encodeURIComponent(name)}.csv">The points as CSV</a>.</figcaption></figure>`;
}

/** A drawing in a box of its own that scrolls where the page is too narrow for it; its ids begin with its name. */
export function drawingHtml({ name, title, svg }: Pick<PageFigure, "name" | "title" | "svg">): string {
  const width = Number(/^<svg[^>]* width="(\d+(?:\.\d+)?)"/.exec(svg)?.[1] ?? 0);
  const sized = withIds(svg.trim(), (id) => `${name}-${id}`).replace(
    "<svg ",
    `<svg style="min-width:${Math.min(width, 640)}px" `,
  );
  return `<div class="scroll drawing" tabindex="0" role="region" aria-label="${escaped(title)}">${sized}</div>`;
}
