import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { figure2 } from "../../../src/experiments/figure2/figure2.ts";
import type { TrainRecord } from "../../../src/pipeline/train.ts";
import type { Job } from "../../../src/runner/job.ts";
import { madeUp } from "../results.ts";
import { computed, smallScope } from "../simulated.ts";

const results = await computed(figure2.figure, smallScope);

describe("Figure 2 on the simulated data", () => {
  it("has 101 thresholds and the chosen one for ours and the baseline, on the first split alone", async () => {
    const [{ name, csv, svg, caption }, ...others] = await figure2.figure.draw([smallScope], results);
    expect(others).toEqual([]);
    expect(name).toBe("figure2-paper");
    expect(caption).toContain("single split (seed 0)");
    const rows = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;
    expect(rows).toHaveLength(2 * 102);
    const trained = (await figure2.figure.jobs([smallScope])).filter(
      ({ task }) => task.name === "train",
    ) as Job<TrainRecord>[];
    const chosen = rows.filter(({ role }) => role === "chosen");
    expect(chosen.map(({ theta0 }) => Number(theta0))).toEqual(
      trained.map((job) => results.of(job)?.stored.record.theta0),
    );
    expect(chosen.map(({ lambda }) => lambda)).toEqual(["0.8", "0"]);
    const everybody = rows.filter(({ theta0 }) => theta0 === "0");
    expect(everybody.map(({ recourseNegative, recourseAll }) => [recourseNegative, recourseAll])).toEqual([
      ["", "1"],
      ["", "1"],
    ]);
    expect(svg).toContain("decision threshold θ₀");
  });

  it("is not drawn where nothing finished", async () => {
    const none = madeUp(await figure2.figure.jobs([smallScope]), () => null);
    expect(await figure2.figure.draw([smallScope], none)).toEqual([]);
  });
});
