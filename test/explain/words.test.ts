import { describe, expect, it } from "vitest";
import { actionSet } from "../../src/actions/set.ts";
import { minus } from "../../src/core/decimals.ts";
import { afterOf } from "../../src/explain/after.ts";
import { changesOf, personCells, sentenceOf } from "../../src/explain/words.ts";
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

/** The person's row after δ in standard deviations. */
const afterwards = (delta: readonly number[]) => raw.map((value, j) => value + delta[j] * columns[j].std);
const words = (delta: readonly number[]) => {
  const after = afterwards(delta);
  return changesOf(preprocessing, raw, after, (j) => minus(after[j], raw[j])).map(sentenceOf);
};

describe("an action in words", () => {
  it.each([
    ["a whole feature with its unit", [0.5, 0, 0, 0, 0, 0, 0], ["age: 13 → 14 years (+1)"]],
    ["a decrease, with a true minus sign", [-1.5, 0, 0, 0, 0, 0, 0], ["age: 13 → 10 years (−3)"]],
    ["a feature without a unit, thousands apart", [0, 500, 0, 0, 0, 0, 0], ["score: 12,000 → 13,000 (+1,000)"]],
    ["every digit of a small change", [0, 0, 0.0002, 0, 0, 0, 0], ["rate: 4.5 → 4.5001 (+0.0001)"]],
    ["a category", [0, 0, 0, -1, 1, 0, 0], ["housing: rent → own"]],
    ["a step of a ladder", [0, 0, 0, 0, 0, 2, 0], ["grade: low → high"]],
    [
      "several, in the order of the columns",
      [0.5, 0, 0, -1, 1, 0, 0],
      ["age: 13 → 14 years (+1)", "housing: rent → own"],
    ],
    ["nothing", [0, 0, 0, 0, 0, 0, 0], []],
  ])("%s", (_, delta, sentences) => {
    expect(words(delta)).toEqual(sentences);
  });

  it("a date is told as a day, in the order its column has: 9 days after 20.02.2020, in a leap year, are 29.02.2020", () => {
    const features = {
      applied: { kind: "date" as const, since: "2020-02-20", count: "days" as const, order: "day-month-year" as const },
    };
    const dated = { features, columns: [whole("applied", { unit: "days", std: 1 })], missing: [""] };
    expect(changesOf(dated, [9], [10], () => 1).map(sentenceOf)).toEqual(["applied: 29.02.2020 → 01.03.2020"]);
  });
});

describe("a person's cells as JSON", () => {
  it("are numbers where they read back as the same cell: 13 and 1.5, not 007, 1.0 or -; an empty one is null", () => {
    const cells = ["13", "1.5", "007", "1.0", "-", "", "1e400", "NaN"].map((cell, i): [string, string] => [
      `c${i}`,
      cell,
    ]);
    expect(Object.values(personCells(new Map(cells), { missing: [""], features: {} }))).toEqual([
      13,
      1.5,
      "007",
      "1.0",
      "-",
      null,
      "1e400",
      "NaN",
    ]);
  });
});

describe("the values after an action", () => {
  it("δ of 1/std in float32 is +1 exactly, whatever the standard deviation", () => {
    for (const std of [2.5727203320673406, 12.347428681731838, 7385.292084839299]) {
      const one = { features: {}, columns: [whole("n", { std, greatest: 1e6 })], missing: [""] };
      const actions = actionSet(1, { lower: [-9], upper: [9], steps: [1 / std] });
      expect(afterOf(one, actions, Float64Array.of(13))(Float32Array.of(1 / std))[0]).toBe(14);
    }
  });

  it("12 steps of 0.00001 below 0.07143 are 0.07131, a decimal, and 0.1 + 2 steps of 0.1 are 0.3", () => {
    const std = 0.0173;
    const rate = { features: {}, columns: [whole("rate", { integer: false, std, mean: 0.05 })], missing: [""] };
    const fine = actionSet(1, { lower: [-1], upper: [1], steps: [0.00001 / std] });
    const delta = Float32Array.of((-12 * 0.00001) / std);
    expect(afterOf(rate, fine, Float64Array.of(0.07143))(delta)[0]).toBe(0.07131);
    const coarse = actionSet(1, { lower: [-100], upper: [100], steps: [0.1 / std] });
    expect(afterOf(rate, coarse, Float64Array.of(0.1))(Float32Array.of(0.2 / std))[0]).toBe(0.3);
  });

  it("a feature of whole numbers that was filled with 3.27 and grows by 2 is 5, which its cell can say", () => {
    const one = { features: {}, columns: [whole("n", { std: 2, mean: 3.27, fill: 3.27 })], missing: [""] };
    const actions = actionSet(1, { lower: [-9], upper: [9], steps: [0.5] });
    expect(afterOf(one, actions, Float64Array.of(3.27))(Float32Array.of(1))[0]).toBe(5);
  });
});
