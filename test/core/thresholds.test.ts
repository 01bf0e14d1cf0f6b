import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accepts, balancedAccuracy, confusion, f1 } from "../../src/core/metrics.ts";
import { stream } from "../../src/core/random.ts";
import {
  acceptingTheta0,
  chooseTheta0,
  gridCandidates,
  scoreCandidates,
  type Theta0Rule,
  theta0Rules,
} from "../../src/core/thresholds.ts";

const grid = gridCandidates(0.05);
const hundredth = fc.integer({ min: 0, max: 100 }).map((i) => i / 100);
const rows = fc
  .array(fc.record({ score: hundredth, y: fc.constantFrom(0, 1) }), { minLength: 1, maxLength: 80 })
  .map((list) => ({ score: list.map((r) => r.score), y: list.map((r) => r.y) }));

/** Every eighth of 100 favourable, scores as a weak classifier gives them. */
const random = stream(0, "rows to choose theta0 on");
const y = Float32Array.from({ length: 100 }, (_, i) => (i % 8 === 0 ? 1 : 0));
const score = Float32Array.from(y, (label) => Math.min(1, 0.3 * label + 0.7 * random.uniform()));

describe("candidates", () => {
  it("step 0.05 gives the 21 doubles 0, 0.05 … 1 as written: 0.15 and not 0.15000000000000002", () => {
    expect(grid).toHaveLength(21);
    expect([...grid]).toEqual([
      0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1,
    ]);
    expect(grid[3]).not.toBe(3 * 0.05);
  });

  it("any step 1/m gives m + 1 candidates that ascend from 0 to 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (m) => {
        const candidates = gridCandidates(1 / m);
        expect([candidates.length, candidates[0], candidates[m]]).toEqual([m + 1, 0, 1]);
        expect(candidates.every((theta0, i) => i === 0 || theta0 > candidates[i - 1])).toBe(true);
      }),
    );
  });

  it("refuses steps that do not divide 1: 0.3, 0, −0.05, 2, NaN", () => {
    for (const step of [0.3, 0, -0.05, 2, Number.NaN])
      expect(() => gridCandidates(step)).toThrow(`invalid step: ${step}`);
  });

  it("of the scores 0.5, 0.25, 0.5 are 0.25 and 0.5, and no threshold above the highest", () => {
    expect([...scoreCandidates(Float32Array.of(0.5, 0.25, 0.5))]).toEqual([0.25, 0.5]);
  });
});

describe("choice of θ₀", () => {
  it.each<[Theta0Rule, number, number, number, number]>([
    ["f1", 0.7, 5 / 9, 0.7924972772598267, 5 / 9],
    ["balanced-accuracy", 0.3, 21 / 29, 0.34542617201805115, 22 / 29],
    ["acceptance-rate", 0.65, 0.99, 0.6504459381103516, 1],
  ])(
    "%s takes θ₀ = %f on the grid, of value %f; of all scores %f, of value %f",
    (rule, onGrid, gridValue, ofAll, value) => {
      const problem = { score, y, rule, baseRate: 0.13 };
      const coarse = chooseTheta0({ ...problem, candidates: grid });
      const fine = chooseTheta0({ ...problem, candidates: scoreCandidates(score) });
      expect([coarse.theta0, fine.theta0]).toEqual([onGrid, ofAll]);
      expect(coarse.value).toBeCloseTo(gridValue, 14);
      expect(fine.value).toBeCloseTo(value, 14);
    },
  );

  it("is the first candidate with the highest value, for every rule and both sets of candidates", () => {
    const byDefinition: Record<
      Theta0Rule,
      (theta0: number, r: { score: number[]; y: number[] }, base: number) => number
    > = {
      f1: (theta0, r) => f1(confusion(r.score, r.y, theta0)),
      "balanced-accuracy": (theta0, r) => balancedAccuracy(confusion(r.score, r.y, theta0)),
      "acceptance-rate": (theta0, r, base) =>
        1 - Math.abs(r.score.filter((s) => accepts(s, theta0)).length / r.score.length - base),
    };
    fc.assert(
      fc.property(rows, hundredth, fc.constantFrom(...theta0Rules), fc.boolean(), (r, baseRate, rule, all) => {
        const candidates = all ? scoreCandidates(r.score) : grid;
        const values = [...candidates].map((theta0) => byDefinition[rule](theta0, r, baseRate));
        const value = Math.max(...values);
        const theta0 = candidates[values.indexOf(value)];
        expect(chooseTheta0({ ...r, rule, baseRate, candidates })).toEqual({
          theta0,
          value,
          candidates: candidates.length,
        });
      }),
    );
  });

  it("no threshold does better than the best score: F1 and balanced accuracy over 1,001 thresholds from 0 to 1", () => {
    const fine = gridCandidates(0.001);
    fc.assert(
      fc.property(rows, fc.constantFrom<Theta0Rule>("f1", "balanced-accuracy"), (r, rule) => {
        fc.pre(r.y.includes(1));
        const best = (candidates: Float64Array) => chooseTheta0({ ...r, rule, baseRate: 0.5, candidates }).value;
        expect(best(scoreCandidates(r.score))).toBeGreaterThanOrEqual(best(fine));
      }),
    );
  });

  it("equal F1s are equal doubles: of 0.2 and 0.4, both with F1 2/3, the first is taken", () => {
    const choice = chooseTheta0({
      score: [0.1, 0.3, 0.3, 0.5, 0.5],
      y: [0, 1, 0, 0, 1],
      rule: "f1",
      baseRate: 0.4,
      candidates: [0.2, 0.4],
    });
    expect(choice).toEqual({ theta0: 0.2, value: 2 / 3, candidates: 2 });
  });

  it("acceptance-rate accepts 3 of 10 when 0.3 of the training labels are favourable", () => {
    const ten = Array.from({ length: 10 }, (_, i) => i / 10);
    const problem = { score: ten, y: ten.map(() => 0), rule: "acceptance-rate", baseRate: 0.3 } as const;
    expect(chooseTheta0({ ...problem, candidates: scoreCandidates(ten) })).toEqual({
      theta0: 0.7,
      value: 1,
      candidates: 10,
    });
  });

  it("F1 accepts everyone where 9 of 10 are favourable and the scores say nothing; balanced accuracy is 0.5 there", () => {
    const same = new Float32Array(10).fill(0.6);
    const labels = Float32Array.from(same, (_, i) => (i === 0 ? 0 : 1));
    const problem = { score: same, y: labels, baseRate: 0.9, candidates: grid };
    expect(chooseTheta0({ ...problem, rule: "f1" })).toMatchObject({ theta0: 0, value: 18 / 19 });
    expect(chooseTheta0({ ...problem, rule: "balanced-accuracy" })).toMatchObject({ theta0: 0, value: 0.5 });
  });

  it("refuses a NaN score, no rows, no candidates, candidates that do not ascend, and base rates 1.1 and NaN", () => {
    const problem = { score: [0.1, 0.9], y: [0, 1], rule: "f1", baseRate: 0.5, candidates: grid } as const;
    const refused = (change: Partial<Parameters<typeof chooseTheta0>[0]>, message: string) => {
      expect(() => chooseTheta0({ ...problem, ...change })).toThrow(RangeError);
      expect(() => chooseTheta0({ ...problem, ...change })).toThrow(message);
    };
    refused({ score: [0.1, Number.NaN] }, "invalid score of row 1: NaN");
    refused({ score: [], y: [] }, "invalid rows: none");
    refused({ candidates: [] }, "invalid candidates: none");
    refused({ candidates: [0.5, 0.5] }, "invalid candidate 1: 0.5 after 0.5");
    refused({ candidates: [Number.NaN] }, "invalid candidate 0: NaN");
    refused({ baseRate: 1.1 }, "invalid base rate: 1.1");
    refused({ baseRate: Number.NaN }, "invalid base rate: NaN");
  });
});

const tenths = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);

describe("θ₀ of a share accepted", () => {
  it.each([
    [0.3, 0.8],
    [0.5, 0.6],
    [0.7, 0.4],
  ])("accepts %f of ten people scored 0.1 to 1 at θ₀ = %f", (share, theta0) => {
    expect(acceptingTheta0(tenths, share)).toBe(theta0);
  });

  it("equal scores go together: of 0.2 0.5 0.5 0.5 0.9, half is nearest to 4 at 0.5 and 1 at 0.9, and 4 is the lower θ₀", () => {
    const score = [0.2, 0.5, 0.5, 0.5, 0.9];
    expect(acceptingTheta0(score, 0.5)).toBe(0.5);
    expect(acceptingTheta0(score, 0.3)).toBe(0.9);
  });

  it("of 3 people, half is as near to 1 as to 2: 2 are accepted", () => {
    expect(acceptingTheta0([0.1, 0.2, 0.3], 0.5)).toBe(0.2);
  });

  it("no candidate comes nearer, and without ties the share is off by half a person at most", () => {
    const scores = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(scores, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (score, share) => {
        const theta0 = acceptingTheta0(score, share);
        const accepted = score.filter((value) => value >= theta0).length;
        // At least one is accepted: the candidates are the scores.
        const off = Math.abs(accepted - share * score.length);
        expect(off).toBeLessThanOrEqual(Math.max(0.5, 1 - share * score.length) + 1e-9);
      }),
    );
  });

  it("refuses no rows, and shares of 0, 1 and NaN", () => {
    expect(() => acceptingTheta0([], 0.5)).toThrow("none to accept");
    for (const share of [0, 1, Number.NaN]) expect(() => acceptingTheta0([0.5], share)).toThrow("invalid share");
  });
});
