import { cpSync, existsSync, readFileSync } from "node:fs";
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

  it("in 2 shards, merged by copying the stores, gives the same file", async () => {
    const [whole, one, two] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    await recourse([...grid, "--results", whole, "-q"]);
    const part = await recourse([...grid, "--shard", "1/2", "--results", one, "-q"]);
    expect(part.out).toContain("4 of the grid's 8 evaluations are stored");
    cpSync(join(one, "runs"), join(two, "runs"), { recursive: true });
    const rest = await recourse([...grid, "--shard", "2/2", "--results", two]);
    expect(rest.err).toContain("6 jobs to run, 0 stored");
    for (const name of ["sweep.csv", "checksums.txt"]) expect(fileIn(two, name)).toBe(fileIn(whole, name));
  });

  it("--dry-run tells the plan by data set and protocol and does nothing, also as an object", async () => {
    const results = temporaryFolder();
    const argv = [...grid, "--protocol", "all", "--dry-run", "--results", results];
    const { code, out } = await recourse([...argv, "--json"]);
    expect(code).toBe(0);
    const { runs, run, stored, jobs, seconds } = JSON.parse(out);
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
    [["--method", "adverserial"], 'unknown recourse method "adverserial"'],
    [["--dataset", "adlut"], 'unknown data set "adlut"'],
    [["--protocol", "papre"], 'unknown protocol "papre"'],
    [["--lambda", "-1"], "--lambda: run.lambda is -1: too small"],
    [["--delta-max", "0"], "--delta-max: actions.deltaMax is 0: too small"],
    [["--jobs", "0"], "--jobs 0: give a whole number from 1 on"],
  ])("%j is refused with one sentence and exit code 2", async (wrong, message) => {
    const { code, err } = await recourse([...grid, ...wrong, "--results", temporaryFolder()]);
    expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
    expect(err).toContain(message);
  });
});
