import { describe, expect, it } from "vitest";
import { type BatchPlan, steps } from "../../src/pipeline/batches.ts";

const plan: BatchPlan = { train: 25, validation: 23, batch: 10, shuffle: false, lossCarryOver: false, seed: 0 };
const rowsOf = (p: BatchPlan, epoch: number) => steps(p, epoch).map(({ rows }) => [...rows]);

describe("mini-batches", () => {
  it("25 rows by 10: steps of 10, 10 and 5, each divided by its own size", () => {
    expect(steps(plan, 1).map(({ rows, divisor }) => [rows.length, divisor])).toEqual([
      [10, 10],
      [10, 10],
      [5, 5],
    ]);
    expect(rowsOf(plan, 2).flat()).toEqual(Array.from({ length: 25 }, (_, i) => i));
  });

  it("shuffled: every row once, another order each epoch, the same order for the same seed", () => {
    const shuffled = { ...plan, shuffle: true };
    const [first, second] = [rowsOf(shuffled, 1).flat(), rowsOf(shuffled, 2).flat()];
    expect(first.toSorted((a, b) => a - b)).toEqual(rowsOf(plan, 1).flat());
    expect(first).not.toEqual(second);
    expect(rowsOf(shuffled, 1).flat()).toEqual(first);
    expect(rowsOf({ ...shuffled, seed: 1 }, 1).flat()).not.toEqual(first);
  });

  it("carried over as in the release: a step at rows 0, 10, 20; rows 21–24 are never stepped on; divisor 10", () => {
    const released = { ...plan, lossCarryOver: true };
    const first = steps(released, 1);
    expect(first.map(({ rows }) => [...rows])).toEqual([
      [0],
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    ]);
    expect(first.map(({ divisor }) => divisor)).toEqual([10, 10, 10]);
    // Validation steps at rows 0, 10, 20 too, which leaves its rows 21 and 22 for the next epoch's first step.
    expect(rowsOf(released, 2)[0]).toEqual([25 + 21, 25 + 22, 0]);
  });
});
