/** The legend of a figure: a line and a marker for each entry, in as many lines as the words need. */
import { escaped } from "./writers/html.ts";

/** Markers of points, told apart without colour. */
export type MarkerSymbol = "circle" | "square" | "triangle" | "diamond" | "times";

/** One entry: the line of a series, or of a reference (null). `dash` tells lines of one colour apart. */
export interface LegendEntry {
  readonly label: string;
  readonly series: number | null;
  readonly dash?: number;
  readonly symbol?: MarkerSymbol;
  /** Whether the marker is filled with paper. */
  readonly hollow?: boolean;
}

/** How a series looks in the panels too: one colour and one marker, whatever figure it is in. */
export interface Look extends LegendEntry {
  readonly series: number;
  readonly symbol: MarkerSymbol;
  /** Of the line, and radius of the marker. Where two lines coincide, the wider one shows on both sides. */
  readonly width: number;
  readonly radius: number;
}

/** Where the legend stands in its figure, and the colours it is drawn in. */
export interface LegendPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly ink: string;
  readonly colour: (series: number) => string;
  readonly dashes: (dash: number) => string;
}

const LINE = 22;
/** A character's width, roughly: enough to keep entries apart. */
const CHARACTER = 6.3;

/** The legend as SVG, and how high it is. */
export function legendOf(entries: readonly LegendEntry[], place: LegendPlace): { svg: string; height: number } {
  let [x, line] = [place.x, 0];
  const drawn = entries.map((entry) => {
    const length = 28 + CHARACTER * entry.label.length + 18;
    if (x > place.x && x + length > place.width) [x, line] = [place.x, line + 1];
    x += length;
    return entryOf(entry, x - length, place.y + line * LINE, place);
  });
  return { svg: `<g>${drawn.join("")}</g>`, height: entries.length === 0 ? 0 : (line + 1) * LINE };
}

function entryOf(entry: LegendEntry, x: number, y: number, { ink, colour, dashes }: LegendPlace): string {
  const { label, series, dash = 0, symbol, hollow = false } = entry;
  const [stroke, thickness] = series === null ? [ink, 1.5] : [colour(series), symbol ? 2 : 3];
  const marker = symbol
    ? `<path transform="translate(${x + 11},${y - 4})" d="${shapes[symbol]}" fill="${hollow ? "var(--surface)" : stroke}" stroke="${stroke}" stroke-width="1.5"/>`
    : "";
  return (
    `<line x1="${x}" x2="${x + 22}" y1="${y - 4}" y2="${y - 4}" stroke="${stroke}" stroke-width="${thickness}" ` +
    `stroke-dasharray="${dashes(dash)}"/>${marker}<text x="${x + 28}" y="${y}" font-size="12" fill="${ink}">${escaped(label)}</text>`
  );
}

const shapes: Readonly<Record<MarkerSymbol, string>> = {
  circle: "M-3.5,0a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0Z",
  square: "M-3,-3h6v6h-6Z",
  triangle: "M0,-4.5L4,3H-4Z",
  diamond: "M0,-5L3.5,0L0,5L-3.5,0Z",
  times: "M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5",
};
