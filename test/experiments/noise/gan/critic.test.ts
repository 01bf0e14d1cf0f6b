import { describe, expect, it } from "vitest";
import { stream } from "../../../../src/core/random.ts";
import { criticLoss } from "../../../../src/experiments/noise/gan/critic.ts";
import { fromNumbers, numbersOf, perceptron } from "../../../../src/experiments/noise/gan/perceptron.ts";
import { dense } from "../../../../src/experiments/noise/gan/product.ts";
import { normals } from "../../../../src/experiments/noise/gan/training.ts";
import { differences, relativeError } from "./differences.ts";

const sides = (d: number) => ({
  real: normals(5, d, stream(1, "real")),
  fake: normals(5, d, stream(2, "fake")),
  between: normals(5, d, stream(3, "between")),
});

describe("the critic's loss", () => {
  it.each([[[3, 1]], [[3, 6, 1]], [[3, 6, 5, 1]], [[2, 4, 4, 4, 1]]])(
    "of widths %j has the gradient of central differences, penalty included, to 1e-6",
    (widths) => {
      const critic = perceptron(widths, stream(7, "critic"));
      const points = sides(widths[0]);
      const { gradient } = criticLoss(critic, points, 10);
      const numeric = differences(
        numbersOf(critic),
        (numbers) => criticLoss(fromNumbers(widths, numbers), points, 10).loss,
      );
      expect(relativeError(numbersOf(gradient), numeric)).toBeLessThan(1e-6);
    },
  );

  it("of D(x) = (1.2, 1.6)·x, whose slope is 2, is the difference of the means and 10 · (2 − 1)²", () => {
    const critic = [{ W: dense(1, 2, Float64Array.of(1.2, 1.6)), bias: new Float64Array(1) }];
    const real = dense(1, 2, Float64Array.of(1, 0));
    const fake = dense(1, 2, Float64Array.of(0, 1));
    expect(criticLoss(critic, { real, fake, between: real }, 10).loss).toBeCloseTo(1.6 - 1.2 + 10, 12);
  });

  it("without slope the penalty is (0 − 1)², and moves nothing", () => {
    const critic = [{ W: dense(1, 2), bias: new Float64Array(1) }];
    const { loss, gradient } = criticLoss(critic, { real: dense(1, 2), fake: dense(1, 2), between: dense(1, 2) }, 10);
    expect(loss).toBe(10);
    expect([...gradient[0].W.data]).toEqual([0, 0]);
  });
});
