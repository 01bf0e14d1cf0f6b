/** Figure 1: performance and recourse of g_θ against the λ it is trained with, over the published runs. */
import { type Mean, meanOver } from "../../core/intervals.ts";
import type { EvaluateRecord } from "../../stages/evaluate.ts";
import { type Job, job, point } from "../../stages/grid/job.ts";
import { evaluation } from "../../stages/grid/tasks.ts";
import { dashesOf, drawFigure, type FigureSpec, faint, seriesColour } from "../figure.ts";
import { type PublishedRun, publishedRuns } from "../published.ts";
import { finished, type Results } from "../reproduction/experiment.ts";
import { stem } from "../reproduction/stem.ts";
import type { Drawing, DrawnFigure, FigureScope } from "./drawing.ts";

/** The methods of the paper's panels. */
const methods = ["gradient", "adversarial"] as const;

const looks = {
  gradient: { series: 1, dash: 0, label: "recourse by gradient descent" },
  adversarial: { series: 3, dash: 1, label: "by adversarial training" },
} as const;

/** A line: what is measured, in which panel, by whom recourse is computed. Its place in the list is its colour. */
interface Line {
  readonly panel: string;
  readonly measure: string;
  readonly method: (typeof methods)[number] | null;
  readonly series: number;
  /** Where two methods find the same recourses, one line shows through the other. */
  readonly dash: number;
  /** Null where the split has no such rate. */
  readonly ours: (record: EvaluateRecord) => number | null;
  readonly published: (run: PublishedRun) => number;
}

const panels = ["F1 and accuracy", "recourse all", "recourse negative"] as const;

const lines: readonly Line[] = [
  {
    panel: panels[0],
    measure: "F1",
    method: null,
    series: 0,
    dash: 0,
    ours: ({ test }) => test.f1,
    published: ({ f1 }) => f1,
  },
  {
    panel: panels[0],
    measure: "accuracy",
    method: null,
    series: 2,
    dash: 0,
    ours: ({ test }) => test.accuracy,
    published: ({ accuracy }) => accuracy,
  },
  ...methods.flatMap((method): Line[] => [
    {
      panel: panels[1],
      measure: "recourse all",
      method,
      ...looks[method],
      ours: ({ recourse }) => recourse.all,
      published: ({ recourse }) => recourse[method].all,
    },
    {
      panel: panels[2],
      measure: "recourse negative",
      method,
      ...looks[method],
      // 0 of 0 says nothing: where no one is turned down the release counts 1.
      ours: ({ recourse }) => (recourse.negatives === 0 ? null : recourse.negative),
      published: ({ recourse }) => recourse[method].negative,
    },
  ]),
];

/** Performance does not depend on the method; any of them has it. */
const recordsOf = ({ method }: Line) => method ?? "adversarial";

export const figure1: Drawing = {
  name: "1",
  title: "Figure 1: performance and recourse against λ",
  async jobs(scopes) {
    return scopes.flatMap((scope) =>
      scope.datasets.flatMap((dataset) =>
        scope.lambdas.flatMap((lambda) => methods.flatMap((method) => jobsAt(scope, dataset, lambda, method))),
      ),
    );
  },
  async draw(scopes, results) {
    const drawn: DrawnFigure[] = [];
    for (const scope of scopes) {
      for (const dataset of scope.datasets) {
        const picture = await pictureOf(scope, dataset, results);
        if (picture) drawn.push(picture);
      }
    }
    return drawn;
  },
};

/** One job for each split. */
function jobsAt(
  { protocol, overrides, seeds }: FigureScope,
  dataset: string,
  lambda: number,
  method: string,
): Job<EvaluateRecord>[] {
  return seeds.map((seed) => job(evaluation, point(dataset, protocol, lambda, seed, overrides), method));
}

/** A point of a line: a mean over splits, null where no split has the rate. */
interface Point {
  readonly line: Line;
  readonly lambda: number;
  readonly over: Mean | null;
}

async function pictureOf(scope: FigureScope, dataset: string, results: Results): Promise<DrawnFigure | null> {
  const at = (lambda: number, method: string) => finished(results, jobsAt(scope, dataset, lambda, method));
  const ours = lines.flatMap((line) =>
    scope.lambdas.flatMap((lambda): Point[] => {
      const found = at(lambda, recordsOf(line));
      const values = found.flatMap(({ stored }) => line.ours(stored.record) ?? []);
      return found.length === 0 ? [] : [{ line, lambda, over: values.length === 0 ? null : meanOver(values) }];
    }),
  );
  if (ours.length === 0) return null;
  const runs = await publishedRuns(dataset);
  const published = lines.flatMap((line) =>
    [...new Set(runs.map(({ lambda }) => lambda))].map((lambda): Point => {
      const values = runs.filter((run) => run.lambda === lambda).map(line.published);
      return { line, lambda, over: meanOver(values) };
    }),
  );
  const title = `${dataset}, protocol ${scope.protocol}: performance and recourse against λ`;
  const { svg, csv } = await drawFigure(specOf(title, dataset, scope.protocol, ours, published));
  return {
    name: `figure1-${stem(scope.protocol)}-${stem(dataset)}`,
    title,
    caption: captionOf(scope, dataset, results, runs.length > 0),
    protocol: scope.protocol,
    svg,
    csv,
  };
}

function specOf(
  title: string,
  dataset: string,
  protocol: string,
  ours: readonly Point[],
  published: readonly Point[],
): FigureSpec {
  const pointsOf = (points: readonly Point[], source: string) =>
    points.map(({ line: { measure, method }, lambda, over }) => ({
      dataset,
      protocol,
      source,
      measure,
      method: method ?? "",
      lambda,
      splits: over?.n ?? 0,
      mean: over?.mean ?? null,
      standardError: over?.standardError ?? null,
    }));
  return {
    title,
    description:
      "Three panels against λ: F1 and accuracy of the decisions; the share of all people who are accepted or have recourse; " +
      "the share of the people turned down who have recourse. Means over splits with standard errors.",
    legend: [
      { label: "F1", series: 0 },
      { label: "accuracy", series: 2 },
      ...methods.map((method) => looks[method]),
      ...(published.length > 0 ? [{ label: "published runs, faint", series: null, dash: 2 }] : []),
    ],
    points: [...pointsOf(ours, "ours"), ...pointsOf(published, "published")],
    options: (plot) => ({
      width: 840,
      height: 300,
      marginLeft: 46,
      marginBottom: 42,
      marginTop: 28,
      x: { label: "λ, weight of the recourse loss", labelAnchor: "center", labelArrow: "none", ticks: 5, inset: 6 },
      y: {
        label: "F1, or share of people",
        domain: [0, 1],
        ticks: 5,
        grid: true,
        labelAnchor: "center",
        labelArrow: "none",
        inset: 3,
      },
      fx: { label: null, domain: [...panels], padding: 0.07 },
      marks: [
        plot.frame({ stroke: faint, strokeOpacity: 0.5 }),
        ...lines.flatMap((line) => {
          const mine = (points: readonly Point[]) => points.filter((each) => each.line === line);
          const stroke = seriesColour(line.series);
          const at = { x: "lambda", y: ({ over }: Point) => over?.mean, fx: () => line.panel } as const;
          const end =
            (sign: number) =>
            ({ over }: Point) =>
              over && clamped(over.mean + sign * (over.standardError ?? 0));
          const { y: _, ...along } = at;
          return [
            plot.lineY(mine(published), {
              ...at,
              stroke,
              strokeOpacity: 0.55,
              strokeWidth: 1.25,
              strokeDasharray: dashesOf(2),
            }),
            plot.ruleX(mine(ours), {
              ...along,
              y1: end(-1),
              y2: end(1),
              stroke,
              strokeOpacity: 0.6,
              dx: line.dash * 2,
            }),
            plot.lineY(mine(ours), { ...at, stroke, strokeWidth: 2, strokeDasharray: dashesOf(line.dash) }),
            plot.dot(mine(ours), { ...at, fill: stroke, r: line.method === methods[0] ? 4 : 2.6 }),
          ];
        }),
      ],
    }),
  };
}

/** Every measure is in [0, 1]; an error bar that leaves it would be drawn outside its panel. */
function clamped(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function captionOf(scope: FigureScope, dataset: string, results: Results, printed: boolean): string {
  const jobs = scope.lambdas.flatMap((lambda) =>
    methods.flatMap((method) => jobsAt(scope, dataset, lambda, method).map((each) => ({ lambda, method, each }))),
  );
  const missing = jobs.filter(({ each }) => results.of(each) === null).length;
  const nobody = jobs.flatMap(({ lambda, method, each }) => {
    const found = results.of(each);
    if (found === null || method !== methods[1] || found.stored.record.recourse.negatives > 0) return [];
    return [`λ = ${lambda} with seed ${found.cell.settings.run.seed}`];
  });
  const sentences = [
    `Test rows of ${dataset}: means ± standard errors (of the mean, n − 1) over ${scope.seeds.length} ` +
      `split${scope.seeds.length === 1 ? "" : "s"} (seed${scope.seeds.length === 1 ? "" : "s"} ${scope.seeds.join(", ")}), ` +
      "θ₀ chosen on validation rows as the protocol says. “Recourse all” is the share of everybody who is accepted or has recourse, " +
      "“recourse negative” that of the people turned down.",
    nobody.length > 0
      ? `Nobody is turned down at ${nobody.join("; ")}: left out of “recourse negative”, for 0 of 0 is no rate.`
      : "",
    printed
      ? "Published: means of the authors' own three runs. Their error bars, not drawn, are standard deviations (n), and " +
        "their “recourse negative” is 1 on a split that turns nobody down."
      : "The authors publish no runs on these data.",
    missing > 0 ? `Incomplete: ${missing} of ${jobs.length} evaluations did not finish.` : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}
