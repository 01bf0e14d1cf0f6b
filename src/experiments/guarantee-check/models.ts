/** The models whose guarantee is checked: the jobs that check it, and their results. */
import type { Request } from "../../config/resolve.ts";
import type { Workspace } from "../../library/workspace.ts";
import type { RecourseMethod } from "../../methods/method.ts";
import { type Job, job } from "../../runner/job.ts";
import type { ResampledModel } from "./guarantee-check.ts";
import { chunksOf, resampleChunk } from "./resamples.ts";
import { chunkVariant, resampling } from "./tasks.ts";

/** Calibrations on `times` resamples of every model's calibration rows, by every method. */
export function checkJobs(requests: readonly Request[], methods: readonly RecourseMethod[], times: number): Job[] {
  return requests.flatMap((request) =>
    methods.flatMap(({ name }) => chunksOf(times).map((chunk) => job(resampling, request, chunkVariant(name, chunk)))),
  );
}

/** The results of those jobs. */
export async function checkedModels(
  requests: readonly Request[],
  methods: readonly RecourseMethod[],
  times: number,
  { runs, store }: Pick<Workspace, "runs" | "store">,
  signal: AbortSignal,
): Promise<ResampledModel[]> {
  const checked: ResampledModel[] = [];
  for (const method of methods) {
    for (const request of requests) {
      const run = await runs.open(request);
      const { lambda, seed } = run.settings.run;
      const chunks = [];
      for (const chunk of chunksOf(times)) chunks.push(await resampleChunk(store, run, method, chunk, { signal }));
      checked.push({ dataset: run.dataset, lambda, outside: run.model === undefined ? undefined : true, seed, chunks });
    }
  }
  return checked;
}
