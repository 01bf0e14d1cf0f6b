/** Drawings of what people would have to change, what it costs, and the groups. */
import { dashesOf, drawFigure, type Figure, faint, ink, type Plot, seriesColour } from "../../report/figure.ts";
import { percent, shortest } from "../../report/format.ts";
import type { FeatureChange, Histogram } from "../changes.ts";
import type { AuditCounts, GroupCounts } from "../counts.ts";
import { unitAxis, WIDTH } from "./model-figures.ts";

/** Who would change what. */
export function changesFigure(changes: readonly FeatureChange[]): Promise<Figure> {
  const points = changes.map(({ feature, changed }) => ({ feature, people: changed.count, share: changed.rate }));
  return drawFigure({
    title: "Features that the cheapest action changes",
    description: points.map(({ feature, share: of }) => `${feature}: ${percent(of, 0)}`).join("; "),
    legend: [],
    points,
    options: (plot) => ({
      width: WIDTH,
      height: 60 + 26 * points.length,
      marginLeft: marginFor(points.map(({ feature }) => feature)),
      marginBottom: 44,
      x: { ...unitAxis, label: "share of the people with an action →" },
      y: { label: null, domain: points.map(({ feature }) => feature) },
      marks: [plot.barX(points, { x: "share", y: "feature", fill: seriesColour(0) }), plot.ruleX([0], { stroke: ink })],
    }),
  });
}

/** In px, for names of so many letters. */
function marginFor(names: readonly string[]): number {
  return Math.min(220, 16 + 7 * Math.max(0, ...names.map((name) => name.length)));
}

/** How far each number changes, a panel for each. */
export function amountsFigure(changes: readonly FeatureChange[]): Promise<Figure> {
  const shown = changes.flatMap(({ feature, unit, change }) => (change === null ? [] : [{ feature, unit, change }]));
  return drawFigure({
    title: "By how much, in raw units",
    description: shown
      .map(
        ({ feature, unit, change }) =>
          `${feature}: median ${shortest(change.median, 2)}${unit === null ? "" : ` ${unit}`}`,
      )
      .join("; "),
    legend: [],
    points: shown.flatMap(({ feature, change }) => change.bins.map((bin) => ({ feature, ...bin }))),
    options: (plot) =>
      shown.map(({ feature, unit, change }) =>
        histogram(plot, change, unit === null ? feature : `${feature}, ${unit}`),
      ),
  });
}

/** What the actions cost. */
export function costFigure(costs: Histogram, median: number): Promise<Figure> {
  return drawFigure({
    title: "What the cheapest actions cost",
    description: `Costs in weighted standard deviations; half of them are at most ${shortest(median, 2)}.`,
    legend: [{ label: `median ${shortest(median, 2)}`, series: null, dash: 1 }],
    points: costs.bins.map((bin) => ({ ...bin })),
    options: (plot) => {
      const panel = histogram(plot, costs, "cost, standard deviations");
      return { ...panel, marks: [...panel.marks, plot.ruleX([median], { stroke: ink, strokeDasharray: dashesOf(1) })] };
    },
  });
}

function histogram(plot: Plot, { bins }: Histogram, label: string) {
  return {
    width: WIDTH,
    height: 150,
    marginLeft: 56,
    marginTop: 12,
    marginBottom: 44,
    x: { label: `${label} →`, labelAnchor: "center" as const, ticks: 7 },
    y: { label: "people", labelAnchor: "center" as const, labelArrow: "none" as const, grid: true, ticks: 4 },
    marks: [
      plot.rect(bins, { x1: "from", x2: "to", y1: 0, y2: "people", fill: seriesColour(0), inset: 0.5 }),
      plot.ruleY([0], { stroke: ink }),
    ],
  };
}

/** Rates of the groups with their intervals. */
export function groupsFigure({ groups }: GroupCounts): Promise<Figure> {
  const measures: readonly (readonly [string, (counts: AuditCounts) => AuditCounts["accepted"]])[] = [
    ["accepted", ({ accepted }) => accepted],
    ["recourse of those turned down", ({ recourse }) => recourse],
    ["accepted or with recourse", ({ recourseAll }) => recourseAll],
  ];
  const points = measures.flatMap(([measure, of]) =>
    groups.flatMap(({ name, counts }, series) => {
      const rate = of(counts);
      return rate.rows === 0 ? [] : [{ measure, group: name, series, ...rate }];
    }),
  );
  const y = ({ group }: { group: string }) => group;
  return drawFigure({
    title: "The two groups side by side",
    description: points.map(({ measure, group, rate }) => `${measure}, ${group}: ${percent(rate, 0)}`).join("; "),
    legend: groups.map(({ name }, series) => ({
      label: `${name}, 95 % interval`,
      series,
      symbol: series === 0 ? "circle" : "square",
    })),
    points: points.map(({ series: _, ...point }) => point),
    options: (plot) => ({
      width: WIDTH,
      height: 60 + 56 * measures.length,
      marginLeft: 12,
      marginRight: 190,
      marginBottom: 44,
      x: { ...unitAxis, label: "share →" },
      y: { axis: null, domain: groups.map(({ name }) => name) },
      fy: { label: null, axis: "right", domain: measures.map(([measure]) => measure) },
      marks: [
        plot.frame({ stroke: faint, strokeOpacity: 0.5 }),
        ...groups.flatMap(({ name }, series) => {
          const own = points.filter(({ group }) => group === name);
          const stroke = seriesColour(series);
          return [
            plot.ruleY(own, { fy: "measure", y, x1: "low", x2: "high", stroke, strokeWidth: 2 }),
            plot.dot(own, {
              fy: "measure",
              y,
              x: "rate",
              fill: stroke,
              r: 4.5,
              symbol: series === 0 ? "circle" : "square",
            }),
          ];
        }),
      ],
    }),
  });
}
