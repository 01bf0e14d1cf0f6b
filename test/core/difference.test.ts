import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differenceOf } from "../../src/core/difference.ts";

const rate = fc
  .integer({ min: 1, max: 10_000 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

describe("Newcombe's interval of a difference of rates", () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])("%i/%i − %i/%i: %f to %f, as Table II of Newcombe (1998) prints it for method 10", (a, m, b, n, low, high) => {
    const found = differenceOf({ successes: a, n: m }, { successes: b, n });
    expect(found?.difference).toBeCloseTo(a / m - b / n, 14);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  it("is nothing where a group is empty", () => {
    expect(differenceOf({ successes: 3, n: 4 }, { successes: 0, n: 0 })).toBeNull();
    expect(differenceOf({ successes: 0, n: 0 }, { successes: 3, n: 4 })).toBeNull();
  });

  it("contains the difference, lies within [−1, 1], and mirrors when the groups are swapped", () => {
    fc.assert(
      fc.property(rate, rate, (a, b) => {
        const [one, other] = [differenceOf(a, b), differenceOf(b, a)];
        if (one === null || other === null) throw new Error("neither group is empty");
        expect(one.low).toBeLessThanOrEqual(one.difference);
        expect(one.high).toBeGreaterThanOrEqual(one.difference);
        expect(one.low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(one.high).toBeLessThanOrEqual(1 + 1e-12);
        expect(other.low).toBeCloseTo(-one.high, 12);
        expect(other.high).toBeCloseTo(-one.low, 12);
      }),
    );
  });

  it("refuses more successes than people, also beside an empty group", () => {
    expect(() => differenceOf({ successes: 5, n: 4 }, { successes: 0, n: 0 })).toThrow("invalid rate: 5 of 4");
  });
});
