import { describe, expect, it } from "vitest";
import {
  caveatKind,
  complement,
  type GuaranteeTerms,
  guaranteeOf,
} from "../../../src/pipeline/calibration/guarantee.ts";

const good: GuaranteeTerms = {
  epsilon: 0.05,
  alpha: 0.05,
  score: "best",
  method: "adversarial",
  n: 3257,
  heldOut: true,
  standardisedWithThem: false,
  theta0: 0.5,
  theta0Bound: 0.6,
  shift: null,
};

describe("the guarantee", () => {
  it("is one sentence with rows, both conditions, both probabilities, method and θ₀, and no caveat when all is well", () => {
    expect(guaranteeOf(good)).toEqual({
      sentence:
        "If the 3,257 held-out calibration rows are independent draws of the people the classifier will meet, and the " +
        "network and the recourse method were fixed before these rows were seen, then, with probability at least 95 % over " +
        "these rows, at least 95 % of those people have a score of at least θ₀ = 0.5, as they are or after the action " +
        "proposed by the method “adversarial”.",
      caveats: [],
    });
    expect(guaranteeOf({ ...good, score: "proposed" }).sentence).toContain(
      "a score of at least θ₀ = 0.5 after the action",
    );
  });

  it("says what stands in its way: rows that chose the epoch, α = 0.95, a θ₀ rounded above the bound, other people", () => {
    const { caveats } = guaranteeOf({
      ...good,
      heldOut: false,
      standardisedWithThem: true,
      alpha: 0.95,
      theta0: 0.601,
      shift: "The test rows are not people like the calibration rows: age is higher.",
    });
    expect(caveats).toHaveLength(4);
    expect(caveats[0]).toMatch(/these rows chose the epoch, and means and standard deviations/);
    expect(caveats[1]).toBe(
      "An α of 0.95 allows the promise to fail in 95 % of all calibrations: it promises next to nothing.",
    );
    expect(caveats[2]).toContain("rounded to 0.601, above the bound 0.600000");
    expect(caveats[3]).toBe("The test rows are not people like the calibration rows: age is higher.");
    expect(caveats.map(caveatKind)).toEqual(["not held out", "large alpha", "rounded", "shift"]);
    expect(() => caveatKind("The test rows are fine.")).toThrow("invalid caveat");
  });

  it("writes 1 − 0.95 as 5 % and 1 − 0.005 as 99.5 %", () => {
    expect([complement(0.95), complement(0.005), complement(0.25)]).toEqual(["5 %", "99.5 %", "75 %"]);
  });
});
