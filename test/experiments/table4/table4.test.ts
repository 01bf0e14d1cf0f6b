import { describe, expect, it } from "vitest";
import { models } from "../../../src/experiments/models.ts";
import type { RobustnessRecord } from "../../../src/experiments/table4/robustness.ts";
import { type PerturbedModel, publishedTable4, table4Of } from "../../../src/experiments/table4/table4.ts";

const [baseline, ours] = models;
const share = (people: number, value: number) => ({ people, share: value, low: value - 0.1, high: value + 0.1 });

const split = (seed: number, recourse: RobustnessRecord["recourse"], model = 0.9) => ({
  record: { theta0: 0.5, sigma: 0.1, draws: 100, recourse, model: share(500, model) },
  source: { stage: "robustness", key: "0123456789ab", seed, engine: "wasm" },
});

const seeds = [0, 21];
const perturbed: readonly PerturbedModel[] = [
  {
    dataset: "adult",
    model: baseline,
    splits: [
      split(0, { gradient: share(30, 0.7), adversarial: null }),
      split(21, { gradient: share(40, 0.8), adversarial: null }),
    ],
  },
  {
    dataset: "adult",
    model: ours,
    splits: [
      split(0, { gradient: share(100, 0.4), adversarial: share(90, 0.83) }, 0.92),
      split(21, { gradient: share(110, 0.5), adversarial: null }, 0.94),
    ],
  },
];

/** The place of a row and column. */
async function at(row: string, column: string, those = perturbed) {
  const { rows, columns } = await table4Of({ protocol: "released", seeds }, ["gradient", "adversarial"], those);
  return rows.find(({ key }) => key === row)?.places[columns.findIndex(({ key }) => key === column)] ?? null;
}

describe("Table 4", () => {
  it("prints .841 for adversarial training on adult with ours and .976 for its baseline model", async () => {
    expect(await publishedTable4("adult", 0.8, "adversarial")).toBe(0.841);
    expect(await publishedTable4("adult", 0, null)).toBe(0.976);
    expect(await publishedTable4("adult", 0.4, null)).toBeNull();
    expect(await publishedTable4("adult", 0, "linear")).toBeNull();
    expect(await publishedTable4("simulated-credit", 0, null)).toBeNull();
  });

  it("has the first seed's split in the printed rows, with intervals over people, and the means over both below", async () => {
    const { rows } = await table4Of({ protocol: "released", seeds }, ["gradient", "adversarial"], perturbed);
    expect(rows.map(({ key, printed }) => [key, printed])).toEqual([
      ["recourse.gradient", true],
      ["recourse.adversarial", true],
      ["model", true],
      ["splits.recourse.gradient", false],
      ["splits.recourse.adversarial", false],
      ["splits.model", false],
    ]);
    expect(await at("recourse.adversarial", "adult.ours")).toMatchObject({
      mean: 0.83,
      standardError: null,
      people: 90,
      interval: { low: 0.73, high: expect.closeTo(0.93, 12) },
      published: 0.841,
      verdict: "reproduced",
    });
    expect(await at("splits.model", "adult.ours")).toMatchObject({
      mean: expect.closeTo(0.93, 12),
      standardError: expect.closeTo(0.01, 12),
      people: 1000,
      published: null,
      verdict: null,
    });
  });

  it("where no recourse is found there is no number; that the paper prints 1.000 is said", async () => {
    expect(await at("recourse.adversarial", "adult.baseline")).toEqual({ gap: "none found; published 1.000" });
    expect(await at("splits.recourse.adversarial", "adult.baseline")).toEqual({ gap: "none found" });
    expect(await at("splits.recourse.adversarial", "adult.ours")).toMatchObject({
      mean: 0.83,
      note: "none found in 1 of 2 splits",
    });
  });

  it("a split that did not finish is a gap above, and named below", async () => {
    const late = [{ ...perturbed[0], splits: perturbed[0].splits.slice(1) }];
    expect(await at("model", "adult.baseline", late)).toEqual({ gap: "did not finish" });
    expect(await at("splits.model", "adult.baseline", late)).toMatchObject({ note: "1 of 2 splits did not finish" });
  });

  it("the caption tells noise, draws and people: adult baseline 0 under adversarial", async () => {
    const { caption } = await table4Of({ protocol: "released", seeds }, ["gradient", "adversarial"], perturbed);
    expect(caption).toContain("noise of standard deviation 0.1 on every actionable feature, 100 draws for each person");
    expect(caption).toContain(
      "gradient: adult baseline 30, adult ours 100; adversarial: adult baseline 0, adult ours 90.",
    );
  });

  it("with a single seed has the printed rows alone", async () => {
    const { rows } = await table4Of({ protocol: "released", seeds: [0] }, ["gradient"], perturbed);
    expect(rows.map(({ key }) => key)).toEqual(["recourse.gradient", "model"]);
  });
});
