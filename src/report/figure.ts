/** Figures as SVG files: Observable Plot without a browser, legible on light and on dark paper and to the colour-blind. */
import type { PlotOptions } from "@observablehq/plot";
import Papa from "papaparse";
import { csvFormat } from "../core/csv.ts";
import { optional } from "../core/optional.ts";
import { type LegendEntry, legendOf } from "./legend.ts";
import { escaped } from "./writers/html.ts";

export type { LegendEntry } from "./legend.ts";

/** The plotting library, loaded only when something is drawn. */
export type Plot = typeof import("@observablehq/plot");

/** A drawn figure, and the points it shows. */
export interface Figure {
  readonly svg: string;
  readonly csv: string;
}

export interface FigureSpec {
  /** Printed above the figure, and read aloud in its place. */
  readonly title: string;
  /** What a person who does not see the figure should know of it. */
  readonly description: string;
  readonly legend: readonly LegendEntry[];
  /** Marks, scales and size; axes are named in words, with units. Several plots, of scales of their own, stand below one another. */
  readonly options: (plot: Plot) => PlotOptions | readonly PlotOptions[];
  /** The points shown, one object a row. */
  readonly points: readonly Readonly<Record<string, string | number | null>>[];
}

/** Ink of text, faint ink of reference lines, and the colour of series 0, 1, … */
export const ink = "var(--ink)";
export const faint = "var(--faint)";
export const seriesColour = (series: number): string => `var(--series-${series % light.length})`;

/** The dashes of line 0 (none), 1, 2 … of one colour, as SVG writes them. */
export function dashesOf(dash: number): string {
  return ["none", "7 3", "2 3", "10 3 2 3"][dash % 4];
}

/**
 * Okabe and Ito's colours, which the common kinds of colour blindness tell apart, and three more; lighter ones for dark
 * paper. Every line has a marker or dashes besides.
 */
const light = ["#0072b2", "#d55e00", "#009e73", "#a8478a", "#8a6d00", "#3f4650", "#0e7c86", "#94481b", "#5a48a8"];
const dark = ["#56b4e9", "#ff9a57", "#2fc79b", "#e59fcb", "#f0c419", "#c3cad3", "#4cc9d6", "#e0a06a", "#b3a4f2"];

const variables = (surface: string, text: string, pale: string, series: readonly string[]) =>
  [
    `--surface:${surface}`,
    `--ink:${text}`,
    `--faint:${pale}`,
    ...series.map((colour, i) => `--series-${i}:${colour}`),
  ].join(";");

const style = `
.recourse-figure{${variables("#ffffff", "#1d2228", "#6b7480", light)};background:var(--surface);color:var(--ink);font-family:system-ui,sans-serif}
.recourse-figure svg{--plot-background:var(--surface);overflow:visible}
@media (prefers-color-scheme:dark){.recourse-figure{${variables("#14181d", "#e6eaef", "#97a1ad", dark)}}}
`;

const MARGIN = 12;
const TITLE = 34;

/** What figures are drawn with. Throws ConfigError with the command that brings it where an installation leaves it out. */
export function loadPlot() {
  return optional(["@observablehq/plot", "linkedom"], "drawing figures", () =>
    Promise.all([import("@observablehq/plot"), import("linkedom")]),
  );
}

/** Draws the figure. The SVG stands alone: its style is in it, and it needs no font, script or network. */
export async function drawFigure({ title, description, legend, options, points }: FigureSpec): Promise<Figure> {
  const [plot, { parseHTML }] = await loadPlot();
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = [options(plot)]
    .flat()
    .map((each) => plot.plot({ style: { fontSize: "12px" }, ...each, document } as PlotOptions));
  const sizes = drawn.map((each) => ({
    width: Number(each.getAttribute("width")),
    height: Number(each.getAttribute("height")),
  }));
  const W = Math.max(...sizes.map(({ width }) => width)) + 2 * MARGIN;
  const place = { x: MARGIN, y: MARGIN + TITLE + 6, width: W, ink, colour: seriesColour, dashes: dashesOf };
  const key = legendOf(legend, place);
  let H = MARGIN + TITLE + key.height;
  drawn.forEach((each, i) => {
    const { width, height } = sizes[i];
    each.setAttribute("x", String(MARGIN));
    each.setAttribute("y", String(H));
    // A page's rules for figures are about the figure, not about the plots in it.
    each.setAttribute(
      "style",
      `${each.getAttribute("style") ?? ""};width:${width}px;height:${height}px;max-width:none`,
    );
    H += height;
  });
  H += MARGIN;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="recourse-figure" width="${W}" height="${H}" viewBox="0 0 ${W} ${H}" role="img">`,
    `<title>${escaped(title)}</title><desc>${escaped(description)}</desc><style>${style}</style>`,
    `<rect width="${W}" height="${H}" fill="var(--surface)"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 16}" font-size="15" font-weight="600" fill="${ink}">${escaped(title)}</text>`,
    key.svg,
    withOwnIds(drawn.map((each) => each.outerHTML).join("")),
    "</svg>\n",
  ].join("");
  return { svg, csv: `${Papa.unparse([...points], csvFormat)}\n` };
}

/** The ids of clip paths and the like, numbered within the figure: the library numbers them over all it ever drew. */
function withOwnIds(svg: string): string {
  const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  return withIds(svg, (id) => `part-${ids.indexOf(id) + 1}`);
}

/** The SVG with other ids and the references to them, so that several can stand in one page. */
export function withIds(svg: string, renamed: (id: string) => string): string {
  return svg
    .replace(/ id="([^"]+)"/g, (_, id) => ` id="${renamed(id)}"`)
    .replace(/url\(#([^)]+)\)/g, (_, id) => `url(#${renamed(id)})`)
    .replace(/href="#([^"]+)"/g, (_, id) => `href="#${renamed(id)}"`);
}
