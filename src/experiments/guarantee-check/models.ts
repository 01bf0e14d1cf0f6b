/** The models whose guarantee is checked: the jobs that check it, and what they came to. */
import type { Request } from "../../config/resolve.ts";
import type { Workspace } from "../../library/workspace.ts";
import type { RecourseMethod } from "../../methods/method.ts";
import { type Job, job } from "../../runner/job.ts";
import type { Redrawn } from "./guarantee-check.ts";
import { piecesOf, redrawPiece } from "./resamples.ts";
import { pieceVariant, redrawing } from "./tasks.ts";

/** Calibrations on `times` resamples of every model's calibration rows, by every method. */
export function checkJobs(requests: readonly Request[], methods: readonly RecourseMethod[], times: number): Job[] {
  return requests.flatMap((request) =>
    methods.flatMap(({ name }) => piecesOf(times).map((piece) => job(redrawing, request, pieceVariant(name, piece)))),
  );
}

/** What those jobs came to. */
export async function checkedModels(
  requests: readonly Request[],
  methods: readonly RecourseMethod[],
  times: number,
  { runs, store }: Pick<Workspace, "runs" | "store">,
  signal: AbortSignal,
): Promise<Redrawn[]> {
  const checked: Redrawn[] = [];
  for (const method of methods) {
    for (const request of requests) {
      const run = await runs.open(request);
      const { lambda, seed } = run.settings.run;
      const pieces = [];
      for (const piece of piecesOf(times)) pieces.push(await redrawPiece(store, run, method, piece, { signal }));
      checked.push({ dataset: run.dataset, lambda, seed, pieces });
    }
  }
  return checked;
}
