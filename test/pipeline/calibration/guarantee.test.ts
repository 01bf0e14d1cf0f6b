import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  caveatKind,
  complement,
  type GuaranteeTerms,
  guaranteeOf,
  storedGuarantee,
} from "../../../src/pipeline/calibration/guarantee.ts";

const good: GuaranteeTerms = {
  epsilon: 0.05,
  alpha: 0.05,
  score: "best",
  method: "adversarial",
  held: null,
  n: 3257,
  heldOut: true,
  standardisedWithThem: false,
  copies: 0,
  severalOfOne: false,
  outside: false,
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
    const held = { enough: 9, networks: 10 };
    expect(guaranteeOf({ ...good, held, method: "lasting" }).sentence).toContain(
      "the method “lasting”, and so that at least 9 of 10 retrained networks accept them too, each at the threshold where it " +
        "accepts as large a share of its validation rows. Of any other network that a retraining may yield, nothing is proven.",
    );
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

  it("says it of copies of training records, of rows of one person, and of a scale taken over held-out rows too", () => {
    const { caveats } = guaranteeOf({ ...good, copies: 2258, severalOfOne: true, standardisedWithThem: true });
    expect(caveats).toEqual([
      "The first condition does not hold: 2,258 of these 3,257 rows are whole copies of training records. source.duplicates: drop would mend it.",
      "The first condition holds for people, and not for their rows: several of these may be of one person. Rows held out for calibration, one of each, would mend it.",
      "The second condition does not hold for means and standard deviations: they were taken over these rows too. standardise.fit: train would mend it.",
    ]);
    expect(caveats.map(caveatKind)).toEqual(["copies", "people", "standardised"]);
    expect(guaranteeOf({ ...good, copies: 3 }).caveats).toEqual([]);
  });

  it("rounds down what is proven: a bound of 0.33499926 is not 0.335, and α = 1e-12 is not a certainty", () => {
    const { sentence } = guaranteeOf({ ...good, theta0: 0.33499926, alpha: 1e-12 });
    expect(sentence).toContain("at least θ₀ = 0.3349,");
    expect(sentence).toContain("probability at least 99.9999999999 % over");
    expect([complement(1e-17), complement(1e-300)]).toEqual(["99.99999999999 %", "99.99999999999 %"]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (theta0) => {
        const [, printed] = /θ₀ = (\S+?),/.exec(guaranteeOf({ ...good, theta0 }).sentence) ?? [];
        expect(Number(printed)).toBeLessThanOrEqual(theta0);
        expect(theta0 - Number(printed)).toBeLessThan(1.0001e-4);
      }),
    );
  });

  it("what is stored keeps its first words, so that a record under a key stays the same bytes", () => {
    const { sentence, caveats } = storedGuarantee({ ...good, theta0: 0.33499926, standardisedWithThem: true });
    expect(sentence).toContain("θ₀ = 0.335,");
    expect(caveats).toEqual([]);
  });

  it("writes 1 − 0.95 as 5 % and 1 − 0.005 as 99.5 %", () => {
    const shares = [0.95, 0.005, 0.25, 0.07, 0.29, 0.1].map(complement);
    expect(shares).toEqual(["5 %", "99.5 %", "75 %", "93 %", "71 %", "90 %"]);
  });
});
