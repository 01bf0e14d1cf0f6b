import { describe, expect, it } from "vitest";
import { stream } from "../../../../src/core/random.ts";
import {
  adamOf,
  backPropagate,
  fromNumbers,
  noGradient,
  numbersOf,
  outputOf,
  type Perceptron,
  passOf,
  perceptron,
} from "../../../../src/experiments/noise/gan/perceptron.ts";
import { dense, timesMatrix, timesTransposed, transposedTimes } from "../../../../src/experiments/noise/gan/product.ts";
import { normals } from "../../../../src/experiments/noise/gan/training.ts";
import { differences, relativeError } from "./differences.ts";

const random = () => stream(3, "test");

describe("products", () => {
  it.each([
    [1, 1, 1],
    [2, 3, 4],
    [5, 7, 3],
    [4, 1, 5],
  ])("A·Bᵀ, A·B and Aᵀ·B of %i × %i and %i others are the sums they are", (n, k, m) => {
    const A = normals(n, k, random());
    const B = normals(m, k, stream(4, "test"));
    const C = timesTransposed(A, B);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += A.data[i * k + l] * B.data[j * k + l];
        expect(C.data[i * m + j]).toBe(sum);
      }
    }
    expect(timesMatrix(C, B).data).toEqual(transposedTimes({ ...transposedOf(C) }, B).data);
  });

  it("refuses shapes that do not match", () => {
    expect(() => timesTransposed(dense(2, 3), dense(2, 2))).toThrow(RangeError);
    expect(() => dense(2, 2, new Float64Array(3))).toThrow(RangeError);
  });
});

function transposedOf(A: ReturnType<typeof dense>) {
  const out = dense(A.cols, A.rows);
  for (let i = 0; i < A.rows; i++) for (let j = 0; j < A.cols; j++) out.data[j * A.rows + i] = A.data[i * A.cols + j];
  return out;
}

describe("a perceptron", () => {
  const widths = [3, 5, 4, 2];
  const network = perceptron(widths, random());
  const X = normals(6, 3, stream(5, "test"));
  /** ½ Σ output², whose gradient with respect to the output is the output. */
  const loss = (of: Perceptron) => outputOf(passOf(of, X)).data.reduce((sum, y) => sum + (y * y) / 2, 0);

  it("has the gradient of central differences in every parameter and input, to 1e-6", () => {
    const pass = passOf(network, X);
    const gradient = noGradient(network);
    const dX = backPropagate(network, pass, outputOf(pass), gradient);
    const numbers = numbersOf(network);
    const numeric = differences(numbers, (at) => loss(fromNumbers(widths, at)));
    expect(relativeError(numbersOf(gradient), numeric)).toBeLessThan(1e-6);
    const along = differences(X.data, (data) =>
      outputOf(passOf(network, dense(6, 3, data))).data.reduce((sum, y) => sum + (y * y) / 2, 0),
    );
    expect(relativeError(dX.data, along)).toBeLessThan(1e-6);
  });

  it("is the same after it was written and read, and refuses numbers of another one", () => {
    const again = fromNumbers(widths, numbersOf(network));
    expect(outputOf(passOf(again, X)).data).toEqual(outputOf(passOf(network, X)).data);
    expect(() => fromNumbers([3, 5, 2], numbersOf(network))).toThrow(RangeError);
  });

  it("a pass into the room of an earlier one is that of no room", () => {
    const room = passOf(network, normals(6, 3, stream(6, "test")));
    expect(outputOf(passOf(network, X, room)).data).toEqual(outputOf(passOf(network, X)).data);
  });

  it("Adam's first step is the learning rate against the gradient's sign, and 400 steps of 0.01 reduce ½ Σ y² below a hundredth", () => {
    const moved = fromNumbers(widths, numbersOf(network));
    const step = adamOf(moved);
    const before = numbersOf(moved);
    const gradientAt = () => {
      const pass = passOf(moved, X);
      const gradient = noGradient(moved);
      backPropagate(moved, pass, outputOf(pass), gradient);
      return gradient;
    };
    const first = gradientAt();
    step(first, 0.01);
    numbersOf(moved).forEach((value, i) => {
      const sign = Math.sign(numbersOf(first)[i]);
      expect(Math.abs(value - (before[i] - 0.01 * sign))).toBeLessThan(1e-6);
    });
    const start = loss(network);
    for (let k = 0; k < 400; k++) step(gradientAt(), 0.01);
    expect(loss(moved)).toBeLessThan(start / 100);
  });
});
