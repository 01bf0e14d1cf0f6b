import { describe, expect, it } from "vitest";
import { publishedTable1 } from "../../src/experiments/published.ts";
import { realData } from "../data/real.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The three splits of a data set under `released`, evaluated by the one-LP method. */
async function runs(dataset: string, lambda: number) {
  const results = temporaryFolder();
  const objects = [];
  for (const seed of [0, 21, 42]) {
    const run = ["--dataset", dataset, "--lambda", String(lambda), "--seed", String(seed)];
    const { code, out, err } = await recourse([
      "train",
      ...run,
      "--protocol",
      "released",
      "--json",
      "-q",
      "--results",
      results,
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    objects.push(JSON.parse(out));
  }
  return {
    f1: mean(objects.map(({ test }) => test.f1)),
    accuracy: mean(objects.map(({ test }) => test.accuracy)),
    neg: mean(objects.map(({ recourse }) => recourse.adversarial.negative)),
    all: mean(objects.map(({ recourse }) => recourse.adversarial.all)),
  };
}

describe.skipIf(realData === null)("released lands on the printed numbers: three splits, all within 0.06", () => {
  it.each([
    ["compas", 0],
    ["compas", 0.8],
    ["bail", 0],
    ["bail", 0.8],
    ["german", 0],
    ["german", 0.8],
  ] as const)("%s, λ = %s: F1, accuracy, recourse neg and all of Table 1", async (dataset, lambda) => {
    const ours = await runs(dataset, lambda);
    const printed = await publishedTable1(dataset, lambda);
    expect(Math.abs(ours.f1 - (printed?.f1 ?? Number.NaN))).toBeLessThan(0.06);
    expect(Math.abs(ours.accuracy - (printed?.accuracy ?? Number.NaN))).toBeLessThan(0.06);
    expect(Math.abs(ours.neg - (printed?.recourse_neg.adversarial_train ?? Number.NaN))).toBeLessThan(0.06);
    expect(Math.abs(ours.all - (printed?.recourse_all.adversarial_train ?? Number.NaN))).toBeLessThan(0.06);
  });
});
