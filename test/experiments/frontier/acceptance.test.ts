import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchedAt, matchedTheta0, pointsOf } from "../../../src/experiments/frontier/acceptance.ts";

const tenths = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);

describe("θ₀ of a share accepted", () => {
  it.each([
    [0.3, 0.8],
    [0.5, 0.6],
    [0.7, 0.4],
  ])("accepts %f of ten people scored 0.1 to 1 at θ₀ = %f", (share, theta0) => {
    expect(matchedTheta0(tenths, share)).toBe(theta0);
  });

  it("equal scores go together: of 0.2 0.5 0.5 0.5 0.9, half is nearest to 4 at 0.5 and 1 at 0.9, and 4 is the lower θ₀", () => {
    const score = [0.2, 0.5, 0.5, 0.5, 0.9];
    expect(matchedTheta0(score, 0.5)).toBe(0.5);
    expect(matchedTheta0(score, 0.3)).toBe(0.9);
  });

  it("of 3 people, half is as near to 1 as to 2: 2 are accepted", () => {
    expect(matchedTheta0([0.1, 0.2, 0.3], 0.5)).toBe(0.2);
  });

  it("no candidate comes nearer, and without ties the share is off by half a person at most", () => {
    const scores = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(scores, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (score, share) => {
        const theta0 = matchedTheta0(score, share);
        const accepted = score.filter((value) => value >= theta0).length;
        // At least one is accepted: the candidates are the scores.
        const off = Math.abs(accepted - share * score.length);
        expect(off).toBeLessThanOrEqual(Math.max(0.5, 1 - share * score.length) + 1e-9);
      }),
    );
  });

  it("refuses no rows, and shares of 0, 1 and NaN", () => {
    expect(() => matchedTheta0([], 0.5)).toThrow("none to accept");
    for (const share of [0, 1, Number.NaN]) expect(() => matchedTheta0([0.5], share)).toThrow("invalid share");
  });
});

describe("the matched comparison", () => {
  const offers = { score: [0.1, 0.4, 0.6, 0.9], y: [0, 1, 0, 1], proposed: [0.3, 0.7, 0.6, 0.95] };

  it("half of 4 accepted: AUC 3/4, balanced accuracy 1/2, one of the two turned down has recourse", () => {
    expect(matchedAt(offers, 0.5)).toEqual({
      theta0: 0.6,
      accepted: 0.5,
      auc: 0.75,
      balancedAccuracy: 0.5,
      recourseNegative: 0.5,
    });
  });

  it("a split whose people all have one score has no recourse negative and is left out of the mean", () => {
    const flat = matchedAt({ ...offers, score: [0.5, 0.5, 0.5, 0.5] }, 0.5);
    expect(flat).toMatchObject({ accepted: 1, recourseNegative: null });
    const at = { dataset: "own", lambda: 0, method: "highest", share: 0.5 };
    expect(pointsOf([flat], at)).toEqual([]);
    const [auc, balanced] = pointsOf([flat, matchedAt(offers, 0.5)], at);
    expect([auc.quality, auc.value.mean, auc.value.n]).toEqual(["ROC AUC", 0.75, 1]);
    expect([balanced.quality, balanced.value.mean]).toEqual(["balanced accuracy", 0.5]);
  });
});
