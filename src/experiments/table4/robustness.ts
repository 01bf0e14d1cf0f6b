/** The robustness stage: are recourses, and decisions, robust to noise on the actionable features (§4.2, Table 4)? */
import { z } from "zod";
import { add, type Matrix, matrix, row, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { stream } from "../../core/random.ts";
import { pause } from "../../core/yield.ts";
import type { Network } from "../../engines/engine.ts";
import { recourseMethod } from "../../methods/registry.ts";
import { type EvaluateRecord, evaluate } from "../../pipeline/evaluate.ts";
import { turnedDown } from "../../pipeline/evaluation.ts";
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
      // A category is one or another: there is no noise to add to it.
      actionable: actions.actionable.filter((j) => !actions.groups.some((group) => group.includes(j))),
      sigma: noise.reading === "variance" ? Math.sqrt(noise.noise) : noise.noise,
      draws: noise.draws,
      seed,
    };
    return withNetwork(run, trained, async (network) => {
      const acceptedUnder = (points: Points) =>
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

/** Points x or x + δ, and the test rows of the people they belong to. */
interface Points {
  readonly X: Matrix;
  readonly rows: Int32Array;
}

/** The noise: N(0, sigma²) on each actionable feature, independent. It may leave Δ: what is tested is f, not the person. */
export interface Perturbation {
  readonly actionable: readonly number[];
  readonly sigma: number;
  readonly draws: number;
  readonly seed: number;
}

const PEOPLE_BETWEEN_PAUSES = 50;

/**
 * For every point, how many of its `draws` noisy copies f_θ accepts. A person's noise depends on seed and test row alone: it
 * is the same for every method, and for baseline and ours of one split.
 */
export async function acceptedUnderNoise(
  network: Network,
  { X, rows }: Points,
  theta0: number,
  { actionable, sigma, draws, seed }: Perturbation,
  signal?: AbortSignal,
): Promise<Int32Array> {
  const copies = matrix(draws, X.cols);
  const score = new Float32Array(draws);
  const counts = new Int32Array(X.rows);
  for (let i = 0; i < X.rows; i++) {
    if (i % PEOPLE_BETWEEN_PAUSES === 0) await pause(signal);
    const random = stream(seed, "robustness", rows[i]);
    for (let k = 0; k < draws; k++) {
      const copy = row(copies, k);
      copy.set(row(X, i));
      for (const j of actionable) copy[j] += sigma * random.normal();
    }
    for (const value of network.score(copies, score)) if (accepts(value, theta0)) counts[i]++;
  }
  return counts;
}
