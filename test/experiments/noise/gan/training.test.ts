import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../../../src/core/matrix.ts";
import { stream } from "../../../../src/core/random.ts";
import { backThrough, batchOf, generated, matrixOf } from "../../../../src/experiments/noise/gan/generator.ts";
import {
  fromNumbers,
  noGradient,
  numbersOf,
  outputOf,
  passOf,
  perceptron,
} from "../../../../src/experiments/noise/gan/perceptron.ts";
import { normals, trainGan } from "../../../../src/experiments/noise/gan/training.ts";
import { differences, relativeError } from "./differences.ts";

/** a, b = 0.8 a + 0.6 noise, and an indicator that a is above 0.5. */
function rows(n: number): Matrix {
  const random = stream(1, "rows");
  const X = matrix(n, 3);
  for (let i = 0; i < n; i++) {
    const a = random.normal();
    X.data.set([a, 0.8 * a + 0.6 * random.normal(), Number(a > 0.5)], 3 * i);
  }
  return X;
}

const indicators = [false, false, true];
const training = {
  latent: 3,
  width: 16,
  rounds: 800,
  batch: 64,
  criticSteps: 5,
  penalty: 10,
  rate: 0.002,
  generatorRate: 0.0006,
  inverterRounds: 800,
  inverterWeight: 0.1,
};

describe("a generator's gradient", () => {
  it("is that of central differences through indicators too, to 1e-6", () => {
    const widths = [3, 6, 3];
    const network = perceptron(widths, stream(2, "generator"));
    const Z = normals(4, 3, stream(3, "z"));
    const loss = (numbers: Float64Array) =>
      generated(fromNumbers(widths, numbers), indicators, Z).X.data.reduce((sum, x) => sum + (x * x) / 2, 0);
    const made = generated(network, indicators, Z);
    const gradient = noGradient(network);
    backThrough(network, indicators, made, made.X, gradient);
    expect(relativeError(numbersOf(gradient), differences(numbersOf(network), loss))).toBeLessThan(1e-6);
  });
});

describe("the GAN", () => {
  const X = rows(1000);

  it("after 800 rounds on two features of correlation 0.8 and an indicator of 0.31: means within 0.15, correlation within 0.1, x again within 0.3", async () => {
    const { generator, inverter } = await trainGan(X, indicators, training, 0);
    const made = generated(generator, indicators, normals(4000, 3, stream(4, "samples"))).X;
    const mean = (j: number) => average(made.rows, (i) => made.data[3 * i + j]);
    expect(Math.abs(mean(0))).toBeLessThan(0.15);
    expect(Math.abs(mean(1))).toBeLessThan(0.15);
    expect(Math.abs(mean(2) - 0.31)).toBeLessThan(0.15);
    const centred = (i: number, j: number) => made.data[3 * i + j] - mean(j);
    const covariance = (a: number, b: number) => average(made.rows, (i) => centred(i, a) * centred(i, b));
    const correlation = covariance(0, 1) / Math.sqrt(covariance(0, 0) * covariance(1, 1));
    expect(Math.abs(correlation - 0.8)).toBeLessThan(0.1);
    const again = generated(generator, indicators, outputOf(passOf(inverter, batchOf(X)))).X;
    const error = Math.sqrt(average(X.data.length, (at) => (again.data[at] - X.data[at]) ** 2));
    expect(error).toBeLessThan(0.3);
  });

  it("is the same bits for the same seed, and others for another; the signal stops it", async () => {
    const short = { ...training, rounds: 5, inverterRounds: 5 };
    const numbers = async (seed: number) => {
      const { generator, inverter } = await trainGan(X, indicators, short, seed);
      return [numbersOf(generator), numbersOf(inverter)];
    };
    const first = await numbers(0);
    expect(await numbers(0)).toEqual(first);
    expect(await numbers(1)).not.toEqual(first);
    await expect(trainGan(X, indicators, short, 0, { signal: AbortSignal.abort() })).rejects.toThrow("abort");
  });

  it("indicators are made between 0 and 1", () => {
    const network = perceptron([3, 8, 3], stream(9, "generator"));
    const made = matrixOf(generated(network, indicators, normals(500, 3, stream(8, "z"))).X);
    for (let i = 0; i < 500; i++) {
      expect(made.data[3 * i + 2]).toBeGreaterThan(0);
      expect(made.data[3 * i + 2]).toBeLessThan(1);
    }
  });
});

function average(n: number, of: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += of(i);
  return sum / n;
}
