import { describe, expect, it } from "vitest";
import { publishedTable6 } from "../../../src/experiments/table6/published.ts";
import { type Example, table6Of } from "../../../src/experiments/table6/table6.ts";
import { isEntry } from "../../../src/report/table.ts";

const source = { stage: "evaluate", key: "a1", seed: 0, engine: "wasm" };
const scope = { protocol: "paper", seeds: [0] };

describe("Table 6", () => {
  it("the printed examples: +1.397 years and +2.921 hours on adult, −1.333 prior crimes on compas, nothing elsewhere", async () => {
    const printed = await publishedTable6("adult");
    expect(printed.map(({ feature, x, delta }) => [feature, x, delta])).toEqual([
      ["education-num", 13, 1.397],
      ["hours-per-week", 40, 2.921],
    ]);
    expect(await publishedTable6("compas")).toEqual([
      { feature: "priors_count", label: "number of prior crimes", x: 2, delta: -1.333 },
    ]);
    expect(await publishedTable6("german")).toEqual([]);
    expect(await publishedTable6("toString")).toEqual([]);
  });

  it("x, x + δ, δ beside the printed ones without a verdict; whole units, or that these are not accepted", async () => {
    const [published] = await publishedTable6("compas");
    const example = (rounded: number | null): Example => ({
      dataset: "compas",
      record: {
        method: "gradient",
        theta0: 0.5,
        candidates: 9,
        alike: 3,
        changes: [{ feature: "priors_count", min: -1.5, max: -1 }],
        person: { record: 5, features: [{ feature: "priors_count", x: 2, delta: -1.25, rounded }] },
      },
      published: [published],
      source,
    });
    const { columns, rows, caption } = table6Of(scope, [example(0), { dataset: "own", gap: "did not finish" }]);
    expect(columns.map(({ key }) => key).slice(0, 4)).toEqual(
      ["x", "x_plus_delta", "delta", "whole"].map((kind) => `compas.${kind}`),
    );
    expect(columns).toHaveLength(8);
    expect(caption).toContain("compas: record 5 of the CSV, who of the 3 turned down with recourse and the printed x");
    expect(caption).toContain("(theirs: priors_count −1.500 … −1.000)");
    expect(rows[0]).toMatchObject({ labels: ["number of prior crimes"], printed: true });
    const [first, second] = rows;
    const entries = first.places.map((place) =>
      isEntry(place) ? [place.mean, place.published, place.verdict] : place,
    );
    expect(entries.slice(0, 2)).toEqual([
      [2, 2, null],
      [0.75, 2 - 1.333, null],
    ]);
    expect(entries.slice(2)).toEqual([[-1.25, -1.333, null], [0, null, null], null, null, null, null]);
    expect(second.places.slice(4)).toEqual(Array(4).fill({ gap: "did not finish" }));
    expect(table6Of(scope, [example(null)]).rows[0].places[3]).toEqual({ gap: "not accepted" });
  });
});
