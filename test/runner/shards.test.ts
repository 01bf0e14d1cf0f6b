import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Store } from "../../src/pipeline/store.ts";
import { type Job, job } from "../../src/runner/job.ts";
import { addressOf } from "../../src/runner/naming.ts";
import { closure } from "../../src/runner/plan.ts";
import { deal, mostShards, shardOf } from "../../src/runner/shards.ts";
import { simulate } from "../../src/runner/simulate.ts";
import { calibration, evaluation, training } from "../../src/runner/tasks.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { noting, quick, runs } from "./grid.ts";

const silent = () => {};
const opened = runs();

/** A job on a run of its own, of so many seconds. */
const lasting = (seconds: number, i: number) => job(noting(`task ${i}`, seconds, silent), quick(i, 0));

describe("shards", () => {
  it("of any grid share it out without loss or overlap, and keep the jobs of a run together", async () => {
    const grid = fc.record({
      lambdas: fc.integer({ min: 1, max: 5 }),
      seeds: fc.integer({ min: 1, max: 4 }),
      count: fc.integer({ min: 1, max: 7 }),
    });
    const property = fc.asyncProperty(grid, async ({ lambdas, seeds, count }) => {
      const jobs = Array.from({ length: lambdas * seeds }, (_, i) =>
        quick(i % lambdas, Math.floor(i / lambdas)),
      ).flatMap((request) => [job(evaluation, request, "gradient"), job(evaluation, request, "linear")]);
      const shards: Job[][] = [];
      for (let index = 1; index <= count; index++) shards.push(await shardOf(jobs, { index, count }, opened));
      const ids = (some: readonly Job[]) => some.map(({ id }) => id).sort();
      expect(ids(shards.flat())).toEqual(ids(jobs));
      for (const shard of shards) expect(shard).toHaveLength(2 * new Set(shard.map(({ run }) => run)).size);
    });
    await fc.assert(property, { numRuns: 20 });
  });

  it("runs of 6, 5, 4, 3, 2 and 1 s in 3 parts make 7 s each, in whatever order they come", async () => {
    const jobs = [3, 1, 6, 2, 5, 4].map(lasting);
    const loadsOf = async (some: readonly Job[]) => {
      const everything = [...(await closure(some, opened)).values()];
      const dealt = deal(everything, 3);
      const loads = [0, 0, 0];
      for (const { job, seconds } of everything) loads[(dealt.get(job.run) ?? 0) - 1] += seconds;
      return { loads, dealt: [...dealt].sort() };
    };
    const there = await loadsOf(jobs);
    expect(there.loads).toEqual([7, 7, 7]);
    expect(await loadsOf([...jobs].reverse())).toEqual(there);
    expect(mostShards((await closure(jobs, opened)).values())).toEqual({ shards: 3, longest: 6 });
  });

  it("longest first is never more than 4/3 of the best there can be, as Graham proved", async () => {
    const property = fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (seconds, count) => {
        const everything = [...(await closure(seconds.map(lasting), opened)).values()];
        const dealt = deal(everything, count);
        const loads = new Array<number>(count).fill(0);
        for (const { job, seconds: each } of everything) loads[(dealt.get(job.run) ?? 0) - 1] += each;
        const sorted = [...seconds].sort((a, b) => b - a);
        const total = seconds.reduce((sum, each) => sum + each, 0);
        // What no schedule beats: the mean, the longest, and the two that must share a machine.
        const least = Math.max(total / count, sorted[0], (sorted[count - 1] ?? 0) + (sorted[count] ?? 0));
        expect(Math.max(...loads)).toBeLessThanOrEqual(Math.max(least, total / count + sorted[0] * (1 - 1 / count)));
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it.each([
    [0, 2],
    [3, 2],
    [1.5, 2],
    [1, Number.NaN],
  ])("part %s of %s is refused", async (index, count) => {
    await expect(shardOf([], { index, count }, opened)).rejects.toThrow(/invalid (shard|number)/);
  });
});

describe("the address of a job", () => {
  it("is told before anything is computed, and is where the result then is", async () => {
    const run = await opened.open(quick(0, 0));
    const jobs = [
      job(training, quick(0, 0)),
      job(evaluation, quick(0, 0), "adversarial"),
      job(calibration, quick(0, 0), "adversarial"),
    ];
    const told = await Promise.all(jobs.map((each) => addressOf(each, run)));
    expect(told.map((address) => address?.stage)).toEqual(["train", "evaluate", "calibrate"]);
    const store = new Store(temporaryFolder());
    for (const [i, { task, variant }] of jobs.slice(0, 2).entries()) {
      expect((await task.run(store, run, variant, {})).key).toBe(told[i]?.key);
    }
  });
});

describe("a simulation", () => {
  it("of 12 runs: one machine takes their sum, many the longest chain; stealing is no slower on 3", async () => {
    const first = noting("first", 4, silent);
    const jobs = Array.from({ length: 12 }, (_, i) =>
      job(
        noting("then", 6, silent, () => [[first, null]]),
        quick(i, 0),
      ),
    );
    const everything = [...(await closure(jobs, opened)).values()];
    const [one, three, many] = [1, 3, 1000].map((workers) => simulate(everything, workers));
    expect(one.shards).toBeCloseTo(one.stealing, 6);
    expect(one.shards).toBeGreaterThan(114);
    expect(one.shards).toBeLessThan(126);
    expect(three.stealing).toBeLessThan(three.shards);
    expect(many.stealing).toBeCloseTo(many.shards, 6);
    expect(simulate(everything, 3)).toEqual(three);
  });
});
