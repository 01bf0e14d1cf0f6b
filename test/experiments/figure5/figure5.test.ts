import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { configNames, packagedConfigs } from "../../../src/config/files.ts";
import { differenceOf } from "../../../src/core/difference.ts";
import type { FigureScope } from "../../../src/experiments/experiment.ts";
import { barOf } from "../../../src/experiments/figure5/bars.ts";
import type { DisparityRecord } from "../../../src/experiments/figure5/disparity.ts";
import { figure5 } from "../../../src/experiments/figure5/figure5.ts";
import { madeUp } from "../results.ts";

/** `majority` and `minority` people with recourse, of 80 and 20. */
function record(majority: number, minority: number, accepted = 500): DisparityRecord {
  return {
    method: "gradient",
    precision: 0.65,
    threshold: { theta0: 0.4, precision: 0.651, accepted, rows: 1000 },
    groups: {
      majority: { rows: 80, accepted: 0, flipped: majority },
      minority: { rows: 20, accepted: minority, flipped: 0 },
    },
    disparity: differenceOf({ successes: majority, n: 80 }, { successes: minority, n: 20 }),
  };
}

const unreached: DisparityRecord = {
  method: "gradient",
  precision: 0.65,
  threshold: null,
  groups: null,
  disparity: null,
};

const scope: FigureScope = {
  protocol: "paper",
  datasets: await configNames("datasets", packagedConfigs),
  lambdas: [0.8, 2],
  seeds: [0, 21],
  overrides: {},
};
const jobs = await figure5.figure.jobs([scope]);

describe("a bar", () => {
  it("60/80 − 10/20 and 40/80 − 15/20 are ±0.25: mean 0, and Newcombe's interval is that of 100/160 − 25/40", () => {
    const bar = barOf(0.8, [record(60, 10), record(40, 15)]);
    expect(bar.values).toEqual([0.25, -0.25]);
    const pooled = differenceOf({ successes: 100, n: 160 }, { successes: 25, n: 40 });
    expect(bar.over).toMatchObject({ mean: 0, standardError: 0.25, low: pooled?.low, high: pooled?.high });
  });

  it("leaves out a split whose precision is not reached, and counts it; with none left there is no bar", () => {
    expect(barOf(1, [record(60, 10), unreached])).toMatchObject({ splits: 2, unreached: 1, values: [0.25] });
    expect(barOf(1, [unreached])).toMatchObject({ splits: 1, unreached: 1, over: null });
  });

  it("counts the splits whose θ₀ accepts every validation row", () => {
    expect(barOf(1, [record(80, 20, 1000), record(60, 10)]).everybody).toBe(1);
  });
});

describe("Figure 5", () => {
  it("is about the 3 data sets whose file names two groups, the baseline always among the λ", () => {
    expect(new Set(jobs.map(({ request }) => request.dataset)).size).toBe(3);
    expect(jobs).toHaveLength(3 * 3 * 2);
    expect(new Set(jobs.map(({ request }) => request.overrides?.["run.lambda"].value))).toEqual(new Set([0, 0.8, 2]));
  });

  it("says in place and caption where the precision is not reached, and says in words what the signs mean", async () => {
    const results = madeUp(jobs, (_, lambda) => {
      if (lambda === 2) return unreached;
      return lambda === 0 ? record(60, 10) : record(40, 15);
    });
    const drawn = await figure5.figure.draw([scope], results);
    const [{ svg, csv, caption }, ...others] = drawn;
    expect(others).toEqual([]);
    expect(caption).toMatch(/no θ₀ is so precise on some split: adult at λ = 2; .+ at λ = 2; .+ at λ = 2\./);
    expect(svg).toContain("reached");
    expect(svg).toContain("above 0 white people have it more often, below 0 non-white people");
    const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
    expect(data).toHaveLength(3 * 3);
    const adult = data.filter(({ dataset }) => dataset === "adult");
    expect(adult.map(({ lambda, mean, precisionNotReached }) => [lambda, mean, precisionNotReached])).toEqual([
      ["0", "0.25", "0"],
      ["0.8", "-0.25", "0"],
      ["2", "", "2"],
    ]);
  });

  it("tells of splits that did not finish, and is not drawn where none did", async () => {
    const some = madeUp(jobs, (_, lambda) => (lambda === 0 ? null : record(60, 10)));
    const [{ caption, csv }] = await figure5.figure.draw([scope], some);
    expect(caption).toContain("6 of 18 splits did not finish");
    expect(csv).not.toContain(",gradient,0,");
    expect(
      await figure5.figure.draw(
        [scope],
        madeUp(jobs, () => null),
      ),
    ).toEqual([]);
  });
});
