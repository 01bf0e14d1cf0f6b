import fc from "fast-check";
import { expect, test } from "vitest";
import { type Lines, reluLines, tanhLines } from "../../src/certificates/relaxation.ts";

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
      const lines: Lines = { s: 0, m: 0, e: 0 };
      linesOf(l, u, lines);
      for (const at of [0, 1, ...shares]) {
        const a = Math.min(l + at * length, u);
        expect(Math.abs(activation(a) - lines.s * a - lines.m)).toBeLessThanOrEqual(lines.e);
      }
    }),
    { numRuns: 5000 },
  );
});

test("the lines of tanh close in with the square of the interval, and are nearer than half of the chord's drop", () => {
  const lines: Lines = { s: 0, m: 0, e: 0 };
  tanhLines(0.3, 0.3 + 1e-3, lines);
  // max |tanh″| is 0.77, and the best line misses by width²/16 of it.
  expect(lines.e).toBeLessThan((0.77 * 1e-6) / 16);
  tanhLines(-5, 5, lines);
  expect(lines.e).toBeLessThan(0.61);
});

test("an interval without an end has flat lines for tanh and none for relu", () => {
  const lines: Lines = { s: 0, m: 0, e: 0 };
  tanhLines(-Infinity, 3, lines);
  expect(lines).toEqual({ s: 0, m: 0, e: 1 });
  tanhLines(Number.NaN, 3, lines);
  expect(lines).toEqual({ s: 0, m: 0, e: 1 });
  reluLines(-1, Infinity, lines);
  expect(lines.s).toBeNaN();
});
