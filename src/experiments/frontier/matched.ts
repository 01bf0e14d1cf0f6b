/** The fair comparison: quality of decision against recourse, where every network accepts the same share of people. */

import { resolve } from "../../config/resolve.ts";
import { stem } from "../../report/stem.ts";
import { type Job, point } from "../../runner/job.ts";
import { captionOf, incompleteText, placesText, splitsText } from "../caption.ts";
import type { DrawnFigure, FigureScope } from "../experiment.ts";
import { lookOf } from "../look.ts";
import { proposalJobs, testProposalsOf } from "../proposals.ts";
import type { Results } from "../results.ts";
import { acceptanceShares, COMPARED, type MatchedPoint, matchedAt, pointsOf } from "./acceptance.ts";
import { matchedFigure } from "./matched-figure.ts";

export const matched = {
  async jobs(scopes: readonly FigureScope[]): Promise<Job[]> {
    const jobs = await Promise.all(scopes.map(async (scope) => jobsOf(scope, await ceilingOf(scope))));
    return jobs.flat();
  },
  /** A picture of all data sets of the scope; none where nothing finished. */
  async draw(scope: FigureScope, results: Results): Promise<DrawnFigure[]> {
    const ceiling = await ceilingOf(scope);
    const points = scope.datasets.flatMap((dataset) =>
      scope.lambdas.flatMap((lambda) =>
        [ceiling, COMPARED].flatMap((method) => pointsAt(scope, dataset, lambda, method, results)),
      ),
    );
    if (points.length === 0) return [];
    const { protocol } = scope;
    const title = `Quality of decision against recourse at matched acceptance rates, protocol ${protocol}`;
    const incomplete = incompleteText(results, jobsOf(scope, ceiling), "scores and proposals");
    const caption = captionFor(scope, points, ceiling, incomplete);
    const figure = await matchedFigure(points, title, protocol, ceiling);
    return [{ name: `frontier-matched-${stem(protocol)}`, title, caption, protocol, ...figure }];
  },
};

/** The method that the protocol takes for a ceiling. */
async function ceilingOf(scope: FigureScope): Promise<string> {
  const [request] = requestsAt(scope, scope.datasets[0], scope.lambdas[0]);
  const { settings } = await resolve(request);
  return settings.frontier.ceiling;
}

/** One request for each split. */
function requestsAt({ protocol, overrides, seeds }: FigureScope, dataset: string, lambda: number) {
  return seeds.map((seed) => point(dataset, protocol, lambda, seed, overrides));
}

function jobsOf(scope: FigureScope, ceiling: string): Job[] {
  return scope.datasets.flatMap((dataset) =>
    scope.lambdas.flatMap((lambda) =>
      requestsAt(scope, dataset, lambda).flatMap((request) =>
        [ceiling, COMPARED].flatMap((method) => proposalJobs(request, method)),
      ),
    ),
  );
}

/** A point for every share and quality. */
function pointsAt(
  scope: FigureScope,
  dataset: string,
  lambda: number,
  method: string,
  results: Results,
): MatchedPoint[] {
  const proposals = requestsAt(scope, dataset, lambda).flatMap(
    (request) => testProposalsOf(results, request, method) ?? [],
  );
  return acceptanceShares.flatMap((share) =>
    pointsOf(
      proposals.map((each) => matchedAt(each, share)),
      { dataset, lambda, method, share },
    ),
  );
}

/** Further from the share than this, equal scores are worth a word. */
const TOLERANCE = 0.02;

function captionFor(
  scope: FigureScope,
  points: readonly MatchedPoint[],
  ceiling: string,
  incomplete: string | null,
): string {
  const off = points.filter(({ share, accepted }) => Math.abs(accepted.mean - share) > TOLERANCE);
  return captionOf(
    "Every network accepts the same share of the test rows: θ₀ is the score that comes nearest to it (of two equally near, the lower), " +
      "so that neither lenience nor the choice of θ₀ plays a part.",
    "Further right at the same height is more recourse for the same quality of decision.",
    `A point is a λ, in order along the line from the hollow λ = 0: means over ${splitsText(scope.seeds)}, ± standard errors of “${lookOf(ceiling).label}”.`,
    off.length === 0
      ? null
      : `Equal scores keep the share accepted more than ${100 * TOLERANCE} points off for ${placesText(off)}.`,
    incomplete,
  );
}
