import fc from "fast-check";
import { expect, test } from "vitest";
import { type Lines, reluLines, tanh64, tanhLines } from "../../src/certificates/relaxation.ts";

const linesOver = (linesOf: typeof tanhLines, l: number, u: number) => {
  const lines: Lines = { s: new Float64Array(1), m: new Float64Array(1), e: new Float64Array(1) };
  linesOf(l, u, lines, 0);
  return { s: lines.s[0], m: lines.m[0], e: lines.e[0] };
};

const end = fc.oneof(
  fc.double({ min: -30, max: 30, noNaN: true }),
  fc.double({ min: -1e-3, max: 1e-3, noNaN: true }),
  fc.constantFrom(0, -0, 7.9, -7.9, 1e-9),
);
const width = fc.oneof(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0, max: 1e-6, noNaN: true }));
const share = fc.double({ min: 0, max: 1, noNaN: true });

test.each([
  ["tanh", tanhLines, Math.tanh],
  ["relu", reluLines, (a: number) => Math.max(a, 0)],
] as const)("%s stays between its lines over any interval", (_, linesOf, activation) => {
  fc.assert(
    fc.property(end, width, fc.array(share, { minLength: 20, maxLength: 20 }), (l, length, shares) => {
      const u = l + length;
      const lines = linesOver(linesOf, l, u);
      for (const at of [0, 1, ...shares]) {
        const a = Math.min(l + at * length, u);
        expect(Math.abs(activation(a) - lines.s * a - lines.m)).toBeLessThanOrEqual(lines.e);
      }
    }),
    { numRuns: 5000 },
  );
});

test("tanh is that of Math to 4 units in the last place, everywhere", () => {
  fc.assert(
    fc.property(fc.double({ min: -25, max: 25, noNaN: true }), (a) => {
      expect(Math.abs(tanh64(a) - Math.tanh(a))).toBeLessThanOrEqual(4 * 2 ** -53 * Math.abs(Math.tanh(a)));
    }),
    { numRuns: 20_000 },
  );
  expect([tanh64(0), tanh64(Infinity), tanh64(-Infinity), tanh64(Number.NaN)]).toEqual([0, 1, -1, Number.NaN]);
});

test("the lines of tanh close in with the square of the interval, and lie at most a quarter farther off than need be", () => {
  // max |tanh″| is 0.77, and the best line misses by width²/16 of it.
  expect(linesOver(tanhLines, 0.3, 0.3 + 1e-3).e).toBeLessThan((0.77 * 1e-6) / 16);
  for (const [l, u] of [
    [-5, 5],
    [-0.2, 0.2],
    [-1, 3],
    [0.1, 0.4],
    [1, 9],
  ]) {
    let best = Infinity;
    for (let s = 0; s <= 1; s += 1e-3) {
      let [low, high] = [Infinity, -Infinity];
      for (let a = l; a <= u; a += (u - l) / 500) {
        low = Math.min(low, Math.tanh(a) - s * a);
        high = Math.max(high, Math.tanh(a) - s * a);
      }
      best = Math.min(best, (high - low) / 2);
    }
    expect(linesOver(tanhLines, l, u).e).toBeLessThan(1.25 * best);
  }
});

test("an interval without an end has flat lines for tanh and none for relu", () => {
  expect(linesOver(tanhLines, -Infinity, 3)).toEqual({ s: 0, m: 0, e: 1 });
  expect(linesOver(tanhLines, Number.NaN, 3)).toEqual({ s: 0, m: 0, e: 1 });
  expect(linesOver(reluLines, -1, Infinity).s).toBeNaN();
});
