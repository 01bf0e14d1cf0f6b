import { describe, expect, it } from "vitest";
import { ConfigError, DataError } from "../../src/core/errors.ts";
import { Store } from "../../src/pipeline/store.ts";
import { job, point } from "../../src/runner/job.ts";
import { planFor } from "../../src/runner/plan.ts";
import { Reader } from "../../src/runner/reader.ts";
import { Runs } from "../../src/runner/runs.ts";
import { evaluation, training } from "../../src/runner/tasks.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { noting, quick, runs } from "./grid.ts";

const silent = () => {};

describe("a plan", () => {
  it("of 2 evaluations of one cell and 1 of another holds 5 steps: each cell is trained once, and first", async () => {
    const wanted = [
      job(evaluation, quick(0, 0), "adversarial"),
      job(evaluation, quick(0, 0), "linear"),
      job(evaluation, quick(0, 21), "adversarial"),
    ];
    const plan = await planFor([...wanted, ...wanted], new Reader(temporaryFolder()), runs());
    expect(plan.steps.map(({ job }) => job.task.name).sort()).toEqual([
      "evaluate",
      "evaluate",
      "evaluate",
      "train",
      "train",
    ]);
    expect(plan.stored).toBe(0);
    for (const { job: each, after } of plan.steps) {
      expect(after).toEqual(each.task.name === "train" ? [] : [job(training, each.request).id]);
    }
  });

  it("starts with the longest chain of steps, not with the longest step", async () => {
    const [long, short] = [noting("long", 5, silent), noting("short", 2, silent)];
    const last = noting("last", 4, silent, () => [[short, null]]);
    const request = quick(0, 0);
    const plan = await planFor([job(long, request), job(last, request)], new Reader(temporaryFolder()), runs());
    expect(plan.steps.map(({ job, chain }) => [job.task.name, chain])).toEqual([
      ["short", 6],
      ["long", 5],
      ["last", 4],
    ]);
    expect(plan.seconds).toBe(11);
  });

  it("puts equally long steps on the same rows, which differ in λ alone, side by side", async () => {
    const task = noting("task", 1, silent);
    const wanted = [0, 0.8].flatMap((lambda) => [0, 21].map((seed) => job(task, quick(lambda, seed))));
    const plan = await planFor(wanted, new Reader(temporaryFolder()), runs());
    const points = plan.steps.map(({ job: { request } }) => {
      const { "run.lambda": lambda, "run.seed": seed } = request.overrides ?? {};
      return [seed?.value, lambda?.value];
    });
    expect(points).toEqual([
      [0, 0],
      [0, 0.8],
      [21, 0],
      [21, 0.8],
    ]);
  });

  it("leaves out what is stored, and a job waits only for what is not", async () => {
    const root = temporaryFolder();
    const first = noting("first", 1, silent);
    const second = noting("second", 1, silent, () => [[first, null]]);
    const run = await runs().open(quick(0, 0));
    await first.run(new Store(root), run, null, {});
    const plan = await planFor([job(second, quick(0, 0))], new Reader(root), runs());
    expect(plan.stored).toBe(1);
    expect(plan.steps.map(({ job, after }) => [job.task.name, after])).toEqual([["second", []]]);
  });

  it("refuses a wrong setting and absent data before any work", async () => {
    const reader = new Reader(temporaryFolder());
    const wrong = point("simulated-credit", "paper", -1, 0, {});
    await expect(planFor([job(training, wrong)], reader, runs())).rejects.toThrow(ConfigError);
    const nowhere = new Runs([temporaryFolder()]);
    await expect(planFor([job(training, quick(0, 0))], reader, nowhere)).rejects.toThrow(DataError);
  });
});
