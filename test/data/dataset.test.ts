import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contains } from "../../src/actions/set.ts";
import { ConfigError, DataError } from "../../src/core/errors.ts";
import { row } from "../../src/core/matrix.ts";
import { type DatasetSettings, datasetOf, type Frames } from "../../src/data/dataset.ts";
import { frameOf } from "../../src/data/recipe.ts";
import { scaleOf, standardise } from "../../src/data/scale.ts";
import { type DatasetConfig, datasetSchema } from "../../src/data/schema.ts";

/** 100 people: income 0, 10, …, 990, hours 30 … 49, a flag, and who paid. */
const text = `income,hours,flag,paid\n${Array.from({ length: 100 }, (_, i) => `${i * 10},${30 + (i % 20)},${i % 3 === 0 ? "x" : "-"},${i % 4 < 3 ? 1 : 0}`).join("\n")}`;

function config(change: Record<string, unknown> = {}): DatasetConfig {
  return datasetSchema.parse({
    name: "mine",
    title: "Mine",
    source: { file: "my.csv", licence: "none", citation: "none" },
    features: {
      income: { kind: "continuous", integer: true, unit: "euros" },
      hours: { kind: "continuous" },
      flag: { kind: "indicator", equals: "x" },
    },
    label: { column: "paid", favourable: [1], unfavourable: [0], meaning: "paid back" },
    actions: { features: { income: { direction: "increase" }, hours: { direction: "any", deltaMax: 0.5 } } },
    training: { epochs: 1, batch: 1 },
    split: { test: 5 },
    ...change,
  });
}

type Choices = { fit?: "all" | "train"; ddof?: 0 | 1; calibration?: number };

function dataset(
  change: Record<string, unknown> = {},
  { fit = "all", ddof = 1, calibration = 0 }: Choices = {},
  csv = text,
) {
  const { split, actions, ...rest } = config(change);
  const settings: DatasetSettings = {
    ...rest,
    split: { ...split, validation: 0.2, calibration },
    actions: { ...actions, deltaMax: 0.75, integral: false },
    standardise: { fit, ddof },
  };
  const frames: Frames = { frame: frameOf(csv, settings, "my.csv", "my.yaml"), test: null, sources: [] };
  return datasetOf(settings, frames, 0, "my.yaml");
}

describe("standardisation", () => {
  const { parts, columns } = dataset();

  test("fit all: mean 495 and sample standard deviation 290.11 of 0, 10, …, 990; the indicator keeps mean 0, std 1", () => {
    expect(columns[0].mean).toBe(495);
    expect(columns[0].std).toBeCloseTo(290.1149, 4);
    expect(columns[2]).toMatchObject({ name: "flag", kind: "indicator", integer: true, unit: null, mean: 0, std: 1 });
    expect(dataset({}, { ddof: 0 }).columns[0].std).toBeCloseTo(288.6607, 4);
  });

  test("fit train: the training rows have mean 0 and variance 1, whatever else is in the file", () => {
    const { parts } = dataset({}, { fit: "train", calibration: 0.1 });
    const column = Array.from({ length: parts.train.X.rows }, (_, i) => row(parts.train.X, i)[0]);
    const mean = column.reduce((a, b) => a + b) / column.length;
    expect(mean).toBeCloseTo(0, 6);
    expect(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (column.length - 1)).toBeCloseTo(1, 6);
  });

  test("is undone by mean + std · x, to the rounding of float32", () => {
    for (const part of Object.values(parts)) {
      for (let i = 0; i < part.X.rows; i++) {
        const raw = columns.map(({ mean, std }, j) => mean + std * row(part.X, i)[j]);
        const record = part.records[i] - 1;
        expect(raw[0]).toBeCloseTo(record * 10, 3);
        expect(raw[1]).toBeCloseTo(30 + (record % 20), 4);
        expect(raw[2]).toBe(Number(record % 3 === 0));
        expect(part.y[i]).toBe(Number(record % 4 < 3));
      }
    }
  });

  test("gives any column mean 0 and variance 1 to 1e-5", () => {
    const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(numbers, (values) => {
        fc.pre(new Set(values).size > 1);
        const csv = `income,hours,flag,paid\n${values.map((v, i) => `${v},${i},x,${i % 2}`).join("\n")}`;
        const frame = frameOf(csv, config(), "my.csv", "my.yaml");
        const { data, cols } = standardise(frame, scaleOf(frame, null, 1), null);
        const column = values.map((_, i) => data[i * cols]);
        const mean = column.reduce((a, b) => a + b) / column.length;
        const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (column.length - 1);
        expect(Math.abs(mean)).toBeLessThan(1e-5);
        expect(Math.abs(variance - 1)).toBeLessThan(1e-5);
      }),
    );
  });

  test("refuses a constant column by name", () => {
    const constant = text.replace(/^(\d+),\d+/gm, "$1,40");
    expect(() => dataset({}, {}, constant)).toThrow(DataError);
    expect(() => dataset({}, {}, constant)).toThrow(
      "my.csv: feature hours cannot be standardised: its standard deviation over 100 rows is 0; leave it out of the features",
    );
  });
});

describe("parts", () => {
  test("80 train, 15 validation, 5 test; calibration is the validation part itself, or 10 rows of its own", () => {
    const sizes = (choices: Choices) => {
      const { parts } = dataset({}, choices);
      return [parts.train, parts.validation, parts.test, parts.calibration].map(({ X }) => X.rows);
    };
    expect(sizes({})).toEqual([80, 15, 5, 15]);
    expect(sizes({ calibration: 0.1 })).toEqual([70, 15, 5, 10]);
    const { parts } = dataset();
    expect(parts.calibration).toBe(parts.validation);
  });

  test("count their positives", () => {
    const { parts } = dataset();
    for (const { y, positives } of Object.values(parts))
      expect(positives).toBe([...y].filter((label) => label === 1).length);
  });

  test("of another seed hold other people", () => {
    const settings = {
      ...config(),
      split: { test: 5, validation: 0.2, calibration: 0 },
      standardise: { fit: "all", ddof: 1 },
    } as const;
    const frames: Frames = { frame: frameOf(text, settings, "my.csv", ""), test: null, sources: [] };
    const records = (seed: number) =>
      datasetOf({ ...settings, actions: { ...settings.actions, deltaMax: 1, integral: false } }, frames, seed, "").parts
        .test.records;
    expect(records(1)).not.toEqual(records(2));
    expect(records(1)).toEqual(records(1));
  });
});

describe("Δ from the action section", () => {
  const std = dataset().columns.map((column) => column.std);
  const actions = (section: unknown) => dataset({ actions: section }).actions;

  test("increase is [0, δmax], decrease [−δmax, 0], any both, with a feature's own δmax before the protocol's", () => {
    const { lower, upper, actionable } = dataset().actions;
    expect(actionable).toEqual([0, 1]);
    expect([...lower]).toEqual([0, -0.5, 0]);
    expect([...upper]).toEqual([0.75, 0.5, 0]);
    expect([...actions({ features: { income: { direction: "decrease" } } }).lower]).toEqual([-0.75, 0, 0]);
  });

  test("min and max bound the raw value after the change: 49 hours cannot become 49.1", () => {
    const bounded = actions({ features: { hours: { direction: "any", min: 30, max: 49 } } });
    const x = [0, (49 - 39.5) / std[1], 0];
    expect(contains(bounded, x, [0, 0, 0])).toBe(true);
    expect(contains(bounded, x, [0, -0.5, 0])).toBe(true);
    expect(contains(bounded, x, [0, 0.1 / std[1], 0])).toBe(false);
    expect(contains(bounded, [0, 0, 0], [0, 0.1 / std[1], 0])).toBe(true);
  });

  test("a row in raw units weighs raw changes: income + 50·hours ≥ −10 allows −0.2 hours and not −0.21", () => {
    const features = { income: { direction: "any" }, hours: { direction: "any" } };
    const set = actions({ features, constraints: [{ weights: { income: 1, hours: 50 }, atLeast: -10 }] });
    const moved = (income: number, hours: number) =>
      contains(set, [0, 0, 0], [income / std[0], hours / std[1], 0], 1e-9);
    expect(moved(0, -0.2)).toBe(true);
    expect(moved(0, -0.21)).toBe(false);
    expect(moved(1, -0.21)).toBe(true);
    expect(moved(-10, 0)).toBe(true);
    expect(moved(-10.1, 0)).toBe(false);
  });

  test("a row in standardised units weighs δ itself", () => {
    const features = { income: { direction: "any" }, hours: { direction: "any" } };
    const rows = [{ weights: { income: 1, hours: -1 }, atLeast: -0.5, units: "standardised" }];
    const set = actions({ features, constraints: rows });
    expect(contains(set, [0, 0, 0], [0, 0.5, 0], 1e-9)).toBe(true);
    expect(contains(set, [0, 0, 0], [0, 0.51, 0], 1e-9)).toBe(false);
  });

  test.each<[string, unknown, string]>([
    [
      "an unknown feature",
      { features: { incme: { direction: "any" } } },
      "my.yaml: actions.features.incme: unknown feature (did you mean income?)",
    ],
    [
      "a 0/1 feature",
      { features: { flag: { direction: "any" } } },
      "my.yaml: actions.features.flag: the feature is 0 or 1; only a continuous feature can be acted upon",
    ],
    [
      "a row over an unknown feature",
      { features: { hours: { direction: "any" } }, constraints: [{ weights: { hour: 1 } }] },
      "my.yaml: actions.constraints.0.weights.hour: unknown feature (did you mean hours?)",
    ],
    [
      "a row over a feature that cannot move",
      { features: { hours: { direction: "any" } }, constraints: [{ weights: { income: 1 } }] },
      "my.yaml: actions.constraints.0.weights.income: the feature cannot change; name it under actions.features as well",
    ],
    [
      "a row of zeros",
      { features: { hours: { direction: "any" } }, constraints: [{ weights: { hours: 0 } }] },
      "my.yaml: actions: constraint 0: every coefficient is 0",
    ],
  ])("refuses %s", (_, section, message) => {
    expect(() => actions(section)).toThrow(ConfigError);
    expect(() => actions(section)).toThrow(message);
  });
});

test("the sensitive feature has to be a 0/1 feature", () => {
  const groups = { majority: "a", minority: "b" };
  expect(() => dataset({ sensitive: { feature: "flag", ...groups } })).not.toThrow();
  expect(() => dataset({ sensitive: { feature: "income", ...groups } })).toThrow(
    "my.yaml: sensitive.feature: income is no 0/1 feature (known: flag)",
  );
});
