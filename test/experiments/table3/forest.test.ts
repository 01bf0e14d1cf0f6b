import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../../src/core/matrix.ts";
import { stream } from "../../../src/core/random.ts";
import { describeForest, forestDecisions } from "../../../src/experiments/table3/forest.ts";

/** n rows of noise in d columns; the last column is constant. */
function noise(n: number, d: number, seed: number): Matrix {
  const random = stream(seed, "noise");
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, (_, at) => (at % d === d - 1 ? 1 : random.normal())),
  );
}

/** Originals are the rows within the unit circle of the first two columns: no line tells them apart. */
const withinCircle = ({ rows, cols, data }: Matrix) =>
  Array.from({ length: rows }, (_, i) => Math.hypot(data[i * cols], data[i * cols + 1]) < 1);

const sample = (n: number, seed: number) => {
  const X = noise(n, 4, seed);
  return { X, original: Float32Array.from(withinCircle(X), Number) };
};

const rightOf = (decisions: readonly boolean[], X: Matrix) => {
  const truth = withinCircle(X);
  return decisions.filter((decision, i) => decision === truth[i]).length / X.rows;
};

describe("the random forest", () => {
  it("is that of ydf-training, by version", async () => {
    expect(await describeForest()).toMatch(/^ydf-training \d+\.\d+\.\d+ \(300 trees\)$/);
  });

  it("learns a circle from 400 rows to more than 90 %, whichever class is the larger one", async () => {
    const X = noise(400, 4, 1);
    expect(rightOf(await forestDecisions(sample(400, 0), X), X)).toBeGreaterThan(0.9);
    const { X: fitted, original } = sample(400, 0);
    const turned = await forestDecisions({ X: fitted, original: original.map((one) => 1 - one) }, X);
    expect(
      rightOf(
        turned.map((decision) => !decision),
        X,
      ),
    ).toBeGreaterThan(0.9);
  });

  it("gives the same decisions when it is grown again", async () => {
    const X = noise(200, 4, 2);
    const [once, again] = [await forestDecisions(sample(100, 3), X), await forestDecisions(sample(100, 3), X)];
    expect(again).toEqual(once);
  });

  it("leaves no listener behind that would catch a bug before the program does", async () => {
    const events = ["uncaughtException", "unhandledRejection"];
    const before = events.map((event) => process.listenerCount(event));
    await forestDecisions(sample(20, 4), noise(2, 4, 5));
    expect(events.map((event) => process.listenerCount(event))).toEqual(before);
  });
});
