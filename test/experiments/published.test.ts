import { describe, expect, it } from "vitest";
import { printedDatasets, publishedRuns, publishedTable1 } from "../../src/experiments/published.ts";

describe("the authors' own runs", () => {
  it("are 33 for each of their data sets, 11 λ on 3 splits, and none for others", async () => {
    for (const dataset of await printedDatasets()) {
      const runs = await publishedRuns(dataset);
      expect(runs).toHaveLength(33);
      expect(runs.slice(0, 4).map(({ lambda, seed }) => [lambda, seed])).toEqual([
        [0, 0],
        [0, 21],
        [0, 42],
        [0.2, 0],
      ]);
    }
    expect(await publishedRuns("simulated-credit")).toEqual([]);
    expect(await publishedRuns("toString")).toEqual([]);
  });

  it("have the means of Table 1 at λ = 0, to its three decimals", async () => {
    for (const dataset of await printedDatasets()) {
      const runs = (await publishedRuns(dataset)).filter(({ lambda }) => lambda === 0);
      const printed = await publishedTable1(dataset, 0);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(runs.map(({ f1 }) => f1))).toBeCloseTo(printed?.f1 ?? Number.NaN, 3);
      expect(mean(runs.map(({ recourse }) => recourse.gradient.all))).toBeCloseTo(
        printed?.recourse_all.gradient_desc ?? Number.NaN,
        3,
      );
      expect(mean(runs.map(({ recourse }) => recourse.adversarial.negative))).toBeCloseTo(
        printed?.recourse_neg.adversarial_train ?? Number.NaN,
        3,
      );
    }
  });
});
