import { describe, expect, it } from "vitest";
import { parseNames, parseNumbers } from "../../src/cli/options.ts";
import { fileNameOf } from "../../src/cli/points.ts";

describe("lists on the command line", () => {
  it("0:2:0.2 is the paper's grid of eleven λ, each the decimal it is written as", () => {
    expect(parseNumbers("0:2:0.2")).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2]);
    expect(parseNumbers("0,0.8")).toEqual([0, 0.8]);
    expect(parseNumbers("42")).toEqual([42]);
    expect(parseNumbers("0:1:0.5,7")).toEqual([0, 0.5, 1, 7]);
    expect(parseNumbers("2:0:-1")).toEqual([2, 1, 0]);
  });

  it.each(["", "0,", "a", "0:1", "0:1:0", "0:1:0.3", "0:1:-0.5", "0:1:0.5:2", "NaN"])("%j is refused", (text) => {
    expect(() => parseNumbers(text)).toThrow(/not a number|range is first:last:step/);
  });

  it("a range of more than 10,000 numbers is refused at once, and one of 10,000 is not", () => {
    expect(() => parseNumbers("0:1e9:1e-9")).toThrow(/more than 10,000 numbers/);
    expect(() => parseNumbers("0:1e300:1e-300")).toThrow(/step leads from the first to the last/);
    expect(parseNumbers("1:10000:1")).toHaveLength(10_000);
  });

  it("a name with a comma stands in quotes; one that is not closed is refused; 100,000 names are read at once", () => {
    expect(parseNames('"a, b",c')).toEqual(["a, b", "c"]);
    expect(parseNames('rent:"own, free"')).toEqual(["rent:own, free"]);
    expect(() => parseNames('"a,b')).toThrow(/quotation mark is not closed/);
    expect(parseNames("a,".repeat(99_999).concat("a"))).toHaveLength(100_000);
  });

  it("names are trimmed, and none may be missing", () => {
    expect(parseNames("adversarial, highest")).toEqual(["adversarial", "highest"]);
    expect(() => parseNames("adversarial,")).toThrow(/A name is missing/);
  });

  it("a protocol of one's own gives its file's name to figures", () => {
    expect(fileNameOf("my/strict.yaml")).toBe("strict");
    expect(fileNameOf("corrected")).toBe("corrected");
  });
});
