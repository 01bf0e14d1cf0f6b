/** The frontier, ours: what performance a training gives up for recourse along λ, as it is and at matched acceptance rates. */
import { type Mean, meanOver } from "../../core/intervals.ts";
import { recourseMethod } from "../../recourse/registry.ts";
import type { EvaluateRecord } from "../../stages/evaluate.ts";
import { type Job, job, point } from "../../stages/grid/job.ts";
import { evaluation } from "../../stages/grid/tasks.ts";
import { dashesOf, drawFigure, type Figure, faint, ink, seriesColour } from "../figure.ts";
import { publishedRuns } from "../published.ts";
import { finished, type Results } from "../reproduction/experiment.ts";
import { stem } from "../reproduction/stem.ts";
import type { Drawing, DrawnFigure, FigureScope } from "./drawing.ts";
import { matched } from "./matched.ts";
import { splitsText } from "./splits.ts";

/** The methods that the published runs have. */
const methods = ["gradient", "adversarial"] as const;
type Method = (typeof methods)[number];

/** Markers of the protocols, beside colour and dashes; the published runs have crosses. */
const symbols = ["circle", "square", "triangle", "diamond"] as const;
const PUBLISHED = "published";

/** One λ of a line: means over splits. */
interface FrontierPoint {
  /** A protocol, or the published runs. */
  readonly source: string;
  readonly method: Method;
  readonly lambda: number;
  readonly f1: Mean;
  readonly recourseAll: Mean;
}

export const frontier: Drawing = {
  name: "frontier",
  title: "The frontier: performance against recourse along λ",
  async jobs(scopes) {
    const asItIs = scopes.flatMap((scope) =>
      scope.datasets.flatMap((dataset) => methods.flatMap((method) => jobsOf(scope, dataset, method))),
    );
    return [...asItIs, ...matched.jobs(scopes)];
  },
  async draw(scopes, results) {
    const drawn: DrawnFigure[] = [];
    for (const dataset of new Set(scopes.flatMap(({ datasets }) => datasets))) {
      const mine = scopes.filter(({ datasets }) => datasets.includes(dataset));
      drawn.push(...(await pictureOf(mine, dataset, results)));
      for (const scope of mine) drawn.push(...(await matched.draw(scope, dataset, results)));
    }
    return drawn;
  },
};

/** One job for each λ and split. */
function jobsOf(scope: FigureScope, dataset: string, method: Method): Job<EvaluateRecord>[] {
  return scope.lambdas.flatMap((lambda) => jobsAt(scope, dataset, lambda, method));
}

function jobsAt(
  { protocol, overrides, seeds }: FigureScope,
  dataset: string,
  lambda: number,
  method: Method,
): Job<EvaluateRecord>[] {
  return seeds.map((seed) => job(evaluation, point(dataset, protocol, lambda, seed, overrides), method));
}

async function pictureOf(scopes: readonly FigureScope[], dataset: string, results: Results): Promise<DrawnFigure[]> {
  const ours = scopes.flatMap((scope) =>
    methods.flatMap((method) =>
      scope.lambdas.flatMap((lambda): FrontierPoint[] => {
        const records = finished(results, jobsAt(scope, dataset, lambda, method)).map(({ stored }) => stored.record);
        if (records.length === 0) return [];
        const f1 = meanOver(records.map(({ test }) => test.f1));
        const recourseAll = meanOver(records.map(({ recourse }) => recourse.all));
        return [{ source: scope.protocol, method, lambda, f1, recourseAll }];
      }),
    ),
  );
  if (ours.length === 0) return [];
  const published = await publishedPoints(dataset);
  const jobs = scopes.flatMap((scope) => methods.flatMap((method) => jobsOf(scope, dataset, method)));
  const missing = jobs.length - finished(results, jobs).length;
  const title = `${dataset}: F1 against recourse along λ`;
  return [
    {
      name: `frontier-${stem(dataset)}`,
      title,
      caption:
        `Test rows: means over ${splitsText(scopes[0].seeds)}; standard errors are in the CSV. A point is a λ, in ` +
        "order along the line, whose ends are labelled. Every point has the θ₀ its protocol chooses on validation rows. " +
        "“Recourse all” is the share of everybody who is accepted or has recourse, so that lenience counts as much as " +
        "recourse; the figures at matched acceptance rates take lenience out." +
        (published.length > 0 ? " Published: means of the authors' own three runs." : "") +
        (missing > 0 ? ` Incomplete: ${missing} of ${jobs.length} evaluations did not finish.` : ""),
      protocol: null,
      ...(await figureOf([...ours, ...published], dataset, title)),
    },
  ];
}

async function publishedPoints(dataset: string): Promise<FrontierPoint[]> {
  const runs = await publishedRuns(dataset);
  const lambdas = [...new Set(runs.map(({ lambda }) => lambda))];
  return methods.flatMap((method) =>
    lambdas.map((lambda) => {
      const mine = runs.filter((run) => run.lambda === lambda);
      return {
        source: PUBLISHED,
        method,
        lambda,
        f1: meanOver(mine.map(({ f1 }) => f1)),
        recourseAll: meanOver(mine.map(({ recourse }) => recourse[method].all)),
      };
    }),
  );
}

/** A panel for every method; a line for every protocol and for the published runs. */
function figureOf(points: readonly FrontierPoint[], dataset: string, title: string): Promise<Figure> {
  const sources = [...new Set(points.map(({ source }) => source))];
  const panelOf = ({ method }: FrontierPoint) => `recourse by ${recourseMethod(method).title.toLowerCase()}`;
  const lines = methods.flatMap((method) =>
    sources.map((source) => points.filter((each) => each.method === method && each.source === source)),
  );
  return drawFigure({
    title,
    description:
      "F1 on test rows against the share of all people who are accepted or have recourse, along the weight of the recourse " +
      `loss; lines for ${sources.join(", ")}; one panel for each way to compute recourse.`,
    legend: sources.map((source, i) => {
      const printed = source === PUBLISHED;
      return {
        label: printed ? "published runs (crosses)" : `protocol ${source} (${symbols[i % symbols.length]}s)`,
        series: printed ? null : i,
        dash: i,
      };
    }),
    points: points.map(({ source, method, lambda, f1, recourseAll }) => ({
      dataset,
      source,
      method,
      lambda,
      splits: f1.n,
      f1: f1.mean,
      f1StandardError: f1.standardError,
      recourseAll: recourseAll.mean,
      recourseAllStandardError: recourseAll.standardError,
    })),
    options: (plot) => ({
      width: 880,
      height: 400,
      marginLeft: 52,
      marginBottom: 44,
      marginTop: 28,
      x: {
        label: "recourse all, share of people →",
        labelAnchor: "center",
        nice: true,
        inset: 14,
        ticks: 6,
        grid: true,
      },
      y: { label: "F1 on test rows", labelAnchor: "center", labelArrow: "none", nice: true, inset: 10, grid: true },
      fx: { label: null, domain: methods.map((method) => panelOf({ method } as FrontierPoint)), padding: 0.08 },
      marks: [
        plot.frame({ stroke: faint, strokeOpacity: 0.5 }),
        ...lines.flatMap((line) => {
          if (line.length === 0) return [];
          const place = sources.indexOf(line[0].source);
          const printed = line[0].source === PUBLISHED;
          const stroke = printed ? faint : seriesColour(place);
          const at = {
            x: ({ recourseAll }: FrontierPoint) => recourseAll.mean,
            y: ({ f1 }: FrontierPoint) => f1.mean,
            fx: panelOf,
          };
          const ends = line.length < 2 ? line : [line[0], line[line.length - 1]];
          return [
            plot.line(line, { ...at, stroke, strokeWidth: 1.25, strokeDasharray: dashesOf(place) }),
            plot.dot(line, {
              ...at,
              symbol: printed ? "times" : symbols[place % symbols.length],
              fill: printed ? "none" : stroke,
              stroke,
              strokeWidth: printed ? 1.5 : 0,
              r: 3.4,
            }),
            // The first λ above its point, the last below, so that a line that ends where it began stays legible.
            ...ends.map((end, i) =>
              plot.text([end], {
                ...at,
                text: ({ lambda }: FrontierPoint) => `λ = ${lambda}`,
                dy: i === 0 ? -11 : 12,
                fontSize: 10.5,
                fill: printed ? ink : stroke,
                stroke: "var(--surface)",
                strokeWidth: 3,
              }),
            ),
          ];
        }),
      ],
    }),
  });
}
