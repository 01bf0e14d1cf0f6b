import { describe, expect, it } from "vitest";
import { captionOf, placesText, splitsText } from "../../src/experiments/caption.ts";

describe("a caption", () => {
  it("has the sentences there are", () => {
    expect(captionOf("One.", null, "Two.")).toBe("One. Two.");
  });

  it("names 1 and 3 seeds, and of 20 the first three and the last", () => {
    expect(splitsText([7])).toBe("1 split (seed 7)");
    expect(splitsText([0, 21, 42])).toBe("3 splits (seeds 0, 21, 42)");
    expect(splitsText(Array.from({ length: 20 }, (_, i) => i))).toBe("20 splits (seeds 0, 1, 2 … 19)");
  });

  it("names a place once, data set by data set", () => {
    const at = (dataset: string, lambda: number) => ({ dataset, lambda });
    expect(placesText([at("b", 1), at("a", 0.2), at("b", 1), at("b", 2)])).toBe("b at λ = 1, 2; a at λ = 0.2");
  });
});
