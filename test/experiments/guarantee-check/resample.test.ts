import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerTail } from "../../../src/core/binomial.ts";
import { pacIndex } from "../../../src/core/pac.ts";
import { stream } from "../../../src/core/random.ts";
import {
  failureProbability,
  fallsShort,
  type ResampleProblem,
  resample,
  votesRedrawn,
} from "../../../src/experiments/guarantee-check/resample.ts";
import { heldGuaranteeScores } from "../../../src/pipeline/calibration/threshold.ts";

const settings = { epsilon: 0.1, grid: "all", rule: "f1", digits: null } as const;

/** N people with distinct guarantee scores, accepted the likelier the higher they score. */
function problemOf(N: number, changes: Partial<ResampleProblem> = {}): ResampleProblem {
  const random = stream(7, "people");
  const score = Float32Array.from({ length: N }, (_, i) => (i + 1) / (2 * N));
  const y = score.map((s) => Number(random.uniform() < 2 * s));
  const population = { score, y, guaranteed: score.map((s) => s + 0.25) };
  return {
    population,
    retrainings: null,
    elsewhere: null,
    calibration: 200,
    choice: null,
    baseRate: 0.5,
    settings,
    alphas: [0.1, 0.9],
    seed: 3,
    ...changes,
  };
}

describe("a resample", () => {
  it("of 200 from 4,000 people fails as often as the binomial distribution says: 2,000 times, within 3.3 standard errors", () => {
    const problem = problemOf(4000);
    const resamples = Array.from({ length: 2000 }, (_, i) => resample(problem, i));
    problem.alphas.forEach((alpha, a) => {
      const failures = resamples.filter((outcomes) => fallsShort(outcomes[a].rateAtBound, 0.1)).length;
      const exact = failureProbability(problem.population.guaranteed, 200, 0.1, alpha);
      const standardError = Math.sqrt((exact * (1 - exact)) / resamples.length);
      expect(Math.abs(failures / resamples.length - exact) / standardError).toBeLessThan(3.3);
      expect(exact).toBeLessThanOrEqual(alpha);
    });
    // k = 14 keeps α = 0.1; the confidence 0.9 in its place gives k = 25, and the guarantee is broken nearly always.
    expect(pacIndex(200, 0.1, 0.1)).toBe(14);
    expect(pacIndex(200, 0.1, 0.9)).toBe(25);
    expect(failureProbability(problem.population.guaranteed, 200, 0.1, 0.9)).toBeGreaterThan(0.85);
  });

  it("at the θ₀ taken fails no oftener than at the bound, on every single resample, with rows of its own or not", () => {
    for (const choice of [null, 150]) {
      const problem = problemOf(1000, { choice });
      for (let i = 0; i < 100; i++) {
        for (const { rate, rateAtBound } of resample(problem, i)) expect(rate).toBeGreaterThanOrEqual(rateAtBound);
      }
    }
  });

  it("depends on its number alone", () => {
    const problem = problemOf(500);
    const inOrder = [0, 1, 2].map((i) => resample(problem, i));
    expect([2, 0, 1].map((i) => resample(problem, i))).toEqual([inOrder[2], inOrder[0], inOrder[1]]);
    expect(inOrder[0]).not.toEqual(inOrder[1]);
    expect(resample({ ...problem, seed: 4 }, 0)).not.toEqual(inOrder[0]);
  });

  it("tells the rate among people elsewhere, whom the guarantee does not cover", () => {
    const here = problemOf(1000);
    const { population } = here;
    const elsewhere = { ...population, guaranteed: population.guaranteed.map(() => 0) };
    expect(resample({ ...here, elsewhere }, 0)[0].rateElsewhere).toBe(0);
    expect(resample(here, 0)[0].rateElsewhere).toBe(null);
  });
});

describe("the probability of a failure", () => {
  it("with N distinct scores is that of ≤ k draws among the lowest ⌊εN⌋ + 1: 4,000 people, 401 of them", () => {
    const guaranteed = Float32Array.from({ length: 4000 }, (_, i) => i);
    expect(failureProbability(guaranteed, 200, 0.1, 0.1)).toBe(lowerTail(14, 200, 401 / 4000));
  });

  it("is at most α for any scores, ties and all", () => {
    const scores = fc.array(fc.constantFrom(0, 0.25, 0.5, 0.75, 1), { minLength: 1, maxLength: 60 });
    const small = fc.constantFrom(0.05, 0.1, 0.25, 0.5);
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 120 }), small, small, (scores, n, epsilon, alpha) => {
        expect(failureProbability(Float32Array.from(scores), n, epsilon, alpha)).toBeLessThanOrEqual(
          alpha * (1 + 1e-9),
        );
      }),
    );
  });

  it("is 0 where everybody scores alike", () => {
    expect(failureProbability(new Float32Array(50).fill(0.5), 100, 0.05, 0.05)).toBe(0);
  });
});

describe("falling short of 1 − ε", () => {
  it("counts 59 of 100 as 1 − 0.41, although 1 − 0.41 is 0.5900000000000001", () => {
    expect(1 - 0.41 > 0.59).toBe(true);
    expect(fallsShort(0.59, 0.41)).toBe(false);
    expect(fallsShort(0.58, 0.41)).toBe(true);
  });
});

describe("a guarantee about 5 retrained networks, 4 of which have to hold an action", () => {
  /** 2,000 people; every network's score is the own one and a shift and noise of the network's. */
  const plain = problemOf(2000);
  const random = stream(11, "networks");
  const shifted = (base: Float32Array) =>
    Array.from({ length: 5 }, () => {
      const shift = 0.05 * random.normal();
      return base.map((score) => Math.min(1, Math.max(0, score + shift + 0.02 * random.normal())));
    });
  const { score, guaranteed: proposed } = plain.population;
  const held = { before: shifted(score), after: shifted(proposed), share: 0.8 };
  const problem: ResampleProblem = {
    ...plain,
    population: { ...plain.population, guaranteed: heldGuaranteeScores("best", score, proposed, held) },
    retrainings: { ...held, kind: "best", proposed },
  };

  it("redraws networks with the rows: over 1,000 of both it fails as often as the exact probabilities of the draws say, below α", () => {
    const resamples = Array.from({ length: 1000 }, (_, i) => resample(problem, i)[0]);
    const failures = resamples.filter(({ rateAtBound }) => fallsShort(rateAtBound, 0.1)).length / 1000;
    const exact = Array.from({ length: 200 }, (_, i) =>
      failureProbability(votesRedrawn(problem, retrainingsOf(problem), i).population.guaranteed, 200, 0.1, 0.1),
    ).reduce((sum, p) => sum + p / 200, 0);
    expect(exact).toBeLessThanOrEqual(0.1);
    expect(Math.abs(failures - exact)).toBeLessThan(3.3 * Math.sqrt((exact * (1 - exact)) / 1000));
  });

  it("of those kept, networks that were not drawn hold fewer than all: what is measured is not what is guaranteed", () => {
    const shares = Array.from({ length: 50 }, (_, i) => resample(problem, i)[0].heldByOthers).filter((s) => s !== null);
    expect(shares.length).toBeGreaterThan(40);
    const mean = shares.reduce((sum, share) => sum + share / shares.length, 0);
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(1);
  });

  it("asks 5 copies of one network for nothing more than that network", () => {
    const one = { ...held, before: held.before.map(() => score), after: held.after.map(() => proposed) };
    const copies = { ...problem, retrainings: { ...one, kind: "best" as const, proposed } };
    expect(resample(copies, 3)[0].rateAtBound).toBe(resample(plain, 3)[0].rateAtBound);
  });
});

function retrainingsOf({ retrainings }: ResampleProblem) {
  if (retrainings === null) throw new Error("no networks");
  return retrainings;
}
