import { describe, expect, it } from "vitest";
import {
  type ResampledModel,
  resampleFigure,
  resampleOutcomes,
} from "../../../src/experiments/guarantee-check/guarantee-check.ts";
import type { ResampleRecord } from "../../../src/experiments/guarantee-check/resamples.ts";

/** Two resamples with two α each: rates at the bound, then 0.97 and F1 0.5 at θ₀ throughout. */
function redrawn(seed: number, rates: readonly [number, number][], there: number | null = null): ResampledModel {
  const record: ResampleRecord = {
    method: "adversarial",
    epsilon: 0.05,
    from: 0,
    to: rates.length,
    pool: { parts: ["validation"], rows: 1000 },
    elsewhere: there === null ? null : 500,
    calibration: 700,
    choice: null,
    alphas: [
      { alpha: 0.05, k: 25, failureProbability: 0.04 },
      { alpha: 0.95, k: 45, failureProbability: 0.94 },
    ],
  };
  const numbers = rates.flatMap((ofBoth) => ofBoth.flatMap((rate) => [rate, 0.97, 0.5, there ?? Number.NaN]));
  const files = { "redraws.f64": new Uint8Array(Float64Array.from(numbers).buffer) };
  const piece = { record, files, key: "key", directory: "", seconds: 0, fresh: false };
  return { dataset: "adult", lambda: 0.8, seed, chunks: [piece] };
}

const splits = [
  redrawn(0, [
    [0.95, 0.94],
    [0.949, 0.94],
  ]),
  redrawn(21, [
    [1, 0.952],
    [0.97, 0.93],
  ]),
];

describe("outcomes of resamples", () => {
  it("pool the splits of a model: 1 of 4 failed with α = 0.05, for a rate of 0.95 keeps the guarantee, and 3 with 0.95", () => {
    const [kept, broken] = resampleOutcomes(splits);
    expect(kept).toMatchObject({ splits: 2, alpha: 0.05, expected: 0.04, elsewhere: null });
    expect(kept.failuresAtBound).toMatchObject({ count: 1, rows: 4 });
    expect(broken.failuresAtBound).toMatchObject({ count: 3, rows: 4 });
    expect(kept.failures.count).toBe(0);
    expect(kept.rateAtBound.mean).toBeCloseTo(0.96725, 10);
    expect(kept.f1.mean).toBe(0.5);
  });

  it("tell of people elsewhere apart", () => {
    const [{ elsewhere }] = resampleOutcomes([redrawn(0, [[0.96, 0.96]], 0.8)]);
    expect(elsewhere).toMatchObject({ failures: { count: 1, rows: 1 }, rate: { mean: 0.8 } });
  });
});

describe("the histogram", () => {
  it("has bars that add up to 1 for each α, an edge at 0.95, and no bar beyond 1", async () => {
    const { svg, csv } = await resampleFigure(splits, "Redraws");
    const bars = csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","))
      .map((runs) => runs.slice(-4).map(Number));
    for (const alpha of [0.05, 0.95]) {
      const shares = bars.filter((bar) => bar[0] === alpha).map((bar) => bar[3]);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
    expect(bars.some(([, from]) => from === 0.95)).toBe(true);
    expect(Math.max(...bars.map(([, , to]) => to))).toBe(1);
    expect(svg).toContain("true share of people with recourse at the bound on θ₀");
    expect(svg).toContain("guaranteed 0.95");
  });
});
