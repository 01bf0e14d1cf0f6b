import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accepts,
  accuracy,
  balancedAccuracy,
  confusion,
  f1,
  logLoss,
  precision,
  recall,
  recourseRates,
  rocAuc,
} from "../../src/core/metrics.ts";
import golden from "../fixtures/metrics.json" with { type: "json" };

/** Rows with few distinct scores, so that ties are common. */
const rows = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 20 }).map((i) => i / 20), y: fc.constantFrom(0, 1) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((list) => ({ score: list.map((r) => r.score), y: list.map((r) => r.y) }));

describe("accepts", () => {
  it("accepts at equality: 0.15 at θ₀ 0.15, but not the double below it", () => {
    expect(accepts(0.15, 0.15)).toBe(true);
    expect(accepts(0.15 - 2 ** -55, 0.15)).toBe(false);
  });

  it("compares a float32 score as the double it is: float32(0.7) lies below 0.7, float32(0.3) above 0.3", () => {
    expect(accepts(Math.fround(0.7), 0.7)).toBe(false);
    expect(accepts(Math.fround(0.3), 0.3)).toBe(true);
  });
});

describe("counts and their ratios", () => {
  it.each(golden.cases)(
    "case $id, $kind: equals scikit-learn 1.2.1, F1 within one unit in the last place",
    (expected) => {
      const counts = confusion(expected.score, expected.y, expected.threshold);
      expect(counts).toEqual({ tp: expected.tp, fp: expected.fp, tn: expected.tn, fn: expected.fn });
      expect(accuracy(counts)).toBe(expected.accuracy);
      expect(precision(counts)).toBe(expected.precision);
      expect(recall(counts)).toBe(expected.recall);
      expect(Math.abs(f1(counts) - expected.f1)).toBeLessThanOrEqual(expected.f1 * Number.EPSILON);
    },
  );

  it("θ₀ = 0 is the trivial classifier: 119 favourable of 500 give it F1 238/619 and precision 0.238", () => {
    const y = Float32Array.from({ length: 500 }, (_, i) => (i < 119 ? 1 : 0));
    const counts = confusion(new Float32Array(500), y, 0);
    expect(counts).toEqual({ tp: 119, fp: 381, tn: 0, fn: 0 });
    expect(f1(counts)).toBe(238 / 619);
    expect(precision(counts)).toBe(0.238);
    expect(balancedAccuracy(counts)).toBe(0.5);
  });

  it("balanced accuracy weighs 1 of 2 and 9 of 10 alike (0.7), and is one class's recall when the other is absent", () => {
    expect(balancedAccuracy({ tp: 1, fn: 1, tn: 9, fp: 1 })).toBeCloseTo(0.7, 15);
    expect(balancedAccuracy({ tp: 3, fn: 1, tn: 0, fp: 0 })).toBe(0.75);
    expect(balancedAccuracy({ tp: 0, fn: 0, tn: 1, fp: 3 })).toBe(0.25);
  });

  it("without rows every ratio is 0", () => {
    const none = confusion([], [], 0.5);
    for (const ratio of [accuracy, precision, recall, f1, balancedAccuracy]) expect(ratio(none)).toBe(0);
  });

  it("F1 is the harmonic mean of precision and recall", () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), ({ score, y }, theta0) => {
        const counts = confusion(score, y, theta0);
        const [p, r] = [precision(counts), recall(counts)];
        expect(f1(counts)).toBeCloseTo(p + r === 0 ? 0 : (2 * p * r) / (p + r), 14);
      }),
    );
  });

  it("refuses lengths that differ, a NaN score, a NaN θ₀ and the label 2", () => {
    expect(() => confusion([0.1], [0, 1], 0.5)).toThrow("invalid labels: 2 for 1 scores");
    expect(() => confusion([0.1, Number.NaN], [0, 1], 0.5)).toThrow("invalid score of row 1: NaN");
    expect(() => confusion([0.1], [0], Number.NaN)).toThrow("invalid theta0: NaN");
    expect(() => confusion([0.1], [2], 0.5)).toThrow("invalid label of row 0: 2");
    expect(() => rocAuc([0.1, Number.NaN], [0, 1])).toThrow(RangeError);
  });
});

describe("ROC AUC", () => {
  it("is 1 when sorted right, 0 when sorted wrong, 0.5 when all scores tie, 0.875 with one tie of four pairs", () => {
    expect(rocAuc([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])).toBe(1);
    expect(rocAuc([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0])).toBe(0);
    expect(rocAuc([0.4, 0.4, 0.4], [0, 1, 1])).toBe(0.5);
    expect(rocAuc([0.1, 0.5, 0.5, 0.9], [0, 0, 1, 1])).toBe(0.875);
  });

  it("is null when the labels are all alike", () => {
    expect(rocAuc([0.1, 0.9], [1, 1])).toBeNull();
    expect(rocAuc([0.1, 0.9], [0, 0])).toBeNull();
    expect(rocAuc([], [])).toBeNull();
  });

  it("equals the count over all pairs of one favourable and one unfavourable row", () => {
    fc.assert(
      fc.property(rows, ({ score, y }) => {
        const wins: number[] = [];
        score.forEach((a, i) => {
          score.forEach((b, j) => {
            if (y[i] === 1 && y[j] === 0) wins.push((Math.sign(a - b) + 1) / 2);
          });
        });
        const mean = wins.reduce((sum, win) => sum + win, 0) / wins.length;
        expect(rocAuc(score, y)).toBe(wins.length === 0 ? null : mean);
      }),
    );
  });

  it("does not change under a strictly increasing map of the scores, and turns into 1 − AUC under a decreasing one", () => {
    fc.assert(
      fc.property(rows, ({ score, y }) => {
        const auc = rocAuc(score, y);
        expect(rocAuc(score.map(Math.exp), y)).toBe(auc);
        expect(
          rocAuc(
            score.map((s) => 1000 * s ** 3 - 7),
            y,
          ),
        ).toBe(auc);
        const mirrored = rocAuc(
          score.map((s) => -s),
          y,
        );
        if (auc === null) expect(mirrored).toBeNull();
        else expect(mirrored).toBeCloseTo(1 - auc, 14);
      }),
    );
  });
});

describe("the loss ℓ", () => {
  it("is ln 2 at 0.5 and −ln 0.9 at 0.9 for the label 1 or 0.1 for the label 0", () => {
    expect(logLoss(0.5, 1)).toBe(Math.LN2);
    expect(logLoss(0.5, 0)).toBe(Math.LN2);
    expect(logLoss(0.9, 1)).toBeCloseTo(0.10536051565782628, 16);
    expect(logLoss(0.1, 0)).toBeCloseTo(0.10536051565782628, 16);
  });

  it("is 0 when sure and right, 100 when sure and wrong", () => {
    expect(logLoss(1, 1)).toBe(0);
    expect(logLoss(0, 0)).toBe(0);
    expect(logLoss(0, 1)).toBe(100);
    expect(logLoss(1, 0)).toBe(100);
    expect(logLoss(1e-60, 1)).toBe(100);
  });

  it("refuses a logit, NaN and a label between the classes", () => {
    expect(() => logLoss(1.5, 1)).toThrow("invalid score: 1.5");
    expect(() => logLoss(Number.NaN, 1)).toThrow("invalid score: NaN");
    expect(() => logLoss(0.5, 0.5)).toThrow("invalid label: 0.5");
  });
});

describe("recourse rates", () => {
  it("129 accepted and 200 flipped of 500: negative 200/371, all 329/500", () => {
    expect(recourseRates({ rows: 500, accepted: 129, flipped: 200 })).toEqual({
      rows: 500,
      accepted: 129,
      flipped: 200,
      negatives: 371,
      negative: 200 / 371,
      all: 329 / 500,
    });
  });

  it("with no one turned down, negative is 0 of 0 and all is 1", () => {
    expect(recourseRates({ rows: 7, accepted: 7, flipped: 0 })).toMatchObject({ negatives: 0, negative: 0, all: 1 });
  });

  it("refuses 4 flipped of 3 turned down, half a person and NaN", () => {
    expect(() => recourseRates({ rows: 10, accepted: 7, flipped: 4 })).toThrow(
      "invalid recourse counts: 4 flipped, 7 accepted, 10 rows",
    );
    expect(() => recourseRates({ rows: 10, accepted: 11, flipped: 0 })).toThrow(RangeError);
    expect(() => recourseRates({ rows: 10, accepted: 0.5, flipped: 0 })).toThrow(RangeError);
    expect(() => recourseRates({ rows: 10, accepted: 0, flipped: Number.NaN })).toThrow(RangeError);
  });
});
