import { describe, expect, it } from "vitest";
import { changesOf, sentenceOf, valuesOf } from "../../src/explain/words.ts";
import { category, whole } from "./small-bundle.ts";

const columns = [
  whole("age", { unit: "years" }),
  whole("score"),
  whole("rate", { integer: false, std: 0.5 }),
  category("housing", "rent"),
  category("housing", "own"),
  whole("grade", { mean: 0, std: 1 }),
  { ...whole("phone"), kind: "indicator" as const, mean: 0, std: 1 },
];
const features = {
  age: { kind: "continuous" as const, integer: true, unit: "years" },
  grade: { kind: "ordinal" as const, values: ["low", "middle", "high"] },
};
const preprocessing = { features, columns, missing: [""] };
const raw = [13, 12_000, 4.5, 1, 0, 0, 0];

const words = (delta: readonly number[]) => changesOf(preprocessing, raw, Float32Array.from(delta)).map(sentenceOf);

describe("an action in words", () => {
  it.each([
    ["a whole feature with its unit", [0.5, 0, 0, 0, 0, 0, 0], ["age: 13 → 14 years (+1)"]],
    ["a decrease, with a true minus sign", [-1.5, 0, 0, 0, 0, 0, 0], ["age: 13 → 10 years (−3)"]],
    ["a feature without a unit, thousands apart", [0, 500, 0, 0, 0, 0, 0], ["score: 12,000 → 13,000 (+1,000)"]],
    ["a part of a whole feature, as Table 6 has it", [0.6985, 0, 0, 0, 0, 0, 0], ["age: 13 → 14.397 years (+1.397)"]],
    [
      "a whole feature that hardly moves: +0.0004, not +0",
      [0.0002, 0, 0, 0, 0, 0, 0],
      ["age: 13 → 13 years (+0.0004)"],
    ],
    ["a change of less than three decimals", [0, 0, 0.0002, 0, 0, 0, 0], ["rate: 4.5 → 4.5 (+0.0001)"]],
    ["a category", [0, 0, 0, -1, 1, 0, 0], ["housing: rent → own"]],
    ["a step of a ladder", [0, 0, 0, 0, 0, 2, 0], ["grade: low → high"]],
    ["a yes or no", [0, 0, 0, 0, 0, 0, 1], ["phone: no → yes"]],
    [
      "several, in the order of the columns",
      [0.5, 0, 0, -1, 1, 0, 0],
      ["age: 13 → 14 years (+1)", "housing: rent → own"],
    ],
    ["nothing", [0, 0, 0, 0, 0, 0, 0], []],
  ])("%s", (_, delta, sentences) => {
    expect(words(delta)).toEqual(sentences);
  });

  it("δ of 1/std in float32 is +1 exactly, whatever the standard deviation", () => {
    for (const std of [2.5727203320673406, 12.347428681731838, 7385.292084839299]) {
      const one = { ...preprocessing, columns: [whole("n", { std })] };
      const [{ from, to, change }] = changesOf(one, [13], Float32Array.of(1 / std));
      expect([from, to, change]).toEqual([13, 14, 1]);
    }
  });

  it("a date is told as a day: 9 days after 2020-02-20, in a leap year, are 2020-02-29", () => {
    const features = {
      applied: { kind: "date" as const, since: "2020-02-20", count: "days" as const, order: "day-month-year" as const },
    };
    const dated = { features, columns: [whole("applied", { unit: "days", std: 1 })], missing: [""] };
    expect(valuesOf(dated, [9])).toEqual({ applied: "2020-02-29" });
    expect(changesOf(dated, [9], [1]).map(sentenceOf)).toEqual(["applied: 2020-02-29 → 2020-03-01"]);
  });

  it("names a person's features as changes do", () => {
    expect(valuesOf(preprocessing, raw)).toEqual({
      age: 13,
      score: 12_000,
      rate: 4.5,
      housing: "rent",
      grade: "low",
      phone: "no",
    });
  });
});
