/** Figure 2: performance and recourse against θ₀, for ours (left) and the baseline (right), on a single split. */
import type { Request } from "../../config/resolve.ts";
import { gridCandidates } from "../../core/thresholds.ts";
import { job } from "../../stages/grid/job.ts";
import { training } from "../../stages/grid/tasks.ts";
import { dashesOf, drawFigure, type Figure, faint, ink, seriesColour } from "../figure.ts";
import { type Model, models, type Results, requestAt } from "../reproduction/experiment.ts";
import { stem } from "../reproduction/stem.ts";
import type { Drawing, FigureScope } from "./drawing.ts";
import { type Outcome, offerJobs, offersOf, outcomeAt } from "./offers.ts";

/** §4.2: "using the ‘adversarial training’ method of computing recourse"; it reads no θ₀, so one δ serves every θ₀. */
const METHOD = "adversarial";

/** Steps of θ₀ along the axis. */
const STEP = 0.01;

/** The paper puts ours left of the baseline. */
const columns = [...models].reverse();

/** One panel: a model's decisions along θ₀, and at the θ₀ chosen on validation rows. */
export interface Panel {
  readonly lambda: number;
  readonly curve: readonly Outcome[];
  readonly chosen: Outcome;
}

const series = [
  { key: "f1", label: "F1", value: ({ f1 }: Outcome) => f1 },
  { key: "accuracy", label: "accuracy", value: ({ accuracy }: Outcome) => accuracy },
  { key: "recourseNegative", label: "recourse negative", value: ({ recourseNegative }: Outcome) => recourseNegative },
  { key: "recourseAll", label: "recourse all", value: ({ recourseAll }: Outcome) => recourseAll },
] as const;

/** A dash for each colour, so that neither alone has to be told apart. */
const dashes = [0, 2, 1, 3];

export const figure2: Drawing = {
  name: "2",
  title: "Figure 2: performance and recourse against θ₀",
  async jobs(scopes) {
    return scopes.flatMap((scope) =>
      scope.datasets.flatMap((dataset) =>
        columns.flatMap((model) => {
          const request = requestOf(scope, dataset, model);
          return [job<unknown>(training, request), ...offerJobs(request, METHOD)];
        }),
      ),
    );
  },
  async draw(scopes, results) {
    const cases = scopes.flatMap((scope) => scope.datasets.map((dataset) => ({ scope, dataset })));
    const drawn = cases.map(async ({ scope, dataset }) => {
      const panels = columns.flatMap((model) => panelOf(results, requestOf(scope, dataset, model), model) ?? []);
      if (panels.length === 0) return [];
      const title = `${dataset}, protocol ${scope.protocol}: performance and recourse against θ₀`;
      const missing = columns.filter(({ lambda }) => panels.every((panel) => panel.lambda !== lambda));
      return {
        name: `figure2-${stem(scope.protocol)}-${stem(dataset)}`,
        title,
        protocol: scope.protocol,
        caption:
          `Test rows of a single split (seed ${scope.seeds[0]}) with “adversarial training” recourse, at θ₀ = 0, ${STEP} … 1. ` +
          "The upright line is the θ₀ chosen on validation rows. “Recourse negative” is the share of the people turned down who " +
          "have recourse, and is left out where no one is turned down; “recourse all” is the share of everybody who is " +
          "accepted or has recourse." +
          missing.map(({ lambda }) => ` λ = ${lambda} did not finish.`).join(""),
        ...(await figureOf(panels, title, { dataset, protocol: scope.protocol })),
      };
    });
    return (await Promise.all(drawn)).flat();
  },
};

/** The first of the scope's splits. */
function requestOf(scope: FigureScope, dataset: string, model: Model): Request {
  return requestAt(scope, dataset, model, scope.seeds[0]);
}

function panelOf(results: Results, request: Request, { lambda }: Model): Panel | null {
  const trained = results.of(job(training, request));
  const offers = offersOf(results, request, METHOD);
  if (trained === null || offers === null) return null;
  return {
    lambda,
    curve: Array.from(gridCandidates(STEP), (theta0) => outcomeAt(offers, theta0)),
    chosen: outcomeAt(offers, trained.stored.record.theta0),
  };
}

function headOf({ lambda, chosen: { theta0 } }: Panel): string {
  return `${lambda === 0 ? "baseline, λ = 0" : `ours, λ = ${lambda}`} (θ₀ = ${Number(theta0.toFixed(3))})`;
}

/** Panels side by side, with one legend; `of` is what every row of the CSV begins with. */
export async function figureOf(
  panels: readonly Panel[],
  title: string,
  of: Readonly<Record<string, string>>,
): Promise<Figure> {
  const heads = panels.map(headOf);
  const points = panels.flatMap(({ lambda, curve, chosen }) =>
    [...curve.map((outcome) => ({ outcome, role: "curve" })), { outcome: chosen, role: "chosen" }].map(
      ({ outcome, role }) => ({
        ...of,
        lambda,
        role,
        theta0: outcome.theta0,
        accepted: outcome.accepted,
        ...Object.fromEntries(series.map(({ key, value }) => [key, value(outcome)])),
      }),
    ),
  );
  return drawFigure({
    title,
    description:
      `F1, accuracy, recourse negative and recourse all on test rows against the decision threshold, in ${panels.length} panels: ` +
      `${heads.join("; ")}. The threshold chosen on validation rows is marked.`,
    legend: [
      ...series.map(({ label }, i) => ({ label, series: i, dash: dashes[i] })),
      { label: "θ₀ chosen on validation rows", series: null },
    ],
    points,
    options: (plot) => ({
      width: 90 + 360 * panels.length,
      height: 340,
      marginLeft: 52,
      marginTop: 28,
      marginBottom: 44,
      x: { label: "decision threshold θ₀ →", labelAnchor: "center", domain: [0, 1] },
      y: { label: "F1, or share of people", labelAnchor: "center", labelArrow: "none", grid: true, domain: [0, 1] },
      fx: { label: null, domain: heads, padding: 0.1 },
      marks: [
        plot.frame({ stroke: faint, strokeOpacity: 0.5 }),
        ...panels.flatMap((panel) => {
          const { curve, chosen } = panel;
          const at = { fx: () => headOf(panel), x: "theta0" } as const;
          return [
            plot.ruleX([chosen], { ...at, stroke: ink, strokeWidth: 1.2 }),
            ...series.flatMap(({ value }, i) => [
              plot.lineY(curve, {
                ...at,
                y: (outcome: Outcome) => value(outcome) ?? Number.NaN,
                stroke: seriesColour(i),
                strokeWidth: 2,
                strokeDasharray: dashesOf(dashes[i]),
              }),
              plot.dot(value(chosen) === null ? [] : [chosen], { ...at, y: value, fill: seriesColour(i), r: 3.5 }),
            ]),
          ];
        }),
      ],
    }),
  });
}
