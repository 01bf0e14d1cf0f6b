import { describe, expect, test } from "vitest";
import { ConfigError, DataError } from "../../src/core/errors.ts";
import type { Frame } from "../../src/data/frame.ts";
import { frameOf, type Recipe } from "../../src/data/recipe.ts";
import { datasetSchema } from "../../src/data/schema.ts";

/** A recipe with the given sections; the features are income (continuous) unless others are given. */
function recipe(sections: Record<string, unknown> = {}): Recipe {
  return datasetSchema.pick({ source: true, filters: true, features: true, label: true }).parse({
    source: { file: "my.csv", licence: "none", citation: "none" },
    features: { income: { kind: "continuous", unit: "euros" } },
    label: { column: "paid", favourable: ["yes"], unfavourable: ["no"], meaning: "paid back" },
    ...sections,
  });
}

const frame = (text: string, sections?: Record<string, unknown>): Frame =>
  frameOf(text, recipe(sections), "my.csv", "my.yaml");

const rows = ({ X, rows, columns }: Frame) =>
  Array.from({ length: rows }, (_, i) => [...X.subarray(i * columns.length, (i + 1) * columns.length)]);

describe("a Frame", () => {
  test("has one row per record, in raw units, with labels and record numbers", () => {
    const made = frame("income,paid\n1.5,no\n-2,yes\n");
    expect(rows(made)).toEqual([[1.5], [-2]]);
    expect([...made.y]).toEqual([0, 1]);
    expect([...made.records]).toEqual([1, 2]);
    expect(made.columns).toEqual([
      {
        name: "income",
        feature: "income",
        category: null,
        kind: "continuous",
        integer: false,
        unit: "euros",
        missing: null,
      },
    ]);
  });

  test("keeps the order of the YAML, whatever the order of the file", () => {
    const features = { b: { kind: "continuous" }, a: { kind: "continuous" } };
    expect(rows(frame("a,b,paid\n1,2,no\n3,4,yes\n", { features }))).toEqual([
      [2, 1],
      [4, 3],
    ]);
  });

  test("tests a substring with contains, letter for letter: Female has no Male in it, and Never-married no Married", () => {
    const features = {
      isMale: { kind: "indicator", column: "sex", contains: "Male" },
      married: { kind: "indicator", column: "status", contains: "Married" },
    };
    const text = "sex,status,paid\nMale,Never-married,no\nFemale,Married-civ-spouse,yes\nmale,married,no\n";
    expect(rows(frame(text, { features }))).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
  });

  test("an indicator that names its values takes no other, which would pass for a no", () => {
    const features = { sex: { kind: "indicator", equals: "f", values: ["f", "m"] } };
    expect(rows(frame("sex,paid\nm,no\nf,yes\n", { features }))).toEqual([[0], [1]]);
    expect(() => frame("sex,paid\nm,no\nfemale,yes\n", { features })).toThrow(
      /column sex: unknown value "female"; my\.yaml: features\.sex\.values names "f", "m"$/,
    );
    const wrong = { sex: { kind: "indicator", equals: "w", values: ["f", "m"] } };
    expect(() => frame("sex,paid\nm,no\n", { features: wrong })).toThrow(/equals is none of them/);
  });

  test("makes one column per value of a one-hot feature, numbers compared as numbers", () => {
    const features = { home: { kind: "oneHot", values: [2, 1, "own"] } };
    const made = frame("home,paid\n1,no\nown,yes\n2.0,no\n", { features });
    expect(made.columns.map(({ name }) => name)).toEqual(["home_2", "home_1", "home_own"]);
    expect(rows(made)).toEqual([
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });

  test("counts whole days between dates, rounded down: 23 h is 0, −2 h is −1, across a leap day 2", () => {
    const features = { stay: { kind: "daysBetween", from: "in", to: "out" } };
    const text = [
      "in,out,paid",
      "2013-01-01 01:00:00,2013-01-02 00:00:00,no",
      "2013-01-01 02:00:00,2013-01-01 00:00:00,yes",
      "2012-02-28,2012-03-01,no",
    ];
    expect(rows(frame(text.join("\n"), { features })).flat()).toEqual([0, -1, 2]);
  });

  test.each<[string, Record<string, unknown>, number[]]>([
    ["between keeps both ends", { between: [-1, 1] }, [2, 3, 4]],
    ["not", { not: 0 }, [1, 2, 4, 5]],
    ["equals, as a number", { equals: 1 }, [4]],
    ["equals, as a text", { equals: "1.0" }, [4]],
    ["oneOf", { oneOf: [-2, 2] }, [1, 5]],
    ["present", { present: true }, [1, 2, 3, 4, 5]],
  ])("filters: %s; a missing cell fails every filter", (_, condition, kept) => {
    // Two people per value of k, so that both labels are always left.
    const people = ["-2", "-1", "0", "1.0", "2", ""].flatMap((k, i) => [`${k},${i + 1},no`, `${k},${i + 1},yes`]);
    const made = frame(["k,income,paid", ...people].join("\n"), { filters: [{ column: "k", ...condition }] });
    expect([...made.X]).toEqual(kept.flatMap((income) => [income, income]));
  });

  test("does not read the cells of a dropped record", () => {
    const filters = [{ column: "k", not: 9 }];
    expect(rows(frame("k,income,paid\n9,?,perhaps\n1,2,no\n1,3,yes\n", { filters }))).toEqual([[2], [3]]);
  });

  test("does not take a ? for missing unless told to", () => {
    const features = { us: { kind: "indicator", column: "country", contains: "United-States" } };
    const text = "country,paid\n?,no\nUnited-States,yes\n";
    expect(rows(frame(text, { features }))).toEqual([[0], [1]]);
    const source = { file: "my.csv", licence: "none", citation: "none", missing: ["", "?"] };
    expect(() => frame(text, { features, source })).toThrow(/"\?" means that the value is missing/);
  });
});

describe("refused with file, record, line and column:", () => {
  const refused = (text: string, message: RegExp, sections?: Record<string, unknown>) => {
    expect(() => frame(text, sections)).toThrow(DataError);
    expect(() => frame(text, sections)).toThrow(message);
  };
  const good = "income,paid\n1,no\n2,yes\n";

  test("a cell that is no number", () => {
    refused(`${good}12x,no\n`, /^my\.csv, record 3 \(line 4\), column income: "12x" is not a number$/);
  });
  test("a missing cell, with the policies there are", () => {
    refused(
      `${good},no\n`,
      /column income: the cell is empty; fill it in, or say what to do with such records in my\.yaml: features\.income: missing: drop, mean \(of categories: mode\) or \{value: …\}$/,
    );
  });
  test("a missing label", () => refused(`${good}3,\n`, /record 3 \(line 4\), column paid: the cell is empty/));
  test("a label nobody named", () => {
    refused(
      `${good}3,maybe\n`,
      /record 3 \(line 4\), column paid: unknown label "maybe"; my\.yaml: label names "yes", "no"$/,
    );
  });
  test("half a year where whole ones are asked for", () => {
    const features = { income: { kind: "continuous", integer: true } };
    refused(
      `${good}1.5,no\n`,
      /column income: "1\.5" is not a whole number, which my\.yaml: features\.income\.integer asks for$/,
      { features },
    );
  });
  test("a value a one-hot feature does not know", () => {
    const features = { income: { kind: "oneHot", values: [1, 2] } };
    refused(`${good}3,no\n`, /column income: unknown value "3"; my\.yaml: features\.income\.values names 1, 2$/, {
      features,
    });
  });
  test("a text where an indicator compares a number", () => {
    const features = { income: { kind: "indicator", equals: 1 } };
    refused(`${good}x,no\n`, /column income: "x" is not a number, as my\.yaml: features\.income\.equals is$/, {
      features,
    });
  });
  test("a text where a filter compares numbers", () => {
    refused(`${good}x,no\n`, /column income: "x" is not a number, which a filter compares$/, {
      filters: [{ column: "income", between: [0, 9] }],
    });
  });
  test("a date of another form", () => {
    const features = { stay: { kind: "daysBetween", from: "a", to: "b" } };
    refused("a,b,paid\n2013-01-01,1.2.2013,no\n", /column b: "1\.2\.2013" is not a date such as 2013-08-14 05:41:20$/, {
      features,
    });
  });
  test("labels of one class", () => {
    refused("income,paid\n1,no\n2,no\n", /^my\.csv, column paid: all 2 labels are unfavourable; learning needs both/);
    refused("income,paid\n1,yes\n", /all 1 labels are favourable/);
  });
  test("no record left, by filters or by skip", () => {
    refused(good, /^my\.csv: no record is left; see my\.yaml: filters and missing: drop leave none$/, {
      filters: [{ column: "income", equals: 9 }],
    });
    refused(good, /see my\.yaml: source\.skip is 2$/, {
      source: { file: "my.csv", licence: "none", citation: "none", skip: 2 },
    });
  });
});

describe("a ConfigError with the place in the YAML:", () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      "a feature's column",
      { features: { incom: { kind: "continuous" } } },
      "my.yaml: features.incom: unknown column incom of my.csv (did you mean income?)",
    ],
    [
      "the label's column",
      { label: { column: "payd", favourable: [1], unfavourable: [0], meaning: "x" } },
      "my.yaml: label.column: unknown column payd of my.csv (did you mean paid?)",
    ],
    [
      "a filter's column",
      { filters: [{ column: "Income", present: true }] },
      "my.yaml: filters.0: unknown column Income of my.csv (did you mean income?)",
    ],
    [
      "two features of one name",
      { features: { a: { kind: "oneHot", values: [1, 2] }, a_1: { kind: "continuous" } } },
      "my.yaml: features: two columns would be called a_1; rename a feature",
    ],
  ])("%s", (_, sections, message) => {
    expect(() => frame("income,paid\n1,no\n2,yes\n", sections)).toThrow(ConfigError);
    expect(() => frame("income,paid\n1,no\n2,yes\n", sections)).toThrow(message);
  });
});
