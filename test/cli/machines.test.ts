import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { recourse, temporaryFolder } from "./terminal.ts";

const only = ["--dataset", "simulated-credit", "--epochs", "1", "--seed", "0", "--jobs", "1"];

it.each([
  ["reproduce", ["--tables", "1"], "table1.csv"],
  ["figures", ["--figures", "1", "--lambda", "0,1"], join("figures", "figures.json")],
])(
  "%s --collect computes nothing, writes what there is, and names the command for the rest",
  async (name, what, file) => {
    const results = temporaryFolder();
    const argv = [name, ...what, ...only, "--results", results];
    const { code, err } = await recourse([...argv, "--collect"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^(?:--figures.*\n)?\d+ jobs are missing:\n(?: {2}.*\n){6}compute what is missing: recourse /);
    expect(err).toContain(`${argv.join(" ")}\n`);
    expect(existsSync(join(results, "runs"))).toBe(false);
    expect(existsSync(join(results, "report", file))).toBe(true);
    const status = JSON.parse((await recourse([...argv, "--status", "--json"])).out);
    expect(status).toMatchObject({ stored: 0, claimed: [], failed: [], rate: null });
  },
);

it("a shard of reproduce writes results and no report", async () => {
  const results = temporaryFolder();
  const quick = ["--set", "network.hidden=[4]", "--set", "recourse.exhaustive.budget=64"];
  const argv = ["reproduce", "--tables", "1", ...only, ...quick, "--results", results];
  const { code, out } = await recourse([...argv, "--shard", "1/1", "-q"]);
  expect([code, existsSync(join(results, "report"))]).toEqual([0, false]);
  expect(out).toContain("shard 1/1: everything is done");
  expect(await recourse([...argv, "--collect"])).toMatchObject({ code: 0, err: "" });
  expect(readFileSync(join(results, "report", "table1.csv"), "utf8")).toContain("simulated-credit");
});
