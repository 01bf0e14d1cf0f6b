import fc from "fast-check";
import { expect, it } from "vitest";
import { smallestFloat } from "../../src/core/float-search.ts";

it("1,000 conditions: it holds at the float32 found and not at the one before, on either side of 0", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: Math.fround(-1e20), max: Math.fround(1e20) }), (threshold) => {
      const found = smallestFloat((value) => value >= threshold, -1e30, 1e30);
      expect(found).toBe(threshold + 0);
      const above = smallestFloat((value) => value > threshold, -1e30, 1e30);
      expect(above).toBeGreaterThan(threshold);
      // No float32 lies between the two: their middle, rounded, is one of them.
      expect([threshold + 0, above]).toContain(Math.fround(threshold / 2 + above / 2) + 0);
    }),
    { numRuns: 1000 },
  );
});

it("a condition that holds at the lower end, or not at the upper one, is refused", () => {
  expect(() => smallestFloat(() => true, 0, 1)).toThrow("invalid range: 0 … 1");
  expect(() => smallestFloat(() => false, 0, 1)).toThrow("invalid range: 0 … 1");
});
