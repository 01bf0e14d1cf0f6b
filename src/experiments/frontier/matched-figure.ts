/** The picture of the matched comparison: a column for every share accepted, a row for every data set and quality of decision. */
import type { Markish } from "@observablehq/plot";
import { dashesOf, drawFigure, type Figure, ink, type Plot, seriesColour } from "../../report/figure.ts";
import { barEnd, frame, stacked } from "../../report/panels.ts";
import { lookOf } from "../look.ts";
import { acceptanceShares, COMPARED, type MatchedPoint, qualities } from "./acceptance.ts";

const columnOf = ({ share }: Pick<MatchedPoint, "share">) => `${100 * share} % accepted`;
const facet = { fx: columnOf, fy: "dataset" } as const;
const recourseOf = ({ recourse }: MatchedPoint) => recourse.mean;
const qualityOf = ({ value }: MatchedPoint) => value.mean;

/** Error bars are those of the ceiling: the other line runs close by. */
function lineMarks(plot: Plot, line: readonly MatchedPoint[], ceiling: string): Markish[] {
  if (line.length === 0) return [];
  const { series, symbol, width, radius } = lookOf(line[0].method);
  const stroke = seriesColour(series);
  const at = { ...facet, x: recourseOf, y: qualityOf };
  const bar = { ...facet, stroke, strokeOpacity: 0.4 };
  const ends = line[0].method === ceiling ? line : [];
  return [
    plot.ruleY(ends, {
      ...bar,
      y: qualityOf,
      x1: ({ recourse }: MatchedPoint) => barEnd(recourse, -1),
      x2: ({ recourse }: MatchedPoint) => barEnd(recourse, 1),
    }),
    plot.ruleX(ends, {
      ...bar,
      x: recourseOf,
      y1: ({ value }: MatchedPoint) => barEnd(value, -1),
      y2: ({ value }: MatchedPoint) => barEnd(value, 1),
    }),
    plot.line(line, { ...at, stroke, strokeWidth: width / 1.5, strokeOpacity: 0.8 }),
    plot.dot(line, {
      ...at,
      symbol,
      stroke,
      strokeWidth: 1.5,
      fill: ({ lambda }: MatchedPoint) => (lambda === 0 ? "var(--surface)" : stroke),
      r: ({ lambda }: MatchedPoint) => (lambda === 0 ? radius + 1.5 : radius),
    }),
  ];
}

/** Every quality of every data set has an axis of its own. */
export function matchedFigure(
  points: readonly MatchedPoint[],
  title: string,
  protocol: string,
  ceiling: string,
): Promise<Figure> {
  const methods = [ceiling, COMPARED];
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const rows = datasets.flatMap((dataset) => qualities.map((quality) => ({ dataset, quality })));
  const names = rows.map(({ dataset }) => dataset);
  return drawFigure({
    title,
    description:
      "ROC AUC and balanced accuracy on test rows against the share of the people turned down who have recourse, along the " +
      `weight of the recourse loss, on ${datasets.join(", ")}; one column for each share of people accepted.`,
    legend: [
      ...methods.map(lookOf),
      { label: "baseline, λ = 0: right of it more recourse, above it better decisions", series: null, dash: 2 },
    ],
    points: points.map(({ dataset, method, share, lambda, quality, value, recourse, accepted, theta0 }) => ({
      dataset,
      protocol,
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
    options: (plot) =>
      rows.map(({ dataset, quality }, row) => {
        const mine = points.filter((each) => each.dataset === dataset && each.quality === quality);
        const baseline = mine.filter(({ lambda, method }) => lambda === 0 && method === ceiling);
        const reference = { ...facet, stroke: ink, strokeOpacity: 0.6, strokeDasharray: dashesOf(2) };
        return {
          ...stacked(
            acceptanceShares.map((share) => columnOf({ share })),
            names,
            row,
            112,
            { label: "recourse negative, share of the people turned down →", domain: [0, 1], inset: 8, ticks: 5 },
          ),
          y: { label: quality, labelAnchor: "center", labelArrow: "none", nice: true, inset: 8, ticks: 4, grid: true },
          marks: [
            frame(plot),
            plot.ruleX(baseline, { ...reference, x: recourseOf }),
            plot.ruleY(baseline, { ...reference, y: qualityOf }),
            ...methods.flatMap((method) =>
              acceptanceShares.flatMap((share) =>
                lineMarks(
                  plot,
                  mine.filter((each) => each.share === share && each.method === method),
                  ceiling,
                ),
              ),
            ),
          ],
        };
      }),
  });
}
