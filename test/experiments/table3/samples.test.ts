import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Matrix, matrix, row } from "../../../src/core/matrix.ts";
import { stream } from "../../../src/core/random.ts";
import {
  againstEachOther,
  againstRandomRows,
  againstThemselves,
  type Repeat,
  type Samples,
} from "../../../src/experiments/table3/samples.ts";

/** Row i is [i, 0]: the first column names the person, the second shows δ. */
function named(rows: number): Matrix {
  return matrix(
    rows,
    2,
    Float32Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? at / 2 : 0)),
  );
}

/** δ = [0, 1] for everybody. */
function ones(rows: number): Matrix {
  return matrix(
    rows,
    2,
    Float32Array.from({ length: 2 * rows }, (_, at) => at % 2),
  );
}

const ofClass = ({ X, original }: Samples, wanted: 0 | 1) =>
  Array.from(original, (_, i) => i)
    .filter((i) => original[i] === wanted)
    .map((i) => row(X, i));
const namesOf = (samples: Samples, wanted: 0 | 1) => ofClass(samples, wanted).map(([name]) => name);
const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
const rowsHeldOut = (repeats: readonly Repeat[], wanted: 0 | 1) =>
  repeats.flatMap(({ heldOut }) => namesOf(heldOut, wanted));

/** Any training set of which some are asked, and any number of parts. */
const anyone = fc
  .record({
    rows: fc.integer({ min: 8, max: 60 }),
    seed: fc.integer({ min: 0, max: 99 }),
    parts: fc.constantFrom(2, 3, 5),
  })
  .chain(({ rows, ...rest }) =>
    fc.record({
      X: fc.constant(named(rows)),
      people: fc
        .uniqueArray(fc.integer({ min: 0, max: rows - 1 }), { minLength: 6, maxLength: rows })
        .map((people) => Int32Array.from(people)),
      seed: fc.constant(rest.seed),
      parts: fc.constant(rest.parts),
    }),
  );

/** As many originals as others, originals first, and no name on both sides of a repeat. */
function expectFair(repeats: readonly Repeat[]): void {
  for (const { fitted, heldOut } of repeats) {
    for (const { X, original } of [fitted, heldOut]) {
      const n = X.rows / 2;
      expect([...original]).toEqual([...new Array(n).fill(1), ...new Array(n).fill(0)]);
    }
    const learnt = new Set([...namesOf(fitted, 0), ...namesOf(fitted, 1)]);
    for (const name of [...namesOf(heldOut, 0), ...namesOf(heldOut, 1)]) expect(learnt).not.toContain(name);
  }
}

describe("x + δ against random rows", () => {
  it("everybody is held out once, nobody is on both sides, the classes are equal; for any people", () => {
    fc.assert(
      fc.property(anyone, ({ X, people, seed, parts }) => {
        const repeats = againstRandomRows(X, { people, delta: ones(people.length) }, parts, stream(seed, "test"));
        expect(repeats).toHaveLength(parts);
        expectFair(repeats);
        expect(sorted(rowsHeldOut(repeats, 0))).toEqual(sorted(people));
        for (const { fitted, heldOut } of repeats) {
          for (const side of [fitted, heldOut]) {
            expect(ofClass(side, 0).every(([, delta]) => delta === 1)).toBe(true);
            expect(ofClass(side, 1).every(([, delta]) => delta === 0)).toBe(true);
            expect(new Set(namesOf(side, 1)).size).toBe(namesOf(side, 1).length);
          }
        }
      }),
    );
  });

  it("originals are drawn from all rows: of 1000 rows with 500 people, half of the 500 originals are people, ± 8 %", () => {
    const people = Int32Array.from({ length: 500 }, (_, i) => i);
    const repeats = againstRandomRows(named(1000), { people, delta: null }, 5, stream(0, "test"));
    const share = rowsHeldOut(repeats, 1).filter((name) => name < 500).length / 500;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.08);
  });
});

describe("x + δ against x", () => {
  it("the same people stand in both classes of a side, in the same order; for any people", () => {
    fc.assert(
      fc.property(anyone, ({ X, people, seed, parts }) => {
        const repeats = againstThemselves(X, { people, delta: ones(people.length) }, parts, stream(seed, "test"));
        expectFair(repeats);
        expect(sorted(rowsHeldOut(repeats, 0))).toEqual(sorted(people));
        for (const { fitted, heldOut } of repeats) {
          for (const side of [fitted, heldOut]) expect(namesOf(side, 0)).toEqual(namesOf(side, 1));
        }
      }),
    );
  });
});

describe("x against x of others", () => {
  it("every one of the two groups is held out once, in the class of their group", () => {
    const groups = [Int32Array.of(1, 3, 5, 7, 9, 11), Int32Array.of(0, 2, 4, 6, 8, 10)] as const;
    const repeats = againstEachOther(named(12), groups, 3, stream(0, "test"));
    expectFair(repeats);
    expect(sorted(rowsHeldOut(repeats, 1))).toEqual([...groups[0]]);
    expect(sorted(rowsHeldOut(repeats, 0))).toEqual([...groups[1]]);
  });
});
