import { describe, expect, it } from "vitest";
import { stream } from "../../../../src/core/random.ts";
import { dropoutMasks, epochBatches, scoringBatches } from "../../../../src/experiments/nlp/fine-tuning/batches.ts";

const random = stream(2, "lengths");
const lengths = Array.from({ length: 1000 }, () => 3 + random.below(50));

const padded = (batches: readonly Int32Array[]) =>
  batches.reduce((sum, rows) => sum + rows.length * Math.max(...Array.from(rows, (i) => lengths[i])), 0);

describe("batches", () => {
  it.each([1, 16, 7])(
    "of %s hold each of 1,000 sentences once an epoch, in an order of the seed's and the epoch's own",
    (batch) => {
      const of = (epoch: number) => epochBatches(lengths, batch, stream(0, "order", epoch));
      expect(of(1).length).toBe(Math.ceil(1000 / batch));
      expect(
        of(1)
          .flatMap((rows) => [...rows])
          .sort((a, b) => a - b),
      ).toEqual([...lengths.keys()]);
      expect(of(1)).toEqual(of(1));
      expect(of(1)).not.toEqual(of(2));
      // Short and long come mixed: neither the first nor the last batch has the shortest or the longest alone.
      const means = of(1).map((rows) => rows.reduce((sum, i) => sum + lengths[i], 0) / rows.length);
      expect(means).not.toEqual([...means].sort((a, b) => a - b));
    },
  );

  it("of 16 pad less than 1.1 times the word pieces there are; without sorting it is 1.7 times", () => {
    const pieces = lengths.reduce((sum, length) => sum + length, 0);
    expect(padded(epochBatches(lengths, 16, stream(0, "order"))) / pieces).toBeLessThan(1.1);
    const plain = Array.from({ length: 63 }, (_, i) => Int32Array.from([...lengths.keys()].slice(16 * i, 16 * i + 16)));
    expect(padded(plain) / pieces).toBeGreaterThan(1.7);
  });

  it("for scoring hold at most 1,024 word pieces, padding included, and every sentence once; a longer one is alone", () => {
    const batches = scoringBatches([...lengths, 2000]);
    expect(batches.flatMap((rows) => [...rows]).sort((a, b) => a - b)).toEqual([...lengths.keys(), 1000]);
    expect(batches.slice(0, -1).every((rows) => padded([rows]) <= 1024)).toBe(true);
    expect([...batches[batches.length - 1]]).toEqual([1000]);
    expect(scoringBatches([])).toEqual([]);
  });
});

describe("masks of dropout", () => {
  it("drop 10 % and scale the rest by 1 / 0.9, others at each step, the same again for one step", () => {
    const mask = (t: number) => {
      const made = new Float32Array(100_001);
      dropoutMasks(0, t, 0.1)(made);
      return made;
    };
    const first = mask(1);
    expect([...new Set(first)].sort()).toEqual([0, Math.fround(1 / 0.9)]);
    // Standard error 0.00095.
    expect(Math.abs(first.filter((value) => value === 0).length / 100_001 - 0.1)).toBeLessThan(0.004);
    expect(mask(1)).toEqual(first);
    expect(mask(2)).not.toEqual(first);
  });

  it("of two passes of a step differ", () => {
    const fill = dropoutMasks(0, 1, 0.5);
    const [a, b] = [new Float32Array(100), new Float32Array(100)];
    fill(a);
    fill(b);
    expect(a).not.toEqual(b);
  });
});
