import { describe, expect, it } from "vitest";
import type { DistinguishRecord } from "../../../src/experiments/table3/distinguish.ts";
import { type Distinguished, publishedTable3, table3Of } from "../../../src/experiments/table3/table3.ts";
import type { TwoSampleResult } from "../../../src/experiments/table3/two-sample-test.ts";
import { isEntry } from "../../../src/report/table.ts";

const source = { stage: "distinguish", key: "0123456789ab", seed: 0, engine: "wasm" };

const outcome = (accuracies: readonly number[]) => ({
  accuracies: [...accuracies],
  accuracy: accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length,
  low: 0.4,
  high: 0.6,
});

const twoSampleTest = (n: number, accuracies: readonly number[]): TwoSampleResult => ({
  n,
  outcomes: { network: outcome(accuracies), forest: outcome([0.9, 0.9]), logistic: outcome([0.5, 0.5]) },
});

const record: DistinguishRecord = {
  method: "gradient",
  theta0: 0.5,
  forest: "a forest",
  turnedDown: 300,
  asked: 250,
  found: 200,
  random: { recourse: twoSampleTest(200, [0.5, 0.6]), untouched: twoSampleTest(200, [0.5, 0.5]) },
  same: { recourse: twoSampleTest(200, [0.7, 0.8]), untouched: twoSampleTest(150, [0.4, 0.6]) },
  everyone: { changed: 25, recourse: twoSampleTest(500, [0.52, 0.54]) },
};

const columnOf = (dataset: string, result: DistinguishRecord | null = record): Distinguished => ({
  dataset,
  result: result && { record: result, source },
});

/** The place of a row and column. */
async function at(row: string, column: string, distinguished: readonly Distinguished[]) {
  const { rows, columns } = await table3Of("released", distinguished);
  return rows.find(({ key }) => key === row)?.places[columns.findIndex(({ key }) => key === column)] ?? null;
}

describe("Table 3", () => {
  it("prints 0.54 for the network on adult and 0.47 for logistic regression on german, nothing for other data", async () => {
    expect((await publishedTable3("adult"))?.neural_network).toBe(0.54);
    expect((await publishedTable3("german"))?.logistic_regression).toBe(0.47);
    expect(await publishedTable3("simulated-credit")).toBeNull();
    expect(await publishedTable3("toString")).toBeNull();
  });

  it("9 rows, of which the 3 against random rows are printed; 2 columns of each data set; 2 decimals", async () => {
    const { rows, columns, digits } = await table3Of("released", [columnOf("adult"), columnOf("bail")]);
    expect(rows.map(({ key, printed }) => [key, printed])).toEqual(
      ["random", "same", "everyone"].flatMap((whom) =>
        ["network", "forest", "logistic"].map((classifier) => [`${whom}.${classifier}`, whom === "random"]),
      ),
    );
    expect(columns.map(({ key }) => key)).toEqual([
      "adult.recourse",
      "adult.untouched",
      "bail.recourse",
      "bail.untouched",
    ]);
    expect(digits).toBe(2);
  });

  it("0.50 and 0.60 in two repeats are 0.55 ± 0.05 of 400 rows; the published 0.54 is reproduced", async () => {
    expect(await at("random.network", "adult.recourse", [columnOf("adult")])).toMatchObject({
      mean: 0.55,
      standardError: expect.closeTo(0.05, 12),
      values: [
        { value: 0.5, source },
        { value: 0.6, source },
      ],
      interval: { low: 0.4, high: 0.6 },
      people: 400,
      published: 0.54,
      verdict: "reproduced",
      note: null,
    });
  });

  it("a forest at 0.90 differs from the published 0.53", async () => {
    expect(await at("random.forest", "adult.recourse", [columnOf("adult")])).toMatchObject({ verdict: "differs" });
  });

  it("the untouched rows, and the rows that are ours, are not evaluated; 150 rows of each class are 300 rows", async () => {
    const untouched = await at("random.network", "adult.untouched", [columnOf("adult")]);
    const same = await at("same.network", "adult.recourse", [columnOf("adult")]);
    const fewer = await at("same.network", "adult.untouched", [columnOf("adult")]);
    expect([untouched, same, fewer].map((place) => place && isEntry(place) && place.verdict)).toEqual([
      null,
      null,
      null,
    ]);
    expect(fewer).toMatchObject({ people: 300, mean: 0.5 });
    expect(await at("everyone.network", "adult.untouched", [columnOf("adult")])).toBeNull();
  });

  it("too few people, and a run that did not finish, are gaps and no numbers", async () => {
    const nobody = { ...record, random: { recourse: null, untouched: null } };
    expect(await at("random.network", "adult.recourse", [columnOf("adult", nobody)])).toEqual({
      gap: "too few people",
    });
    expect(await at("random.network", "adult.recourse", [columnOf("adult", null)])).toEqual({ gap: "did not finish" });
  });

  it("the caption tells how many rows and how many changed", async () => {
    const { caption } = await table3Of("released", [columnOf("adult"), columnOf("bail", null)]);
    expect(caption).toContain("from the training set: adult 200.");
    expect(caption).toContain("each in one class alone, adult 150 of each.");
    expect(caption).toContain("changed (adult 25 of 500)");
  });
});
