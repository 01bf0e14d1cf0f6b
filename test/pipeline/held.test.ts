import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accepts } from "../../src/core/metrics.ts";
import { heldGuaranteeScores } from "../../src/pipeline/calibration/threshold.ts";
import { heldScores, rankScale } from "../../src/pipeline/held.ts";

const scores = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });

describe("the scale between two networks", () => {
  it("own scores 0.2 0.4 0.6 0.8, the other's 0.1 0.2 0.3 0.4: 0.3 is worth 0.6, and what is below all of them nothing", () => {
    const { onOwn, threshold } = rankScale(Float32Array.of(0.8, 0.2, 0.6, 0.4), Float32Array.of(0.1, 0.2, 0.3, 0.4));
    const own = Math.fround;
    expect([0.05, 0.1, 0.35, 0.4, 0.9].map((score) => onOwn(own(score)))).toEqual([
      0,
      own(0.2),
      own(0.6),
      own(0.8),
      own(0.8),
    ]);
    expect([0, 0.2, 0.5, 0.8, 0.81].map(threshold)).toEqual([
      0,
      own(0.1),
      own(0.3),
      own(0.4),
      Number.POSITIVE_INFINITY,
    ]);
  });

  it("a score reaches t on one's own scale exactly where it reaches the other network's threshold for t, which rises with t", () => {
    fc.assert(
      fc.property(scores, scores, scores, (own, other, tried) => {
        const { onOwn, threshold } = rankScale(Float32Array.from(own), Float32Array.from(other));
        const sorted = [...own, ...tried].sort((a, b) => a - b);
        for (const t of sorted) for (const s of tried) expect(accepts(onOwn(s), t)).toBe(accepts(s, threshold(t)));
        const thresholds = sorted.map(threshold);
        expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b));
      }),
    );
  });

  it("of equally many validation rows without ties, as many reach the threshold for t as reach t", () => {
    const own = Float32Array.from({ length: 40 }, (_, i) => ((7 * i) % 40) / 40);
    const other = own.map((score) => score ** 3 / 2);
    const { threshold } = rankScale(own, other);
    for (const t of own) {
      expect(other.filter((score) => accepts(score, threshold(t))).length).toBe(
        own.filter((s) => accepts(s, t)).length,
      );
    }
  });
});

describe("held scores", () => {
  const networks = fc.array(fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }), {
    minLength: 1,
    maxLength: 9,
  });

  it("reach θ₀ exactly where the network accepts at θ₀ and at least ⌈ρM⌉ of M do", () => {
    const six = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(six, networks, fc.constantFrom(0, 0.5, 0.8, 0.9, 1), (own, others, share) => {
        const held = heldScores(
          Float32Array.from(own),
          others.map((each) => Float32Array.from(each)),
          share,
        );
        const enough = Math.ceil(share * others.length - 1e-9);
        for (const theta0 of [...own, ...others.flat()]) {
          own.forEach((score, i) => {
            const votes = others.filter((each) => accepts(each[i], theta0)).length;
            expect(accepts(held[i], theta0)).toBe(accepts(score, theta0) && votes >= enough);
          });
        }
      }),
    );
  });

  it("`best` is the better of both actions, not of either's network and the other's votes: 0.4, where mixing them gives 0.9", () => {
    const one = (value: number) => Float32Array.of(value);
    const held = { before: [one(0.4)], after: [one(0.9)], share: 1 };
    expect([...heldGuaranteeScores("best", one(0.9), one(0.2), held)][0]).toBeCloseTo(0.4, 6);
    expect([...heldGuaranteeScores("proposed", one(0.9), one(0.2), held)][0]).toBeCloseTo(0.2, 6);
  });
});
