/** The candidates of a data set: from raw units to named actions, and every mistake with its place and remedy. */
import { describe, expect, it } from "vitest";
import { isNamed, openCandidates } from "../../src/actions/enumeration.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { actionsOf } from "../../src/data/actions.ts";
import { actionsSchema } from "../../src/data/schema/actions.ts";
import { featuresSchema } from "../../src/data/schema/feature.ts";
import { indicator, number } from "./columns.ts";

const columns = [
  number("years of school", true, 10.08, 2.57),
  number("savings", false, 1000, 500),
  indicator("housing", "rent"),
  indicator("housing", "own"),
  indicator("housing", "with parents"),
  number("grade", true, 1.2, 0.9),
  number("opened", true, 300, 120),
  indicator("married", null),
  number("rate", false, 0.1, 0.03),
  indicator("rate", null, "rate_missing"),
];
const features = featuresSchema.parse({
  "years of school": { kind: "continuous", integer: true },
  savings: { kind: "continuous" },
  housing: { kind: "oneHot", values: ["rent", "own", "with parents"] },
  grade: { kind: "ordinal", values: ["low", "middle", "high"] },
  opened: { kind: "date", since: "2015-03-01" },
  married: { kind: "indicator", equals: 1 },
  rate: { kind: "continuous", missing: "mean", indicator: true },
});
const settings = { deltaMax: 0.75, integral: true };
const read = (section: object) => actionsOf(actionsSchema.parse(section), columns, settings, "my.yaml", features);
const one = (candidate: object) => read({ candidates: { "do it": candidate } });

/** x of these raw values, the others being a renter's of the means. */
function person(raw: Readonly<Record<string, number>>): Float32Array {
  const values = { housing_rent: 1, ...raw };
  const of = new Map(Object.entries(values));
  return Float32Array.from(columns, ({ name, mean, std, kind }) => {
    return ((of.get(name) ?? (kind === "indicator" ? 0 : mean)) - mean) / std;
  });
}
const isOpen = (candidate: object, raw: Readonly<Record<string, number>>) => {
  const actions = one(candidate);
  if (!isNamed(actions)) throw new Error("no names");
  return openCandidates(actions, person(raw)).which.length === 1;
};

describe("whom an action is open to", () => {
  const savings = { savings: 100 };
  it.each([
    [["years of school <= 8"], { "years of school": 8 }, { "years of school": 9 }],
    [["years of school >= 8", "years of school ≤ 9"], { "years of school": 9 }, { "years of school": 10 }],
    [["years of school = 12"], { "years of school": 12 }, { "years of school": 11 }],
    [["housing = with parents"], { housing_rent: 0, "housing_with parents": 1 }, {}],
    [["  housing=rent "], {}, { housing_rent: 0, housing_own: 1 }],
    [["grade >= middle"], { grade: 1 }, { grade: 0 }],
    [["opened <= 2015-12-31"], { opened: 305 }, { opened: 306 }],
    [["married = yes"], { married: 1 }, { married: 0 }],
    [["married = no", "savings <= 1e3"], { savings: 1000 }, { savings: 1000.01 }],
    [["rate <= 0.2"], { rate: 0.2 }, { rate: 0.1, rate_missing: 1 }],
  ])("%j", (when, yes, no) => {
    expect([isOpen({ when, by: savings }, yes), isOpen({ when, by: savings }, no)]).toEqual([true, false]);
  });

  it("a step of a ladder to nobody who would leave it", () => {
    const open = [0, 1, 2].map((grade) => [
      isOpen({ by: { grade: 1 } }, { grade }),
      isOpen({ by: { grade: -2 } }, { grade }),
    ]);
    expect(open).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
  });
});

it("changes and values are in standard deviations, categories are whole, and δmax and integral say nothing", () => {
  const actions = read({
    candidates: {
      "move in": { to: { housing: "own", savings: 0 }, by: { "years of school": 2 }, cost: 7 },
      rise: { to: { grade: "high", opened: "2015-03-11" } },
    },
  });
  const [first, second] = actions.candidates ?? [];
  expect(first).toMatchObject({ name: "move in", by: [{ column: 0, value: 2 / 2.57 }], cost: 7, when: [] });
  const taken = [2, 3, 4].map((column) => ({ column, value: Number(column === 3) }));
  expect(first.to).toEqual([...taken, { column: 1, value: -2 }]);
  expect(second).toMatchObject({ by: [], cost: null });
  expect(second.to).toEqual([
    { column: 5, value: (2 - 1.2) / 0.9 },
    { column: 6, value: (10 - 300) / 120 },
  ]);
  expect(actions.actionable).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(actions.groups).toEqual([[2, 3, 4]]);
});

describe("a mistake is one sentence with place and remedy", () => {
  it.each([
    [{ by: { savngs: 1 } }, "my.yaml: actions.candidates.do it.by.savngs: unknown feature (did you mean savings?)"],
    [{ by: { married: 1 } }, "by.married: the feature is 0 or 1; only a continuous feature can be acted upon"],
    [{ by: { housing: 1 } }, "by.housing: a category has no size; say to which: to: { housing: … }"],
    [{ by: { savings: 0 } }, "by.savings: 0 changes nothing; give another number, or leave it out"],
    [{ by: { "years of school": 0.5 } }, "0.5 is not a whole number, and the feature has no others; give one"],
    [{ by: { grade: 3 } }, "by.grade: the ladder has 3 steps; change it by fewer"],
    [{ to: { housing: "ownn" } }, "to.housing: unknown category ownn (did you mean own?)"],
    [{ to: { "years of school": 9.5 } }, "to.years of school: 9.5 is not a whole number"],
    [{ to: { savings: "much" } }, 'to.savings: "much" is not a number; give one'],
    [{ to: { grade: "highest" } }, 'to.grade: unknown value "highest" (known: low, middle, high)'],
    [{ to: { opened: 12 } }, 'to.opened: "12" is no day; write it as 2013-08-14'],
    [{ to: { rate: 0.1 } }, "features.rate.indicator: rate can be acted upon, and rate_missing would still say"],
    [{ to: { savings: 1 }, by: { savings: 1 } }, "do it: savings is under by and under to; keep one of them"],
    [{ when: ["savings >= 1"] }, "do it: it changes nothing; say to what (to: {…}) or by how much (by: {…})"],
    [{ when: ["savings"], by: { savings: 1 } }, 'when.0: "savings" is no condition; write it as "age >= 30"'],
    [
      { when: ["savngs >= 1"], by: { savings: 1 } },
      'when.0: "savngs >= 1": unknown feature savngs (did you mean savings?)',
    ],
    [{ when: ["savings >= a"], by: { savings: 1 } }, '"savings >= a": "a" is not a number; give one'],
    [{ when: ["housing >= own"], by: { savings: 1 } }, "housing has no order; write housing = own"],
    [{ when: ["housing = castle"], by: { savings: 1 } }, '"housing = castle": unknown category castle'],
    [{ when: ["married = 2"], by: { savings: 1 } }, "the feature is 0 or 1; say yes or no"],
    [
      { when: ["years of school >= 8.2", "years of school <= 8.9"], by: { savings: 1 } },
      "do it.when: it never holds: years of school would lie between 8.2 and 8.9, in whole numbers; widen or remove a condition",
    ],
    [
      { when: ["savings >= 2", "savings <= 1"], by: { savings: 1 } },
      "it never holds: savings would lie between 2 and 1; widen",
    ],
    [
      { when: ["housing = own", "housing = rent"], by: { savings: 1 } },
      "it never holds: two conditions on housing contradict each other; remove one",
    ],
    [
      { when: ["married = yes", "married = no"], by: { savings: 1 } },
      "two conditions on married contradict each other",
    ],
    [
      { when: ["grade >= high"], by: { grade: 1 } },
      "it never holds: grade would lie between 2 and 1, in whole numbers",
    ],
  ])("%j", (candidate, message) => {
    expect(() => one(candidate)).toThrow(ConfigError);
    expect(() => one(candidate)).toThrow(message);
  });

  it.each([
    [{ features: {} }, "my.yaml: actions.features: does not go with actions.candidates"],
    [{ constraints: ["savings >= 0"] }, "my.yaml: actions.constraints: does not go with actions.candidates"],
    [{ rules: [] }, "my.yaml: actions.rules: does not go with actions.candidates, which are all there is to do; leave"],
  ])("%j beside candidates", (other, message) => {
    expect(() => read({ candidates: { save: { by: { savings: 1 } } }, ...other })).toThrow(message);
  });
});
