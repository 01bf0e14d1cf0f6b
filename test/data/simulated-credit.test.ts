import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { simulate } from "../../scripts/simulate-credit.js";
import { stream } from "../../src/core/random.ts";
import { configOf, project, sha256 } from "./configs.ts";

const committed = readFileSync(join(project, "data/simulated-credit.csv"), "utf8");
const [header, ...records] = committed
  .trimEnd()
  .split("\n")
  .map((line) => line.split(","));
const people = records.map((cells) => Object.fromEntries(header.map((name, k) => [name, cells[k]])));

test("scripts/simulate-credit.js draws the committed file again, byte for byte", () => {
  expect(simulate(stream)).toBe(committed);
  expect(sha256(committed)).toBe(configOf("simulated-credit", "paper").source.sha256);
});

describe("the 6,000 simulated people", () => {
  const repaid = people.map((person) => person.repaid === "yes");
  const truth = people.map((person) => Number(person.repayment_probability));

  test("67.6 % repay, and the true probabilities say 67.8 %", () => {
    expect(people).toHaveLength(6000);
    expect(repaid.filter(Boolean)).toHaveLength(4056);
    expect(truth.reduce((a, b) => a + b) / 6000).toBeCloseTo(0.678, 3);
  });

  test("the true probability ranks who repays with AUC 0.830: the ceiling of any classifier here", () => {
    const ranked = truth.map((p, i) => [p, repaid[i]] as const).sort(([a], [b]) => a - b);
    const rankSum = ranked.reduce((sum, [, paid], i) => sum + (paid ? i + 1 : 0), 0);
    const positives = 4056;
    const auc = (rankSum - (positives * (positives + 1)) / 2) / (positives * (6000 - positives));
    expect(auc).toBeCloseTo(0.83, 3);
  });

  test("have whole years and months, money in tens, and nothing negative", () => {
    for (const person of people) {
      for (const name of ["age", "education", "duration"]) expect(person[name]).toMatch(/^\d{1,2}$/);
      for (const name of ["income", "savings", "debt", "amount"]) expect(person[name]).toMatch(/^[1-9]\d*0$/);
    }
  });

  test("have the probability that the equation in the YAML gives, to 1e-6", () => {
    expect(configOf("simulated-credit", "paper").description).toContain("P(repaid) = σ(0.9 + 0.15·(education − 12)");
    for (const [i, person] of people.entries()) {
      const x = (name: string) => Number(person[name]);
      const logit =
        0.9 +
        0.15 * (x("education") - 12) +
        (0.2 * (x("age") - 40)) / 10 -
        (0.5 * (x("duration") - 24)) / 12 +
        (0.6 * (x("income") - 26000)) / 10000 +
        (1.6 * (x("savings") - 10000)) / 10000 -
        (1.6 * (x("debt") - 11000)) / 10000 -
        (1.2 * (x("amount") - 8000)) / 5000;
      expect(Math.abs(truth[i] - 1 / (1 + Math.exp(-logit)))).toBeLessThan(1e-6);
    }
  });
});
