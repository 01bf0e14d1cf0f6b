/** The frontier, ours: what F1 a training gives up for recourse along λ, for all protocols; and the same at matched acceptance rates. */
import { type Mean, meanOver } from "../../core/intervals.ts";
import { dashesOf, drawFigure, type Figure, ink, seriesColour } from "../../report/figure.ts";
import type { MarkerSymbol } from "../../report/legend.ts";
import { frame, stacked } from "../../report/panels.ts";
import { evaluation } from "../../runner/tasks.ts";
import { captionOf, incompleteText, splitsText } from "../caption.ts";
import type { DrawnFigure, Experiment, FigureScope } from "../experiment.ts";
import { lookOf, protocolLook } from "../look.ts";
import { publishedRuns } from "../published.ts";
import { finished, type Results } from "../results.ts";
import { jobsAt } from "../series.ts";
import { matched } from "./matched.ts";

/** The methods that the published runs have. */
const methods = ["gradient", "adversarial"] as const;
type Method = (typeof methods)[number];

/** One λ of a line: means over splits. */
interface Point {
  readonly dataset: string;
  /** A protocol; null for the published runs. */
  readonly protocol: string | null;
  readonly method: Method;
  readonly lambda: number;
  readonly f1: Mean;
  readonly recourseAll: Mean;
}

export const frontier = {
  name: "frontier",
  title: "The frontier: performance against recourse along λ",
  figure: {
    name: "frontier",
    async jobs(scopes) {
      return [...scopes.flatMap(jobsOf), ...(await matched.jobs(scopes))];
    },
    async draw(scopes, results) {
      const drawn = [frontierPicture(scopes, results), ...scopes.map((scope) => matched.draw(scope, results))];
      return (await Promise.all(drawn)).flat();
    },
  },
} satisfies Experiment;

function jobsOf(scope: FigureScope) {
  return scope.datasets.flatMap((dataset) =>
    methods.flatMap((method) => scope.lambdas.flatMap((lambda) => jobsAt(evaluation, scope, dataset, lambda, method))),
  );
}

async function frontierPicture(scopes: readonly FigureScope[], results: Results): Promise<DrawnFigure[]> {
  const ours = scopes.flatMap((scope) => pointsOf(scope, results));
  if (ours.length === 0) return [];
  const printed = (await Promise.all([...new Set(ours.map(({ dataset }) => dataset))].map(publishedPoints))).flat();
  const title = "F1 against recourse along λ";
  const caption = captionOf(
    `Test rows: means over ${splitsText(scopes[0].seeds)}, at the θ₀ each protocol chooses on validation rows; standard errors are in the CSV.`,
    "A point is a λ, in order along the line from the hollow λ = 0.",
    "“Recourse all” is the share of everybody who is accepted or has recourse, so that lenience counts as much as recourse; the figures at matched acceptance rates take lenience out.",
    incompleteText(results, scopes.flatMap(jobsOf), "evaluations"),
  );
  return [{ name: "frontier", title, caption, protocol: null, ...(await figureOf([...ours, ...printed], title)) }];
}

function pointsOf(scope: FigureScope, results: Results): Point[] {
  const { protocol } = scope;
  const lines = scope.datasets.flatMap((dataset) => methods.map((method) => ({ dataset, method })));
  return lines.flatMap(({ dataset, method }) =>
    scope.lambdas.flatMap((lambda): Point[] => {
      const found = finished(results, jobsAt(evaluation, scope, dataset, lambda, method));
      if (found.length === 0) return [];
      const f1 = meanOver(found.map(({ stored }) => stored.record.test.f1));
      const recourseAll = meanOver(found.map(({ stored }) => stored.record.recourse.all));
      return [{ dataset, protocol, method, lambda, f1, recourseAll }];
    }),
  );
}

async function publishedPoints(dataset: string): Promise<Point[]> {
  const runs = await publishedRuns(dataset);
  const lambdas = [...new Set(runs.map(({ lambda }) => lambda))];
  return methods.flatMap((method) =>
    lambdas.map((lambda): Point => {
      const mine = runs.filter((run) => run.lambda === lambda);
      const f1 = meanOver(mine.map(({ f1 }) => f1));
      const recourseAll = meanOver(mine.map(({ recourse }) => recourse[method].all));
      return { dataset, protocol: null, method, lambda, f1, recourseAll };
    }),
  );
}

const printedLook = { label: "published runs", series: null, dash: 2, symbol: "times" } as const;

/** A row for every data set, with an F1 axis of its own; a column for every method; a line for every protocol and the published runs. */
function figureOf(points: readonly Point[], title: string): Promise<Figure> {
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const protocols = [...new Set(points.flatMap(({ protocol }) => protocol ?? []))];
  const printed = points.some(({ protocol }) => protocol === null);
  const panelOf = ({ method }: Pick<Point, "method">) => lookOf(method).label;
  const min = Math.min(...points.map(({ recourseAll }) => recourseAll.mean));
  const place = {
    x: ({ recourseAll }: Point) => recourseAll.mean,
    y: ({ f1 }: Point) => f1.mean,
    fx: panelOf,
    fy: "dataset",
  } as const;
  return drawFigure({
    title,
    description:
      "F1 on test rows against the share of all people who are accepted or have recourse, along the weight of the recourse " +
      `loss, on ${datasets.join(", ")}; lines for protocols ${protocols.join(", ")}; one column for each way to compute recourse.`,
    legend: [...protocols.map((protocol, i) => protocolLook(i, protocol)), ...(printed ? [printedLook] : [])],
    points: points.map(({ protocol, dataset, method, lambda, f1, recourseAll }) => ({
      dataset,
      source: protocol ?? "published",
      method,
      lambda,
      splits: f1.n,
      f1: f1.mean,
      f1StandardError: f1.standardError,
      recourseAll: recourseAll.mean,
      recourseAllStandardError: recourseAll.standardError,
    })),
    options: (plot) =>
      datasets.map((dataset, row) => ({
        ...stacked(
          methods.map((method) => panelOf({ method })),
          datasets,
          row,
          145,
          { label: "recourse all, share of people →", domain: [min, 1], inset: 10, ticks: 6 },
        ),
        y: { label: "F1", labelAnchor: "center", labelArrow: "none", nice: true, inset: 8, ticks: 5, grid: true },
        marks: [
          frame(plot),
          ...methods.flatMap((method) =>
            [null, ...protocols].flatMap((protocol) => {
              const line = points.filter(
                (each) => each.dataset === dataset && each.method === method && each.protocol === protocol,
              );
              const look = protocol === null ? null : protocolLook(protocols.indexOf(protocol), protocol);
              const stroke = look === null ? ink : seriesColour(look.series);
              const symbol: MarkerSymbol = look?.symbol ?? printedLook.symbol;
              const strokeOpacity = look === null ? 0.55 : 1;
              return [
                plot.line(line, {
                  ...place,
                  stroke,
                  strokeOpacity,
                  strokeWidth: look?.width ?? 1.25,
                  strokeDasharray: dashesOf(look === null ? printedLook.dash : 0),
                }),
                plot.dot(line, {
                  ...place,
                  symbol,
                  stroke,
                  strokeOpacity,
                  strokeWidth: 1.5,
                  fill: ({ lambda }: Point) => (look === null ? "none" : lambda === 0 ? "var(--surface)" : stroke),
                  r: ({ lambda }: Point) => (lambda === 0 ? 4.5 : 3),
                }),
              ];
            }),
          ),
        ],
      })),
  });
}
