/** One two-sample test: three classifiers are fitted to tell originals from others and evaluated on people held out. */
import { z } from "zod";
import type { Settings } from "../../config/settings.ts";
import type { Matrix } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { permutation, stream } from "../../core/random.ts";
import { pause } from "../../core/yield.ts";
import type { Engine } from "../../engines/engine.ts";
import { type Fitting, fittedScores } from "../../pipeline/fit.ts";
import { shareOf } from "../../pipeline/share.ts";
import { forestDecisions } from "./forest.ts";
import type { Repeat, Samples } from "./samples.ts";

/** The classifiers in the order of Table 3. */
export const classifiers = ["network", "forest", "logistic"] as const;
export type ClassifierName = (typeof classifiers)[number];

const outcomeSchema = z.strictObject({
  /** Held-out accuracy in each repeat. */
  accuracies: z.array(z.number()),
  /** Over all repeats, in which everybody is held out once, with a 95 % interval that counts people. */
  accuracy: z.number(),
  low: z.number(),
  high: z.number(),
});

export const twoSampleSchema = z.strictObject({
  /** Rows of each class. */
  n: z.int(),
  outcomes: z.strictObject({ network: outcomeSchema, forest: outcomeSchema, logistic: outcomeSchema }),
});

type Outcome = z.infer<typeof outcomeSchema>;
export type TwoSampleResult = z.infer<typeof twoSampleSchema>;

/** Fits to the samples and says of each row of X whether it is an original. */
type Fit = (fitted: Samples, X: Matrix) => boolean[] | Promise<boolean[]>;

/**
 * The three ways to fit: a network built and stepped as g_θ is, without recourse loss; a random forest; and logistic
 * regression, the network without hidden layers, with a learning rate and epochs of its own, since it converges more slowly.
 */
export function fits(
  { network, optimiser, training, distinguish, run }: Settings,
  engine: Engine,
): Record<ClassifierName, Fit> {
  const { batch } = training;
  const { networkEpochs, logisticEpochs, logisticRate } = distinguish;
  const { seed } = run;
  return {
    network: (fitted, X) =>
      networkDecisions(fitted, X, { engine, spec: network, adam: optimiser, batch, epochs: networkEpochs, seed }),
    forest: forestDecisions,
    logistic: (fitted, X) => {
      const spec = { activation: network.activation, hidden: [], dropout: 0 };
      const adam = { ...optimiser, learningRate: logisticRate };
      return networkDecisions(fitted, X, { engine, spec, adam, batch, epochs: logisticEpochs, seed });
    },
  };
}

/** Whether g, fitted to tell originals from others, reaches 0.5: for each row of X whether it is an original. */
export function networkDecisions(fitted: Samples, X: Matrix, fitting: Omit<Fitting, "order">): boolean[] {
  const order = (epoch: number) => permutation(fitted.X.rows, stream(fitting.seed, "distinguish batches", epoch));
  const scores = fittedScores({ X: fitted.X, y: fitted.original }, X, { ...fitting, order });
  return Array.from(scores, (score) => accepts(score, 0.5));
}

/**
 * Evaluates the three classifiers on all repeats, in which everybody is held out once. The interval takes each original with
 * the row it is paired with: where that is the same person's x + δ, the two are not independent.
 */
export async function twoSampleTest(
  repeats: readonly Repeat[],
  fits: Record<ClassifierName, Fit>,
  signal?: AbortSignal,
): Promise<TwoSampleResult> {
  const outcomeOf = async (classifier: ClassifierName): Promise<Outcome> => {
    const accuracies: number[] = [];
    const rightOfPair: number[] = [];
    for (const { fitted, heldOut } of repeats) {
      await pause(signal);
      const decisions = await fits[classifier](fitted, heldOut.X);
      const pairs = decisions.length / 2;
      const right = decisions.map((original, i) => Number(original === (heldOut.original[i] === 1)));
      const before = rightOfPair.length;
      for (let i = 0; i < pairs; i++) rightOfPair.push(right[i] + right[pairs + i]);
      const sum = rightOfPair.slice(before).reduce((total, count) => total + count, 0);
      accuracies.push(sum / decisions.length);
    }
    const share = shareOf(rightOfPair, 2);
    if (share === null) throw new RangeError("invalid repeats: nobody is held out");
    return { accuracies, accuracy: share.share, low: share.low, high: share.high };
  };
  return {
    n: repeats.reduce((sum, { heldOut }) => sum + heldOut.X.rows / 2, 0),
    outcomes: {
      network: await outcomeOf("network"),
      forest: await outcomeOf("forest"),
      logistic: await outcomeOf("logistic"),
    },
  };
}
