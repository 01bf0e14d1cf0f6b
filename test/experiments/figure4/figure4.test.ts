import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import type { FigureScope } from "../../../src/experiments/experiment.ts";
import { deltaMaxes, figure4, onDatasets } from "../../../src/experiments/figure4/figure4.ts";
import { commandOf, type Job } from "../../../src/runner/job.ts";
import { evaluated, madeUp } from "../results.ts";

const [dataset] = onDatasets;
const scope: FigureScope = {
  protocol: "p",
  datasets: ["own", dataset],
  lambdas: [0, 0.2],
  seeds: [0, 21],
  overrides: {},
};
const jobs = await figure4.figure.jobs([scope]);
const deltaMaxOf = ({ request }: Job) => request.overrides?.["actions.deltaMax"].value;

describe("Figure 4", () => {
  it("asks for 6 values of δmax × 2 methods × 2 splits of ours and the baseline, on the data set it is about alone", () => {
    expect(jobs).toHaveLength(6 * 2 * 2 * 2);
    expect(new Set(jobs.map(({ request }) => request.dataset))).toEqual(new Set(onDatasets));
    expect(new Set(jobs.map(deltaMaxOf))).toEqual(new Set(deltaMaxes));
    expect(commandOf(jobs[0])).toContain(`--delta-max ${deltaMaxes[0]} --lambda 0.8 --seed 0`);
  });

  it("includes §4.1's 0.75, whose networks Table 1 has trained already", () => {
    expect(deltaMaxes).toContain(0.75);
  });

  it("shows means over splits, leaves 0 of 0 out, and says what did not finish", async () => {
    const results = madeUp(jobs, (job, lambda, seed) => {
      if (deltaMaxOf(job) === 1.5) return null;
      if (lambda === 0 && seed === 21) return evaluated({ negatives: 0, flipped: 0 });
      return evaluated({ negatives: 40, flipped: seed === 0 ? 10 : 30 });
    });
    const [figure, ...others] = await figure4.figure.draw([scope], results);
    expect(others).toEqual([]);
    expect(figure.name).toBe("figure4-p");
    expect(figure.caption).toContain("8 of 48 evaluations did not finish");
    const { data } = Papa.parse<Record<string, string>>(figure.csv, { header: true, skipEmptyLines: true });
    const negative = data.filter(({ measure, method }) => measure === "recourse negative" && method === "gradient");
    expect(negative.map(({ deltaMax }) => Number(deltaMax))).toEqual([
      ...deltaMaxes.slice(0, 5),
      ...deltaMaxes.slice(0, 5),
    ]);
    const at = (lambda: string) => negative.find((row) => row.lambda === lambda);
    expect(at("0.8")).toMatchObject({ mean: "0.5", standardError: "0.25", splits: "2" });
    expect(at("0")).toMatchObject({ mean: "0.25", standardError: "", splits: "1" });
  });

  it("is not drawn where nothing finished", async () => {
    expect(
      await figure4.figure.draw(
        [scope],
        madeUp(jobs, () => null),
      ),
    ).toEqual([]);
  });
});
