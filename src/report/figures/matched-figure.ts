/** The picture of the matched comparison: a column for every share accepted, a row for every quality of decision. */
import type { Markish } from "@observablehq/plot";
import type { Mean } from "../../core/intervals.ts";
import { recourseMethod } from "../../recourse/registry.ts";
import { dashesOf, drawFigure, type Figure, faint, ink, type Plot, seriesColour } from "../figure.ts";
import { CEILING, type MatchedPoint, methods, qualities, shares } from "./acceptance.ts";

const symbols = ["circle", "triangle"] as const;

const columnOf = ({ share }: Pick<MatchedPoint, "share">) => `${100 * share} % accepted`;
const facet = { fx: columnOf, fy: "quality" } as const;
const recourseOf = ({ recourse }: MatchedPoint) => recourse.mean;
const qualityOf = ({ value }: MatchedPoint) => value.mean;

/** Labels and error bars are those of the ceiling: the other line runs close by. */
function lineMarks(plot: Plot, line: readonly MatchedPoint[]): Markish[] {
  if (line.length === 0) return [];
  const way = methods.indexOf(line[0].method);
  const stroke = seriesColour(way);
  const at = { ...facet, x: recourseOf, y: qualityOf };
  const marker = { ...at, symbol: symbols[way], stroke, strokeWidth: 1.5 };
  const [trained, baseline] = [line.filter(({ lambda }) => lambda > 0), line.filter(({ lambda }) => lambda === 0)];
  const marks = [
    plot.line(line, { ...at, stroke, strokeWidth: way === 0 ? 1.5 : 1, strokeDasharray: dashesOf(way) }),
    plot.dot(trained, { ...marker, fill: stroke, r: way === 0 ? 3 : 2.2 }),
    plot.dot(baseline, { ...marker, fill: "var(--surface)", r: way === 0 ? 5 : 3.5 }),
  ];
  if (line[0].method !== CEILING) return marks;
  const end = (of: (point: MatchedPoint) => Mean, sign: number) => (point: MatchedPoint) => {
    const { mean, standardError } = of(point);
    return Math.min(1, Math.max(0, mean + sign * (standardError ?? 0)));
  };
  const [recourse, value] = [(point: MatchedPoint) => point.recourse, (point: MatchedPoint) => point.value];
  const bar = { ...facet, stroke, strokeOpacity: 0.4 };
  const label = (points: readonly MatchedPoint[], dy: number) =>
    plot.text(points, {
      ...at,
      text: ({ lambda }: MatchedPoint) => `λ = ${lambda}`,
      dy,
      fontSize: 10.5,
      fill: ink,
      stroke: "var(--surface)",
      strokeWidth: 3,
    });
  return [
    plot.ruleY(line, { ...bar, y: qualityOf, x1: end(recourse, -1), x2: end(recourse, 1) }),
    plot.ruleX(line, { ...bar, x: recourseOf, y1: end(value, -1), y2: end(value, 1) }),
    ...marks,
    label(baseline, -14),
    label(trained.slice(-1), 14),
  ];
}

/** A column for every share, a row for every quality, a line for every method; `of` is what every row of the CSV begins with. */
export function matchedFigure(
  points: readonly MatchedPoint[],
  title: string,
  of: Readonly<Record<string, string>>,
): Promise<Figure> {
  const lines = qualities.flatMap((quality) =>
    shares.flatMap((share) =>
      methods.map((method) =>
        points.filter((each) => each.quality === quality && each.share === share && each.method === method),
      ),
    ),
  );
  const references = points.filter(({ lambda, method }) => lambda === 0 && method === CEILING);
  return drawFigure({
    title,
    description:
      "ROC AUC and balanced accuracy on test rows against the share of the people turned down who have recourse, along the " +
      "weight of the recourse loss; one column for each share of people accepted.",
    legend: [
      ...methods.map((method, i) => ({
        label: `recourse by ${recourseMethod(method).title.replace(/^./, (first) => first.toLowerCase())} (${symbols[i]}s)`,
        series: i,
        dash: i,
      })),
      { label: "baseline, λ = 0: right of it more recourse, above it better decisions", series: null, dash: 2 },
    ],
    points: points.map(({ method, share, lambda, quality, value, recourse, accepted, theta0 }) => ({
      ...of,
      method,
      share,
      lambda,
      splits: value.n,
      quality,
      value: value.mean,
      valueStandardError: value.standardError,
      recourseNegative: recourse.mean,
      recourseNegativeStandardError: recourse.standardError,
      accepted: accepted.mean,
      theta0: theta0.mean,
    })),
    options: (plot) => ({
      width: 900,
      height: 520,
      marginLeft: 56,
      marginRight: 120,
      marginBottom: 44,
      marginTop: 30,
      x: {
        label: "recourse negative, share of the people turned down →",
        labelAnchor: "center",
        nice: true,
        inset: 16,
        ticks: 5,
        grid: true,
      },
      y: {
        label: "quality on test rows",
        labelAnchor: "center",
        labelArrow: "none",
        nice: true,
        inset: 8,
        ticks: 5,
        grid: true,
      },
      fx: { label: null, domain: shares.map((share) => columnOf({ share })), padding: 0.08 },
      fy: { label: null, domain: [...qualities], padding: 0.1 },
      marks: [
        plot.frame({ stroke: faint, strokeOpacity: 0.5 }),
        ...references.flatMap((baseline) => [
          plot.ruleX([baseline], { ...facet, x: recourseOf, stroke: ink, strokeDasharray: dashesOf(2) }),
          plot.ruleY([baseline], { ...facet, y: qualityOf, stroke: ink, strokeDasharray: dashesOf(2) }),
        ]),
        ...lines.flatMap((line) => lineMarks(plot, line)),
      ],
    }),
  });
}
