import { beforeAll, describe, expect, it } from "vitest";
import { COUNTING } from "../../../src/experiments/lasting/endurance.ts";
import { lastingRecourse } from "../../../src/experiments/lasting/lasting.ts";
import { contenders, jobsFor } from "../../../src/experiments/lasting/plan.ts";
import type { Results } from "../../../src/experiments/results.ts";
import { isEntry } from "../../../src/report/table.ts";
import { computed, smallScope } from "../simulated.ts";

const scope = {
  ...smallScope,
  seeds: [0],
  overrides: {
    ...smallScope.overrides,
    "retrain.networks": { value: 4, flag: "--set retrain.networks=4" },
    "recourse.lasting.budget": { value: 60, flag: "--set recourse.lasting.budget=60" },
    "split.test": { value: 100, flag: "--set split.test=100" },
  },
};

describe("lasting recourse on simulated credit, 2 networks choosing and 5 of each kind counting", () => {
  let results: Results;
  beforeAll(async () => {
    results = await computed(lastingRecourse.figure, scope);
  }, 60_000);
  const recordOf = (lambda: number, k: number) =>
    results.of(jobsFor(scope, "simulated-credit", lambda, contenders[k])[0])?.stored.record;

  it("counts everybody for whom an action is found by 5 networks of each kind, at θ₀ of both kinds", () => {
    for (const [k, { method, share }] of contenders.entries()) {
      const record = recordOf(0.8, k);
      expect(record).toMatchObject({ method, share, choosing: share === null ? 0 : 2 });
      for (const outcome of [record?.rule, record?.half]) {
        for (const { people, networks, keptBy } of Object.values(outcome?.kept ?? {})) {
          expect([people, networks, keptBy.length]).toEqual([outcome?.found, COUNTING, COUNTING + 1]);
          expect(keptBy.reduce((sum, count) => sum + count, 0)).toBe(people);
        }
        expect(outcome?.noise?.people ?? 0).toBe(outcome?.found);
      }
    }
  });

  it("the cheapest costs 1 and reaches everybody who can be reached; nothing reaches more, or costs less than 0.99 of it", () => {
    for (const lambda of [0, 0.8]) {
      const cheapest = recordOf(lambda, 0);
      expect([cheapest?.rule.cost, cheapest?.rule.found]).toEqual([1, cheapest?.rule.reachable]);
      for (const k of contenders.keys()) {
        const { reachable, found, cost } = recordOf(lambda, k)?.rule ?? { reachable: 0, found: 0, cost: null };
        expect(reachable).toBe(cheapest?.rule.reachable);
        expect(found).toBeLessThanOrEqual(reachable);
        if (cost !== null) expect(cost).toBeGreaterThanOrEqual(0.99);
      }
    }
  });

  it("half of the training rows are accepted at the second θ₀: about half of the 100 test people are turned down", () => {
    const { turnedDown } = recordOf(0.8, 0)?.half ?? { turnedDown: 0 };
    expect(Math.abs(turnedDown - 50)).toBeLessThanOrEqual(15);
  });

  it("makes a table with a row for each θ₀, measure and method, and two pictures whose CSV has each number that is there", async () => {
    const table = await lastingRecourse.table.table(scope, results);
    expect(table.rows).toHaveLength(2 * 6 * contenders.length);
    expect(table.columns.map(({ key }) => key)).toEqual(["simulated-credit.baseline", "simulated-credit.ours"]);
    const row = table.rows.find(({ key }) => key === "rule.fresh.cheapest");
    const share = recordOf(0.8, 0)?.rule.kept.fresh.kept?.share;
    expect(row?.places.map((place) => isEntry(place) && place.mean)[1]).toBe(share);
    const pictures = await lastingRecourse.figure.draw([scope], results);
    expect(pictures.map(({ name }) => name)).toEqual(["lasting-rule-paper", "lasting-half-paper"]);
    expect(pictures[0].csv.trim().split("\n").length - 1).toBe(2 * 6 * contenders.length);
    expect(pictures[0].caption).not.toContain("Incomplete");
  });
});
