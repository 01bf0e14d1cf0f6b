import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { copiesIn } from "../../src/data/copies.ts";
import { type DatasetSettings, datasetOf } from "../../src/data/dataset.ts";
import { fingerprint } from "../../src/data/fingerprint.ts";
import { frameOf } from "../../src/data/recipe.ts";
import { datasetSchema } from "../../src/data/schema.ts";
import { splitPeople } from "../../src/data/split-people.ts";

/** Records of some people: an income, a note, who it is, an outcome. */
function settings(source: object = {}, split: object = {}): DatasetSettings {
  const config = datasetSchema.parse({
    name: "mine",
    title: "Mine",
    source: { file: "mine.csv", licence: "none", citation: "none", ...source },
    features: { income: { kind: "continuous" } },
    label: { column: "paid", favourable: ["yes"], unfavourable: ["no"], meaning: "paid back" },
    actions: { features: {} },
    training: { epochs: 1, batch: 1 },
    split: { test: 10, ...split },
  });
  return {
    ...config,
    actions: { ...config.actions, deltaMax: 0.75, integral: false },
    split: { ...config.split, validation: 0.3, calibration: 0.2 },
    standardise: { fit: "train", ddof: 1 },
  };
}
const datasetFrom = (text: string, source?: object, split?: object) => {
  const made = settings(source, split);
  return datasetOf(
    made,
    { frame: frameOf(text, made, "mine.csv", "mine.yaml"), test: null, sources: [] },
    0,
    "mine.yaml",
  );
};
const csv = (line: (i: number) => string, rows = 100) =>
  `income,note,who,paid\n${Array.from({ length: rows }, (_, i) => line(i)).join("\n")}\n`;
const outcome = (i: number) => (i % 3 === 0 ? "no" : "yes");

describe("records that occur again", () => {
  /** 60 people, of whom 40 stand in the file twice. */
  const twice = csv((i) => `${1000 + (i % 60)},"a, b",p${i % 60},${outcome(i % 60)}`);

  test("are counted: 40 of 100, and those of test and calibration that are copies of training rows", () => {
    const copies = copiesIn(datasetFrom(twice));
    expect(copies.records).toEqual({ rows: 100, repeated: 40 });
    expect(copies.test.copies).toBeGreaterThan(0);
    expect(copies.calibration.copies).toBeGreaterThan(0);
    expect([copies.test.alike, copies.calibration.alike]).toEqual([0, 0]);
  });

  test("drop: the first of them stays, records 1 … 60, and nothing is a copy", () => {
    const made = settings({ duplicates: "drop" });
    const frame = frameOf(twice, made, "mine.csv", "mine.yaml");
    expect([...frame.records]).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    const copies = copiesIn(datasetFrom(twice, { duplicates: "drop" }));
    expect(copies).toMatchObject({
      records: { rows: 100, repeated: 40 },
      test: { copies: 0 },
      calibration: { copies: 0 },
    });
  });

  test("people who are alike in every feature are no copies: 10 incomes of 100 people", () => {
    const alike = csv((i) => `${i % 10},,p${i},${outcome(i)}`);
    const { records, test } = copiesIn(datasetFrom(alike));
    expect(records.repeated).toBe(0);
    expect(test).toEqual({ rows: 10, copies: 0, alike: 10 });
  });

  test("keep is the choice that was not made: it adds nothing to the settings", () => {
    expect(settings({ duplicates: "keep" }).source.duplicates).toBeUndefined();
    expect(settings({ duplicates: "drop" }).source.duplicates).toBe("drop");
  });

  test("200,000 different texts have 200,000 fingerprints", () => {
    const prints = new Set(Array.from({ length: 200_000 }, (_, i) => fingerprint(`${i},${i % 7},yes`)));
    expect(prints.size).toBe(200_000);
  });
});

describe("split.by: all records of a person stay in one part", () => {
  test("property: no person is in two parts, every row is used once but for calibration, which has one of each", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 80 }),
        fc.nat(1000),
        fc.integer({ min: 1, max: 6 }),
        (persons, seed, most) => {
          const people = Array.from({ length: persons * most }, (_, i) => (i < persons ? i : (i * 7919) % persons));
          const { train, validation, test, calibration } = splitPeople(people, {
            validation: 0.4,
            calibration: 0.2,
            test: 5,
            seed,
          });
          const parts = [train, validation, test, calibration].map(
            (rows) => new Set(Array.from(rows, (i) => people[i])),
          );
          const all = parts.flatMap((part) => [...part]);
          expect(new Set(all).size).toBe(all.length);
          expect(all).toHaveLength(persons);
          expect(calibration).toHaveLength(parts[3].size);
          const used = [...train, ...validation, ...test];
          expect(new Set(used).size).toBe(used.length);
          expect(test.length).toBeGreaterThanOrEqual(5);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("of a data set: 100 records of 25 people", () => {
    const dataset = datasetFrom(
      csv((i) => `${i},,p${i % 25},${outcome(i)}`),
      {},
      { by: "who" },
    );
    const who = (part: { records: Int32Array }) => Array.from(part.records, (record) => (record - 1) % 25);
    const { train, calibration } = dataset.parts;
    expect(new Set(who(calibration)).size).toBe(calibration.X.rows);
    expect(who(calibration).filter((person) => who(train).includes(person))).toEqual([]);
  });

  test("too few people, and test rows with a file of their own, are refused", () => {
    const one = { validation: 0.4, calibration: 0, test: 5, seed: 0 };
    expect(() => splitPeople([0, 0, 0, 0], one)).toThrow(/too few people: 1 with 4 rows/);
    const made = settings({}, { by: "who" });
    const frame = frameOf(
      csv((i) => `${i},,p${i},${outcome(i)}`),
      made,
      "mine.csv",
      "mine.yaml",
    );
    expect(() => datasetOf(made, { frame, test: frame, sources: [] }, 0, "mine.yaml")).toThrow(ConfigError);
  });
});
