/** One resample of the calibration rows: calibrate on it as on the real ones, and measure the true rate of recourse. */
import { lowerTail } from "../../core/binomial.ts";
import { accepts, confusion, f1 } from "../../core/metrics.ts";
import { pacIndex } from "../../core/pac.ts";
import { type Random, stream } from "../../core/random.ts";
import {
  type ChoiceSettings,
  calibrateThreshold,
  countAccepted,
  type GuaranteeScore,
  type HeldBy,
  heldGuaranteeScores,
  type PareSettings,
} from "../../pipeline/calibration/threshold.ts";
import { heldScores } from "../../pipeline/held.ts";
import type { ScoredRows } from "../../pipeline/score.ts";

/** People with their guarantee scores (see `guaranteeScores`). Resamples are quicker from people in ascending order of score. */
export interface ScoredPeople extends ScoredRows {
  readonly guaranteed: Float32Array;
}

/** A guarantee about retrained networks: what each of them says of the population, from which a resample draws some. */
export interface Retrainings extends HeldBy {
  readonly kind: GuaranteeScore;
  /** [n] g(x + 𝒜(x)) of the population, in the order of its people. */
  readonly proposed: Float32Array;
}

export interface ResampleProblem {
  /** The people the rows are drawn from, and whose rate is the true one. */
  readonly population: ScoredPeople;
  /** Whose votes are redrawn with the rows; null where the guarantee is about the network alone. */
  readonly retrainings: Retrainings | null;
  /** People of another population, for whom nothing is guaranteed; null where there are none. */
  readonly elsewhere: ScoredPeople | null;
  /** n: rows of a calibration set. */
  readonly calibration: number;
  /** Rows that θ₀ is chosen on; null where that is the calibration set itself. */
  readonly choice: number | null;
  /** Share of favourable labels among the training rows. */
  readonly baseRate: number;
  readonly settings: ChoiceSettings & Pick<PareSettings, "epsilon">;
  /** The α to calibrate with, one after the other on the same rows. */
  readonly alphas: readonly number[];
  readonly seed: number;
}

/** What one calibration came to, in truth. */
export interface Resample {
  /** Share of the population whose guarantee score reaches the bound; the one that Theorem 3.1 speaks of. */
  readonly rateAtBound: number;
  /** The same for the θ₀ taken, which lies below the bound. */
  readonly rate: number;
  /** F1 over the population at the θ₀ taken. */
  readonly f1: number;
  /**
   * Of a guarantee about retrained networks: of the people for whom it is kept at the bound, how many of the networks that were
   * not drawn hold their action there, as a share; null for any other, and where all were drawn or nobody is kept.
   */
  readonly heldByOthers: number | null;
  /** Share of the people elsewhere whose guarantee score reaches the θ₀ taken; null where there are none. */
  readonly rateElsewhere: number | null;
}

/** Whether a true rate of recourse violates the guarantee 1 − ε; the last bits of 1 − ε do not count. */
export function fallsShort(rate: number, epsilon: number): boolean {
  return rate < 1 - epsilon - 1e-12;
}

/**
 * The probability that the bound of n independent draws from the population violates the guarantee, exactly: with t* the highest
 * score that 1 − ε of the population reach, θ̂₀ > t* means that at most k draws score t* or less. At most α (Theorem 3.1), and
 * below it as far as k is a whole number and scores are tied.
 */
export function failureProbability(guaranteed: Float32Array, n: number, epsilon: number, alpha: number): number {
  const k = pacIndex(n, epsilon, alpha);
  if (k === null) return 0;
  const sorted = guaranteed.slice().sort();
  const N = sorted.length;
  let at = 0;
  while (at + 1 < N && !fallsShort((N - at - 1) / N, epsilon)) at++;
  const notAbove = sorted.lastIndexOf(sorted[at]) + 1;
  return notAbove === N ? 0 : lowerTail(k, n, notAbove / N);
}

/**
 * Resample number `index`: one outcome for every α. The people not trained on are the population, and the n calibration rows are
 * drawn from them *with replacement*: independent draws, as Theorem 3.1 asks, from a distribution under which the true rate
 * is known exactly, as a share of the population. (Drawing without replacement and evaluating on the rows that remain would mix the
 * failures of the guarantee with the sampling error of the remainder, and make both depend on how many remain.) Network and
 * method were fixed before, so that the theorem holds to the letter whatever the people of the population were used for.
 *
 * Where the guarantee is about M retrained networks, M of them are drawn with replacement before the rows are: the theorem holds
 * for whichever were drawn, and its failures are counted over both. The networks left out of the draw, a third of them, stand for
 * those of a retraining to come: how often they hold an action is measured, and not guaranteed.
 */
export function resample(problem: ResampleProblem, index: number): Resample[] {
  const { elsewhere, calibration, choice, baseRate, settings, alphas, seed } = problem;
  const redrawn = problem.retrainings === null ? null : votesRedrawn(problem, problem.retrainings, index);
  const population = redrawn?.population ?? problem.population;
  const random = stream(seed, "redraw", index);
  const rows = drawn(population.y.length, calibration, random);
  // In order, because what sorts them for every α is quick with what is sorted already.
  const guaranteed = rows.map((i) => population.guaranteed[i]).sort();
  const chosenOn = choice === null ? rows : drawn(population.y.length, choice, random);
  const validation = {
    score: chosenOn.map((i) => population.score[i]),
    y: chosenOn.map((i) => population.y[i]),
    baseRate,
  };
  return alphas.map((alpha) => {
    const { theta0Bound, choice } = calibrateThreshold(guaranteed, validation, { ...settings, alpha });
    const rateOf = (people: ScoredPeople, theta0: number) => countAccepted(people.guaranteed, theta0) / people.y.length;
    return {
      rateAtBound: rateOf(population, theta0Bound),
      rate: rateOf(population, choice.theta0),
      f1: f1(confusion(population.score, population.y, choice.theta0)),
      heldByOthers: redrawn?.heldByOthers(theta0Bound) ?? null,
      rateElsewhere: elsewhere === null ? null : rateOf(elsewhere, choice.theta0),
    };
  });
}

/** `n` of the numbers below `size`, each drawn independently, in ascending order; doubles, so that `map` can hold scores. */
function drawn(size: number, n: number, random: Random): Float64Array {
  const times = new Uint32Array(size);
  for (let draw = 0; draw < n; draw++) times[random.below(size)]++;
  const rows = new Float64Array(n);
  for (let i = 0, at = 0; i < size; i++) for (let t = times[i]; t > 0; t--) rows[at++] = i;
  return rows;
}

/** The population as M of its M retrained networks guarantee, drawn with replacement; and what the others hold. */
export function votesRedrawn({ population, seed }: ResampleProblem, retrainings: Retrainings, index: number) {
  const { before, after, share, kind, proposed } = retrainings;
  const random = stream(seed, "redraw networks", index);
  const networks = before.map(() => random.below(before.length));
  const left = before.map((_, k) => k).filter((k) => !networks.includes(k));
  const votes = { before: networks.map((k) => before[k]), after: networks.map((k) => after[k]), share };
  const { score } = population;
  const guaranteed = heldGuaranteeScores(kind, score, proposed, votes);
  // Of the two actions the one that the guarantee is kept by.
  const still = kind === "best" ? heldScores(score, votes.before, share) : null;
  return {
    population: { ...population, guaranteed },
    heldByOthers(theta0: number): number | null {
      let [held, asked] = [0, 0];
      for (let i = 0; i < guaranteed.length; i++) {
        if (!accepts(guaranteed[i], theta0)) continue;
        const of = still !== null && accepts(still[i], theta0) ? before : after;
        for (const k of left) if (accepts(of[k][i], theta0)) held++;
        asked += left.length;
      }
      return asked === 0 ? null : held / asked;
    },
  };
}
