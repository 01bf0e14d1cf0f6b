import { describe, expect, it } from "vitest";
import { matchedAt, pointsOf } from "../../../src/experiments/frontier/acceptance.ts";

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
