import { describe, expect, it } from "vitest";
import { models } from "../../../src/experiments/models.ts";
import { noiseTable } from "../../../src/experiments/noise/noise-table.ts";
import type { NoisyDataset } from "../../../src/experiments/noise/noisy-dataset.ts";
import { shareAtLeast } from "../../../src/experiments/noise/proven-rows.ts";
import { kinds } from "../../../src/experiments/noise/tally.ts";
import { publishedNoise } from "../../../src/experiments/published.ts";
import { isEntry, isGap } from "../../../src/report/table.ts";
import { csvOf } from "../../../src/report/writers/csv.ts";
import { latexOf } from "../../../src/report/writers/latex.ts";
import { markdownOf } from "../../../src/report/writers/markdown.ts";

const source = (seed: number) => ({ stage: "perturb", key: "0123456789ab", seed, engine: "wasm" });

/** Baseline keeps 0.9 of its decisions in every split, ours what is given. */
function noisy(dataset: string, ours: readonly number[]): NoisyDataset {
  const perturbed = (shares: readonly number[]) =>
    shares.map((share, i) => {
      const stays = { people: 100, share, low: 0, high: 1 };
      const record = {
        theta0: 0.5,
        columns: 2,
        rows: 100,
        found: 80,
        kinds: Object.fromEntries(kinds.map((kind) => [kind, { stays, size: 0.25 }])),
      };
      return { record: record as NoisyDataset["models"][number]["perturbed"][number]["record"], source: source(i) };
    });
  const proven = [
    {
      record: { theta0: 0.5, columns: 2, reach: 2, proven: [0, 0.2, 0.6, 2], found: [0, 0.2, 0.6, null], open: 1 },
      source: source(0),
    },
  ];
  const generator = { rows: 400, columns: 7, auc: { samples: 0.6, shuffled: 0.8, rows: 0.5 }, reconstruction: 0.1 };
  return {
    dataset,
    generators: [{ record: generator, source: source(0) }],
    models: models.map((model) => ({
      model,
      perturbed: perturbed(model.lambda === 0 ? ours.map(() => 0.9) : ours),
      proven,
    })),
  };
}

const scope = { protocol: "paper", seeds: [0, 1, 2] };

async function at(row: string, column: string, given: readonly NoisyDataset[]) {
  const { rows, columns } = await noiseTable(scope, given);
  return rows.find(({ key }) => key === row)?.places[columns.findIndex(({ key }) => key === column)] ?? null;
}

describe("B.1's table", () => {
  it.each([
    [[0.92, 0.92, 0.92], "reproduced"],
    [[0.87, 0.87, 0.87], "reproduced"],
    [[0.86, 0.86, 0.86], "close"],
    [[0.84, 0.84, 0.84], "differs"],
    [[0.7, 0.8, 0.9], "close"],
  ])("ours %j against 0.9 of the baseline: the claim of at most 0.03 is %s", async (ours, verdict) => {
    const place = await at("natural.row.difference", "adult.ours", [noisy("adult", ours)]);
    if (!isEntry(place)) throw new Error("no entry");
    expect([place.published, place.atMost, place.verdict]).toEqual([0.03, true, verdict]);
  });

  it("compares the claim with three rows of the paper's data and with no other reading or data set", async () => {
    const verdictsOf = async (dataset: string) => {
      const { rows } = await noiseTable(scope, [noisy(dataset, [0.9, 0.9, 0.9])]);
      return rows.flatMap(({ key, places }) =>
        places.flatMap((place) => (isEntry(place) && place.verdict ? [key] : [])),
      );
    };
    expect(await verdictsOf("adult")).toEqual(
      ["natural.row", "random.row", "deepfool.after"].map((kind) => `${kind}.difference`),
    );
    expect(await verdictsOf("simulated-credit")).toEqual([]);
    expect([await publishedNoise("german"), await publishedNoise("simulated-credit")]).toEqual([0.03, null]);
  });

  it("tells shares proven: 3 of 4 within 0.1, 2 within 0.25 and 0.5, 1 within 1; the median 0.4; and who was left open", async () => {
    const given = [noisy("adult", [0.9])];
    for (const [row, mean] of [
      ["proven.0.1", 0.75],
      ["proven.0.25", 0.5],
      ["proven.0.5", 0.5],
      ["proven.1", 0.25],
      ["proven.median", 0.4],
    ] as const) {
      const place = await at(row, "adult.ours", given);
      expect(isEntry(place) && place.mean).toBeCloseTo(mean, 12);
      expect(isEntry(place) && place.note).toContain("1 of 4 people");
    }
    expect(shareAtLeast([0.5], 0.5)).toBe(1);
  });

  it("says of a median as far as was looked, 2, that it is at least that", async () => {
    const given = noisy("adult", [0.9]);
    const far = given.models.map((model) => ({
      ...model,
      proven: model.proven.map(({ record, source: from }) => ({
        source: from,
        record: { ...record, proven: [1, 2, 2, 2], open: 0 },
      })),
    }));
    const place = await at("proven.median", "adult.ours", [{ ...given, models: far }]);
    expect(isEntry(place) && [place.mean, place.note]).toEqual([
      2,
      "at least 2 in 1 of 1 splits, as far as was looked; 2 of 3 splits did not finish",
    ]);
  });

  it("says what did not finish", async () => {
    const none = { ...noisy("adult", []), generators: [] };
    const place = await at("natural.row.stays", "adult.ours", [none]);
    expect(isGap(place) && place.gap).toBe("did not finish");
  });

  it("writes the bound as ≤ 0.030 in Markdown, $\\leq$ in LaTeX and <=0.03 in CSV", async () => {
    const table = await noiseTable(scope, [noisy("adult", [0.9, 0.9, 0.9])]);
    expect(markdownOf(table)).toContain("(≤ 0.030 =)");
    expect(latexOf(table)).toContain("$\\leq$ 0.030 =");
    expect(csvOf(table)).toContain(",<=0.03,reproduced,");
  });
});
