/** Beside Figure 3, ours: what recourses truly do, where the model that made the data is known. */

import { dashesOf, drawFigure, ink } from "../../report/figure.ts";
import { barEnd, frame, grid, lambdaAxis, lineMarks, shareAxis } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import { captionOf, incompleteText, splitsText } from "../caption.ts";
import type { DrawnFigure } from "../experiment.ts";
import { lookOf } from "../look.ts";
import type { Results } from "../results.ts";
import { type MeanAt, meanColumns } from "../series.ts";
import { CAUSAL, type CausalCase, causalJobs, causalMethods, causalSeries } from "./causal.ts";
import type { InterventionRecord } from "./intervention.ts";

const CHANGE = "change of the true probability";
const AFTER = "true probability afterwards";
const RISES = "share for whom it rises";

const measures = [
  { panel: CHANGE, number: ({ truth }: InterventionRecord) => truth && truth.after - truth.before },
  { panel: AFTER, number: ({ truth }: InterventionRecord) => truth?.after ?? null },
  { panel: RISES, number: ({ truth }: InterventionRecord) => truth?.rises ?? null },
] as const;

/** The people who need no recourse. */
const ACCEPTED = "accepted";

interface Point extends MeanAt {
  readonly dataset: string;
  readonly panel: string;
  /** The method that proposes, or the people accepted as they are. */
  readonly source: string;
}

/** A row for every data set whose true model is known; none where there is none. */
export async function truthPicture(all: readonly CausalCase[], results: Results): Promise<DrawnFigure[]> {
  const cases = all.filter(({ truth }) => truth);
  const points = cases.flatMap((each) => pointsOf(each, results));
  if (points.length === 0) return [];
  const [{ scope }] = cases;
  const { protocol } = scope;
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const peers = points.filter(({ source }) => source === ACCEPTED);
  const low = Math.min(0, ...points.flatMap(({ over }) => (over === null ? [] : [barEnd(over, -1, [-1, 1])])));
  const place = { x: "at", fx: "panel", fy: "dataset" } as const;
  const title = `What recourses truly do, against λ, protocol ${protocol}`;
  const figure = await drawFigure({
    title,
    description:
      "Mean change of the true probability of the favourable outcome, its mean afterwards, and share of people for whom it rises, " +
      "against λ, for causal recourse, adversarial training and gradient descent; means with standard errors.",
    legend: [...causalMethods.map(lookOf), { label: "people accepted as they are", series: null, dash: 3 }],
    points: points.map(({ at, over, ...rest }) => ({ protocol, ...rest, lambda: at, ...meanColumns(over) })),
    options: (plot) => ({
      ...grid(
        measures.map(({ panel }) => panel),
        datasets,
        210,
      ),
      x: lambdaAxis,
      y: { ...shareAxis, label: "probability, or share of people", domain: [low, 1] },
      marks: [
        frame(plot),
        plot.ruleY([0], { stroke: ink, strokeOpacity: 0.5 }),
        plot.lineY(peers, { ...place, y: ({ over }: Point) => over?.mean, stroke: ink, strokeDasharray: dashesOf(3) }),
        ...datasets.flatMap((dataset) =>
          measures.flatMap(({ panel }) =>
            [...causalMethods].reverse().flatMap((source) =>
              lineMarks(
                plot,
                points.filter((each) => each.dataset === dataset && each.panel === panel && each.source === source),
                place,
                lookOf(source),
                [-1, 1],
              ),
            ),
          ),
        ),
      ],
    }),
  });
  const caption = captionOf(
    "True probability of the favourable outcome after the action and all that truly follows from it, minus before; what it then is, " +
      "beside that of the people accepted as they are; and the share of people for whom it rises.",
    `Over the people whom f accepts after the action of each method; means ± standard errors over ${splitsText(scope.seeds)}.`,
    "The probability is that of the model the data were drawn from, which no method sees.",
    incompleteText(
      results,
      cases.flatMap((each) => causalJobs(each, causalMethods)),
      "models",
    ),
  );
  return [{ name: `figure3-truth-${stem(protocol)}`, title, caption, protocol, ...figure }];
}

function pointsOf(each: CausalCase, results: Results): Point[] {
  const { dataset } = each;
  const ours = measures.flatMap(({ panel, number }) =>
    causalMethods.flatMap((source) =>
      causalSeries(each, results, source, number).map((at) => ({ ...at, dataset, panel, source })),
    ),
  );
  const peers = causalSeries(each, results, CAUSAL, ({ truth }) => truth?.accepted ?? null);
  return [...ours, ...peers.map((at) => ({ ...at, dataset, panel: AFTER, source: ACCEPTED }))];
}
