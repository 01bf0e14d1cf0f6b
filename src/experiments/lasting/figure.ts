/** The figure of lasting recourse: what is found and what is kept along λ, by method. */
import { drawFigure } from "../../report/figure.ts";
import type { Look } from "../../report/legend.ts";
import { frame, grid, lambdaAxis, lineMarks, shareAxis } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import { captionOf, incompleteText, splitsText } from "../caption.ts";
import type { DrawnFigure, FigureScope } from "../experiment.ts";
import { lookOf } from "../look.ts";
import { sweptLambdas } from "../models.ts";
import type { Results } from "../results.ts";
import { type MeanAt, meanColumns, seriesAlong } from "../series.ts";
import { COUNTING, type Contender, thresholds } from "./endurance.ts";
import { contenderKey, contenders, contenderTitle, type EnduranceMeasure, jobsFor, measures } from "./plan.ts";

/** Of §4.1's eleven λ, whose networks are 36 each here, these; another grid that is asked for is taken as it is. */
const lambdas: readonly number[] = [0, 0.4, 0.8, 2];

/** The λ of a scope that the figure is about. */
function along(scope: FigureScope): readonly number[] {
  const swept = scope.lambdas.length === sweptLambdas.length && scope.lambdas.every((l, i) => l === sweptLambdas[i]);
  return swept ? lambdas : scope.lambdas;
}

export function figureJobs(scope: FigureScope) {
  return scope.datasets.flatMap((dataset) =>
    contenders.flatMap((contender) => along(scope).flatMap((lambda) => jobsFor(scope, dataset, lambda, contender))),
  );
}

const shares = measures.filter(({ share }) => share);

interface Point extends MeanAt {
  readonly dataset: string;
  readonly contender: Contender;
  readonly measure: EnduranceMeasure;
}

/** A picture for each way to choose θ₀, a row of panels for every data set. */
export async function lastingFigures(scope: FigureScope, results: Results): Promise<DrawnFigure[]> {
  return (await Promise.all(thresholds.map((threshold) => pictureOf(scope, results, threshold)))).flat();
}

async function pictureOf(
  scope: FigureScope,
  results: Results,
  threshold: (typeof thresholds)[number],
): Promise<DrawnFigure[]> {
  const points = scope.datasets.flatMap((dataset) =>
    contenders.flatMap((contender) =>
      measures.flatMap((measure) =>
        seriesAlong(
          along(scope),
          (lambda) => jobsFor(scope, dataset, lambda, contender),
          results,
          (record) => measure.value(record[threshold]),
        ).map((at): Point => ({ ...at, dataset, contender, measure })),
      ),
    ),
  );
  if (points.length === 0) return [];
  const { protocol } = scope;
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const chosen = threshold === "rule" ? "by rule" : "that accepts half";
  const title = `Recourse after another training, θ₀ ${chosen}, protocol ${protocol}`;
  const place = { x: "at", fx: ({ measure }: Point) => measure.label, fy: "dataset" } as const;
  const figure = await drawFigure({
    title,
    description:
      "Five panels against λ: the share of the people turned down for whom a method finds an accepted action, and of these " +
      "actions the share that is accepted after another seed, after a bootstrap, on fresh rows, and under noise; a row for each data set.",
    legend: contenders.map(looksOf),
    points: points.map(({ dataset, contender, measure, at, over }) => ({
      dataset,
      protocol,
      threshold,
      method: contenderKey(contender),
      measure: measure.key,
      lambda: at,
      ...meanColumns(over),
    })),
    options: (plot) => ({
      ...grid(
        shares.map(({ label }) => label),
        datasets,
        150,
      ),
      x: lambdaAxis,
      y: { ...shareAxis, label: "share of people" },
      marks: [
        frame(plot),
        ...datasets.flatMap((dataset) =>
          contenders.flatMap((contender) =>
            shares.flatMap((measure) => {
              const mine = points.filter(
                (each) => each.dataset === dataset && each.contender === contender && each.measure === measure,
              );
              return lineMarks(plot, mine, place, looksOf(contender));
            }),
          ),
        ),
      ],
    }),
  });
  const caption = captionOf(
    threshold === "rule"
      ? "Every network decides at the θ₀ that the protocol's rule gives it."
      : "Every network decides at the θ₀ at which it accepts half of its own training rows.",
    `Test people turned down, and of them those for whom an action is found; means ± standard errors over ${splitsText(scope.seeds)}.`,
    `Networks are trained on half of the training rows. ${COUNTING} networks of each kind count, none of which has chosen an action; lasting recourse asks 20 others, bootstraps of the same half.`,
    "Fresh rows: the other half. Noise: Table 4's. The CSV also has the cost, over that of the cheapest actions of the same people.",
    incompleteText(results, figureJobs(scope), "measurements"),
  );
  return [{ name: `lasting-${threshold}-${stem(protocol)}`, title, caption, protocol, ...figure }];
}

function looksOf(contender: Contender): Look {
  const { method, share } = contender;
  const look = lookOf(method);
  if (share === null) return { ...look, label: contenderTitle(contender) };
  const dash = share === 1 ? 0 : share === 0.9 ? 1 : 2;
  return { ...look, label: contenderTitle(contender), dash, hollow: share < 1 };
}
