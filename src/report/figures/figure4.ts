/** Figure 4: performance and recourse against δmax, for ours and the baseline (B.2). */
import { type Mean, meanOver } from "../../core/intervals.ts";
import { recourseMethod } from "../../recourse/registry.ts";
import type { EvaluateRecord } from "../../stages/evaluate.ts";
import { type Job, job } from "../../stages/grid/job.ts";
import { evaluation } from "../../stages/grid/tasks.ts";
import { dashesOf, drawFigure, type Figure, faint, seriesColour } from "../figure.ts";
import { finished, type Model, models, type Results, requestAt } from "../reproduction/experiment.ts";
import { stem } from "../reproduction/stem.ts";
import type { Drawing, DrawnFigure, FigureScope } from "./drawing.ts";
import { figuresPlan } from "./plan.ts";
import { splitsText } from "./splits.ts";

/** The two of the paper's legend; dashes and markers tell them apart. */
const methods = ["gradient", "adversarial"] as const;
const symbols = ["circle", "triangle"] as const;

/** Ours first, as the paper does: colour, and a filled marker for ours. */
const series = [...models].reverse();

/** A panel: what is measured, and whether it depends on the method. */
interface Measure {
  readonly title: string;
  readonly methods: readonly (typeof methods)[number][];
  readonly value: (record: EvaluateRecord) => number | null;
}

const measures: readonly Measure[] = [
  { title: "F1", methods: ["adversarial"], value: ({ test }) => test.f1 },
  { title: "accuracy", methods: ["adversarial"], value: ({ test }) => test.accuracy },
  {
    title: "recourse negative",
    methods,
    value: ({ recourse }) => (recourse.negatives === 0 ? null : recourse.negative),
  },
  { title: "recourse all", methods, value: ({ recourse }) => recourse.all },
];

/** A mean over splits. */
export interface DeltaMaxPoint {
  readonly model: Model;
  readonly measure: string;
  /** Null for what does not depend on it. */
  readonly method: string | null;
  readonly deltaMax: number;
  readonly over: Mean;
}

export const figure4: Drawing = {
  name: "4",
  title: "Figure 4: performance and recourse against δmax",
  async jobs(scopes) {
    const { datasets, values } = (await figuresPlan()).deltaMax;
    return scopes.flatMap((scope) =>
      scope.datasets
        .filter((dataset) => datasets.includes(dataset))
        .flatMap((dataset) => allJobs(scope, dataset, values)),
    );
  },
  async draw(scopes, results) {
    const { datasets, values } = (await figuresPlan()).deltaMax;
    const drawn: DrawnFigure[] = [];
    for (const scope of scopes) {
      for (const dataset of scope.datasets.filter((name) => datasets.includes(name))) {
        const points = pointsOf(scope, dataset, values, results);
        if (points.length === 0) continue;
        const jobs = allJobs(scope, dataset, values);
        const missing = jobs.length - finished(results, jobs).length;
        const title = `${dataset}, protocol ${scope.protocol}: performance and recourse against δmax`;
        drawn.push({
          name: `figure4-${stem(scope.protocol)}-${stem(dataset)}`,
          title,
          caption:
            `Test rows of ${splitsText(scope.seeds)}: mean ± standard error over the splits. ` +
            "Every δmax has networks of its own, trained with the actions it allows; θ₀ is chosen on validation rows. δmax is " +
            `in standard deviations of a feature; the paper's text states no range, these are ${values.join(", ")}.` +
            (missing > 0 ? ` Incomplete: ${missing} of ${jobs.length} evaluations did not finish.` : ""),
          protocol: scope.protocol,
          ...(await figureOf(points, title, { dataset, protocol: scope.protocol })),
        });
      }
    }
    return drawn;
  },
};

/** One job for each split. */
function jobsAt(
  scope: FigureScope,
  dataset: string,
  model: Model,
  deltaMax: number,
  method: string,
): Job<EvaluateRecord>[] {
  const overrides = { ...scope.overrides, "actions.deltaMax": { value: deltaMax, flag: "--delta-max" } };
  return scope.seeds.map((seed) => job(evaluation, requestAt({ ...scope, overrides }, dataset, model, seed), method));
}

function allJobs(scope: FigureScope, dataset: string, values: readonly number[]): Job<EvaluateRecord>[] {
  return series.flatMap((model) =>
    values.flatMap((deltaMax) => methods.flatMap((method) => jobsAt(scope, dataset, model, deltaMax, method))),
  );
}

function pointsOf(scope: FigureScope, dataset: string, values: readonly number[], results: Results): DeltaMaxPoint[] {
  return measures.flatMap(({ title, methods: its, value }) =>
    series.flatMap((model) =>
      its.flatMap((method) =>
        values.flatMap((deltaMax): DeltaMaxPoint[] => {
          const found = finished(results, jobsAt(scope, dataset, model, deltaMax, method));
          const numbers = found.flatMap(({ stored }) => value(stored.record) ?? []);
          if (numbers.length === 0) return [];
          const point = { model, measure: title, deltaMax, over: meanOver(numbers) };
          return [{ ...point, method: its.length === 1 ? null : method }];
        }),
      ),
    ),
  );
}

/** A panel for every measure; `of` is what every row of the CSV begins with. */
async function figureOf(
  points: readonly DeltaMaxPoint[],
  title: string,
  of: Readonly<Record<string, string>>,
): Promise<Figure> {
  const lines = measures.flatMap((measure) =>
    series.flatMap((model, colour) =>
      measure.methods.map((method) => {
        const way = measure.methods.length === 1 ? 0 : methods.indexOf(method);
        const own = measure.methods.length === 1 ? null : method;
        const mine = points.filter((p) => p.measure === measure.title && p.model === model && p.method === own);
        return { points: mine, colour, way };
      }),
    ),
  );
  return drawFigure({
    title,
    description:
      "Four panels against δmax: F1, accuracy, the share of the people turned down who have recourse, the share of all " +
      "people who are accepted or have recourse; each for ours and the baseline, recourse by two algorithms.",
    legend: [
      ...series.map(({ lambda }, colour) => ({
        label: lambda === 0 ? "baseline, λ = 0 (hollow)" : `ours, λ = ${lambda} (filled)`,
        series: colour,
      })),
      ...methods.map((method, dash) => ({
        label: `recourse by ${recourseMethod(method).title.toLowerCase()} (${symbols[dash]}s)`,
        series: null,
        dash,
      })),
    ],
    points: points.map(({ model, measure, method, deltaMax, over }) => ({
      ...of,
      lambda: model.lambda,
      measure,
      method: method ?? "",
      deltaMax,
      splits: over.n,
      mean: over.mean,
      standardError: over.standardError,
    })),
    options: (plot) => ({
      width: 920,
      height: 300,
      marginLeft: 46,
      marginBottom: 44,
      marginTop: 28,
      x: {
        label: "δmax, largest change of a feature in standard deviations →",
        labelAnchor: "center",
        ticks: 3,
        inset: 8,
      },
      y: {
        label: "F1, or share of people",
        labelAnchor: "center",
        labelArrow: "none",
        domain: [0, 1],
        ticks: 5,
        grid: true,
        inset: 3,
      },
      fx: { label: null, domain: measures.map(({ title }) => title), padding: 0.08 },
      marks: [
        plot.frame({ stroke: faint, strokeOpacity: 0.5 }),
        ...lines.flatMap(({ points: mine, colour, way }) => {
          const stroke = seriesColour(colour);
          const along = { x: "deltaMax", fx: "measure" } as const;
          const y = ({ over }: DeltaMaxPoint) => over.mean;
          const end =
            (sign: number) =>
            ({ over }: DeltaMaxPoint) =>
              Math.min(1, Math.max(0, over.mean + sign * (over.standardError ?? 0)));
          return [
            plot.ruleX(mine, { ...along, y1: end(-1), y2: end(1), stroke, strokeOpacity: 0.6 }),
            plot.lineY(mine, { ...along, y, stroke, strokeWidth: 1.75, strokeDasharray: dashesOf(way) }),
            plot.dot(mine, {
              ...along,
              y,
              symbol: symbols[way],
              fill: series[colour].lambda === 0 ? "var(--surface)" : stroke,
              stroke,
              strokeWidth: 1.5,
              r: 3.2,
            }),
          ];
        }),
      ],
    }),
  });
}
