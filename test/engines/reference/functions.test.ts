import { describe, expect, test } from "vitest";
import { crossEntropy, exp, log, sigmoid, tanh } from "../../../src/engines/reference/functions.ts";
import { compileKernel, instantiateKernel } from "../../../src/engines/wasm/kernel.ts";

const kernel = instantiateKernel(compileKernel());
const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** Every 4,001st float32 there is, about a million: of both signs, denormal numbers, infinities' neighbours and NaNs among them. */
function* floats(): Generator<number> {
  for (let bits = 0; bits < 2 ** 32; bits += 4001) {
    word[0] = bits;
    yield float[0];
  }
}

const special = [
  0,
  -0,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
];

/** The largest error over all floats x for which the true value passes `where`. */
function largest(error: (x: number) => number, where: (x: number) => boolean): number {
  let max = 0;
  for (const x of floats()) if (!Number.isNaN(x) && where(x)) max = Math.max(max, error(x));
  return max;
}

describe.each([
  ["tanh", tanh, kernel.tanh],
  ["exp", exp, kernel.exp],
  ["log", log, kernel.log],
  ["sigmoid", sigmoid, kernel.sigmoid],
] as const)("%s", (_, scalar, simd) => {
  test("kernel and scalar twin give the same bits on a million floats, ±0, ±∞, NaN and denormal numbers", () => {
    for (const x of floats())
      if (!Object.is(simd(x), scalar(x))) expect.fail(`differs at ${x}: ${simd(x)} ${scalar(x)}`);
    for (const x of special) expect(simd(x)).toBe(scalar(x));
  });

  test("a NaN stays a NaN", () => {
    expect(scalar(Number.NaN)).toBeNaN();
    expect(simd(Number.NaN)).toBeNaN();
  });
});

describe("tanh", () => {
  test("is within 3.6e-7 absolutely for all x, ±∞ included, and relatively above 1e-35", () => {
    expect(
      largest(
        (x) => Math.abs(tanh(x) - Math.tanh(x)),
        () => true,
      ),
    ).toBeLessThan(3.6e-7);
    const relative = (x: number) => Math.abs(tanh(x) / Math.tanh(x) - 1);
    expect(largest(relative, (x) => Math.abs(x) > 1e-35)).toBeLessThan(3.6e-7);
    expect(Math.abs(tanh(Number.POSITIVE_INFINITY) - 1)).toBeLessThan(3.6e-7);
    expect(Math.abs(tanh(Number.NEGATIVE_INFINITY) + 1)).toBeLessThan(3.6e-7);
  });

  test("is within 1e-41 of a denormal x, keeps the sign of 0, and never reaches ±1", () => {
    expect(
      largest(
        (x) => Math.abs(tanh(x) - x),
        (x) => Math.abs(x) < 2 ** -126,
      ),
    ).toBeLessThan(1e-41);
    expect(tanh(-0)).toBe(-0);
    expect(
      largest(
        (x) => Math.abs(tanh(x)),
        () => true,
      ),
    ).toBeLessThan(1);
  });
});

describe("exp", () => {
  test("is within 8e-8 relatively between −87.3 and 88.7", () => {
    expect(
      largest(
        (x) => Math.abs(exp(x) / Math.exp(x) - 1),
        (x) => x > -87.3 && x < 88.7,
      ),
    ).toBeLessThan(8e-8);
  });

  test("is within one unit of 2⁻¹⁴⁹ below −87.3, 0 from −104 to −∞, and ∞ above 88.73", () => {
    const steps = (x: number) => Math.abs(exp(x) - Math.exp(x)) / 2 ** -149;
    expect(largest(steps, (x) => x < -87.3)).toBeLessThan(1.5);
    for (const x of [-104, -1e30, Number.NEGATIVE_INFINITY]) expect(exp(x)).toBe(0);
    for (const x of [88.73, 89, 1e30, Number.POSITIVE_INFINITY])
      expect(exp(Math.fround(x))).toBe(Number.POSITIVE_INFINITY);
    expect(exp(0)).toBe(1);
  });
});

describe("log", () => {
  test("is within 8e-8 relatively for every positive float, denormal ones too", () => {
    const relative = (x: number) => (x === 1 ? Math.abs(log(x)) : Math.abs(log(x) / Math.log(x) - 1));
    expect(largest(relative, (x) => x > 0 && x < Number.POSITIVE_INFINITY)).toBeLessThan(8e-8);
    expect(Math.abs(log(2 ** -149) / Math.log(2 ** -149) - 1)).toBeLessThan(8e-8);
  });

  test("is −∞ at ±0, NaN below, ∞ at ∞", () => {
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(log(Number.NEGATIVE_INFINITY)).toBeNaN();
    expect(log(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("sigmoid and cross-entropy", () => {
  const exact = (z: number) => 1 / (1 + Math.exp(-z));
  // ln(1 + eᵘ) without cancellation, in double precision.
  const softplus = (u: number) => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));

  test("sigmoid is within 9e-8 absolutely for all z, and within 1.5e-7 relatively above −87", () => {
    expect(
      largest(
        (z) => Math.abs(sigmoid(z) - exact(z)),
        () => true,
      ),
    ).toBeLessThan(9e-8);
    expect(
      largest(
        (z) => Math.abs(sigmoid(z) / exact(z) - 1),
        (z) => z > -87,
      ),
    ).toBeLessThan(1.5e-7);
  });

  test("sigmoid is 0 at −∞, ½ at 0 and 1 at ∞, and in [0, 1] everywhere", () => {
    expect([Number.NEGATIVE_INFINITY, 0, -0, Number.POSITIVE_INFINITY].map(sigmoid)).toEqual([0, 0.5, 0.5, 1]);
    expect(largest(sigmoid, () => true)).toBe(1);
  });

  test("ℓ(g, y) is within 1.3e-7 · max(1, |ℓ|) for both labels and |z| < 1e30, never negative, NaN at NaN", () => {
    for (const y of [0, 1]) {
      const error = (z: number) => {
        const loss = softplus(y === 1 ? -z : z);
        return Math.abs(crossEntropy(z, y) - loss) / Math.max(1, loss);
      };
      expect(largest(error, (z) => Math.abs(z) < 1e30)).toBeLessThan(1.3e-7);
      expect(
        largest(
          (z) => -crossEntropy(z, y),
          (z) => Math.abs(z) < 1e30,
        ),
      ).toBeLessThanOrEqual(0);
      expect(crossEntropy(Number.NaN, y)).toBeNaN();
    }
  });
});
