import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { integralSteps } from "../../src/actions/discrete.ts";
import { contains } from "../../src/actions/set.ts";
import { type Override, resolve } from "../../src/config/resolve.ts";
import { row } from "../../src/core/matrix.ts";
import { stream } from "../../src/core/random.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { evaluate } from "../../src/pipeline/evaluate.ts";
import { describeData, openRun, type Run } from "../../src/pipeline/run.ts";
import { floatsOf } from "../../src/pipeline/score.ts";
import { Store } from "../../src/pipeline/store.ts";
import { train } from "../../src/pipeline/train.ts";
import { recourse, temporaryFolder } from "../cli/terminal.ts";

/** 900 people: years of schooling, hours a week, income in euros, housing; those who own and earn well repay. */
function csv(): string {
  const random = stream(0, "discrete");
  const rows = Array.from({ length: 900 }, () => {
    const education = 8 + random.below(10);
    const hours = 20 + random.below(40);
    const income = Math.round(500 * education + 300 * hours + 3000 * random.normal());
    const housing = ["rent", "own", "free"][random.below(3)];
    const z = (income - 18000) / 4000 + (housing === "own" ? 1.5 : -0.5) + random.normal();
    return [education, hours, income, housing, z > 0 ? "yes" : "no"].join(",");
  });
  return `education,hours,income,housing,repaid\n${rows.join("\n")}\n`;
}

const yaml = (bytes: string) => `
name: people
title: Made-up people
source:
  file: people.csv
  sha256: ${createHash("sha256").update(bytes).digest("hex")}
  bytes: ${bytes.length}
  urls: []
  licence: none
  citation: none
features:
  education: { kind: continuous, integer: true, unit: years }
  hours: { kind: continuous, integer: true, unit: hours }
  income: { kind: continuous, integer: true, unit: euros }
  housing: { kind: oneHot, values: [rent, own, free] }
label: { column: repaid, favourable: ["yes"], unfavourable: ["no"], meaning: the loan is repaid }
actions:
  features:
    education: { direction: increase, maxChange: 2, cost: 3 }
    hours: { direction: any, maxChange: 5, max: 60 }
    income: { direction: any, maxChange: 2500, step: 500 }
    housing: { to: [rent, own] }
  constraints: ["income + 250*hours >= -1000"]
  rules: ["if education changes then income may"]
training: { epochs: 4, batch: 20 }
split: { test: 150 }
settings: { actions.integral: true, network.hidden: [8] }
`;

/** The folder with the CSV and its YAML, until the test ends. */
function peopleFolder(): string {
  const folder = temporaryFolder();
  const text = csv();
  writeFileSync(join(folder, "people.csv"), text);
  writeFileSync(join(folder, "people.yaml"), yaml(text));
  return folder;
}

async function peopleCell(overrides: Readonly<Record<string, Override>> = {}): Promise<Run> {
  const folder = peopleFolder();
  return openRun(await resolve({ dataset: join(folder, "people.yaml"), overrides }), [folder]);
}

describe("a data set with categories, whole steps, a row and a rule", () => {
  it("is described in raw units: +0 … +2 years, −5 … +5 hours, ±2500 euros in 500s, housing to rent or own", async () => {
    const run = await peopleCell();
    const { actions, actionRows, actionRules } = describeData(await run.read(), run.settings);
    expect([actionRows, actionRules]).toEqual([1, 1]);
    const [education, hours, income, ...housing] = actions;
    const whole = ({ lower, upper, step }: typeof education) =>
      [lower, upper, step].map((value) => Math.round(value ?? 0));
    expect([education, hours, income].map(whole)).toEqual([
      [0, 2, 1],
      [-5, 5, 1],
      [-2500, 2500, 500],
    ]);
    expect(housing.map(({ category, upper }) => [category?.name, upper])).toEqual([
      ["rent", 1],
      ["own", 1],
      ["free", 0],
    ]);
    expect(education.cost).toBe(3);
  });

  it("data show says so in words, rule and cost included", async () => {
    const folder = peopleFolder();
    const { code, out } = await recourse(["data", "show", join(folder, "people.yaml"), "--data-dir", folder], {
      env: {},
    });
    expect(code).toBe(0);
    expect(out).toMatch(/education +│ +\+0 … \+2 years, at cost 3/);
    expect(out).toMatch(/income +│ +−2,500 … \+2,500 euros, in steps of 500/);
    expect(out).toMatch(/housing +│ +to rent, own/);
    expect(out).toContain("and if education changes then income may\n");
    expect(out).toContain("Δ  education +0 … +2 years");
    expect(out).toContain("housing → rent, own");
  });

  it("trains, and every method proposes whole years, hours and 500s, one category, within row and rule", async () => {
    const run = await peopleCell();
    const store = new Store(temporaryFolder());
    const trained = await train(store, run, {});
    const { actions, columns, parts } = await run.read();
    const flipped: Record<string, number> = {};
    for (const name of ["gradient", "adversarial", "linear", "highest", "ascent", "exhaustive"]) {
      const evaluation = await evaluate(store, run, trained, recourseMethod(name));
      const delta = floatsOf(evaluation.files["delta.f32"]);
      flipped[name] = evaluation.record.recourse.flipped;
      const lines = new TextDecoder().decode(evaluation.files["delta.csv"]).trim().split("\n").slice(1);
      const records = lines.map((line) => Number(line.split(",")[0]));
      records.forEach((record, k) => {
        const x = row(parts.test.X, parts.test.records.indexOf(record));
        const own = delta.subarray(k * columns.length, (k + 1) * columns.length);
        expect(contains(actions, x, own), `${name}: ${own}`).toBe(true);
        for (const [j, step] of [
          [0, 1],
          [1, 1],
          [2, 500],
        ]) {
          expect(own[j] * columns[j].std).toBeCloseTo(step * integralSteps(actions, j, own[j]), 2);
        }
        if (own[2] !== 0) expect(own[0]).not.toBe(0);
      });
    }
    for (const name of Object.keys(flipped)) expect(flipped[name], name).toBeLessThanOrEqual(flipped.exhaustive);
    expect(flipped.highest).toBe(flipped.exhaustive);
    expect(flipped.ascent).toBe(flipped.exhaustive);
    expect(flipped.exhaustive).toBeGreaterThan(20);
    expect(flipped.linear).toBeGreaterThan(10);
  });

  it("integral: false leaves the group, and drops steps and rule", async () => {
    const run = await peopleCell({ "actions.integral": { value: false, flag: "--set" } });
    const { actions } = await run.read();
    expect([actions.groups.length, actions.rules.length, Math.max(...actions.steps)]).toEqual([1, 0, 0]);
  });
});
