/** The fair comparison: quality of decision against recourse, where every network accepts the same share of people. */
import { recourseMethod } from "../../recourse/registry.ts";
import { type Job, point } from "../../stages/grid/job.ts";
import type { Results } from "../reproduction/experiment.ts";
import { stem } from "../reproduction/stem.ts";
import { CEILING, type MatchedPoint, matchedAt, methods, pointsOf, shares } from "./acceptance.ts";
import type { DrawnFigure, FigureScope } from "./drawing.ts";
import { matchedFigure } from "./matched-figure.ts";
import { offerJobs, offersOf } from "./offers.ts";
import { splitsText } from "./splits.ts";

export const matched = {
  jobs(scopes: readonly FigureScope[]): Job[] {
    return scopes.flatMap((scope) =>
      scope.datasets.flatMap((dataset) =>
        scope.lambdas.flatMap((lambda) =>
          requestsAt(scope, dataset, lambda).flatMap((request) =>
            methods.flatMap((method) => offerJobs(request, method)),
          ),
        ),
      ),
    );
  },
  async draw(scope: FigureScope, dataset: string, results: Results): Promise<DrawnFigure[]> {
    const cells = scope.lambdas.flatMap((lambda) =>
      methods.map((method) => ({
        lambda,
        method,
        offers: requestsAt(scope, dataset, lambda).flatMap((request) => offersOf(results, request, method) ?? []),
      })),
    );
    const points = cells.flatMap(({ lambda, method, offers }) =>
      shares.flatMap((share) =>
        pointsOf(
          offers.map((each) => matchedAt(each, share)),
          { lambda, method, share },
        ),
      ),
    );
    if (points.length === 0) return [];
    const title = `${dataset}, protocol ${scope.protocol}: quality of decision against recourse at matched acceptance rates`;
    const expected = scope.lambdas.length * methods.length * scope.seeds.length;
    const missing = expected - cells.reduce((sum, { offers }) => sum + offers.length, 0);
    return [
      {
        name: `frontier-matched-${stem(scope.protocol)}-${stem(dataset)}`,
        title,
        caption: captionOf(scope, points, missing > 0 ? `Incomplete: ${missing} of ${expected} did not finish.` : ""),
        protocol: scope.protocol,
        ...(await matchedFigure(points, title, { dataset, protocol: scope.protocol })),
      },
    ];
  },
};

/** One request for each split. */
function requestsAt({ protocol, overrides, seeds }: FigureScope, dataset: string, lambda: number) {
  return seeds.map((seed) => point(dataset, protocol, lambda, seed, overrides));
}

/** Further from the share than this, equal scores are worth a word. */
const TOLERANCE = 0.02;

function captionOf(scope: FigureScope, points: readonly MatchedPoint[], incomplete: string): string {
  const off = points.filter(({ share, accepted }) => Math.abs(accepted.mean - share) > TOLERANCE);
  const lambdas = [...new Set(off.map(({ lambda }) => lambda))];
  return [
    "Every network accepts the same share of the test rows: θ₀ is the score that comes nearest to it (of two equally near, the " +
      "lower), so that neither lenience nor the choice of θ₀ plays a part. Further right at the same height is more recourse " +
      "for the same quality of decision. A point is a λ, in order along the line from the large hollow λ = 0; mean ± standard " +
      `error (of the circles) over ${splitsText(scope.seeds)}. “${recourseMethod(CEILING).title}” is what no method ` +
      "can exceed. ROC AUC does not depend on θ₀.",
    off.length === 0
      ? ""
      : `Equal scores keep the share accepted more than ${100 * TOLERANCE} points off for λ = ${lambdas.join(", ")}; see the CSV.`,
    incomplete,
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}
