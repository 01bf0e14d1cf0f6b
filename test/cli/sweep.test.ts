import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/pipeline/canonical.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

const only = ["--dataset", "simulated-credit", "--epochs", "1", "--set", "network.hidden=[4]"];
const quick = [...only, "--set", "recourse.exhaustive.budget=64", "--jobs", "1"];
const grid = ["sweep", ...quick, "--lambda", "0,1", "--seed", "0,21"];

const fileIn = (results: string, name: string) => readFileSync(join(results, "sweep", name), "utf8");

describe("recourse sweep", () => {
  it("trains 4 models, asks 2 methods, writes 8 rows and their checksum; asked again it runs nothing", async () => {
    const results = temporaryFolder();
    const first = await recourse([...grid, "--results", results], { columns: 80 });
    expect(first).toMatchObject({ code: 0 });
    expect(first.err).toContain("12 jobs to run, 0 stored");
    expect(Math.max(...first.out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const csv = fileIn(results, "sweep.csv");
    expect(csv.trim().split("\n")).toHaveLength(1 + 8);
    expect(fileIn(results, "checksums.txt")).toBe(`${sha256(csv)}  sweep.csv\n`);
    const again = await recourse([...grid, "--results", results], { columns: 80 });
    expect(again).toMatchObject({ code: 0, err: "", out: first.out });
    expect(fileIn(results, "sweep.csv")).toBe(csv);
  });

  it("in 2 shards, merged by copying the stores and collected, gives the same file; a shard writes none", async () => {
    const [whole, one, two] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    await recourse([...grid, "--results", whole, "-q"]);
    const part = await recourse([...grid, "--shard", "1/2", "--results", one, "-q"]);
    expect(part).toMatchObject({ code: 0, err: "" });
    expect(part.out).toMatch(/^shard 1\/2: everything is done; /);
    expect(readdirSync(one).sort()).toEqual(["claims", "runs"]);
    expect(readdirSync(join(one, "claims"))).toEqual([]);
    cpSync(join(one, "runs"), join(two, "runs"), { recursive: true });
    const early = await recourse([...grid, "--collect", "--results", two]);
    expect(early.code).toBe(1);
    expect(early.out).toContain("4 of the grid's 8 evaluations are stored");
    const again = `compute what is missing: recourse ${[...grid, "--results", two].join(" ")}\n`;
    expect(early.err.replaceAll("'", "")).toContain(again);
    const rest = await recourse([...grid, "--shard", "2/2", "--results", two]);
    expect(rest.err).toContain("6 jobs to run, 0 stored");
    expect(await recourse([...grid, "--collect", "--results", two])).toMatchObject({ code: 0, err: "" });
    for (const name of ["sweep.csv", "checksums.txt"]) expect(fileIn(two, name)).toBe(fileIn(whole, name));
  });

  it("--dry-run tells the plan by data set and protocol and does nothing, also as an object", async () => {
    const results = temporaryFolder();
    const argv = [...grid, "--protocol", "paper,released,corrected", "--dry-run", "--results", results];
    const { code, out } = await recourse([...argv, "--json"]);
    expect(code).toBe(0);
    const { runs, run, stored, jobs, seconds, list } = JSON.parse(out);
    expect(list).toHaveLength(36);
    expect(list.every(({ key, left }: { key: string; left: boolean }) => /^[0-9a-f]{12}$/.test(key) && left)).toBe(
      true,
    );
    expect([runs.length, run, stored, jobs, seconds > 0]).toEqual([3, 36, 0, 1, true]);
    expect(runs[0]).toMatchObject({
      dataset: "simulated-credit",
      protocol: "paper",
      train: 4,
      evaluate: 8,
      stored: 0,
    });
    expect((await recourse(argv)).out).toContain("36 jobs to run, 0 stored; about ");
    expect(existsSync(join(results, "runs"))).toBe(false);
    expect(existsSync(join(results, "sweep"))).toBe(false);
  });

  it("--dry-run deals 12 jobs into 2 shards of about the same seconds, and simulates 1 and 10 machines", async () => {
    const argv = [...grid, "--dry-run", "--shard", "1/2", "--simulate", "10", "--results", temporaryFolder()];
    const { list, simulated, run } = JSON.parse((await recourse([...argv, "--json"])).out);
    const load = (shard: number) => {
      const mine = list.filter((each: { shard: number }) => each.shard === shard);
      return mine.reduce((sum: number, { seconds }: { seconds: number }) => sum + seconds, 0);
    };
    expect(run).toBe(list.filter(({ left }: { left: boolean | null }) => left).length);
    expect(Math.max(load(1), load(2)) / (load(1) + load(2))).toBeLessThan(0.55);
    expect(simulated.map(({ workers }: { workers: number }) => workers)).toEqual([1, 10]);
    expect((await recourse(argv)).out).toMatch(/2 shards of the whole grid: .*\n.*shards are worth it\n/);
  });

  it("--status counts what is done and to go, and tells what failed on which host, until it is done", async () => {
    const results = temporaryFolder();
    const argv = [...grid, "--results", results];
    expect((await recourse([...argv, "--status"])).out).toContain("0 done, 0 claimed, 0 failed, 12 to go");
    await recourse([...argv, "--shard", "1/2", "-q"]);
    expect((await recourse([...argv, "--status"])).out).toMatch(
      /6 done, 0 claimed, 0 failed, 6 to go; about .* left at this/,
    );
    const broken = [...argv, "--set", "optimiser.learningRate=1e30"];
    expect((await recourse([...broken, "--shard", "1/2", "-q"])).code).toBe(1);
    const status = await recourse([...broken, "--status"]);
    expect(status.out).toContain("0 done, 0 claimed, 2 failed, 10 to go");
    expect(status.out).toMatch(
      /failed on .*: simulated-credit .*train\n {2}training diverged.*\n {2}again: recourse train /,
    );
  });

  it("--delta-max makes a row for each, and the stored cells of another δmax stay out of the file", async () => {
    const results = temporaryFolder();
    const argv = [
      "sweep",
      ...quick,
      "--lambda",
      "0",
      "--seed",
      "0",
      "--method",
      "adversarial",
      "--results",
      results,
      "-q",
    ];
    await recourse([...argv, "--delta-max", "0.5,1"]);
    const reachesIn = (csv: string) =>
      csv
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",")[3]);
    expect(reachesIn(fileIn(results, "sweep.csv"))).toEqual(["0.5", "1"]);
    await recourse([...argv, "--delta-max", "1"]);
    expect(reachesIn(fileIn(results, "sweep.csv"))).toEqual(["1"]);
  });

  it("a cell that fails is told at the end with its command, the others are written, and the exit code is 1", async () => {
    const results = temporaryFolder();
    const argv = ["sweep", ...quick, "--lambda", "0", "--seed", "0", "--method", "adversarial", "--results", results];
    const { code, err, out } = await recourse([...argv, "--set", "optimiser.learningRate=1e30"]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /1 failed:\ntraining diverged.*\n(?:.*\n)*? {2}again: recourse train --dataset simulated-credit /,
    );
    expect(out).toContain("0 of the grid's 1 evaluations are stored");
  });

  it.each([
    [["--shard", "3/2"], "--shard 3/2: give i/n"],
    [["--shard", "0/4"], "--shard 0/4: give i/n"],
    [["--shard", "x"], "--shard x: give i/n"],
    [["--shard", "1/2/3"], "--shard 1/2/3: give i/n"],
    [["--shard", "auto"], "--shard auto: no scheduler says which part this is"],
    [["--shard", "1/2", "--collect"], "--collect and --shard exclude each other"],
    [["--status", "--steal"], "--status and --steal exclude each other"],
    [["--simulate", "10"], "--simulate needs --dry-run"],
    [["--dry-run", "--simulate", "0"], "--simulate 0: give a whole number of machines"],
    [["--method", "adverserial"], 'unknown recourse method "adverserial"'],
    [["--dataset", "adlut"], 'unknown data set "adlut"'],
    [["--protocol", "papre"], 'unknown protocol "papre"'],
    [["--lambda", "-1"], "--lambda: run.lambda is -1: too small"],
    [["--delta-max", "0"], "--delta-max: actions.deltaMax is 0: too small"],
    [["--jobs", "0"], "--jobs 0: give a whole number from 1 to 1,000"],
  ])("%j is refused with one sentence and exit code 2", async (wrong, message) => {
    const { code, err } = await recourse([...grid, ...wrong, "--results", temporaryFolder()]);
    expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
    expect(err).toContain(message);
  });
});
