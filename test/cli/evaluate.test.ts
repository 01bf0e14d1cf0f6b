import { readFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { expect, it } from "vitest";
import { recourse, temporaryFolder } from "./terminal.ts";

const cell = ["--dataset", "simulated-credit", "--lambda", "0.8", "--epochs", "2"];
const names = ["adversarial", "gradient", "linear", "exhaustive", "highest"];

it("5 methods: no rate above the ceiling's, the same numbers from the store, one δ per person turned down", async () => {
  const results = temporaryFolder();
  const argv = ["evaluate", ...cell, "--method", names.join(","), "--results", results];
  const first = await recourse([...argv, "--json"]);
  expect(first.code).toBe(0);
  expect(first.err).toMatch(/Gradient desc\. \d+ of \d+ people/);
  const object = JSON.parse(first.out);
  expect(Object.keys(object.recourse)).toEqual(names);
  const { exhaustive, highest } = object.recourse;
  for (const name of names) expect(object.recourse[name].flipped).toBeLessThanOrEqual(exhaustive.flipped);
  expect(highest.flipped).toBe(exhaustive.flipped);
  expect(exhaustive.cost.l1.median).toBeLessThanOrEqual(highest.cost.l1.median);

  const again = await recourse([...argv, "--json"]);
  expect(again.err).toBe("");
  expect(again.out).toBe(first.out);

  const folder = join(results, "runs", "evaluate", object.evaluations.gradient.key);
  const csv = Papa.parse<Record<string, string>>(readFileSync(join(folder, "delta.csv"), "utf8"), {
    header: true,
    skipEmptyLines: true,
  });
  expect(csv.data).toHaveLength(object.test.negatives);
  const accepted = csv.data.filter(({ scoreAfter }) => Number(scoreAfter) >= object.theta0);
  expect(accepted).toHaveLength(object.recourse.gradient.flipped);
  for (const person of csv.data) expect(Number(person["delta savings"])).toBeGreaterThanOrEqual(0);
  expect(readFileSync(join(folder, "delta.f32"))).toHaveLength(4 * 7 * object.test.negatives);
});

it("the tables have methods as rows, and fit 80 columns", async () => {
  const results = temporaryFolder();
  const argv = ["evaluate", ...cell, "--method", "adversarial,exhaustive", "--results", results, "-q"];
  const { out } = await recourse(argv, { columns: 80 });
  expect(out).toMatch(/│ Adversarial train\. +│ 0\.\d{3} \(0\.\d\d–\d\.\d\d\)/);
  expect(out).toMatch(/│ Exhaustive search +│/);
  expect(out).toContain("‖δ‖₁");
  const tables = out.split("\n").filter((line) => /^[┌│├└]/.test(line));
  expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(80);
});

it("causal recourse is evaluated at x + δ alone, and says so", async () => {
  const argv = ["evaluate", ...cell, "--set", "recourse.causal.budget=100", "--results", temporaryFolder(), "-q"];
  const { code, out } = await recourse([...argv, "--method", "causal"]);
  expect(code).toBe(0);
  expect(out).toContain("causal counts on what follows from an action, and this table does not");
  expect((await recourse([...argv, "--method", "adversarial"])).out).not.toContain("follows from an action");
});

it("4 networks: 2 count what is kept of either method's actions, trained 2 at a time with the bits of 1, in 80 columns", async () => {
  const argv = ["evaluate", ...cell, "--method", "exhaustive,lasting", "--set", "retrain.networks=4"];
  const results = temporaryFolder();
  const first = await recourse([...argv, "--jobs", "2", "--results", results, "--json"]);
  expect(first.code).toBe(0);
  expect(first.err).toMatch(/4 jobs to run, 0 stored; about .* with 2 at a time/);
  const { lasting, recourse: rates } = JSON.parse(first.out);
  for (const name of ["exhaustive", "lasting"]) {
    expect([lasting[name].networks, lasting[name].people]).toEqual([2, rates[name].flipped]);
    expect(lasting[name].kept.low).toBeLessThanOrEqual(lasting[name].kept.share);
  }
  const alone = await recourse([...argv, "--jobs", "1", "--results", temporaryFolder(), "--json", "-q"]);
  expect(JSON.parse(alone.out).lasting).toEqual(lasting);

  const { out } = await recourse([...argv, "--results", results, "-q"], { columns: 80 });
  expect(out).toMatch(/│ retrained \(95 %\) +│ people │ +share kept │ by ≥ 0\.9 │ by all 2 │/);
  const tables = out.split("\n").filter((line) => /^[┌│├└]/.test(line));
  expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(80);
});

it("retrain.networks 1 leaves none to count, and --jobs 0 does nothing: both are refused before anything is trained", async () => {
  const argv = ["evaluate", ...cell, "--method", "lasting", "--results", temporaryFolder()];
  const one = await recourse([...argv, "--set", "retrain.networks=1"]);
  expect([one.code, one.err]).toEqual([2, expect.stringContaining("retrain.networks is 1")]);
  const none = await recourse([...argv, "--jobs", "0"]);
  expect([none.code, none.err]).toEqual([2, expect.stringContaining("--jobs 0")]);
});
