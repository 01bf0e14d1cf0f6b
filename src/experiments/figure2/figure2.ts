/** Figure 2: performance and recourse against θ₀, for ours (left) and the baseline (right), on a single split. */

import type { Request } from "../../config/resolve.ts";
import { outcomeAt, type ThresholdOutcome } from "../../core/outcome.ts";
import { gridCandidates } from "../../core/thresholds.ts";
import { dashesOf, drawFigure, ink, seriesColour } from "../../report/figure.ts";
import { frame, grid, shareAxis } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import { job } from "../../runner/job.ts";
import { training } from "../../runner/tasks.ts";
import { captionOf, RATES } from "../caption.ts";
import type { DrawnFigure, Experiment, FigureScope } from "../experiment.ts";
import { accuracyLook, f1Look, lookOf, rates } from "../look.ts";
import { type Model, models, requestAt } from "../models.ts";
import { proposalJobs, testProposalsOf } from "../proposals.ts";
import type { Results } from "../results.ts";

/** §4.2: "using the ‘adversarial training’ method of computing recourse"; it reads no θ₀, so one δ serves every θ₀. */
const METHOD = "adversarial";

/** Steps of θ₀ along the axis. */
const STEP = 0.01;

/** The paper puts ours left of the baseline. */
const columns = [...models].reverse();
const headOf = ({ lambda }: Model) => (lambda === 0 ? "baseline, λ = 0" : `ours, λ = ${lambda}`);

/** The curves have no markers: a dash for each. */
const { series } = lookOf(METHOD);
const curves = [
  { key: "f1", label: f1Look.label, series: f1Look.series, dash: 0 },
  { key: "accuracy", label: accuracyLook.label, series: accuracyLook.series, dash: 2 },
  { key: "recourseAll", label: rates.all, series, dash: 0 },
  { key: "recourseNegative", label: rates.negative, series, dash: 1 },
] as const;

/** One panel: a network's decisions along θ₀, and at the θ₀ chosen on validation rows. */
interface Panel {
  readonly dataset: string;
  readonly model: Model;
  readonly along: readonly ThresholdOutcome[];
  readonly chosen: ThresholdOutcome;
}

export const figure2 = {
  name: "figure2",
  title: "Figure 2: performance and recourse against θ₀",
  figure: {
    name: "2",
    async jobs(scopes) {
      return scopes.flatMap((scope) =>
        casesOf(scope).flatMap(({ request }) => [job<unknown>(training, request), ...proposalJobs(request, METHOD)]),
      );
    },
    async draw(scopes, results) {
      return (await Promise.all(scopes.map((scope) => pictureOf(scope, results)))).flat();
    },
  },
} satisfies Experiment;

/** On the first of the scope's splits. */
function casesOf(scope: FigureScope) {
  return scope.datasets.flatMap((dataset) =>
    columns.map((model) => ({ dataset, model, request: requestAt(scope, dataset, model, scope.seeds[0]) })),
  );
}

function panelOf(results: Results, dataset: string, model: Model, request: Request): Panel[] {
  const trained = results.of(job(training, request));
  const proposals = testProposalsOf(results, request, METHOD);
  if (trained === null || proposals === null) return [];
  const along = Array.from(gridCandidates(STEP), (theta0) => outcomeAt(proposals, theta0));
  return [{ dataset, model, along, chosen: outcomeAt(proposals, trained.stored.record.theta0) }];
}

/** A row for every data set. */
async function pictureOf(scope: FigureScope, results: Results): Promise<DrawnFigure[]> {
  const cases = casesOf(scope);
  const panels = cases.flatMap(({ dataset, model, request }) => panelOf(results, dataset, model, request));
  if (panels.length === 0) return [];
  const { protocol } = scope;
  const datasets = [...new Set(panels.map(({ dataset }) => dataset))];
  const title = `Performance and recourse against θ₀, protocol ${protocol}`;
  const figure = await drawFigure({
    title,
    description:
      "F1, accuracy, recourse negative and recourse all on test rows against the decision threshold, for ours and the baseline on " +
      `${datasets.join(", ")}. The threshold chosen on validation rows is marked.`,
    legend: [...curves, { label: "θ₀ chosen on validation rows", series: null }],
    points: panels.flatMap(({ dataset, model, along, chosen }) =>
      [...along, chosen].map((outcome, i) => ({
        dataset,
        protocol,
        lambda: model.lambda,
        role: i < along.length ? "curve" : "chosen",
        theta0: outcome.theta0,
        accepted: outcome.accepted,
        ...Object.fromEntries(curves.map(({ key }) => [key, outcome[key]])),
      })),
    ),
    options: (plot) => ({
      ...grid(columns.map(headOf), datasets, 170),
      x: { label: "decision threshold θ₀ →", labelAnchor: "center", domain: [0, 1] },
      y: shareAxis,
      marks: [
        frame(plot),
        ...panels.flatMap(({ dataset, model, along, chosen }) => {
          const at = { fx: () => headOf(model), fy: () => dataset, x: "theta0" } as const;
          // On the side where there is room for the words.
          const side = chosen.theta0 > 0.5 ? -1 : 1;
          return [
            plot.ruleX([chosen], { ...at, stroke: ink, strokeWidth: 1.2 }),
            ...curves.flatMap(({ key, series, dash }) => [
              plot.lineY(along, {
                ...at,
                y: (outcome: ThresholdOutcome) => outcome[key] ?? Number.NaN,
                stroke: seriesColour(series),
                strokeWidth: 2,
                strokeDasharray: dashesOf(dash),
              }),
              plot.dot(chosen[key] === null ? [] : [chosen], { ...at, y: key, fill: seriesColour(series), r: 3.5 }),
            ]),
            plot.text([chosen], {
              ...at,
              text: ({ theta0 }: ThresholdOutcome) => `θ₀ = ${Number(theta0.toFixed(3))}`,
              y: 0,
              dx: 6 * side,
              dy: -9,
              textAnchor: side < 0 ? "end" : "start",
              fill: ink,
              stroke: "var(--surface)",
              strokeWidth: 3,
            }),
          ];
        }),
      ],
    }),
  });
  const missing = cases.length - panels.length;
  const caption = captionOf(
    `Test rows of a single split (seed ${scope.seeds[0]}), θ₀ = 0, ${STEP} … 1; recourse is computed by “adversarial training”.`,
    `${RATES.slice(0, -1)}; where no one is turned down it is left out.`,
    missing === 0 ? null : `Incomplete: ${missing} of ${cases.length} panels did not finish.`,
  );
  return [{ name: `figure2-${stem(protocol)}`, title, caption, protocol, ...figure }];
}
