/** The trade-off of §4.2's footnote 6: the best F1 under the guarantee, against the ε it allows. */
import { type Mean, meanOver } from "../../core/intervals.ts";
import { dashesOf, drawFigure, type Figure, seriesColour } from "../../report/figure.ts";
import type { Calibrated } from "./calibrated.ts";

/** One model's mean over splits, with one guarantee. */
export interface TradeoffPoint {
  readonly dataset: string;
  readonly lambda: number;
  /** Whether it is a model from outside, which no λ trained. */
  readonly outside?: boolean | undefined;
  readonly method: string;
  readonly epsilon: number;
  readonly alpha: number;
  readonly f1: Mean;
  readonly recourseAll: Mean;
}

/** The points by data set, method, λ, α and ε, each in ascending order. */
export function tradeoff(calibrated: readonly Calibrated[]): TradeoffPoint[] {
  const groups = new Map<string, Calibrated[]>();
  for (const each of calibrated) {
    const { method, epsilon, alpha } = each.stored.record;
    const name = JSON.stringify([each.dataset, each.lambda, method, alpha, epsilon]);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  const points = [...groups.values()].map((splits): TradeoffPoint => {
    const { dataset, lambda, outside, stored } = splits[0];
    const { method, epsilon, alpha } = stored.record;
    return {
      dataset,
      lambda,
      outside,
      method,
      epsilon,
      alpha,
      f1: meanOver(splits.map(({ stored: { record } }) => record.pare.test.f1)),
      recourseAll: meanOver(splits.map(({ stored: { record } }) => record.pare.recourseAll.rate)),
    };
  });
  return points.sort(
    (a, b) =>
      order(a.dataset, b.dataset) ||
      order(a.method, b.method) ||
      a.lambda - b.lambda ||
      a.alpha - b.alpha ||
      a.epsilon - b.epsilon,
  );
}

/** F1 against ε: a panel for every data set, a colour for every model, dashes for every α but the first. */
export async function tradeoffFigure(points: readonly TradeoffPoint[], title: string): Promise<Figure> {
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const several = new Set(points.map(({ method }) => method)).size > 1;
  const modelOf = ({ lambda, outside, method }: TradeoffPoint) =>
    `${outside ? "from outside" : lambda === 0 ? "baseline" : `ours, λ = ${lambda}`}${several ? `, ${method}` : ""}`;
  const models = [...new Set(points.map(modelOf))];
  const alphas = [...new Set(points.map(({ alpha }) => alpha))];
  const lines = [...new Set(points.map(seriesOf))].map((name) => points.filter((point) => seriesOf(point) === name));
  return drawFigure({
    title,
    description:
      "Mean F1 on the test rows of the threshold chosen under the PARE constraint, against the share ε of people who may be " +
      "left without recourse; one panel for each data set.",
    legend: models.flatMap((label, i) =>
      alphas.map((alpha, a) => ({
        label: alphas.length > 1 ? `${label}, α = ${alpha}` : label,
        series: i,
        dash: a,
      })),
    ),
    points: points.map(({ f1, recourseAll, outside: _, ...point }) => ({
      ...point,
      splits: f1.n,
      f1: f1.mean,
      f1StandardError: f1.standardError,
      recourseAll: recourseAll.mean,
    })),
    options: (plot) => ({
      width: Math.max(480, 80 + 230 * datasets.length),
      height: 320,
      marginLeft: 52,
      marginBottom: 44,
      insetTop: 6,
      x: { label: "ε, people who may be left without recourse →", labelAnchor: "center", ticks: 4, nice: true },
      y: { label: "↑ F1 on test", grid: true, nice: true },
      fx: { label: null, domain: datasets, padding: 0.12 },
      marks: [
        plot.frame({ stroke: "var(--faint)", strokeOpacity: 0.5 }),
        ...lines.flatMap((line) => {
          const { alpha } = line[0];
          const colour = seriesColour(models.indexOf(modelOf(line[0])));
          const at = { x: "epsilon", fx: "dataset" } as const;
          const y = ({ f1 }: TradeoffPoint) => f1.mean;
          const end = (sign: number) => (point: TradeoffPoint) => y(point) + sign * (point.f1.standardError ?? 0);
          return [
            plot.ruleX(line, { ...at, y1: end(-1), y2: end(1), stroke: colour, strokeOpacity: 0.5 }),
            plot.lineY(line, {
              ...at,
              y,
              stroke: colour,
              strokeWidth: 2,
              strokeDasharray: dashesOf(alphas.indexOf(alpha)),
            }),
            plot.dot(line, { ...at, y, fill: colour, r: 3 }),
          ];
        }),
      ],
    }),
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function seriesOf({ dataset, lambda, method, alpha }: TradeoffPoint): string {
  return JSON.stringify([dataset, lambda, method, alpha]);
}
