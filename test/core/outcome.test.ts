import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcomeAt } from "../../src/core/outcome.ts";

const offers = { score: [0.1, 0.4, 0.6, 0.9], y: [0, 1, 0, 1], proposed: [0.3, 0.7, 0.6, 0.95] };

const people = fc.array(
  fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), gain: fc.double({ min: 0, max: 1, noNaN: true }) }),
  { minLength: 1, maxLength: 30 },
);

describe("decisions at one θ₀", () => {
  it("θ₀ = 0.5 accepts 2 of 4, one rightly; of the 2 turned down one has recourse: neg 1/2, all 3/4", () => {
    expect(outcomeAt(offers, 0.5)).toEqual({
      theta0: 0.5,
      accepted: 0.5,
      f1: 0.5,
      accuracy: 0.5,
      balancedAccuracy: 0.5,
      recourseNegative: 0.5,
      recourseAll: 0.75,
    });
  });

  it("θ₀ = 0.7: recourse at equality; θ₀ = 0.95 accepts nobody and one of four has recourse", () => {
    expect(outcomeAt(offers, 0.7)).toMatchObject({ accepted: 0.25, recourseNegative: 1 / 3, recourseAll: 0.5 });
    expect(outcomeAt(offers, 0.95)).toMatchObject({ accepted: 0, f1: 0, recourseNegative: 0.25, recourseAll: 0.25 });
  });

  it("θ₀ = 0 turns no one down: recourse negative is null, not 0 or 1; F1 is that of accepting everybody, 2/3", () => {
    expect(outcomeAt(offers, 0)).toMatchObject({ accepted: 1, f1: 2 / 3, recourseNegative: null, recourseAll: 1 });
  });

  it("where no proposal lowers a score, recourse all does not rise with θ₀", () => {
    fc.assert(
      fc.property(
        people,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, a, b) => {
          const score = rows.map((row) => row.score);
          const made = { score, y: score.map(() => 1), proposed: rows.map((row) => row.score + row.gain) };
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          expect(outcomeAt(made, high).recourseAll).toBeLessThanOrEqual(outcomeAt(made, low).recourseAll);
        },
      ),
    );
  });
});
