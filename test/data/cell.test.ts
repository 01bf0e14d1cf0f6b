import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateIn, isValue, numberIn, valueFinder } from "../../src/data/cell.ts";

describe("a number in a cell", () => {
  test.each([
    ["13", 13],
    [" -0.5 ", -0.5],
    ["+.5", 0.5],
    ["1e3", 1000],
    ["2.", 2],
  ])("%o is %d", (cell, value) => expect(numberIn(cell)).toBe(value));

  test.each(["", " ", "12x", "0x1F", "Infinity", "NaN", "1,000", "1e999", "--1", "?", "1 2"])("%o is none", (cell) => {
    expect(numberIn(cell)).toBeNaN();
  });

  test("is what was printed, for every finite double", () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => numberIn(String(x)) === x));
  });
});

describe("a date in a cell", () => {
  test("2013-08-14 05:41:20 is 1,376,458,880 s after 1970, and a date alone is its midnight", () => {
    expect(dateIn("2013-08-14 05:41:20")).toBe(1376458880_000);
    expect(dateIn("2013-08-14T05:41:20")).toBe(1376458880_000);
    expect(dateIn("2013-08-14 05:41")).toBe(1376458860_000);
    expect(dateIn("2013-08-14")).toBe(Date.UTC(2013, 7, 14));
  });

  test.each([
    "",
    "14.08.2013",
    "2013-02-30",
    "2013-13-01",
    "2013-00-10",
    "2013-08-14 25:00:00",
    "2013-08-14 10:60:00",
    "0",
  ])("%o is none", (cell) => expect(dateIn(cell)).toBeNaN());

  test("29 February exists in 2012 and not in 2013", () => {
    expect(dateIn("2012-02-29")).toBe(Date.UTC(2012, 1, 29));
    expect(dateIn("2013-02-29")).toBeNaN();
  });
});

describe("a value of the YAML", () => {
  test("1 is the cell 1.0 and the text is not", () => {
    expect(isValue("1.0", 1)).toBe(true);
    expect(isValue("1.0", "1")).toBe(false);
    expect(isValue("", 0)).toBe(false);
  });

  test("is found by its place among the values, again and again", () => {
    const find = valueFinder([1, 2, "x"]);
    expect(["2", "x", "2.0", "y", "y", "2"].map(find)).toEqual([1, 2, 1, -1, -1, 1]);
  });
});
