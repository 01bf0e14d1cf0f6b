import { describe, expect, it } from "vitest";
import { entryOf, isEntry, isGap } from "../../src/report/table.ts";
import { split } from "./sample.ts";

describe("an entry", () => {
  it("of 0.5 and 0.7 is 0.6 ± 0.1 and reproduces a published 0.75", () => {
    const entry = entryOf([split(0.5), split(0.7, 21)], { published: 0.75 });
    expect(entry.mean).toBeCloseTo(0.6, 12);
    expect(entry.standardError).toBeCloseTo(0.1, 12);
    expect(entry.verdict).toBe("reproduced");
  });

  it("of a single value has no standard error, and without a published number or a claim no verdict", () => {
    expect(entryOf([split(0.5)])).toMatchObject({ mean: 0.5, standardError: null, published: null, verdict: null });
    expect(entryOf([split(0.5)], { published: 0.5, compared: false })).toMatchObject({ published: 0.5, verdict: null });
  });

  it("of no value is refused", () => {
    expect(() => entryOf([])).toThrow(RangeError);
  });

  it("is told from a gap and from a blank", () => {
    const entry = entryOf([split(0)]);
    expect([entry, { gap: "" }, null].map(isEntry)).toEqual([true, false, false]);
    expect([entry, { gap: "" }, null].map(isGap)).toEqual([false, true, false]);
  });
});
