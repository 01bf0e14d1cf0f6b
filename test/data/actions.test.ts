import { describe, expect, test } from "vitest";
import { integralSteps } from "../../src/actions/discrete.ts";
import { contains } from "../../src/actions/set.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { actionsOf } from "../../src/data/actions.ts";
import type { Column } from "../../src/data/scale.ts";
import { actionsSchema } from "../../src/data/schema/actions.ts";
import { indicator, number } from "./columns.ts";

const columns = [
  number("education", true, 10, 2.5),
  number("savings", false, 1000, 500),
  indicator("housing", "rent"),
  indicator("housing", "own"),
  indicator("housing", "free"),
  number("income", true, 30000, 8000),
  indicator("citizen", null),
];
const deltaMax = 0.75;
const read = (section: unknown, whole = true) =>
  actionsOf(actionsSchema.parse(section), columns, { deltaMax, integral: whole }, "my.yaml");

describe("a feature of which it is told where it is not known", () => {
  const flagged = (feature: string): Column => ({ ...indicator(feature, null), name: `${feature}_missing` });
  const known = (feature: string, action: object) => () =>
    actionsOf(
      actionsSchema.parse({ features: { [feature]: action } }),
      [...columns, flagged(feature)],
      { deltaMax, integral: true },
      "my.yaml",
    );

  test("cannot be acted upon: a number, and a category", () => {
    const sentence = (feature: string) =>
      `my.yaml: features.${feature}.indicator: ${feature} can be acted upon, and ${feature}_missing would still say that it is not known`;
    expect(known("savings", { direction: "increase" })).toThrow(sentence("savings"));
    expect(known("housing", {})).toThrow(sentence("housing"));
  });
});

describe("integral: true", () => {
  test("whole numbers move by 1, others freely, and each by its own step: 1 year is 0.4 sd", () => {
    const { steps } = read({
      features: {
        education: { direction: "increase" },
        savings: { direction: "any" },
        income: { direction: "any", step: 500 },
      },
    });
    expect([...steps]).toEqual([0.4, 0, 0, 0, 0, 0.0625, 0]);
    expect([...read({ features: { education: { direction: "any" } } }, false).steps]).toEqual(new Array(7).fill(0));
  });

  test("maxChange is in raw units: ±4000 of income is ±0.5 sd", () => {
    const { lower, upper } = read({ features: { income: { direction: "any", maxChange: 4000 } } });
    expect([lower[5], upper[5]]).toEqual([-0.5, 0.5]);
  });

  test("max: 99 is reached from 96 in 3 steps, though x is rounded to float32", () => {
    const odd = [number("hours", true, 40.4374, 12.3474)];
    const section = actionsSchema.parse({ features: { hours: { direction: "any", max: 99, maxChange: 12 } } });
    const actions = actionsOf(section, odd, { deltaMax, integral: true }, "");
    const x = Float32Array.of((96 - 40.4374) / 12.3474);
    const after = (k: number) => contains(actions, x, Float32Array.of(k / 12.3474));
    expect([-12, 0, 2, 3, 4].map(after)).toEqual([true, true, true, true, false]);
    expect(after(2.5)).toBe(false);
    expect(integralSteps(actions, 0, Math.fround(3 / 12.3474))).toBe(3);
  });
});

describe("a oneHot feature", () => {
  test("moves as one, to every category or to those in `to`; its cost is every category's weight", () => {
    const all = read({ features: { housing: {} } }, false);
    expect(all.groups).toEqual([[2, 3, 4]]);
    expect([...all.upper]).toEqual([0, 0, 1, 1, 1, 0, 0]);
    const own = read({ features: { housing: { to: ["own"], cost: 2 } } });
    expect([...own.upper]).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect([...own.lower]).toEqual([0, 0, -1, -1, -1, 0, 0]);
    expect([...own.weights]).toEqual([1, 1, 2, 2, 2, 1, 1]);
  });
});

test("a constraint as text weighs raw changes: savings + 0.2*income >= 0 lets 1000 of income pay for 200 of savings", () => {
  const features = { savings: { direction: "any" }, income: { direction: "any" } };
  const actions = read({ features, constraints: ["savings + 0.2*income >= 0"] }, false);
  const moved = (savings: number, income: number) =>
    contains(actions, new Float32Array(7), [0, savings / 500, 0, 0, 0, income / 8000, 0], 1e-9);
  expect(moved(-200, 1000)).toBe(true);
  expect(moved(-201, 1000)).toBe(false);
  const same = read({ features, constraints: [{ weights: { savings: 1, income: 0.2 } }] }, false);
  expect(actions.constraints).toEqual(same.constraints);
});

test("a rule ties columns, and only while changes are whole", () => {
  const section = {
    features: { education: { direction: "any" }, housing: {}, savings: { direction: "any" } },
    rules: ["if education changes then housing may", "if housing changes then savings may"],
  };
  expect(read(section).rules).toEqual([
    { needs: [0], allows: [2, 3, 4] },
    { needs: [2, 3, 4], allows: [1] },
  ]);
  expect(read(section, false).rules).toEqual([]);
});

test.each<[string, unknown, string]>([
  [
    "a direction for categories",
    { features: { housing: { direction: "increase" } } },
    "my.yaml: actions.features.housing.direction: categories have no order",
  ],
  [
    "no direction for a number",
    { features: { savings: {} } },
    "my.yaml: actions.features.savings.direction is missing; give any, increase or decrease",
  ],
  [
    "a step of categories",
    { features: { housing: { step: 2 } } },
    "my.yaml: actions.features.housing.step: the feature has categories; say which categories can be reached",
  ],
  [
    "a step of which more than 2²³ fit",
    { features: { savings: { direction: "any", step: 1e-300 } } },
    "in steps of 1e-300 are more than the 8388608 that can be told apart; give a larger step, or a smaller maxChange",
  ],
  [
    "categories of a number",
    { features: { savings: { direction: "any", to: [3] } } },
    "my.yaml: actions.features.savings.to: the feature has no categories",
  ],
  [
    "an unknown category",
    { features: { housing: { to: ["ownn"] } } },
    "my.yaml: actions.features.housing.to: unknown category ownn (did you mean own?)",
  ],
  [
    "one category's column",
    { features: { housing_own: { direction: "any" } } },
    "my.yaml: actions.features.housing_own: unknown feature",
  ],
  [
    "a row over a category",
    { features: { housing: {} }, constraints: [{ weights: { housing: 1 } }] },
    "my.yaml: actions.constraints.0.weights.housing: a category has no size; weigh numbers only",
  ],
  [
    "a text row over a feature that cannot move",
    { features: { housing: {} }, constraints: ["savings >= 0"] },
    "my.yaml: actions.constraints.0: savings: the feature cannot change",
  ],
  [
    "a rule on a feature that cannot move",
    { features: { housing: {} }, rules: ["if housing changes then savings may"] },
    "my.yaml: actions.rules.0: savings: the feature cannot change",
  ],
  [
    "a rule that needs a change without a least size",
    {
      features: { savings: { direction: "any" }, income: { direction: "any" } },
      rules: ["if savings changes then income may"],
    },
    "my.yaml: actions.rules.0: no change of savings is too small to count; give it a step",
  ],
])("refuses %s", (_, section, message) => {
  expect(() => read(section)).toThrow(ConfigError);
  expect(() => read(section)).toThrow(message);
});
