import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mt19937, permutation, philox, type Random, stream } from "../../src/core/random.ts";
import golden from "../fixtures/splits.json" with { type: "json" };

const words = (hex: string) => hex.split(" ").map((word) => Number.parseInt(word, 16));
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("MT19937", () => {
  it.each(golden.mt19937.seeds)("seed $seed: the first five words are NumPy 1.24's", ({ seed, first_words }) => {
    const next = mt19937(seed);
    expect(first_words.map(() => next())).toEqual(first_words);
  });

  it("seed 5489, the reference default: the 10,000th word is 4123659995, as C++ demands of std::mt19937", () => {
    const next = mt19937(5489);
    for (let i = 1; i < 10_000; i++) next();
    expect(next()).toBe(4123659995);
  });

  it.each(golden.permutations)(
    "seed $seed orders $n rows as NumPy's RandomState.permutation",
    ({ seed, n, permutation: expected }) => {
      const next = mt19937(seed);
      const order = Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const mask = 2 ** (32 - Math.clz32(i)) - 1;
        let j = next() & mask;
        while (j > i) j = next() & mask;
        [order[i], order[j]] = [order[j], order[i]];
      }
      expect(order).toEqual(expected);
    },
  );

  it("refuses seeds −1, 2³², 0.5 and NaN, as NumPy does", () => {
    for (const bad of [-1, 2 ** 32, 0.5, Number.NaN]) expect(() => mt19937(bad)).toThrow(`invalid seed: ${bad}`);
  });
});

describe("Philox4x32-10", () => {
  it.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("counter %s, key %s gives %s, a known answer of Random123", (counter, key, answer) => {
    expect(philox(words(counter), words(key))).toEqual(words(answer));
  });
});

describe("stream", () => {
  const take = (random: Random, n: number) => Array.from({ length: n }, () => random.uint32());

  it("is Philox with counter (block, index), key (seed, FNV-1a of the purpose); FNV-1a of foobar is bf9cf968", () => {
    const index = 5 * 2 ** 32 + 3;
    const blocks = [0, 1].flatMap((block) => philox([block, 0, 3, 5], [42, 0xbf9cf968]));
    expect(take(stream(42, "foobar", index), 8)).toEqual(blocks);
  });

  it("gives the same words again, and others for another seed, purpose or index", () => {
    const first = take(stream(7, "a", 0), 8);
    expect(take(stream(7, "a"), 8)).toEqual(first);
    for (const other of [stream(8, "a"), stream(7, "b"), stream(7, "a", 1)]) expect(take(other, 8)).not.toEqual(first);
  });

  it("refuses seeds and indices that are not whole or not in range", () => {
    for (const bad of [-1, 2 ** 32, 0.5, Number.NaN]) expect(() => stream(bad, "a")).toThrow(`invalid seed: ${bad}`);
    for (const bad of [-1, 2 ** 53, 0.5, Number.NaN])
      expect(() => stream(0, "a", bad)).toThrow(`invalid index: ${bad}`);
  });

  it("uniform: 100,000 draws lie in [0, 1), mean and variance within 4 standard errors of 1/2 and 1/12", () => {
    const random = stream(0, "uniform");
    const draws = Float64Array.from({ length: 100_000 }, () => random.uniform());
    expect(draws.every((u) => u >= 0 && u < 1)).toBe(true);
    const mean = draws.reduce((sum, u) => sum + u, 0) / draws.length;
    const variance = draws.reduce((sum, u) => sum + (u - 0.5) ** 2, 0) / draws.length;
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / draws.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / draws.length));
  });

  it("normal: of 100,000 draws mean 0, variance 1, fourth moment 3 and the share beyond 1.96 within 4 standard errors", () => {
    const random = stream(0, "normal");
    const draws = Float64Array.from({ length: 100_000 }, () => random.normal());
    const meanOf = (of: (z: number) => number) => draws.reduce((sum, z) => sum + of(z), 0) / draws.length;
    const allowed = (variance: number) => 4 * Math.sqrt(variance / draws.length);
    expect(Math.abs(meanOf((z) => z))).toBeLessThan(allowed(1));
    expect(Math.abs(meanOf((z) => z ** 2) - 1)).toBeLessThan(allowed(2));
    expect(Math.abs(meanOf((z) => z ** 4) - 3)).toBeLessThan(allowed(96));
    expect(Math.abs(meanOf((z) => (Math.abs(z) > 1.959963984540054 ? 1 : 0)) - 0.05)).toBeLessThan(allowed(0.0475));
  });

  it("below 6: 60,000 draws fall on each face within 4 standard errors of 10,000", () => {
    const random = stream(0, "die");
    const faces = new Int32Array(6);
    for (let i = 0; i < 60_000; i++) faces[random.below(6)]++;
    for (const count of faces) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt((60_000 * 5) / 36));
  });

  it("below 2³² is the word itself, below 1 is 0; below 0, 2³² + 1, 1.5 and NaN are refused", () => {
    expect(stream(0, "a").below(2 ** 32)).toBe(stream(0, "a").uint32());
    expect(stream(0, "a").below(1)).toBe(0);
    for (const n of [0, 2 ** 32 + 1, 1.5, Number.NaN]) expect(() => stream(0, "a").below(n)).toThrow(RangeError);
  });

  it("below 3·2³⁰ draws again where a remainder would favour small numbers: a third of 18,000, not half, lie below 2³⁰", () => {
    const random = stream(0, "rejection");
    let lower = 0;
    for (let i = 0; i < 18_000; i++) if (random.below(3 * 2 ** 30) < 2 ** 30) lower++;
    expect(Math.abs(lower - 6000)).toBeLessThan(4 * Math.sqrt(18_000 * (2 / 9)));
  });
});

describe("permutation", () => {
  it("holds every number once", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 0, max: 200 }), (s, n) => {
        expect([...permutation(n, stream(s, "order"))].sort((a, b) => a - b)).toEqual(
          Array.from({ length: n }, (_, i) => i),
        );
      }),
    );
  });

  it("gives each of the 24 orders of 4 rows in 24,000 draws 1,000 times, within 4 standard errors", () => {
    const counts = new Map<string, number>();
    const random = stream(0, "orders of four");
    for (let i = 0; i < 24_000; i++) {
      const order = permutation(4, random).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(1000 * (23 / 24)));
  });
});
