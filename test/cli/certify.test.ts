import { readFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { expect, it } from "vitest";
import { recourse, temporaryFolder } from "./terminal.ts";

const small = ["--set", "network.hidden=[8]", "--epochs", "3", "--jobs", "1"];
const which = ["certify", "--dataset", "simulated-credit", ...small];

it("500 test people: everybody turned down has recourse or none, proven; the CSV and --json tell it of each alike", async () => {
  const results = temporaryFolder();
  const csv = join(results, "people.csv");
  const argv = [...which, "--results", results, "--csv", csv];
  const { code, out, err } = await recourse([...argv, "--json"]);
  expect(code).toBe(0);
  expect(err).toMatch(/3\/3 .*certify test from 250/);
  const [{ counts, people, theta0 }] = JSON.parse(out).models;
  expect(counts.people).toBe(500);
  expect(counts.accepted + counts.turnedDown).toBe(500);
  expect(counts.withRecourse + counts.none).toBe(counts.turnedDown);
  expect([counts.open, counts.cheapestOpen]).toEqual([0, 0]);
  expect(Math.min(counts.withRecourse, counts.none, counts.accepted)).toBeGreaterThan(0);
  const { data } = Papa.parse<Record<string, string>>(readFileSync(csv, "utf8"), {
    header: true,
    skipEmptyLines: true,
  });
  expect(data).toHaveLength(500);
  data.forEach((line, i) => {
    const { record, answer, cost, bound, score, scoreAfter, features } = people[i];
    expect([line.record, line.answer, line.cost]).toEqual([String(record), answer, cost === null ? "" : String(cost)]);
    expect(Number(line["delta savings"])).toBe(features.savings.change);
    expect(answer === "accepted").toBe(score >= theta0);
    if (answer !== "action") return;
    expect(scoreAfter).toBeGreaterThanOrEqual(theta0);
    expect(cost).toBeLessThanOrEqual(Math.max(1.01 * bound, bound + 1e-4));
  });

  const again = await recourse([...argv, "--json"]);
  expect([again.err, again.out]).toEqual(["", out]);
  const shown = await recourse([...argv, "-q"], { columns: 80 });
  expect(shown.out).toContain("all proven");
  expect(shown.out).toMatch(/│ +none, proven|none, proven +│/);
  const tables = shown.out.split("\n").filter((line) => /^[┌│├└]/.test(line));
  expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(80);
});

it("one box each leaves people open, and says so; two λ are two lines", async () => {
  const argv = [...which, "--results", temporaryFolder(), "--boxes", "1", "-q"];
  const { code, out } = await recourse(argv);
  expect(code).toBe(0);
  expect(out).toMatch(/\d+ left open: \d+ after 1 box; --boxes gives more/);
  const two = await recourse([...argv, "--lambda", "0,0.8"]);
  expect(two.out).toMatch(/simulated-credit λ 0 seed 0/);
  expect(two.out).toContain("2 of 2 leave something open");
});

it.each([
  [["--part", "train"], "--part train: there is no such part (known: test, calibration, all)"],
  [["--boxes", "0"], "--boxes 0: give a whole number from 1 on"],
  [
    ["--engine", "tfjs"],
    "run.engine: tfjs: a proof holds for the arithmetic of wasm and reference; choose one of them",
  ],
])("certify %j is refused, exit 2", async (argv, message) => {
  const { code, out, err } = await recourse([...which, ...argv, "--results", temporaryFolder(), "-q"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});

it("two groups of a sensitive column are counted apart, and together are everybody", async () => {
  const three = '{"kind": "indicator", "column": "age", "contains": "3"}';
  const sensitive = '{"feature": "three", "majority": "with a 3", "minority": "without a 3"}';
  const set = ["--set", `features.three=${three}`, "--set", `sensitive=${sensitive}`];
  const argv = [...which, ...set, "--results", temporaryFolder(), "-q"];
  const [{ counts, groups, people }] = JSON.parse((await recourse([...argv, "--json"])).out).models;
  expect(Object.keys(groups)).toEqual(["with a 3", "without a 3"]);
  for (const name of ["people", "turnedDown", "withRecourse", "none"]) {
    expect(groups["with a 3"][name] + groups["without a 3"][name]).toBe(counts[name]);
  }
  const first = people.filter(({ group }: { group: string }) => group === "with a 3");
  expect(first).toHaveLength(groups["with a 3"].people);
  expect((await recourse(argv)).out).toMatch(/│ without a 3 +│ +\d+ of \d+ │/);
});

it("--part all has every row once; calibration rows are those of validation where none are held out", async () => {
  const argv = [...which, "--boxes", "1", "--results", temporaryFolder(), "-q", "--json"];
  const [all] = JSON.parse((await recourse([...argv, "--part", "all"])).out).models;
  expect(new Set(all.people.map(({ record }: { record: number }) => record)).size).toBe(all.counts.people);
  expect(all.counts.people).toBe(6000);
  const [{ people }] = JSON.parse((await recourse([...argv, "--part", "calibration"])).out).models;
  expect(people).toEqual(all.people.filter(({ part }: { part: string }) => part === "validation"));
}, 30_000);
