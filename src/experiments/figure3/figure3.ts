/** Figure 3: causal recourse against λ, and, where the true model is known, what recourses truly do. */

import { drawFigure } from "../../report/figure.ts";
import { frame, grid, lambdaAxis, lineMarks, publishedMarks, shareAxis } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import { captionOf, incompleteText, splitsText } from "../caption.ts";
import type { DrawnFigure, Experiment } from "../experiment.ts";
import { lookOf, published } from "../look.ts";
import { publishedCausal } from "../published.ts";
import { finished, type Results } from "../results.ts";
import { type MeanAt, meanColumns } from "../series.ts";
import { CAUSAL, type CausalCase, casesOf, causalJobs, causalMethods, causalSeries } from "./causal.ts";
import type { InterventionRecord } from "./intervention.ts";
import { intervention } from "./task.ts";
import { truthPicture } from "./truth.ts";

/** The data set whose points are published (§4.2). */
const PUBLISHED = "german";

interface Point extends MeanAt {
  readonly dataset: string;
  readonly source: "ours" | "published";
}

export const figure3 = {
  name: "figure3",
  title: "Figure 3: causal recourse against λ",
  tasks: [intervention],
  figure: {
    name: "3",
    async jobs(scopes) {
      const cases = (await Promise.all(scopes.map(casesOf))).flat();
      return cases.flatMap((each) => causalJobs(each, each.truth ? causalMethods : [CAUSAL]));
    },
    async draw(scopes, results) {
      const drawn = scopes.map(async (scope) => {
        const cases = await casesOf(scope);
        return [...(await ratePicture(cases, results)), ...(await truthPicture(cases, results))];
      });
      return (await Promise.all(drawn)).flat();
    },
  },
} satisfies Experiment;

/** A row for every data set. */
async function ratePicture(cases: readonly CausalCase[], results: Results): Promise<DrawnFigure[]> {
  const rate = ({ people, negative }: InterventionRecord) => (people === 0 ? null : negative);
  const drawn = cases.map(async (each): Promise<Point[]> => {
    const { dataset } = each;
    const ours = causalSeries(each, results, CAUSAL, rate).map((at): Point => ({ ...at, dataset, source: "ours" }));
    if (ours.length === 0 || dataset !== PUBLISHED) return ours;
    const printed = await publishedCausal();
    return [...ours, ...printed.map(({ lambda, over }): Point => ({ at: lambda, over, dataset, source: "published" }))];
  });
  const points = (await Promise.all(drawn)).flat();
  if (points.length === 0) return [];
  const [{ scope, responds }] = cases;
  const { protocol } = scope;
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const printed = points.some(({ source }) => source === "published");
  const look = lookOf(CAUSAL);
  const place = { x: "at", fy: "dataset" } as const;
  const title = `Causal recourse against λ, protocol ${protocol}`;
  const figure = await drawFigure({
    title,
    description: "Share of the people turned down who have causal recourse, against λ; means with standard errors.",
    legend: [look, ...(printed ? [published] : [])],
    points: points.map(({ at, over, ...rest }) => ({ protocol, ...rest, lambda: at, ...meanColumns(over) })),
    options: (plot) => ({
      ...grid([], datasets, 210),
      width: 700,
      x: lambdaAxis,
      y: { ...shareAxis, label: "recourse negative, a share" },
      marks: [
        frame(plot),
        ...datasets.flatMap((dataset) => {
          const mine = (from: string) => points.filter((each) => each.dataset === dataset && each.source === from);
          return [publishedMarks(plot, mine("published"), place, look), ...lineMarks(plot, mine("ours"), place, look)];
        }),
      ],
    }),
  });
  const jobs = cases.flatMap((each) => causalJobs(each, [CAUSAL]));
  const empty = finished(results, jobs).filter(({ stored }) => stored.record.people === 0).length;
  const caption = captionOf(
    "Share of the people turned down who are accepted after the action that causal recourse proposes: means ± standard errors over " +
      `${splitsText(scope.seeds)}${empty === 0 ? "" : `; ${empty} of ${jobs.length} models turn nobody down and are left out`}.`,
    responds
      ? "An action sets the features acted upon, and what follows from it by the structural equations fitted on the training rows counts."
      : "As in the release nothing follows from an action, features that are consequences are moved as if one could choose them, and the people are training rows.",
    printed
      ? "Faint: read off the figure of the authors' notebook (± 0.002), whose list of 20 seeds names one twice."
      : null,
    incompleteText(results, jobs, "models"),
  );
  return [{ name: `figure3-${stem(protocol)}`, title, caption, protocol, ...figure }];
}
