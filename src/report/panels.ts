/** What the panels of all figures share: size, margins, axes, and lines of means with their standard errors. */
import type { ChannelValue, Markish, PlotOptions } from "@observablehq/plot";
import type { Mean } from "../core/intervals.ts";
import { dashesOf, faint, type Plot, seriesColour } from "./figure.ts";
import type { Look } from "./legend.ts";
import { stem } from "./stem.ts";

/** Of every figure of several columns, in px. */
const WIDTH = 900;

export const lambdaAxis = {
  label: "λ, weight of the recourse loss →",
  labelAnchor: "center",
  ticks: 5,
  inset: 7,
} as const;

export const shareAxis = {
  label: "F1, or share of people",
  labelAnchor: "center",
  labelArrow: "none",
  domain: [0, 1],
  ticks: 5,
  grid: true,
  inset: 3,
} as const;

/** A grid of panels: columns by name above, unless there is but one, and rows by name on the right. */
export function grid(columns: readonly string[], rows: readonly string[], rowHeight: number) {
  return {
    width: WIDTH,
    height: 72 + rows.length * rowHeight,
    marginLeft: 64,
    marginRight: roomFor(rows),
    marginTop: columns.length === 0 ? 8 : 28,
    marginBottom: 44,
    fx: columns.length === 0 ? { axis: null } : { label: null, domain: [...columns], padding: 0.07 },
    fy: { label: null, domain: [...rows], padding: 0.12, tickFormat: stem },
  } satisfies PlotOptions;
}

/** Names on the right, in px. A data set of one's own is a path, and called by the name of its file. */
function roomFor(rows: readonly string[]): number {
  return 14 + 7 * Math.max(0, ...rows.map((name) => stem(name).length));
}

/** The border of a panel. */
export function frame(plot: Plot): Markish {
  return plot.frame({ stroke: faint, strokeOpacity: 0.5 });
}

/** mean ± sign · standard error, kept within the range of the measure: an error bar does not leave its panel. */
export function barEnd({ mean, standardError }: Mean, sign: -1 | 1, [low, high] = [0, 1]): number {
  return Math.min(high, Math.max(low, mean + sign * (standardError ?? 0)));
}

/** Where the points of a line stand: a channel for each, all but y. */
export interface PanelPlace<P> {
  readonly x: ChannelValue & (string | ((point: P) => number));
  readonly fx?: string | ((point: P) => string);
  readonly fy?: string | ((point: P) => string);
}

/** Points joined by a line, with error bars. A point without a mean is a gap. */
export function lineMarks<P extends { readonly over: Mean | null }>(
  plot: Plot,
  points: readonly P[],
  place: PanelPlace<P>,
  { series, symbol, width, radius, dash = 0, hollow = false }: Look,
  range?: [number, number],
): Markish[] {
  const stroke = seriesColour(series);
  const y = ({ over }: P) => over?.mean;
  const end =
    (sign: -1 | 1) =>
    ({ over }: P) =>
      over && barEnd(over, sign, range);
  return [
    plot.ruleX(points, { ...place, y1: end(-1), y2: end(1), stroke, strokeOpacity: 0.6 }),
    plot.lineY(points, { ...place, y, stroke, strokeWidth: width, strokeDasharray: dashesOf(dash) }),
    plot.dot(points, {
      ...place,
      y,
      symbol,
      stroke,
      strokeWidth: 1.2,
      fill: hollow ? "var(--surface)" : stroke,
      r: radius,
    }),
  ];
}

/** The same as published: faint, behind ours. */
export function publishedMarks<P extends { readonly over: Mean | null }>(
  plot: Plot,
  points: readonly P[],
  place: PanelPlace<P>,
  { series }: Look,
): Markish {
  return plot.lineY(points, {
    ...place,
    y: ({ over }: P) => over?.mean,
    stroke: seriesColour(series),
    strokeOpacity: 0.65,
    strokeWidth: 1.25,
    strokeDasharray: dashesOf(2),
  });
}

/**
 * One row of such a grid as a plot with a y scale of its own, for those that have one x scale: the first has the names of
 * the columns, the last the axis x, which the others leave out.
 */
export function stacked(
  columns: readonly string[],
  rows: readonly string[],
  row: number,
  rowHeight: number,
  x: NonNullable<PlotOptions["x"]>,
) {
  const [first, last] = [row === 0, row === rows.length - 1];
  const [marginTop, marginBottom] = [first ? 28 : 9, last ? 44 : 9];
  return {
    ...grid(columns, [rows[row]], rowHeight),
    marginRight: roomFor(rows),
    height: rowHeight + marginTop + marginBottom,
    marginTop,
    marginBottom,
    fx: { label: null, domain: [...columns], padding: 0.07, axis: first ? "top" : null },
    fy: { label: null, domain: [rows[row]], padding: 0, tickFormat: stem },
    x: { labelAnchor: "center", grid: true, ...x, ...(last ? {} : { axis: null }) },
  } satisfies PlotOptions;
}
