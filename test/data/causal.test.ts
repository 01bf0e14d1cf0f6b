import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { causalSpecOf } from "../../src/data/causal.ts";
import type { Column } from "../../src/data/scale.ts";
import { causalSchema } from "../../src/data/schema/causal.ts";

const continuous = (name: string, std: number) =>
  ({
    name,
    feature: name,
    category: null,
    kind: "continuous",
    integer: false,
    unit: null,
    mean: 10,
    std,
    fill: 0,
    missing: null,
  }) as const;
const category = (value: string) =>
  ({
    name: `sex_${value}`,
    feature: "sex",
    category: value,
    kind: "indicator",
    integer: true,
    unit: null,
    mean: 0,
    std: 1,
    fill: 0,
    missing: null,
  }) as const;

/** Columns 0–4: duration, amount, age, sex_a, sex_b. */
const columns: readonly Column[] = [
  continuous("duration", 2),
  continuous("amount", 100),
  continuous("age", 5),
  category("a"),
  category("b"),
];

const specOf = (section: object) => causalSpecOf(causalSchema.parse(section), columns, "my.yaml");
const german = { duration: { parents: ["amount"] }, amount: { parents: ["age", "sex"] } };

test("causes come first whatever the order of the file, and a one-hot parent is all of its columns", () => {
  expect(specOf({ equations: german })).toEqual({
    equations: [
      { column: 1, parents: [2, 3, 4] },
      { column: 0, parents: [1] },
    ],
    truth: null,
  });
});

test("true coefficients are turned into standard deviations: 40 an age year is 40·5/100 = 2, and the log-odds likewise", () => {
  const { truth } = specOf({
    equations: german,
    truth: {
      equations: { amount: { age: 40 } },
      outcome: { intercept: 1, terms: { amount: { weight: 3, centre: 20, per: 10 } } },
    },
  });
  expect(truth?.equations).toEqual([{ column: 1, parents: [2], slopes: Float64Array.of(2) }]);
  // 3 · (10 + 100 z − 20)/10 = −3 + 30 z.
  expect(truth?.outcome.intercept).toBeCloseTo(-2, 12);
  expect(Array.from(truth?.outcome.weights ?? [])).toEqual([0, 30, 0, 0, 0]);
});

describe("refused, with the place and the remedy:", () => {
  test.each([
    [
      "an unknown feature",
      { amuont: { parents: ["age"] } },
      'my.yaml: causal.equations.amuont: unknown feature "amuont" (did you mean amount?)',
    ],
    [
      "an unknown parent",
      { amount: { parents: ["agee"] } },
      'my.yaml: causal.equations.amount: unknown feature "agee" (did you mean age?)',
    ],
    [
      "a feature as its own parent",
      { amount: { parents: ["amount"] } },
      "my.yaml: causal.equations.amount: the parent amount is the feature itself, which cannot be its own cause; remove it",
    ],
    [
      "a parent named twice",
      { amount: { parents: ["age", "age"] } },
      "my.yaml: causal.equations.amount: the parent age is named twice; remove it",
    ],
    [
      "an equation of a category",
      { sex: { parents: ["age"] } },
      "my.yaml: causal.equations.sex: the feature is not continuous; name a continuous one, or remove it",
    ],
    [
      "a cycle",
      { duration: { parents: ["amount"] }, amount: { parents: ["age"] }, age: { parents: ["duration"] } },
      "my.yaml: causal.equations: duration → age → amount → duration is a cycle of causes; remove one of these parents",
    ],
  ])("%s", (_, equations, message) => {
    expect(() => specOf({ equations })).toThrow(new ConfigError(message));
  });

  test("a true log-odds term of a category, and no equations at all", () => {
    const outcome = { intercept: 0, terms: { sex: { weight: 1 } } };
    expect(() => specOf({ equations: german, truth: { equations: {}, outcome } })).toThrow(
      "my.yaml: causal.truth.outcome.terms.sex: the feature is not continuous",
    );
    expect(causalSchema.safeParse({ equations: {} }).success).toBe(false);
    expect(causalSchema.safeParse({ equations: { amount: { parents: [] } } }).success).toBe(false);
  });
});
