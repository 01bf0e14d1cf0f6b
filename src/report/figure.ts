/** Figures as SVG files: Observable Plot without a browser, legible on light and on dark paper and to the colour-blind. */
import type { PlotOptions } from "@observablehq/plot";
import Papa from "papaparse";

/** The plotting library, loaded only when something is drawn. */
export type Plot = typeof import("@observablehq/plot");

/** A drawn figure, and the points it shows. */
export interface Figure {
  readonly svg: string;
  readonly csv: string;
}

/** One entry of a legend: the line of a series, or of a reference (null). `dash` tells lines of one colour apart. */
export interface LegendEntry {
  readonly label: string;
  readonly series: number | null;
  readonly dash?: number;
}

export interface FigureSpec {
  /** Printed above the figure, and read aloud in its place. */
  readonly title: string;
  /** What a person who does not see the figure should know of it. */
  readonly description: string;
  readonly legend: readonly LegendEntry[];
  /** Marks, scales and size; axes are named in words, with units. */
  readonly options: (plot: Plot) => PlotOptions;
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

/** Okabe and Ito's colours, which the common kinds of colour blindness tell apart; lighter ones for dark paper. */
const light = ["#0072b2", "#d55e00", "#009e73", "#a8478a", "#8a6d00", "#3f4650"];
const dark = ["#56b4e9", "#ff9a57", "#2fc79b", "#e59fcb", "#f0c419", "#c3cad3"];

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
const LEGEND = 22;
/** A character's width at the legend's size, roughly: enough to keep entries apart. */
const CHARACTER = 6.6;

/** Draws the figure. The SVG stands alone: its style is in it, and it needs no font, script or network. */
export async function drawFigure({ title, description, legend, options, points }: FigureSpec): Promise<Figure> {
  const plot = await import("@observablehq/plot");
  const { parseHTML } = await import("linkedom");
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = plot.plot({ style: { fontSize: "12px" }, ...options(plot), document } as PlotOptions);
  const width = Number(drawn.getAttribute("width"));
  const height = Number(drawn.getAttribute("height"));
  const W = width + 2 * MARGIN;
  const entries = placed(legend, W);
  const lines = Math.max(0, ...entries.map(({ line }) => line + 1));
  const top = MARGIN + TITLE + lines * LEGEND;
  drawn.setAttribute("x", String(MARGIN));
  drawn.setAttribute("y", String(top));
  // A page's rules for figures are about the figure, not about the plot in it.
  drawn.setAttribute(
    "style",
    `${drawn.getAttribute("style") ?? ""};width:${width}px;height:${height}px;max-width:none`,
  );
  const H = height + top + MARGIN;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="recourse-figure" width="${W}" height="${H}" viewBox="0 0 ${W} ${H}" role="img">`,
    `<title>${escaped(title)}</title><desc>${escaped(description)}</desc><style>${style}</style>`,
    `<rect width="${W}" height="${H}" fill="var(--surface)"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 16}" font-size="15" font-weight="600" fill="${ink}">${escaped(title)}</text>`,
    `<g>${entries.map(legendEntry).join("")}</g>`,
    withOwnIds(drawn.outerHTML),
    "</svg>\n",
  ].join("");
  return { svg, csv: `${Papa.unparse([...points], { newline: "\n" })}\n` };
}

interface PlacedEntry extends LegendEntry {
  readonly x: number;
  readonly line: number;
}

/** The entries in as many lines as their words need. */
function placed(legend: readonly LegendEntry[], width: number): PlacedEntry[] {
  let [x, line] = [MARGIN, 0];
  return legend.map((entry) => {
    const length = 28 + CHARACTER * entry.label.length + 18;
    if (x > MARGIN && x + length > width) [x, line] = [MARGIN, line + 1];
    x += length;
    return { ...entry, x: x - length, line };
  });
}

function legendEntry({ label, series, dash = 0, x, line }: PlacedEntry): string {
  const y = MARGIN + TITLE + 6 + line * LEGEND;
  const [colour, thickness] = series === null ? [ink, 1.5] : [seriesColour(series), 3];
  return (
    `<line x1="${x}" x2="${x + 22}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="${thickness}" ` +
    `stroke-dasharray="${dashesOf(dash)}"/><text x="${x + 28}" y="${y}" font-size="12" fill="${ink}">${escaped(label)}</text>`
  );
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

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
