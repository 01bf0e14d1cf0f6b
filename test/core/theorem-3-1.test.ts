import { describe, expect, it } from "vitest";
import { lowerTail } from "../../src/core/binomial.ts";
import { pacIndex, pacThreshold } from "../../src/core/pac.ts";
import { stream } from "../../src/core/random.ts";

describe("Theorem 3.1", () => {
  /** Of 2,000 calibrations on uniform scores, how often fewer than 1 − ε lie above θ̂₀: the true rate is 1 − θ̂₀. */
  const failures = (n: number, epsilon: number, alpha: number) => {
    const random = stream(0, "Monte Carlo of Theorem 3.1");
    let failed = 0;
    for (let repetition = 0; repetition < 2000; repetition++) {
      const proposed = Float64Array.from({ length: n }, () => random.uniform());
      if (1 - pacThreshold(proposed, epsilon, alpha).theta0Bound < 1 - epsilon) failed++;
    }
    return failed;
  };
  const standardError = (probability: number) => Math.sqrt(2000 * probability * (1 - probability));

  it("ε = α = 0.05, 250 rows: 62 of 2,000 calibrations fail; α plus 3 standard errors allows 129", () => {
    const failed = failures(250, 0.05, 0.05);
    expect(failed).toBe(62);
    expect(failed).toBeLessThanOrEqual(2000 * 0.05 + 3 * standardError(0.05));
  });

  it("ε = α = 0.05, 59 rows, the fewest: 97 of 2,000 fail, and 0.95⁵⁹ of 2,000 is 97.0", () => {
    const failed = failures(59, 0.05, 0.05);
    expect(failed).toBe(97);
    expect(2000 * 0.95 ** 59).toBeCloseTo(97.0, 1);
  });

  it("uniform scores fail exactly as often as P[Bin(n, ε) ≤ k] says, to 3 standard errors, so that no larger k would do", () => {
    for (const [n, epsilon, alpha] of [
      [250, 0.05, 0.05],
      [100, 0.1, 0.1],
      [60, 0.25, 0.25],
    ]) {
      const probability = lowerTail(pacIndex(n, epsilon, alpha) ?? -1, n, epsilon);
      expect(Math.abs(failures(n, epsilon, alpha) - 2000 * probability)).toBeLessThan(3 * standardError(probability));
    }
  });

  it("with the release's α = 0.95, 1,854 of 2,000 fail", () => {
    expect(failures(250, 0.05, 0.95)).toBe(1854);
  });
});
