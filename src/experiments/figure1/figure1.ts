/** Figure 1: performance and recourse of g_θ against the λ it is trained with, over the published runs. */
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { drawFigure } from "../../report/figure.ts";
import type { Look } from "../../report/legend.ts";
import { frame, grid, lambdaAxis, lineMarks, publishedMarks, shareAxis } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import { evaluation } from "../../runner/tasks.ts";
import { captionOf, incompleteText, placesText, RATES, splitsText } from "../caption.ts";
import type { DrawnFigure, Experiment, FigureScope } from "../experiment.ts";
import { accuracyLook, f1Look, lookOf, published, rates } from "../look.ts";
import { type PublishedRun, publishedRuns } from "../published.ts";
import type { Results } from "../results.ts";
import { jobsAt, type MeanAt, meanColumns, publishedSeries, seriesAlong } from "../series.ts";

/** The methods of the paper's panels. Performance does not depend on the method; any of them has it. */
const methods = ["gradient", "adversarial"] as const;
const [, ANY] = methods;

const panels = ["F1 and accuracy", rates.all, rates.negative] as const;

/** A line: what is measured, in which panel, by whom recourse is computed. */
interface Line {
  readonly panel: (typeof panels)[number];
  readonly measure: string;
  readonly method: (typeof methods)[number] | null;
  readonly look: Look;
  /** Null where the split has no such rate. */
  readonly ours: (record: EvaluateRecord) => number | null;
  readonly published: (run: PublishedRun) => number;
}

function recourseLines(method: (typeof methods)[number]): Line[] {
  const all: Line = {
    panel: rates.all,
    measure: rates.all,
    method,
    look: lookOf(method),
    ours: ({ recourse }) => recourse.all,
    published: ({ recourse }) => recourse[method].all,
  };
  // 0 of 0 says nothing: where no one is turned down the release counts 1.
  const negative = ({ recourse }: EvaluateRecord) => (recourse.negatives === 0 ? null : recourse.negative);
  const printed = ({ recourse }: PublishedRun) => recourse[method].negative;
  return [all, { ...all, panel: rates.negative, measure: rates.negative, ours: negative, published: printed }];
}

const performance = { panel: panels[0], method: null } as const;

const lines: readonly Line[] = [
  { ...performance, measure: "F1", look: f1Look, ours: ({ test }) => test.f1, published: (run) => run.f1 },
  {
    ...performance,
    measure: "accuracy",
    look: accuracyLook,
    ours: ({ test }) => test.accuracy,
    published: (run) => run.accuracy,
  },
  ...methods.flatMap(recourseLines),
];

interface Point extends MeanAt {
  readonly line: Line;
  readonly dataset: string;
  readonly source: "ours" | "published";
}

export const figure1 = {
  name: "figure1",
  title: "Figure 1: performance and recourse against λ",
  figure: {
    name: "1",
    async jobs(scopes) {
      return scopes.flatMap(jobsOf);
    },
    async draw(scopes, results) {
      return (await Promise.all(scopes.map((scope) => pictureOf(scope, results)))).flat();
    },
  },
} satisfies Experiment;

function jobsOf(scope: FigureScope) {
  return scope.datasets.flatMap((dataset) =>
    scope.lambdas.flatMap((lambda) => methods.flatMap((method) => jobsAt(evaluation, scope, dataset, lambda, method))),
  );
}

/** A row of panels for every data set. */
async function pictureOf(scope: FigureScope, results: Results): Promise<DrawnFigure[]> {
  const points = (await Promise.all(scope.datasets.map((dataset) => pointsOf(scope, dataset, results)))).flat();
  if (points.length === 0) return [];
  const { protocol } = scope;
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const printed = points.some(({ source }) => source === "published");
  const title = `Performance and recourse against λ, protocol ${protocol}`;
  const place = { x: "at", fx: ({ line }: Point) => line.panel, fy: "dataset" } as const;
  const figure = await drawFigure({
    title,
    description:
      `Three panels against λ for each of ${datasets.join(", ")}: F1 and accuracy of the decisions; the share of all people who ` +
      "are accepted or have recourse; the share of the people turned down who have recourse. Means over splits with standard errors.",
    legend: [f1Look, accuracyLook, ...methods.map(lookOf), ...(printed ? [published] : [])],
    points: points.map(({ line: { measure, method }, dataset, source, at, over }) => ({
      dataset,
      protocol,
      source,
      measure,
      method: method ?? "",
      lambda: at,
      ...meanColumns(over),
    })),
    options: (plot) => ({
      ...grid(panels, datasets, 140),
      x: lambdaAxis,
      y: shareAxis,
      marks: [
        frame(plot),
        ...datasets.flatMap((dataset) =>
          lines.flatMap((line) => {
            const mine = (source: string) =>
              points.filter((each) => each.dataset === dataset && each.line === line && each.source === source);
            return [
              publishedMarks(plot, mine("published"), place, line.look),
              ...lineMarks(plot, mine("ours"), place, line.look),
            ];
          }),
        ),
      ],
    }),
  });
  const caption = captionFor(scope, results, printed);
  return [{ name: `figure1-${stem(protocol)}`, title, caption, protocol, ...figure }];
}

/** Ours and the published; none where nothing of ours finished. */
async function pointsOf(scope: FigureScope, dataset: string, results: Results): Promise<Point[]> {
  const ours = lines.flatMap((line) => {
    const at = (lambda: number) => jobsAt(evaluation, scope, dataset, lambda, line.method ?? ANY);
    const series = seriesAlong(scope.lambdas, at, results, line.ours);
    return series.map((each): Point => ({ ...each, line, dataset, source: "ours" }));
  });
  if (ours.length === 0) return [];
  const runs = await publishedRuns(dataset);
  const printed = lines.flatMap((line) =>
    publishedSeries(runs, line.published).map((each): Point => ({ ...each, line, dataset, source: "published" })),
  );
  return [...ours, ...printed];
}

function captionFor(scope: FigureScope, results: Results, printed: boolean): string {
  const cells = scope.datasets.flatMap((dataset) => scope.lambdas.map((lambda) => ({ dataset, lambda })));
  const nobody = cells.filter(({ dataset, lambda }) =>
    jobsAt(evaluation, scope, dataset, lambda, ANY).some(
      (job) => results.of(job)?.stored.record.recourse.negatives === 0,
    ),
  );
  return captionOf(
    `Test rows, θ₀ chosen on validation rows: means ± standard errors over ${splitsText(scope.seeds)}.`,
    nobody.length === 0
      ? RATES
      : `${RATES.slice(0, -1)}; splits that turn nobody down have no such rate and are left out (${placesText(nobody)}).`,
    printed
      ? "Faint: the authors' own three runs, which count “recourse negative” as 1 where nobody is turned down."
      : "The authors publish no runs on these data.",
    incompleteText(results, jobsOf(scope), "evaluations"),
  );
}
