/** The robustness stage: are recourses, and decisions, robust to noise on the actionable features (§4.2, Table 4)? */
import { z } from "zod";
import { add, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { recourseMethod } from "../../methods/registry.ts";
import { type EvaluateRecord, evaluate } from "../../pipeline/evaluate.ts";
import { turnedDown } from "../../pipeline/evaluation.ts";
import { acceptedUnderNoise, type NoisyPoints, noisyColumns, sigmaOf } from "../../pipeline/noise.ts";
import type { ProposalProgress } from "../../pipeline/propose.ts";
import { rowsWithRecourse, storedDelta } from "../../pipeline/recourses.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
import { type Share, shareOf, shareSchema } from "../../pipeline/share.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TrainRecord } from "../../pipeline/train.ts";

const robustnessRecordSchema = z.strictObject({
  theta0: z.number(),
  /** Standard deviation of the noise, in standard deviations of a feature. */
  sigma: z.number(),
  /** Noisy copies of every person. The text draws one, whose share is the same in expectation. */
  draws: z.int(),
  /** Per method: the people with recourse, f(x + δ) = 1, and the share of f(x + δ′) = 1; null where nobody has any. */
  recourse: z.record(z.string(), shareSchema.nullable()),
  /** All test rows, and the share of noisy x with the label of x. */
  model: shareSchema.nullable(),
});

export type RobustnessRecord = z.infer<typeof robustnessRecordSchema>;

export const robustnessStage: Stage<RobustnessRecord> = {
  name: "robustness",
  revision: 1,
  record: robustnessRecordSchema,
};

/** Perturbs x and x + δ of the trained run, or finds it done. Recourse that is not evaluated yet is, and its stored δ is perturbed. */
export async function robustness(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  progress: ProposalProgress = {},
): Promise<Stored<RobustnessRecord>> {
  const { methods, ...noise } = run.settings.robustness;
  const evaluations: Stored<EvaluateRecord>[] = [];
  for (const name of methods) evaluations.push(await evaluate(store, run, trained, recourseMethod(name), progress));
  const inputs = { train: trained.key, evaluations: evaluations.map(({ key }) => key), ...noise };
  return store.obtain(robustnessStage, inputs, async () => {
    const { parts, actions } = await run.read();
    const { X } = parts.test;
    const { theta0, seed } = trained.record;
    const perturbation = {
      columns: noisyColumns(actions),
      sigma: sigmaOf(noise),
      draws: noise.draws,
      seed,
    };
    return withNetwork(run, trained, async (network) => {
      const acceptedUnder = (points: NoisyPoints) =>
        acceptedUnderNoise(network, points, theta0, perturbation, progress.signal);
      const score = network.score(X);
      const negatives = turnedDown(score, theta0);
      const recourse: Record<string, Share | null> = {};
      for (const evaluation of evaluations) {
        const people = take(X, negatives);
        const delta = storedDelta(evaluation, X.cols);
        const found = rowsWithRecourse(network, people, delta, theta0);
        const accepted = await acceptedUnder({
          X: take(add(people, delta), found),
          rows: found.map((k) => negatives[k]),
        });
        recourse[evaluation.record.method] = shareOf(accepted, perturbation.draws);
      }
      const accepted = await acceptedUnder({ X, rows: Int32Array.from(score, (_, i) => i) });
      const unchanged = accepted.map((count, i) => (accepts(score[i], theta0) ? count : perturbation.draws - count));
      const { sigma, draws } = perturbation;
      return { record: { theta0, sigma, draws, recourse, model: shareOf(unchanged, draws) }, files: {} };
    });
  });
}
