/** Figure 4: performance and recourse against δmax, for ours and the baseline (B.2). */

import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { drawFigure } from "../../report/figure.ts";
import type { Look } from "../../report/legend.ts";
import { frame, grid, lineMarks, shareAxis } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import type { Job } from "../../runner/job.ts";
import { evaluation } from "../../runner/tasks.ts";
import { captionOf, incompleteText, RATES, splitsText } from "../caption.ts";
import type { DrawnFigure, Experiment, FigureScope } from "../experiment.ts";
import { accuracyLook, asBaseline, f1Look, lookOf, rates } from "../look.ts";
import { type Model, models } from "../models.ts";
import type { Results } from "../results.ts";
import { jobsAt, type MeanAt, meanColumns, seriesAlong } from "../series.ts";

/** "On the adult dataset" (B.2). */
export const onDatasets: readonly string[] = ["adult"];

/** The text states no range: steps of a third of §4.1's 0.75, up to twice it. */
export const deltaMaxes: readonly number[] = [0.25, 0.5, 0.75, 1, 1.25, 1.5];

/** The two of the paper's legend. Performance does not depend on the method; any of them has it. */
const methods = ["gradient", "adversarial"] as const;
const [, ANY] = methods;

/** Ours first, as the paper does. */
const columns = [...models].reverse();

/** What is measured, a panel each; by whom recourse is computed, null for what does not depend on it. */
interface Line {
  readonly measure: string;
  readonly method: (typeof methods)[number] | null;
  readonly look: Look;
  readonly number: (record: EvaluateRecord) => number | null;
}

const lines: readonly Line[] = [
  { measure: "F1", method: null, look: f1Look, number: ({ test }) => test.f1 },
  { measure: "accuracy", method: null, look: accuracyLook, number: ({ test }) => test.accuracy },
  ...methods.flatMap((method): Line[] => {
    const negative = ({ recourse }: EvaluateRecord) => (recourse.negatives === 0 ? null : recourse.negative);
    const line = { method, look: lookOf(method) };
    return [
      { ...line, measure: rates.negative, number: negative },
      { ...line, measure: rates.all, number: ({ recourse }) => recourse.all },
    ];
  }),
];

interface Point extends MeanAt {
  readonly dataset: string;
  readonly model: Model;
  readonly line: Line;
}

export const figure4 = {
  name: "figure4",
  title: "Figure 4: performance and recourse against δmax",
  figure: {
    name: "4",
    async jobs(scopes) {
      return scopes.flatMap((scope) => jobsOf(about(scope)));
    },
    async draw(scopes, results) {
      return (await Promise.all(scopes.map((scope) => pictureOf(about(scope), results)))).flat();
    },
  },
} satisfies Experiment;

/** The data sets of the scope that the figure is about. */
function about(scope: FigureScope): FigureScope {
  return { ...scope, datasets: scope.datasets.filter((name) => onDatasets.includes(name)) };
}

/** One job for each split. */
function jobsFor(scope: FigureScope, dataset: string, { lambda }: Model, deltaMax: number, method: string) {
  const overrides = { ...scope.overrides, "actions.deltaMax": { value: deltaMax, flag: "--delta-max" } };
  return jobsAt(evaluation, { ...scope, overrides }, dataset, lambda, method);
}

function jobsOf(scope: FigureScope): Job<EvaluateRecord>[] {
  return scope.datasets.flatMap((dataset) =>
    columns.flatMap((model) =>
      deltaMaxes.flatMap((deltaMax) => methods.flatMap((method) => jobsFor(scope, dataset, model, deltaMax, method))),
    ),
  );
}

/** A row of panels for every data set. */
async function pictureOf(scope: FigureScope, results: Results): Promise<DrawnFigure[]> {
  const points = scope.datasets.flatMap((dataset) =>
    columns.flatMap((model) =>
      lines.flatMap((line) => {
        const jobs = (deltaMax: number) => jobsFor(scope, dataset, model, deltaMax, line.method ?? ANY);
        return seriesAlong(deltaMaxes, jobs, results, line.number).map(
          (at): Point => ({ ...at, dataset, model, line }),
        );
      }),
    ),
  );
  if (points.length === 0) return [];
  const { protocol } = scope;
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const measures = [...new Set(lines.map(({ measure }) => measure))];
  const place = { x: "at", fx: ({ line }: Point) => line.measure, fy: "dataset" } as const;
  const title = `Performance and recourse against δmax, protocol ${protocol}`;
  const figure = await drawFigure({
    title,
    description:
      "Four panels against δmax: F1, accuracy, the share of the people turned down who have recourse, the share of all " +
      "people who are accepted or have recourse; each for ours and the baseline, recourse by two algorithms.",
    legend: [
      f1Look,
      accuracyLook,
      ...methods.map(lookOf),
      ...columns.map(({ lambda }) =>
        lambda === 0
          ? { label: "baseline, λ = 0: dashed, hollow", series: null, dash: 1, symbol: "circle" as const, hollow: true }
          : { label: `ours, λ = ${lambda}`, series: null, symbol: "circle" as const },
      ),
    ],
    points: points.map(({ dataset, model, line: { measure, method }, at, over }) => ({
      dataset,
      protocol,
      lambda: model.lambda,
      measure,
      method: method ?? "",
      deltaMax: at,
      ...meanColumns(over),
    })),
    options: (plot) => ({
      ...grid(measures, datasets, 210),
      x: {
        label: "δmax, largest change of a feature in standard deviations →",
        labelAnchor: "center",
        ticks: 3,
        domain: [0, Math.max(...deltaMaxes)],
        inset: 7,
      },
      y: shareAxis,
      marks: [
        frame(plot),
        ...datasets.flatMap((dataset) =>
          columns.flatMap((model) =>
            lines.flatMap((line) => {
              const mine = points.filter((p) => p.dataset === dataset && p.model === model && p.line === line);
              return lineMarks(plot, mine, place, model.lambda === 0 ? asBaseline(line.look) : line.look);
            }),
          ),
        ),
      ],
    }),
  });
  const caption = captionOf(
    `Test rows, θ₀ chosen on validation rows: means ± standard errors over ${splitsText(scope.seeds)}.`,
    RATES,
    `Every δmax has networks of its own, trained with the actions it allows; the paper states no range, these are ${deltaMaxes.join(", ")}.`,
    incompleteText(results, jobsOf(scope), "evaluations"),
  );
  return [{ name: `figure4-${stem(protocol)}`, title, caption, protocol, ...figure }];
}
