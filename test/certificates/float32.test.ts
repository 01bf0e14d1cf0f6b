import { expect, test } from "vitest";
import { logitFor, SIGMOID, scoreAtLeast, scoreAtMost, TANH, UNIT } from "../../src/certificates/float32.ts";
import { sigmoid, tanh } from "../../src/engines/reference/functions.ts";

/** Every `stride`-th positive float32 from `from` to `to`. */
function* floats(from: number, to: number, stride: number): Generator<number> {
  const float = new Float32Array([from, to]);
  const word = new Uint32Array(float.buffer);
  for (const [first, last] = word; word[0] <= last; word[0] += stride) yield float[0] + 0 * first;
}

test("tanh32 is within 6.5 u of tanh: 200,000 float32 over all sizes, and the worst of all, 6 u", () => {
  let worst = 0;
  for (const a of floats(1e-30, 30, 6007)) worst = Math.max(worst, Math.abs(tanh(a) - Math.tanh(a)) / Math.tanh(a));
  expect(worst).toBeLessThanOrEqual(TANH);
  expect(1 - tanh(19)).toBe(6 * UNIT);
});

test("sigmoid32 is within 4 u of σ, both signs: 300,000 float32, and the worst of all, 2.49 u at −16.636", () => {
  let worst = 0;
  for (const sign of [1, -1]) {
    for (const size of floats(1e-9, 87, 2003)) {
      const exact = 1 / (1 + Math.exp(-sign * size));
      worst = Math.max(worst, Math.abs(sigmoid(sign * size) - exact) / exact);
    }
  }
  expect(worst).toBeLessThanOrEqual(SIGMOID);
  const z = -16.63624382019043;
  const exact = 1 / (1 + Math.exp(-z));
  expect(Math.abs(sigmoid(z) - exact) / exact / UNIT).toBeCloseTo(2.48, 2);
});

test("scores of a logit lie between scoreAtLeast and scoreAtMost, also where σ underflows or rounds to 1", () => {
  for (const z of [-200, -104, -89, -88.5, -87, -30, -1, 0, 1e-9, 3, 15, 16.7, 17.4, 30, 200].map(Math.fround)) {
    expect(scoreAtMost(z)).toBeGreaterThanOrEqual(sigmoid(z));
    expect(scoreAtLeast(z)).toBeLessThanOrEqual(sigmoid(z));
  }
  expect([scoreAtMost(Number.NaN), scoreAtLeast(Number.NaN)]).toEqual([1, 0]);
});

test("no float32 logit below logitFor(θ₀) is accepted at θ₀, and its room is less than 10⁻⁵", () => {
  for (const theta0 of [1e-6, 0.01, 0.2, 0.5, 0.7, 0.95, 0.9999]) {
    const z = logitFor(theta0);
    expect(sigmoid(Math.fround(z - 1e-7 * Math.abs(z)))).toBeLessThan(theta0);
    expect(z).toBeGreaterThan(Math.log(theta0 / (1 - theta0)) - 1e-5 / (1 - theta0));
  }
  // What rounds to 1 is accepted at 1.
  expect(logitFor(1)).toBeLessThan(17);
  expect([logitFor(1.01), logitFor(0), logitFor(-1), logitFor(Number.NaN)]).toEqual([
    Infinity,
    -Infinity,
    -Infinity,
    -Infinity,
  ]);
});
