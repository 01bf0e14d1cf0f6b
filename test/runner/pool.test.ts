import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { catalogue } from "../../src/experiments/catalogue.ts";
import { revived } from "../../src/runner/failure.ts";
import { type Job, job, type Task } from "../../src/runner/job.ts";
import { planFor } from "../../src/runner/plan.ts";
import { type PoolOptions, type PoolProgress, runPlan } from "../../src/runner/pool.ts";
import { Reader } from "../../src/runner/reader.ts";
import { evaluation } from "../../src/runner/tasks.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { folders, noting, quick, runs } from "./grid.ts";

async function runAll(jobs: readonly Job[], root: string, options: Partial<PoolOptions> = {}) {
  const plan = await planFor(jobs, new Reader(root), runs());
  const { signal } = new AbortController();
  return runPlan(plan, { jobs: 1, catalogue, root, folders, signal, warn: () => {}, ...options });
}

describe("a plan run on this thread", () => {
  it("does what is waited for first, then the rest of that run, then the longest", async () => {
    const ran: string[] = [];
    const note = (what: string) => ran.push(what);
    const short = noting("short", 2, note);
    const jobs = [
      job(noting("elsewhere", 1, note), quick(0, 21)),
      job(noting("middle", 3, note), quick(0, 0)),
      job(
        noting("last", 4, note, () => [[short, null]]),
        quick(0, 0),
      ),
      job(noting("long", 5, note), quick(0, 42)),
      job(noting("longer", 5.5, note), quick(0, 42)),
    ];
    expect(await runAll(jobs, temporaryFolder())).toEqual([]);
    expect(ran.map((note) => note.split(" ")[0])).toEqual(["short", "last", "middle", "longer", "long", "elsewhere"]);
  });

  it("goes on after a failure, gives up what builds on it, and tells both", async () => {
    const failing: Task = { ...noting("failing", 9, () => {}), run: () => Promise.reject(new ConfigError("mend me")) };
    const reader: Task = {
      ...failing,
      run: (store) =>
        store instanceof Reader
          ? noting("failing", 9, () => {}).run(store, run, null, {})
          : failing.run(store, run, null, {}),
    };
    const run = await runs().open(quick(0, 0));
    const next = noting(
      "next",
      1,
      () => {},
      () => [[reader, null]],
    );
    const afterNext = noting(
      "after next",
      1,
      () => {},
      () => [[next, null]],
    );
    const ran: string[] = [];
    const ended: PoolProgress[] = [];
    const jobs = [
      job(afterNext, quick(0, 0)),
      job(
        noting("other", 1, (what) => ran.push(what)),
        quick(0, 0),
      ),
    ];
    const failures = await runAll(jobs, temporaryFolder(), { onEnd: (_, __, progress) => ended.push(progress) });
    expect(failures.map(({ job, error }) => [job.task.name, error?.kind ?? null, error?.message ?? null])).toEqual([
      ["failing", "ConfigError", "mend me"],
      ["next", null, null],
      ["after next", null, null],
    ]);
    expect(ran).toHaveLength(1);
    expect(ended.at(-1)).toMatchObject({ share: 1, ended: 4, steps: 4, running: [] });
    expect(failures[0].error && revived(failures[0].error)).toBeInstanceOf(ConfigError);
  });

  it("stops at the signal with its reason, once the job under way is stored", async () => {
    const root = temporaryFolder();
    const controller = new AbortController();
    const ran: string[] = [];
    const noted = noting("first", 2, (what) => ran.push(what));
    const first: Task = {
      ...noted,
      async run(store, ...rest) {
        if (store instanceof Reader) return noted.run(store, ...rest);
        controller.abort(new Error("enough"));
        await setTimeout(20);
        return noted.run(store, ...rest);
      },
    };
    const second = noting("second", 1, (what) => ran.push(what));
    const jobs = [job(first, quick(0, 0)), job(second, quick(0, 0))];
    await expect(runAll(jobs, root, { signal: controller.signal })).rejects.toThrow("enough");
    expect(ran.map((note) => note.split(" ")[0])).toEqual(["first"]);
    expect((await planFor(jobs, new Reader(root), runs())).stored).toBe(1);
  });

  it.each([0, 1.5, Number.NaN])("refuses %s jobs at a time", async (jobs) => {
    await expect(runAll([], temporaryFolder(), { jobs })).rejects.toThrow(/invalid jobs/);
  });
});

const compiled = existsSync(new URL("../../dist/runner/worker.js", import.meta.url));
if (!compiled) process.stderr.write("worker threads are not tested: they run compiled code, and dist/ is absent\n");

describe.skipIf(!compiled)("a plan run on two worker threads", () => {
  const wanted = [0, 0.8].flatMap((lambda) => {
    return ["adversarial", "highest"].map((method) => job(evaluation, quick(lambda, 0), method));
  });

  it("stores the very records that one thread stores", async () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    expect(await runAll(wanted, one)).toEqual([]);
    const progress: PoolProgress[] = [];
    expect(await runAll(wanted, two, { jobs: 2, onProgress: (each) => progress.push(each) })).toEqual([]);
    expect(Math.max(...progress.map(({ running }) => running.length))).toBe(2);
    expect(recordsOf(two)).toEqual(recordsOf(one));
    expect(recordsOf(one)).toHaveLength(6);
    expect((await planFor(wanted, new Reader(two), runs())).steps).toEqual([]);
  });

  it("brings a ConfigError of a thread back as one, and goes on", async () => {
    const jobs = [job(evaluation, quick(0, 0, 1e30), "adversarial"), job(evaluation, quick(0, 21), "adversarial")];
    const failures = await runAll(jobs, temporaryFolder(), { jobs: 2 });
    expect(failures.map(({ job, error }) => [job.task.name, error?.kind])).toEqual([
      ["train", "ConfigError"],
      ["evaluate", undefined],
    ]);
    expect(failures[0].error?.message).toContain("training diverged");
  });

  it("ends its threads at the signal and leaves no half-written record", async () => {
    const root = temporaryFolder();
    const controller = new AbortController();
    const stopped = runAll(wanted, root, { jobs: 2, signal: controller.signal, onProgress: () => controller.abort() });
    await expect(stopped).rejects.toThrow();
    expect(await runAll(wanted, root)).toEqual([]);
  });
});

/** Every stored record as text, by its folder. */
function recordsOf(root: string): string[] {
  const folder = join(root, "runs");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith("record.json"))
    .sort()
    .map((name) => `${name}\n${readFileSync(join(folder, name), "utf8")}`);
}
