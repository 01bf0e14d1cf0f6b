import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confusion, precision } from "../../src/core/metrics.ts";
import { precisionThreshold } from "../../src/core/precision-threshold.ts";
import { scoreCandidates } from "../../src/core/thresholds.ts";

const rows = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 8 }).map((k) => k / 8), y: fc.constantFrom(0, 1) }),
  {
    minLength: 1,
    maxLength: 40,
  },
);

describe("θ₀ of a precision", () => {
  // Accepted from 0.1 on: 3 of 6; 0.3: 3 of 5; 0.4: 2 of 4; 0.6: 2 of 3; 0.8: 1 of 2; 0.9: 1 of 1.
  const score = [0.1, 0.3, 0.4, 0.6, 0.8, 0.9];
  const y = [0, 1, 0, 1, 0, 1];

  it.each([
    [0.5, 0.1, 0.5, 6],
    [0.55, 0.3, 0.6, 5],
    [0.65, 0.6, 2 / 3, 3],
    [0.7, 0.9, 1, 1],
  ])("at least %f: θ₀ = %f with precision %f and %i people accepted", (asked, theta0, reached, accepted) => {
    expect(precisionThreshold(score, y, asked)).toEqual({ theta0, precision: reached, accepted });
  });

  it("people of one score are accepted together: 3 of 4 at 0.5, never 2 of 2", () => {
    expect(precisionThreshold([0.2, 0.5, 0.5, 0.5, 0.5], [0, 1, 1, 1, 0], 0.7)).toEqual({
      theta0: 0.5,
      precision: 0.75,
      accepted: 4,
    });
    expect(precisionThreshold([0.2, 0.5, 0.5, 0.5, 0.5], [0, 1, 1, 1, 0], 0.8)).toBeNull();
  });

  it("is null where no one's label is favourable, and without rows", () => {
    expect(precisionThreshold([0.2, 0.9], [0, 0], 0.1)).toBeNull();
    expect(precisionThreshold([], [], 0.1)).toBeNull();
  });

  it("is the first of the distinct scores that is precise enough, by counting anew at each", () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 1, noNaN: true }), (people, asked) => {
        const [score, y] = [people.map((each) => each.score), people.map((each) => each.y)];
        const first = [...scoreCandidates(score)].find((theta0) => precision(confusion(score, y, theta0)) >= asked);
        expect(precisionThreshold(score, y, asked)?.theta0).toBe(first);
      }),
    );
  });

  it("refuses a precision of 0, above 1, and NaN", () => {
    for (const asked of [0, 1.01, Number.NaN]) {
      expect(() => precisionThreshold([0.5], [1], asked)).toThrow(`invalid precision: ${asked}`);
    }
  });
});
