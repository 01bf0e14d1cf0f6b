import { describe, expect, test } from "vitest";
import { row } from "../../src/core/matrix.ts";
import { dropoutMask, keepBelow, keepScale, lowbias32, passes, passKey, passOverX } from "../../src/engines/masks.ts";

describe("lowbias32", () => {
  test("each of 32 input bits changes each of 32 output bits with probability 0.5 ± 0.02, over 20,000 words", () => {
    const flips = Array.from({ length: 32 }, () => new Array<number>(32).fill(0));
    const words = 20_000;
    for (let k = 0; k < words; k++) {
      const word = Math.imul(k, 0x9e3779b1) >>> 0;
      const hash = lowbias32(word);
      for (let i = 0; i < 32; i++) {
        const changed = hash ^ lowbias32(word ^ (1 << i));
        for (let o = 0; o < 32; o++) flips[i][o] += (changed >>> o) & 1;
      }
    }
    for (const count of flips.flat()) expect(Math.abs(count / words - 0.5)).toBeLessThan(0.02);
  });

  test("gives 100,000 different hashes of 100,000 words: it is a permutation", () => {
    const hashes = new Set(Array.from({ length: 100_000 }, (_, k) => lowbias32(k)));
    expect(hashes.size).toBe(100_000);
  });
});

describe("dropout masks", () => {
  const key = passKey(0, 0, passes.first);

  test.each([0.1, 0.3, 0.5, 0.9])(
    "dropout %s: the share dropped of 1,000,000 units is within 4 standard errors of it",
    (dropout) => {
      const { data } = dropoutMask(key, 0, 2000, 500, dropout);
      const dropped = data.filter((factor) => factor === 0).length / data.length;
      expect(Math.abs(dropped - dropout)).toBeLessThan(4 * Math.sqrt((dropout * (1 - dropout)) / data.length));
    },
  );

  test("neighbours in row and unit, and the same place in other layers, passes, steps and seeds, agree by chance alone: 0.58 ± 0.005", () => {
    const mask = (seed: number, step: number, pass: number, layer: number) =>
      dropoutMask(passKey(seed, step, pass), layer, 1000, 200, 0.3).data;
    const one = mask(0, 0, 0, 0);
    const agreement = (other: Float32Array, offset = 0) => {
      let same = 0;
      for (let i = offset; i < one.length; i++) if (one[i - offset] > 0 === other[i] > 0) same++;
      return same / (one.length - offset);
    };
    const others = [mask(1, 0, 0, 0), mask(0, 1, 0, 0), mask(0, 0, 1, 0), mask(0, 0, 2, 0), mask(0, 0, 0, 1)];
    for (const share of [...others.map((other) => agreement(other)), agreement(one, 1), agreement(one, 200)]) {
      expect(Math.abs(share - (0.7 ** 2 + 0.3 ** 2))).toBeLessThan(0.005);
    }
  });

  test("kept units are scaled by 1/(1 − dropout) in float32, and only two values occur", () => {
    expect(new Set(dropoutMask(key, 0, 50, 50, 0.3).data)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    expect(keepScale(0.3)).toBe(Math.fround(1 / 0.7));
  });

  test("an element does not depend on how many rows or units there are", () => {
    const large = dropoutMask(key, 2, 40, 133, 0.3);
    const small = dropoutMask(key, 2, 17, 100, 0.3);
    for (let i = 0; i < 17; i++) expect(row(small, i)).toEqual(row(large, i).slice(0, 100));
  });

  test("dropout 0 keeps every unit as it is, and dropout 1 − 2⁻⁴⁰ still keeps 1 value of 2²⁴", () => {
    expect(dropoutMask(key, 0, 100, 100, 0).data.every((factor) => factor === 1)).toBe(true);
    expect(keepBelow(1 - 2 ** -40)).toBe(1);
    expect(keepBelow(0)).toBe(2 ** 24);
  });

  test("the first masks of seed 0 are pinned", () => {
    const kept = (seed: number) =>
      [...dropoutMask(passKey(seed, 0, 0), 0, 1, 24, 0.3).data].map((x) => (x > 0 ? 1 : 0)).join("");
    expect([kept(0), kept(1)]).toEqual(["101111101101110110011111", "010011100111110101101110"]);
  });
});

test("a step's own pass over x comes second after a gradient with masks of its own, or none, that was asked for", () => {
  expect([undefined, "shared", "own", "eval"].map((asked) => passOverX(asked as never))).toEqual([0, 0, 1, 1]);
});
