import { describe, expect, it } from "vitest";
import { sweptLambdas, sweptMethods } from "../../../src/experiments/models.ts";
import {
  type SweepGrid,
  type SweepRow,
  sweepBlocks,
  sweepCsv,
  sweepJobs,
  sweepRows,
  trainingJobOf,
} from "../../../src/experiments/sweep/sweep.ts";
import { evaluated, madeUp } from "../results.ts";

const grid: SweepGrid = {
  datasets: ["a", "b", "c", "d"],
  protocols: ["p"],
  lambdas: sweptLambdas,
  deltaMaxes: [null],
  seeds: [0, 21, 42],
  methods: sweptMethods,
  overrides: {},
};

const row = (changes: Partial<SweepRow>, negatives = 40, flipped = 20): SweepRow => {
  const { test, recourse } = evaluated({ negatives, flipped });
  const keys = { train: "t", evaluate: "e" };
  const place = { dataset: "a", protocol: "p", lambda: 0, deltaMax: 0.75, seed: 0, method: "m" };
  return { ...place, theta0: 0.5, test, recourse, ...keys, ...changes };
};

describe("a sweep", () => {
  it("of four data sets, 11 λ and 3 splits asks 2 methods about 132 models", () => {
    const jobs = sweepJobs(grid);
    expect(jobs).toHaveLength(264);
    expect(new Set(jobs.map(trainingJobOf).map(({ id }) => id)).size).toBe(132);
  });

  it("lays each δmax over the protocol, and nothing where none is given", () => {
    const of = (deltaMaxes: SweepGrid["deltaMaxes"]) =>
      sweepJobs({ ...grid, datasets: ["a"], lambdas: [0], seeds: [0], methods: ["m"], deltaMaxes }).map(
        ({ request }) => request.overrides?.["actions.deltaMax"],
      );
    expect(of([null])).toEqual([undefined]);
    expect(of([0.25, 0.5])).toEqual([0.25, 0.5].map((value) => ({ value, flag: "--delta-max" })));
  });

  it("has a row for each evaluation that is stored with its training, sorted whatever the order of the jobs", () => {
    const jobs = sweepJobs({ ...grid, datasets: ["b", "a"], lambdas: [2, 0], seeds: [42, 0], methods: ["n", "m"] });
    const results = madeUp<unknown>([...jobs, ...jobs.map(trainingJobOf)], (job, lambda, seed) => {
      if (job.task.name === "train") return lambda === 2 && seed === 42 ? null : {};
      return evaluated({});
    });
    // Runs made up for tests say nothing of themselves but the split: give them what a row reads.
    for (const each of jobs) {
      const { overrides = {}, dataset } = each.request;
      const found = results.of(each);
      if (!found) continue;
      const run = { lambda: overrides["run.lambda"].value, seed: overrides["run.seed"].value };
      Object.assign(found.run, { dataset, protocol: "p", settings: { run, actions: { deltaMax: 0.75 } } });
      Object.assign(found.stored.record, { method: each.variant });
    }
    const forward = sweepRows(jobs, results);
    expect(forward).toEqual(sweepRows([...jobs].reverse(), results));
    expect(forward.map(({ dataset, lambda, seed, method }) => `${dataset} ${lambda} ${seed} ${method}`)).toEqual(
      ["a", "b"].flatMap((dataset) =>
        ["0 0", "0 42", "2 0"].flatMap((split) => ["m", "n"].map((method) => `${dataset} ${split} ${method}`)),
      ),
    );
  });

  it("writes recourse neg as nothing where no one is turned down, and rates with their intervals elsewhere", () => {
    const lines = sweepCsv([row({}), row({ seed: 21 }, 0, 0)]).split("\n");
    const [names, some, nobody] = lines.map((line) => line.split(","));
    const of = (values: string[], name: string) => values[names.indexOf(name)];
    expect(lines).toHaveLength(4);
    expect(
      ["acceptance", "turned_down", "recourse_neg", "recourse_neg_low", "recourse_all"].map((n) => of(some, n)),
    ).toEqual(["0.6", "40", "0.5", "0", "0.8"]);
    for (const name of ["recourse_neg", "recourse_neg_low", "recourse_neg_high"]) expect(of(nobody, name)).toBe("");
    expect(["acceptance", "turned_down", "recourse_all"].map((name) => of(nobody, name))).toEqual(["1", "0", "1"]);
  });

  it("takes means over splits, of recourse neg over those that turn someone down", () => {
    const rows = [row({}, 50, 25), row({ seed: 21 }, 25, 25), row({ seed: 42 }, 0, 0), row({ lambda: 1 }, 0, 0)];
    const [block, ...others] = sweepBlocks(rows);
    expect(others).toEqual([]);
    expect(block.means.map(({ lambda }) => lambda)).toEqual([0, 1]);
    expect(block.means[0].turnedDown).toMatchObject({ n: 3, mean: 0.25 });
    expect(block.means[0].recourse.get("m")?.negative).toMatchObject({ n: 2, mean: 0.75 });
    expect(block.means[0].recourse.get("m")?.all).toMatchObject({ n: 3 });
    expect(block.means[1].recourse.get("m")?.negative).toBeNull();
  });
});
