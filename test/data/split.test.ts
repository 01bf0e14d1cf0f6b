import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { halved, type Split, split, splitPermutation } from "../../src/data/split.ts";
import golden from "../fixtures/splits.json" with { type: "json" };
import { sha256 } from "./configs.ts";

const paper = { validation: 0.2, calibration: 0 };

describe("the paper's splits", () => {
  test.each(golden.permutations)(
    "permutation($n) under seed $seed is NumPy's",
    ({ seed, n, permutation: expected }) => {
      expect([...splitPermutation(n, seed)]).toEqual(expected);
    },
  );

  const cases = Object.entries(golden.datasets).flatMap(([name, { seeds, ...sizes }]) =>
    Object.entries(seeds).map(([seed, parts]) => ({ name, seed: Number(seed), parts, ...sizes })),
  );

  test("there are 12 of them: 4 data sets × seeds 0, 21, 42", () => expect(cases).toHaveLength(12));

  test.each(cases)("$name, seed $seed: train, validation and test have the golden SHA-256", (golden) => {
    const testRows = "n_rows_test_file" in golden ? Number(golden.n_rows_test_file) : null;
    const parts = split(golden.n_rows, { ...paper, test: golden.test_size, seed: golden.seed, testRows });
    const { train, val, test } = golden.parts;
    for (const [rows, expected] of [
      [parts.train, train],
      [parts.validation, val],
      [parts.test, test],
    ] as const) {
      expect(rows.length).toBe(expected.size);
      expect([...rows.slice(0, 10)]).toEqual(expected.first10);
      expect(sha256(rows.join(","))).toBe(expected.sha256);
    }
    expect(parts.calibration).toBe(parts.validation);
  });
});

describe("a split", () => {
  const options = fc.record({
    rows: fc.integer({ min: 60, max: 400 }),
    validation: fc.double({ min: 0.15, max: 0.5, noNaN: true }),
    calibration: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 0.3, noNaN: true })),
    test: fc.integer({ min: 1, max: 8 }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  });
  const size = ({ train, validation, test, calibration }: Split) =>
    train.length + validation.length + test.length + (calibration === validation ? 0 : calibration.length);

  test("uses every row once, whatever seed in 0 … 2³²−1", () => {
    fc.assert(
      fc.property(options, ({ rows, ...rest }) => {
        const parts = split(rows, rest);
        expect(size(parts)).toBe(rows);
        expect(new Set([...parts.train, ...parts.validation, ...parts.test, ...parts.calibration]).size).toBe(rows);
      }),
    );
  });

  test("with calibration rows held out takes ⌈f·n⌉ rows off the front of training and leaves validation and test alone", () => {
    fc.assert(
      fc.property(options, ({ rows, ...rest }) => {
        const without = split(rows, { ...rest, calibration: 0 });
        const held = split(rows, rest);
        const taken = Math.ceil(rest.calibration * rows);
        expect(held.validation).toEqual(without.validation);
        expect(held.test).toEqual(without.test);
        expect(held.train).toEqual(without.train.slice(taken));
        expect(held.calibration).toEqual(taken === 0 ? held.validation : without.train.slice(0, taken));
      }),
    );
  });

  test("with a separate file of 50 rows keeps the whole 20 % for validation and tests on that file's rows", () => {
    const parts = split(100, { ...paper, test: 10, seed: 3, testRows: 50 });
    expect(parts.validation).toHaveLength(20);
    expect([...parts.test]).toEqual([...splitPermutation(50, 3)].slice(0, 10));
  });

  test("gives seeds 4294967295 and 0 different rows", () => {
    expect(split(100, { ...paper, test: 5, seed: 2 ** 32 - 1 }).test).not.toEqual(
      split(100, { ...paper, test: 5, seed: 0 }).test,
    );
  });

  test.each([
    ["20 test rows out of 20 set aside", 100, { test: 20, testRows: null }],
    ["51 test rows of a 50-row file", 100, { test: 51, testRows: 50 }],
    ["one row", 1, { test: 1, testRows: 9 }],
  ])("refuses too few rows: %s", (_, rows, rest) => {
    expect(() => split(rows, { ...paper, ...rest, seed: 0 })).toThrow(DataError);
    expect(() => split(rows, { ...paper, ...rest, seed: 0 })).toThrow(
      /too few rows: .* lower split\.test or bring more rows/,
    );
  });

  test("refuses calibration that leaves nobody to train on", () => {
    expect(() => split(100, { validation: 0.2, calibration: 0.8, test: 5, seed: 0 })).toThrow(/leave 0 for training/);
  });

  test.each([
    { seed: -1 },
    { seed: 2 ** 32 },
    { seed: 0.5 },
    { seed: Number.NaN },
    { validation: 0 },
    { validation: Number.NaN },
    { calibration: 1 },
    { calibration: Number.NaN },
    { test: 0 },
  ])("refuses %o", (wrong) => {
    expect(() => split(100, { ...paper, test: 5, seed: 0, ...wrong })).toThrow(RangeError);
  });
});

describe("halves", () => {
  const whole = split(1001, { validation: 0.2, test: 50, calibration: 0.1, seed: 21 });
  const { kept, others } = halved(whole);

  test("of 1001 rows: 700 for training and 151 for validation fall into 350 and 350, 76 and 75; test and calibration stay", () => {
    expect([kept.train.length, others.train.length]).toEqual([350, 349]);
    expect([kept.validation.length, others.validation.length]).toEqual([76, 75]);
    expect(kept.test).toBe(whole.test);
    expect(kept.calibration).toBe(whole.calibration);
  });

  test("share no row, and together are the whole", () => {
    for (const part of ["train", "validation"] as const) {
      expect([...kept[part], ...others[part]]).toEqual([...whole[part]]);
    }
  });

  test("calibrate on the kept validation rows where none are held out", () => {
    const { kept } = halved(split(1001, { validation: 0.2, test: 50, calibration: 0, seed: 21 }));
    expect(kept.calibration).toBe(kept.validation);
  });
});
