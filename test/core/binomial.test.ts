import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binomialWeights, lowerTail, upperTail } from "../../src/core/binomial.ts";

const binomial = fc
  .record({ n: fc.integer({ min: 1, max: 400 }), p: fc.integer({ min: 1, max: 999 }) })
  .chain(({ n, p }) => fc.record({ n: fc.constant(n), p: fc.constant(p), k: fc.integer({ min: 0, max: n }) }));

/** P[Bin(n, p/1000) ≤ k] from whole numbers, rounded once. */
function exactLowerTail(k: number, n: number, p: number): number {
  let sum = 0n;
  let choose = 1n;
  for (let h = 0; h <= k; h++) {
    sum += choose * BigInt(p) ** BigInt(h) * BigInt(1000 - p) ** BigInt(n - h);
    choose = (choose * BigInt(n - h)) / BigInt(h + 1);
  }
  const places = 3 * n - sum.toString().length + 25;
  return Number(`${(sum * 10n ** BigInt(places)) / 1000n ** BigInt(n)}e-${places}`);
}

describe("binomial tails", () => {
  it("lower tail of 1 … 400 draws is the exact fraction to 10⁻¹² of its value, however small", () => {
    fc.assert(
      fc.property(binomial, ({ n, p, k }) => {
        const exact = exactLowerTail(k, n, p);
        fc.pre(exact > 1e-300);
        expect(Math.abs(lowerTail(k, n, p / 1000) / exact - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it.each([
    [48, 0.0001, 5.661003203774556e-9],
    [49640, 0.05, 0.0494011207727943],
    [499_000, 0.5, 0.02280414993269104],
    [949_900, 0.95, 0.3238060621050287],
    [1, 0.000001, 0.7357588823429153],
  ])("P[Bin(10⁶, p) ≤ %i] for p = %f is %f to 10⁻¹², by 40-digit logarithms of the gamma function", (k, p, exact) => {
    expect(Math.abs(lowerTail(k, 1_000_000, p) / exact - 1)).toBeLessThan(1e-12);
  });

  it("lower tail up to k and upper tail from k + 1 add up to 1", () => {
    fc.assert(
      fc.property(binomial, ({ n, p, k }) => {
        expect(lowerTail(k, n, p / 1000) + upperTail(k + 1, n, p / 1000)).toBeCloseTo(1, 13);
      }),
    );
  });

  it("upper tail keeps its digits: P[Bin(1000, 0.1) ≥ 1000] is 10⁻¹⁰⁰⁰ and 0, ≥ 300 is P[Bin(1000, 0.9) ≤ 700]", () => {
    expect(upperTail(1000, 1000, 0.1)).toBe(0);
    expect(upperTail(300, 1000, 0.1) / lowerTail(700, 1000, 0.9)).toBeCloseTo(1, 11);
    expect(upperTail(300, 1000, 0.1)).toBeGreaterThan(0);
  });

  it("is 0 below 0 and 1 from n on; no draws give 0 surely", () => {
    expect(lowerTail(-1, 5, 0.3)).toBe(0);
    expect(lowerTail(5, 5, 0.3)).toBe(1);
    expect(upperTail(0, 5, 0.3)).toBe(1);
    expect(upperTail(6, 5, 0.3)).toBe(0);
    expect(lowerTail(0, 0, 0.3)).toBe(1);
  });

  it("neither overflows nor underflows for 10⁹ draws: the total stays finite, half of them fall at or below the mean", () => {
    const { total } = binomialWeights(1_000_000_000, 0.5);
    expect(Number.isFinite(total)).toBe(true);
    expect(lowerTail(500_000_000, 1_000_000_000, 0.5)).toBeCloseTo(0.5 + 0.5 * Math.sqrt(2 / (Math.PI * 1e9)), 9);
  });

  it("refuses half a draw, a negative count, p = 0, p = 1 and NaN", () => {
    for (const n of [0.5, -1, Number.NaN, 2 ** 60]) expect(() => binomialWeights(n, 0.5)).toThrow(`invalid n: ${n}`);
    for (const p of [0, 1, -0.1, Number.NaN]) expect(() => binomialWeights(5, p)).toThrow(`invalid p: ${p}`);
  });
});
