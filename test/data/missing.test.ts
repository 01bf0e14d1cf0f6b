import { describe, expect, test } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import type { Frame } from "../../src/data/frame.ts";
import { frameOf, type Recipe } from "../../src/data/recipe.ts";
import { scaleOf, standardise } from "../../src/data/scale.ts";
import { datasetSchema } from "../../src/data/schema.ts";

function recipe(features: Record<string, unknown>, label: Record<string, unknown> = {}): Recipe {
  return datasetSchema.pick({ source: true, filters: true, features: true, label: true }).parse({
    source: { file: "my.csv", licence: "none", citation: "none", missing: ["", "?"] },
    features,
    label: { column: "paid", favourable: ["yes"], unfavourable: ["no"], meaning: "paid back", ...label },
  });
}

const frame = (text: string, features: Record<string, unknown>, label?: Record<string, unknown>): Frame =>
  frameOf(text, recipe(features, label), "my.csv", "my.yaml");

const rows = ({ X, rows, columns }: Frame) =>
  Array.from({ length: rows }, (_, i) => [...X.subarray(i * columns.length, (i + 1) * columns.length)]);

/** Incomes 1, 3, missing, 8; homes own, rent, missing, rent. */
const text = "income,home,paid\n1,own,no\n3,rent,yes\n?,,no\n8,rent,yes\n";

describe("a missing cell of a feature", () => {
  test("drop leaves out record 3 of 4, and keeps the numbers of the others", () => {
    const made = frame(text, { income: { kind: "continuous", missing: "drop" } });
    expect(rows(made)).toEqual([[1], [3], [8]]);
    expect([...made.records]).toEqual([1, 2, 4]);
  });

  test("a dropped record is not read: the cell of another feature may be anything", () => {
    const features = {
      income: { kind: "continuous", missing: "drop" },
      home: { kind: "oneHot", values: ["own", "rent"] },
    };
    expect(frame(text.replace("?,,", "?,castle,"), features).rows).toBe(3);
  });

  test("mean: NaN in the Frame, the mean 4 of 1, 3, 8 where the scale is fitted on all, 0 once standardised", () => {
    const made = frame(text, { income: { kind: "continuous", missing: "mean", indicator: true } });
    expect(rows(made)).toEqual([
      [1, 0],
      [3, 0],
      [Number.NaN, 1],
      [8, 0],
    ]);
    expect(made.columns.map(({ name, feature, missing }) => [name, feature, missing])).toEqual([
      ["income", "income", "mean"],
      ["income_missing", "income", null],
    ]);
    const columns = scaleOf(made, null, 1);
    expect(columns[0]).toMatchObject({ mean: 4, fill: 4 });
    expect(columns[0].std).toBeCloseTo(Math.sqrt(13), 12);
    expect(standardise(made, columns, [2]).data).toEqual(new Float32Array([0, 1]));
  });

  test("mean: fitted on rows 0 and 1 it is 2, whatever the other rows hold, so that nothing leaks", () => {
    const features = { income: { kind: "continuous", missing: "mean" } };
    const [column] = scaleOf(frame(text, features), [0, 1, 2], 1);
    const [other] = scaleOf(frame(text.replace("8,", "800000,"), features), [0, 1, 2], 1);
    expect(column.fill).toBe(2);
    expect(other).toEqual(column);
  });

  test("mode: the commonest category of the fitted rows gets the 1; of equally common ones the first", () => {
    const features = { home: { kind: "oneHot", values: ["own", "rent"], missing: "mode" } };
    const made = frame(text, features);
    expect(scaleOf(made, null, 1).map(({ fill }) => fill)).toEqual([0, 1]);
    expect(scaleOf(made, [0, 1, 2], 1).map(({ fill }) => fill)).toEqual([1, 0]);
    expect([...standardise(made, scaleOf(made, null, 1), [2]).data]).toEqual([0, 1]);
  });

  test("mode of an indicator and of an ordinal feature", () => {
    const features = {
      home: { kind: "indicator", equals: "rent", missing: "mode" },
      step: { kind: "ordinal", column: "home", values: ["rent", "own"], missing: "mode" },
    };
    expect(scaleOf(frame(text, features), null, 1).map(({ fill }) => fill)).toEqual([1, 0]);
  });

  test("{value: …} is read as a cell: 0 counts for mean and scale, a category gets its 1", () => {
    const features = {
      income: { kind: "continuous", missing: { value: 0 } },
      home: { kind: "oneHot", values: ["own", "rent"], missing: { value: "own" }, indicator: true },
    };
    const made = frame(text, features);
    expect(rows(made)[2]).toEqual([0, 1, 0, 1]);
    const columns = scaleOf(made, null, 1);
    expect(columns.map(({ fill }) => fill)).toEqual([0, 1, 0, null]);
    expect(columns[0].mean).toBe(3);
  });

  test("{value: …} that is no value of the feature is refused with its place", () => {
    const features = { home: { kind: "oneHot", values: ["own", "rent"], missing: { value: "castle" } } };
    expect(() => frame(text, features)).toThrow(/my\.yaml: features\.home\.missing\.value: unknown value "castle"/);
  });

  test("a column all of whose fitted cells are missing cannot be filled", () => {
    const made = frame(text, { income: { kind: "continuous", missing: "mean" } });
    expect(() => scaleOf(made, [2], 1)).toThrow(DataError);
    expect(() => scaleOf(made, [2], 1)).toThrow(
      "my.csv: feature income cannot be filled: all 1 cells its mean would come from are missing; leave it out of the features",
    );
  });

  test("without a policy it is an error that names the policies", () => {
    expect(() => frame(text, { income: { kind: "continuous" } })).toThrow(
      /record 3 \(line 4\), column income: "\?" means that the value is missing; fill it in, or say .* features\.income: missing: drop, mean/,
    );
  });

  test.each([
    ["mode of a number", { kind: "continuous", missing: "mode" }],
    ["mean of categories", { kind: "oneHot", values: ["own", "rent"], missing: "mean" }],
    ["indicator: true without a policy that fills", { kind: "continuous", missing: "drop", indicator: true }],
    ["codes without a policy", { kind: "continuous", missing: { codes: [-9] } }],
    ["indicator: each without codes", { kind: "continuous", missing: "mean", indicator: "each" }],
    [
      "an indicator of codes whose records are dropped",
      { kind: "continuous", missing: { codes: [-9], policy: "drop" }, indicator: "each" },
    ],
  ])("%s is refused", (_, feature) => expect(() => recipe({ home: feature })).toThrow());
});

describe("codes of a column that mean: not known", () => {
  /** Months −9 (no record), 4, −8 (no such trade), 10, empty; the other column's −9 is a temperature. */
  const coded = "months,degrees,paid\n-9,-9,no\n4,1,yes\n-8.0,2,no\n10,3,no\n,4,no\n";
  const degrees = { kind: "continuous" };
  const months = (changes: object) => ({
    kind: "continuous",
    missing: { codes: [-9, -8], policy: "mean" },
    ...changes,
  });

  test("mean: −9, −8.0 and the empty cell are filled with 7, of 4 and 10; the other column keeps its −9", () => {
    const made = frame(coded, { months: months({}), degrees });
    expect(rows(made).map(([value]) => value)).toEqual([Number.NaN, 4, Number.NaN, 10, Number.NaN]);
    expect(rows(made).map(([, value]) => value)).toEqual([-9, 1, 2, 3, 4]);
    expect(scaleOf(made, null, 1)[0]).toMatchObject({ mean: 7, fill: 7 });
  });

  test("indicator: true is one column for all of them; each is one for empty cells and one for every code", () => {
    const one = frame(coded, { months: months({ indicator: true }), degrees });
    expect(rows(one).map(([, flag]) => flag)).toEqual([1, 0, 1, 0, 1]);
    const each = frame(coded, { months: months({ indicator: "each" }), degrees });
    expect(each.columns.map(({ name }) => name).slice(1, 4)).toEqual([
      "months_missing",
      "months_missing_-9",
      "months_missing_-8",
    ]);
    expect(rows(each).map((row) => row.slice(1, 4))).toEqual([
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 1],
      [0, 0, 0],
      [1, 0, 0],
    ]);
  });

  test("drop leaves records 1, 3 and 5 out; the gaps are counted by code", () => {
    const made = frame(coded, {
      months: { kind: "continuous", missing: { codes: [-9, -8], policy: "drop" } },
      degrees,
    });
    expect([...made.records]).toEqual([2, 4]);
    const codes = [
      { code: -9, cells: 1 },
      { code: -8, cells: 1 },
    ];
    expect(made.gaps).toEqual([{ feature: "months", missing: 1, codes, policy: "drop" }]);
  });

  test("a text can be a code of categories", () => {
    const features = { home: { kind: "oneHot", values: ["own", "rent"], missing: { codes: ["?!"], policy: "mode" } } };
    expect(rows(frame("home,paid\nown,no\n?!,yes\n", features))[1]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("a missing label", () => {
  const features = { home: { kind: "indicator", equals: "own" } };
  const unlabelled = "home,paid\nown,no\nrent,?\nrent,yes\n";

  test("is an error that names the remedy", () => {
    expect(() => frame(unlabelled, features)).toThrow(
      /record 2 \(line 3\), column paid: "\?" means that the value is missing; .* my\.yaml: label: missing: drop$/,
    );
  });
  test("with label.missing: drop the record is left out", () => {
    expect([...frame(unlabelled, features, { missing: "drop" }).records]).toEqual([1, 3]);
  });
});

describe("kinds for real data", () => {
  test("ordinal: low, middle, high are 0, 1, 2 in one continuous column of whole numbers", () => {
    const made = frame("level,paid\nhigh,no\nlow,yes\nmiddle,no\n", {
      level: { kind: "ordinal", values: ["low", "middle", "high"] },
    });
    expect(rows(made).flat()).toEqual([2, 0, 1]);
    expect(made.columns).toMatchObject([{ name: "level", kind: "continuous", integer: true, category: null }]);
    expect(() => frame("level,paid\nhuge,no\n", { level: { kind: "ordinal", values: ["low", "high"] } })).toThrow(
      /column level: unknown value "huge"; my\.yaml: features\.level\.values names "low", "high"/,
    );
  });

  test("date: whole days since a day, −1 for the day before; years of 365.25 days", () => {
    const text = "day,paid\n2020-01-02,no\n2019-12-31 23:00:00,yes\n2021-01-01,no\n";
    expect(rows(frame(text, { day: { kind: "date", since: "2020-01-01" } })).flat()).toEqual([1, -1, 366]);
    const years = frame(text, { day: { kind: "date", since: "2020-01-01", count: "years" } });
    expect(rows(years)[2][0]).toBeCloseTo(366 / 365.25, 12);
    expect(years.columns).toMatchObject([{ integer: false, unit: "years" }]);
  });

  test("date: 3.2.2020 and 03/02/2020 are 33 days after 2020 began, or 61 with the month first", () => {
    const text = "day,paid\n3.2.2020,no\n03/02/2020,yes\n";
    const days = (order: string) => rows(frame(text, { day: { kind: "date", since: "2020-01-01", order } })).flat();
    expect(days("day-month-year")).toEqual([33, 33]);
    expect(days("month-day-year")).toEqual([61, 61]);
    expect(() => days("year-month-day")).toThrow(/"3\.2\.2020" is not a date such as 2013-08-14/);
  });
});
