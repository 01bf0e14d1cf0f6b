import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import type { FigureScope } from "../../../src/experiments/experiment.ts";
import { figure1 } from "../../../src/experiments/figure1/figure1.ts";
import type { EvaluateRecord } from "../../../src/pipeline/evaluate.ts";
import type { Job } from "../../../src/runner/job.ts";
import { evaluated, madeUp } from "../results.ts";

const scope: FigureScope = {
  protocol: "p",
  datasets: ["german", "own"],
  lambdas: [0, 1],
  seeds: [0, 21],
  overrides: {},
};
const jobs = (await figure1.figure.jobs([scope])) as readonly Job<EvaluateRecord>[];

/** Nobody is turned down with seed 21 at λ = 1. */
const results = madeUp(jobs, (_, lambda, seed) =>
  lambda === 1 && seed === 21 ? evaluated({ negatives: 0, flipped: 0 }) : evaluated({ f1: seed === 0 ? 0.5 : 0.7 }),
);
const [both] = await figure1.figure.draw([scope], results);
const [own] = await figure1.figure.draw([{ ...scope, datasets: ["own"] }], results);

const pointsOf = (csv: string) => Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;

describe("Figure 1", () => {
  it("asks 2 methods on every data set, λ and split", () => {
    expect(jobs).toHaveLength(2 * 2 * 2 * 2);
    expect(new Set(jobs.map(({ variant }) => variant))).toEqual(new Set(["gradient", "adversarial"]));
  });

  it("is one picture for each protocol, with a row for every data set", async () => {
    const twice = { ...scope, protocol: "my/strict.yaml" };
    const drawn = await figure1.figure.draw(
      [scope, twice],
      madeUp([...jobs, ...(await figure1.figure.jobs([twice]))], () => evaluated({})),
    );
    expect(drawn.map(({ name }) => name)).toEqual(["figure1-p", "figure1-strict"]);
    expect(drawn.map(({ protocol }) => protocol)).toEqual(["p", "my/strict.yaml"]);
    const heightOf = ({ svg }: { svg: string }) => Number(/ height="(\d+)"/.exec(svg)?.[1]);
    expect(heightOf(both) - heightOf(own)).toBe(140);
    expect(new Set(pointsOf(both.csv).map(({ dataset }) => dataset))).toEqual(new Set(["german", "own"]));
  });

  it("shows means ± standard errors: 0.5 and 0.7 are 0.6 ± 0.1, with n − 1", () => {
    const [f1] = pointsOf(own.csv).filter(({ measure, lambda }) => measure === "F1" && lambda === "0");
    expect(Number(f1.mean)).toBeCloseTo(0.6, 12);
    expect(Number(f1.standardError)).toBeCloseTo(0.1, 12);
  });

  it("leaves a split that turns nobody down out of recourse negative, and says so", () => {
    const at1 = pointsOf(own.csv).filter(({ lambda }) => lambda === "1");
    expect(
      at1.filter(({ measure }) => measure === "recourse negative").map(({ splits, mean }) => [splits, mean]),
    ).toEqual([
      ["1", "0.5"],
      ["1", "0.5"],
    ]);
    expect(at1.filter(({ measure }) => measure === "recourse all").map(({ splits }) => splits)).toEqual(["2", "2"]);
    expect(own.caption).toContain("splits that turn nobody down have no such rate and are left out (own at λ = 1)");
  });

  it("draws the 11 × 6 published means behind, and says of data the authors have not that there are none", () => {
    const published = pointsOf(both.csv).filter(({ source }) => source === "published");
    expect(published.map(({ dataset }) => dataset)).toEqual(Array(66).fill("german"));
    expect(pointsOf(own.csv).filter(({ source }) => source === "published")).toHaveLength(0);
    expect(both.svg).toContain("published, faint");
    expect(own.svg).not.toContain("published, faint");
    expect(own.caption).toContain("The authors publish no runs on these data.");
  });

  it("draws what finished and counts what did not; nothing where nothing did", async () => {
    const some = madeUp(jobs, (job, _, seed) => (job.request.dataset === "own" && seed === 0 ? evaluated({}) : null));
    const drawn = await figure1.figure.draw([scope], some);
    expect(drawn.map(({ name }) => name)).toEqual(["figure1-p"]);
    expect(new Set(pointsOf(drawn[0].csv).map(({ dataset }) => dataset))).toEqual(new Set(["own"]));
    expect(drawn[0].caption).toContain("Incomplete: 12 of 16 evaluations did not finish.");
    expect(
      await figure1.figure.draw(
        [scope],
        madeUp(jobs, () => null),
      ),
    ).toEqual([]);
  });

  it("is the same picture as before, its coordinates rounded to whole pixels", async () => {
    const svg = both.svg.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number)))).replace(/></g, ">\n<");
    await expect(svg).toMatchFileSnapshot("../../fixtures/figure1.svg");
  });
});
