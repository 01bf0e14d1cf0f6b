import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { row } from "../../src/core/matrix.ts";
import { flaggedGaps } from "../../src/data/missing.ts";
import { frameOf } from "../../src/data/recipe.ts";
import { scaleOf, standardise } from "../../src/data/scale.ts";
import { datasetSchema } from "../../src/data/schema.ts";
import { rawOf, rowForm } from "../../src/models/cells.ts";

const csv = `age,job,house,since,degree,smokes,from,to,debt,paid
31,clerk,rent,2013-08-14,BSc,yes,2020-01-01,2020-01-08,1200.55,yes
52,"cook, night",own,1999-01-02,none,no,2020-01-01,2020-02-01,,no
,clerk,,2004-02-29,MSc,no,2020-01-01,2020-01-02,0.07,yes
40,farmer,own,2010-12-31,BSc,yes,2020-01-01,2020-03-01,-9,no
`;

const {
  features: said,
  source,
  label,
} = datasetSchema.pick({ features: true, source: true, label: true }).parse({
  source: { file: "people.csv", licence: "test", citation: "test", missing: [""] },
  label: { column: "paid", favourable: ["yes"], unfavourable: ["no"], meaning: "paid" },
  features: {
    age: { kind: "continuous", integer: true, missing: "mean" },
    job: { kind: "oneHot", values: ["clerk", "cook, night", "farmer"] },
    house: { kind: "oneHot", values: ["rent", "own"], missing: "mode" },
    customer: { kind: "date", column: "since", since: "2000-01-01" },
    degree: { kind: "ordinal", values: ["none", "BSc", "MSc"] },
    smoker: { kind: "indicator", column: "smokes", equals: "yes", values: ["yes", "no"] },
    clerk: { kind: "indicator", column: "job", equals: "clerk" },
    wait: { kind: "daysBetween", from: "from", to: "to" },
    debt: { kind: "continuous", missing: { codes: [-9], policy: "mean" } },
  },
});

function formed() {
  const features = flaggedGaps(said);
  const frame = frameOf(csv, { source, label, features, filters: [] }, "people.csv", "people.yaml");
  const columns = scaleOf(frame, null, 0);
  return { X: standardise(frame, columns, null), columns, form: rowForm(features, columns, "people.yaml") };
}

describe("rows as a model from outside is given them", () => {
  it("4 records of 9 features come back as the cells they were read from, missing ones empty or with their code", () => {
    const { X, form } = formed();
    expect(form.cells.map(({ name }) => name)).toEqual([
      "age",
      "job",
      "house",
      "since",
      "degree",
      "smokes",
      "clerk",
      "wait",
      "debt",
    ]);
    expect([0, 1, 2, 3].map((i) => form.cells.map((cell) => cell.write(row(X, i))))).toEqual([
      ["31", "clerk", "rent", "2013-08-14", "BSc", "yes", "1", "7", "1200.55"],
      ["52", "cook, night", "own", "1999-01-02", "none", "no", "0", "31", ""],
      ["", "clerk", "", "2004-02-29", "MSc", "no", "1", "1", "0.07"],
      ["40", "farmer", "own", "2010-12-31", "BSc", "yes", "0", "60", "-9"],
    ]);
  });

  it("a value that was missing and has moved is said; as numbers a missing one is NaN, and flags are left out", () => {
    const { X, columns, form } = formed();
    const x = row(X, 2).slice();
    const age = form.cells[0];
    expect(age.write(x)).toBe("");
    expect(form.numbers[0].read(x)).toBeNaN();
    x[0] += 0.5;
    expect(Number(age.write(x))).toBeCloseTo(41 + 0.5 * columns[0].std, 4);
    expect(form.numbers.map(({ name }) => name).filter((name) => name.includes("missing"))).toEqual([]);
    expect(form.numbers).toHaveLength(columns.length - 4);
  });

  it("1,000 decimals of up to 7 digits come back as numbers of the same standardised float32, and in their order", () => {
    const decimal = fc.tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(
        decimal,
        fc.integer({ min: -3000, max: 3000 }),
        fc.integer({ min: 100, max: 5000 }),
        ([digits, places], shift, spread) => {
          const value = Number(`${digits}e-${places}`);
          const std = (Math.max(1, Math.abs(value)) * spread) / 1000;
          const mean = value + (shift * std) / 2000;
          const raw = rawOf({ mean, std });
          const x = Math.fround((value - mean) / std);
          expect(Math.fround((raw(x) - mean) / std) + 0).toBe(x + 0);
          expect(Math.abs(raw(x) - value)).toBeLessThanOrEqual(Math.abs(x) * std * 2 ** -23);
          expect(raw(Math.fround(x + 0.01))).toBeGreaterThan(raw(x));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    [
      "an indicator under its column's own name that knows one value of it",
      { smokes: { kind: "indicator", equals: "yes" } },
      /features\.smokes: a model from outside cannot be given the column smokes, .*; make it kind: oneHot/,
    ],
    [
      "two features made from one cell",
      { age: { kind: "continuous" }, years: { kind: "continuous", column: "age" } },
      /features\.years: age is made from the column age too/,
    ],
    [
      "a category with a line break",
      { job: { kind: "oneHot", values: ["a\nb", "c"] } },
      /features\.job\.values: a value has a line break in it/,
    ],
  ])("%s is a ConfigError", (_, features, sentence) => {
    const parsed = datasetSchema.shape.features.parse(features);
    const make = () => rowForm(parsed, [], "people.yaml");
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(sentence);
  });
});
