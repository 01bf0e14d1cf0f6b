import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerTail } from "../../src/core/binomial.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { accepts } from "../../src/core/metrics.ts";
import { pacIndex, pacThreshold, smallestCalibrationSize } from "../../src/core/pac.ts";
import golden from "../fixtures/pac.json" with { type: "json" };

/** k of the definition, in whole numbers: ε and α are thousandths, all sums are multiples of 1000⁻ⁿ. */
function exactIndex(n: number, epsilon: number, alpha: number): number | null {
  const limit = BigInt(alpha) * 1000n ** BigInt(n - 1);
  let k = -1;
  let choose = 1n;
  for (let h = 0, sum = 0n; h <= n; h++) {
    sum += choose * BigInt(epsilon) ** BigInt(h) * BigInt(1000 - epsilon) ** BigInt(n - h);
    if (sum > limit) break;
    k = h;
    choose = (choose * BigInt(n - h)) / BigInt(h + 1);
  }
  return k < 0 ? null : k;
}

/** k with 120-digit fixed-point weights for n too large for whole numbers; ε is `parts` of 10 000, α `percent` of 100. */
function fixedPointIndex(n: number, parts: number, percent: number): number {
  const [p, q] = [BigInt(parts), BigInt(10_000 - parts)];
  const mode = Math.floor(((n + 1) * parts) / 10_000);
  const below: bigint[] = [];
  for (let h = mode, w = 2n ** 400n; h > 0 && w > 0n; h--) {
    w = (w * BigInt(h) * q) / (BigInt(n - h + 1) * p);
    below.push(w);
  }
  let total = 2n ** 400n + below.reduce((sum, w) => sum + w, 0n);
  for (let h = mode, w = 2n ** 400n; h < n && w > 0n; h++) {
    w = (w * BigInt(n - h) * p) / (BigInt(h + 1) * q);
    total += w;
  }
  let k = mode - below.length - 1;
  let sum = 0n;
  for (const w of below.reverse()) {
    sum += w;
    if (sum * 100n > total * BigInt(percent)) break;
    k++;
  }
  return k;
}

const thousandths = fc.integer({ min: 1, max: 999 });
const level = thousandths.map((t) => t / 1000);
const size = fc.integer({ min: 1, max: 300 });
/** null as −1, which it is in every order: no row may miss, not even none. */
const ordinal = (n: number, epsilon: number, alpha: number) => pacIndex(n, epsilon, alpha) ?? -1;

describe("k", () => {
  it("equals exact rational arithmetic in all 240 rows of the grid, n from 1 to 6000", () => {
    for (const { n, eps, alpha, k } of golden.grid)
      expect([n, eps, alpha, pacIndex(n, eps, alpha)]).toEqual([n, eps, alpha, k]);
  });

  it("is 272, 26, 64 and 1 of the validation rows of adult, compas, bail and german at ε = α = 0.05", () => {
    for (const { n_val, eps, alpha, k, cdf_at_k } of golden.validation_set_sizes.rows) {
      expect(pacIndex(n_val, eps, alpha)).toBe(k);
      expect(lowerTail(k, n_val, eps)).toBeCloseTo(cdf_at_k, 12);
      expect(lowerTail(k + 1, n_val, eps)).toBeGreaterThan(alpha);
    }
  });

  it("equals the release's where it passes α = 0.95: 328 and not 272 for adult; at n = 1 it takes the exact tie", () => {
    for (const row of golden.authors_actual_call.rows) {
      expect(pacIndex(row.n, 0.05, 0.95)).toBe(row["exact_k_eps0.05_alpha0.95"]);
      expect(pacIndex(row.n, 1 - 0.95, 0.95)).toBe(row.authors_k);
      expect(pacIndex(row.n, 0.05, 0.05)).toBe(row["k_for_paper_alpha0.05"]);
    }
  });

  it("equals exact arithmetic for 20 000, 60 000 and 100 000 rows", () => {
    for (const { n, eps, alpha, k } of golden.large_n.rows) expect(pacIndex(n, eps, alpha)).toBe(k);
  });

  it.each([
    [0.01, [9768, 9836, 9932]],
    [0.05, [49_493, 49_641, 49_852]],
    [0.25, [248_992, 249_287, 249_707]],
    [0.5, [498_836, 499_177, 499_662]],
  ])(
    "of 10⁶ rows at ε = %f is %j at α = 0.01, 0.05, 0.25, by SciPy, by 120 digits, and within 1 of the normal approximation",
    (epsilon, expected) => {
      const n = 1_000_000;
      const quantiles = [-2.3263478740408408, -1.6448536269514722, -0.6744897501960817];
      [0.01, 0.05, 0.25].forEach((alpha, i) => {
        const k = pacIndex(n, epsilon, alpha);
        expect(k).toBe(expected[i]);
        expect(k).toBe(fixedPointIndex(n, epsilon * 10_000, alpha * 100));
        const z = quantiles[i];
        const skew = ((z * z - 1) * (1 - 2 * epsilon)) / 6;
        expect(
          Math.abs(n * epsilon + z * Math.sqrt(n * epsilon * (1 - epsilon)) + skew - 1 - expected[i]),
        ).toBeLessThan(1);
      });
    },
  );

  it("equals exact whole-number arithmetic for any n ≤ 300 and ε, α in thousandths, ties included", () => {
    fc.assert(
      fc.property(size, thousandths, thousandths, (n, epsilon, alpha) => {
        expect(pacIndex(n, epsilon / 1000, alpha / 1000)).toBe(exactIndex(n, epsilon, alpha));
      }),
    );
  });

  it("takes k at an exact tie: 1 − ε = α for one row, α = 0.5 = P[Bin(n, 0.5) ≤ (n − 1)/2] for odd n up to 1 000 001", () => {
    for (let t = 1; t < 1000; t++) expect(pacIndex(1, t / 1000, (1000 - t) / 1000)).toBe(0);
    for (const n of [1, 3, 5, 51, 999, 100_001, 1_000_001]) expect(pacIndex(n, 0.5, 0.5)).toBe((n - 1) / 2);
  });

  it("does not take k just beyond a tie: 1 − ε exceeds α by 10⁻¹⁰", () => {
    expect(pacIndex(1, 0.05, 0.95 - 1e-10)).toBeNull();
  });

  it("is the last with P[Bin(n, ε) ≤ k] ≤ α, and below n", () => {
    fc.assert(
      fc.property(size, level, level, (n, epsilon, alpha) => {
        const k = ordinal(n, epsilon, alpha);
        expect(lowerTail(k, n, epsilon)).toBeLessThanOrEqual(alpha * (1 + 1e-12));
        expect(lowerTail(k + 1, n, epsilon)).toBeGreaterThan(alpha);
        expect(k).toBeLessThan(n);
      }),
    );
  });

  it("never falls when n, ε or α rises", () => {
    fc.assert(
      fc.property(size, size, level, level, level, level, (n1, n2, e1, e2, a1, a2) => {
        const [n, e, a] = [Math.min(n1, n2), Math.min(e1, e2), Math.min(a1, a2)];
        const k = ordinal(n, e, a);
        expect(ordinal(Math.max(n1, n2), e, a)).toBeGreaterThanOrEqual(k);
        expect(ordinal(n, Math.max(e1, e2), a)).toBeGreaterThanOrEqual(k);
        expect(ordinal(n, e, Math.max(a1, a2))).toBeGreaterThanOrEqual(k);
      }),
    );
  });

  it("at α = 2⁻¹⁰⁷⁴, the smallest double, ε = 0.5: none of 1073 rows, 0 of 1075 to 1084, 1 of 1085, as 1086 ≤ 2¹¹", () => {
    const k = [1073, 1075, 1084, 1085].map((n) => pacIndex(n, 0.5, Number.MIN_VALUE));
    expect(k).toEqual([null, 0, 0, 1]);
  });

  it("at α = 1 − 10⁻¹³ of 1000 rows, ε = 0.5, mirrors k at 10⁻¹³; at the largest double below 1 it is below n", () => {
    expect(pacIndex(1000, 0.5, 1 - 1e-13)).toBe(998 - ordinal(1000, 0.5, 1e-13));
    expect(pacIndex(3, 0.5, 1 - 2 ** -53)).toBe(2);
  });

  it("is null for ε = 10⁻³⁰⁰ of 10⁶ rows, and without rows", () => {
    expect(pacIndex(1_000_000, 1e-300, 0.05)).toBeNull();
    expect(pacIndex(0, 0.05, 0.95)).toBeNull();
  });

  it("refuses ε and α of 0, 1 and NaN, and half a row", () => {
    for (const bad of [0, 1, -0.05, 1.05, Number.NaN]) {
      expect(() => pacIndex(100, bad, 0.05)).toThrow(`invalid epsilon: ${bad}`);
      expect(() => pacIndex(100, 0.05, bad)).toThrow(`invalid alpha: ${bad}`);
      expect(() => smallestCalibrationSize(bad, 0.05)).toThrow(RangeError);
      expect(() => smallestCalibrationSize(0.05, bad)).toThrow(RangeError);
    }
    expect(() => pacIndex(99.5, 0.05, 0.05)).toThrow("invalid n: 99.5");
  });
});

describe("smallest calibration set", () => {
  it("is 59 rows at ε = α = 0.05, 5 at 0.25, and as exact arithmetic says in all 16 rows", () => {
    expect(smallestCalibrationSize(0.05, 0.05)).toBe(59);
    expect(smallestCalibrationSize(0.25, 0.25)).toBe(5);
    for (const { eps, alpha, n } of golden.smallest_n_with_a_valid_k)
      expect(smallestCalibrationSize(eps, alpha)).toBe(n);
  });

  it("is the first n that has a k", () => {
    fc.assert(
      fc.property(level, level, (epsilon, alpha) => {
        const n = smallestCalibrationSize(epsilon, alpha);
        expect(pacIndex(n, epsilon, alpha)).not.toBeNull();
        expect(pacIndex(n - 1, epsilon, alpha)).toBeNull();
      }),
    );
  });
});

describe("θ̂₀", () => {
  it("of 100 rows at 0.05 is the 2nd smallest score, whatever their order, and accepts 99 of them at equality", () => {
    const proposed = Float32Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) / 100);
    const { n, k, theta0Bound } = pacThreshold(proposed, 0.05, 0.05);
    expect({ n, k, theta0Bound }).toEqual({ n: 100, k: 1, theta0Bound: Math.fround(0.01) });
    expect(proposed.filter((score) => accepts(score, theta0Bound))).toHaveLength(99);
    expect(proposed[1]).toBe(Math.fround(0.37));
  });

  it("leaves at most k scores below it, fewer with ties", () => {
    const score = fc.integer({ min: 0, max: 10 }).map((i) => i / 10);
    fc.assert(
      fc.property(fc.array(score, { minLength: 59, maxLength: 200 }), (proposed) => {
        const { k, theta0Bound } = pacThreshold(proposed, 0.05, 0.05);
        expect(proposed.filter((s) => !accepts(s, theta0Bound)).length).toBeLessThanOrEqual(k);
        expect(proposed.filter((s) => s <= theta0Bound).length).toBeGreaterThan(k);
      }),
    );
  });

  it("58 rows are too few at 0.05: a ConfigError that asks for 59", () => {
    const tooFew = () => pacThreshold(new Float32Array(58), 0.05, 0.05);
    expect(tooFew).toThrow(ConfigError);
    expect(tooFew).toThrow("58 rows cannot prove epsilon 0.05 at alpha 0.05: hold out at least 59 rows");
    expect(() => pacThreshold([], 0.05, 0.05)).toThrow("0 rows cannot prove");
    expect(pacThreshold(new Float32Array(59).fill(0.5), 0.05, 0.05)).toEqual({ n: 59, k: 0, theta0Bound: 0.5 });
  });

  it("refuses a NaN among the scores", () => {
    expect(() => pacThreshold(new Float32Array(100).fill(0.5).fill(Number.NaN, 7, 8), 0.05, 0.05)).toThrow(RangeError);
  });
});
