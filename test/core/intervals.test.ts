import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanOver, wilson, wilsonAround } from "../../src/core/intervals.ts";

const counts = fc
  .integer({ min: 1, max: 100_000 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }));

describe("Wilson's interval", () => {
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371109, 1],
    [1, 1, 0.20654931437723745, 1],
    [263, 500, 0.4822016483694956, 0.5694018859265038],
    [371, 500, 0.7019060194394218, 0.7784037997771869],
  ])("%i of %i: %f to %f, as SciPy 1.17 has it", (k, n, low, high) => {
    const interval = wilson(k, n);
    expect(interval.low).toBeCloseTo(low, 14);
    expect(interval.high).toBeCloseTo(high, 14);
  });

  it("of 0 people says nothing: 0 to 1", () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it("contains the rate seen, lies within [0, 1], and mirrors when successes and failures are swapped", () => {
    fc.assert(
      fc.property(counts, ({ k, n }) => {
        const { low, high } = wilson(k, n);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        const mirrored = wilson(n - k, n);
        expect(mirrored.low).toBeCloseTo(1 - high, 14);
        expect(mirrored.high).toBeCloseTo(1 - low, 14);
      }),
    );
  });

  it("ends where the z-test stops rejecting: |k/n − p| = 1.96 √(p (1 − p)/n) at either end", () => {
    fc.assert(
      fc.property(counts, ({ k, n }) => {
        const { low, high } = wilson(k, n);
        for (const p of [low, high].filter((end) => end > 0 && end < 1)) {
          expect(Math.abs(k / n - p) / Math.sqrt((p * (1 - p)) / n)).toBeCloseTo(1.959963984540054, 6);
        }
      }),
    );
  });

  it("refuses 3 of 2, −1 of 2 and NaN", () => {
    expect(() => wilson(3, 2)).toThrow("invalid rate: 3 of 2");
    expect(() => wilson(-1, 2)).toThrow(RangeError);
    expect(() => wilson(Number.NaN, 2)).toThrow(RangeError);
    expect(() => wilson(0, Number.NaN)).toThrow(RangeError);
  });
});

describe("Wilson's interval for a real number of observations", () => {
  it("is that of whole counts where n is whole, to 1e-15", () => {
    fc.assert(
      fc.property(counts, ({ k, n }) => {
        const [whole, real] = [wilson(k, n), wilsonAround(k / n, n)];
        expect(Math.abs(real.low - whole.low)).toBeLessThanOrEqual(1e-15);
        expect(Math.abs(real.high - whole.high)).toBeLessThanOrEqual(1e-15);
      }),
    );
  });

  it("narrows from 12 through 12.5 to 13 observations of a rate of 0.3", () => {
    const [most, middle, least] = [12, 12.5, 13].map((n) => wilsonAround(0.3, n)).map(({ low, high }) => high - low);
    expect(most).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(least);
  });

  it("refuses rates outside [0, 1], no observations, infinitely many and NaN", () => {
    for (const [p, n] of [
      [1.1, 3],
      [-0.1, 3],
      [0.5, 0],
      [0.5, Number.POSITIVE_INFINITY],
      [Number.NaN, 3],
      [0.5, Number.NaN],
    ]) {
      expect(() => wilsonAround(p, n)).toThrow(RangeError);
    }
  });
});

describe("mean over splits", () => {
  it("of 0.697, 0.636, 0.651 is 0.66133 with standard error 0.018352, as NumPy with ddof 1", () => {
    const { n, mean, standardError } = meanOver([0.697, 0.636, 0.651]);
    expect(n).toBe(3);
    expect(mean).toBeCloseTo(0.6613333333333333, 15);
    expect(standardError).toBeCloseTo(0.018351506144667722, 15);
  });

  it("of one split has no standard error, of equal splits the standard error 0", () => {
    expect(meanOver([0.7])).toEqual({ n: 1, mean: 0.7, standardError: null });
    expect(meanOver([0.5, 0.5, 0.5])).toEqual({ n: 3, mean: 0.5, standardError: 0 });
  });

  it("keeps its digits far from 0: 1e9 + {0, 1, 2} has standard error 1/√3", () => {
    expect(meanOver([1e9, 1e9 + 1, 1e9 + 2]).standardError).toBeCloseTo(1 / Math.sqrt(3), 15);
  });

  it("refuses no values, NaN and infinity", () => {
    expect(() => meanOver([])).toThrow(RangeError);
    expect(() => meanOver([1, Number.NaN])).toThrow("invalid value 1: NaN");
    expect(() => meanOver([Number.POSITIVE_INFINITY])).toThrow(RangeError);
  });
});
