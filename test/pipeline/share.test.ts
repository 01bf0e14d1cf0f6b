import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilson } from "../../src/core/intervals.ts";
import { stream } from "../../src/core/random.ts";
import { shareOf } from "../../src/pipeline/share.ts";

describe("a share over people seen several times", () => {
  it("is the mean over people: 10, 5 and 0 of 10 are 0.5 of 3 people", () => {
    expect(shareOf([10, 5, 0], 10)).toMatchObject({ people: 3, share: 0.5 });
  });

  it("of nobody is null", () => {
    expect(shareOf([], 100)).toBeNull();
  });

  it("all or nothing for each of 101 people: Wilson's interval for 100, however often they were seen", () => {
    const people = Array.from({ length: 101 }, (_, i) => (i < 71 ? 50 : 0));
    const share = shareOf(people, 50);
    const p = 71 / 101;
    const z = 1.959963984540054;
    const half = z * Math.sqrt((p * (1 - p)) / 100 + (z * z) / 40_000);
    expect(share?.low).toBeCloseTo((p + (z * z) / 200 - half) / (1 + (z * z) / 100), 12);
    expect(share?.high).toBeCloseTo((p + (z * z) / 200 + half) / (1 + (z * z) / 100), 12);
  });

  it("the same for all of 30 people, 7 of 10: Wilson's interval for all 300 observations, and no narrower", () => {
    const { low, high } = wilson(210, 300);
    const share = shareOf(new Array(30).fill(7), 10);
    expect(share?.low).toBeCloseTo(low, 12);
    expect(share?.high).toBeCloseTo(high, 12);
  });

  it.each([0, 100])("%i of 100 for all of 30 people: Wilson's interval for 30", (count) => {
    expect(shareOf(new Array(30).fill(count), 100)).toMatchObject(wilson(count === 0 ? 0 : 30, 30));
  });

  it("7 of 10 for a single person says no more than one observation: more than 0.7 of [0, 1] is left", () => {
    const share = shareOf([7], 10);
    expect((share?.high ?? 0) - (share?.low ?? 0)).toBeGreaterThan(0.7);
  });

  it("holds the true mean in 95 ± 2 % of 1000 samples of 60 people who differ, each seen 100 times", () => {
    let held = 0;
    for (let sample = 0; sample < 1000; sample++) {
      const random = stream(sample, "people who differ");
      const counts = Array.from({ length: 60 }, () => {
        const own = 0.5 + 0.5 * random.uniform();
        return Array.from({ length: 100 }, () => Number(random.uniform() < own)).reduce((sum, hit) => sum + hit, 0);
      });
      const share = shareOf(counts, 100);
      if (share && share.low <= 0.75 && 0.75 <= share.high) held++;
    }
    expect(Math.abs(held / 1000 - 0.95)).toBeLessThanOrEqual(0.02);
  });

  it("0 ≤ low ≤ share ≤ high ≤ 1, for any counts", () => {
    const counts = fc
      .integer({ min: 1, max: 20 })
      .chain((seen) =>
        fc.tuple(fc.constant(seen), fc.array(fc.integer({ min: 0, max: seen }), { minLength: 1, maxLength: 40 })),
      );
    fc.assert(
      fc.property(counts, ([seen, successes]) => {
        const { share, low, high } = shareOf(successes, seen) ?? { share: NaN, low: NaN, high: NaN };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    [[11], 10],
    [[-1], 10],
    [[Number.NaN], 10],
    [[0.5], 10],
    [[1], 0],
  ])("refuses %j of %j", (counts, seen) => {
    expect(() => shareOf(counts, seen)).toThrow(RangeError);
  });
});
