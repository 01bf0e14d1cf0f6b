import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import type { FigureScope } from "../../../src/experiments/experiment.ts";
import { figure3 } from "../../../src/experiments/figure3/figure3.ts";
import type { InterventionRecord } from "../../../src/experiments/figure3/intervention.ts";
import { splitSeeds } from "../../../src/experiments/models.ts";
import type { Job } from "../../../src/runner/job.ts";
import { madeUp } from "../results.ts";

const scope: FigureScope = {
  protocol: "paper",
  datasets: ["adult", "german", "simulated-credit"],
  lambdas: [0, 2],
  seeds: [3, 4],
  overrides: {},
};
const jobs = (await figure3.figure.jobs([scope])) as readonly Job<InterventionRecord>[];

function record(people: number, helped: number, truth: InterventionRecord["truth"]): InterventionRecord {
  const counts = { people, proposed: helped, alone: 0, responded: helped, helped };
  const negative = people === 0 ? 0 : helped / people;
  return { method: "any", theta0: 0.5, ...counts, negative, negativeInterval: { low: 0, high: 1 }, truth };
}

const results = madeUp(jobs, ({ request }, lambda, seed) => {
  if (lambda === 2 && seed === 4) return request.dataset === "german" ? record(0, 0, null) : null;
  const truth = { before: 0.25, after: 0.5, rises: 0.75, accepted: 0.9 };
  return record(10, seed === 3 ? 5 : 7, request.dataset === "german" ? null : truth);
});
const drawn = await figure3.figure.draw([scope], results);
const pointsOf = (csv: string) => Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;

describe("Figure 3", () => {
  it("asks `causal` of data sets with equations, and two more methods where the truth is known: (1 + 3) · 2 λ · 2 splits", () => {
    expect(jobs).toHaveLength(16);
    expect(new Set(jobs.map(({ request }) => request.dataset))).toEqual(new Set(["german", "simulated-credit"]));
  });

  it("has 20 different splits of its own where none are asked for", async () => {
    const german = { ...scope, datasets: ["german"], seeds: splitSeeds, lambdas: [0] };
    const seeds = (await figure3.figure.jobs([german])).map(({ request }) => request.overrides?.["run.seed"].value);
    expect(new Set(seeds).size).toBe(20);
  });

  it("is a picture of the rate of both, and one of the truth where it is known", () => {
    expect(drawn.map(({ name }) => name)).toEqual(["figure3-paper", "figure3-truth-paper"]);
  });

  it("german: 0.5 and 0.7 are 0.6 ± 0.1; a split that turns nobody down is left out and told of; 11 published points behind", () => {
    const points = pointsOf(drawn[0].csv).filter(({ dataset }) => dataset === "german");
    const ours = points.filter(({ source }) => source === "ours");
    expect(ours.map(({ lambda, splits, mean }) => [lambda, splits, Number(mean)])).toEqual([
      ["0", "2", 0.6],
      ["2", "1", 0.5],
    ]);
    expect(Number(ours[0].standardError)).toBeCloseTo(0.1, 12);
    expect(points.filter(({ source }) => source === "published")).toHaveLength(11);
    expect(drawn[0].caption).toContain("1 of 8 models turn nobody down");
  });

  it("the truth: +0.25, 0.5 afterwards beside 0.9 of people accepted, and a rise for 75 %; models left to do are told of", () => {
    const [rates, truth] = drawn;
    const simulated = pointsOf(rates.csv).filter(({ dataset }) => dataset === "simulated-credit");
    expect(new Set(simulated.map(({ source }) => source))).toEqual(new Set(["ours"]));
    const at0 = pointsOf(truth.csv).filter(({ lambda }) => lambda === "0");
    expect(at0.filter(({ source }) => source === "adversarial").map(({ mean }) => Number(mean))).toEqual([
      0.25, 0.5, 0.75,
    ]);
    expect(at0.filter(({ source }) => source === "accepted").map(({ mean }) => Number(mean))).toEqual([0.9]);
    expect(truth.caption).toContain("Incomplete: 3 of 12 models did not finish.");
  });
});
