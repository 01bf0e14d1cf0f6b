import { describe, expect, it } from "vitest";
import { fromRows } from "../../../src/core/matrix.ts";
import { disparity, groupsOf, withRecourse } from "../../../src/experiments/figure5/disparity.ts";
import { Store } from "../../../src/pipeline/store.ts";
import { train } from "../../../src/pipeline/train.ts";
import { temporaryFolder } from "../../cli/terminal.ts";
import { smallRun } from "../../pipeline/small-run.ts";

/** Two groups of the simulated data, which has none of its own: people with a 3 in their age, and all others. */
const groups = {
  "features.three": { kind: "indicator", column: "age", contains: "3" },
  sensitive: { feature: "three", majority: "with a 3", minority: "without a 3" },
};

async function compared(choices: Readonly<Record<string, unknown>> = {}) {
  const store = new Store(temporaryFolder());
  const run = await smallRun({ "disparity.method": "adversarial", ...groups, ...choices });
  const trained = await train(store, run);
  return { store, run, trained, stored: await disparity(store, run, trained) };
}

describe("groups", () => {
  it("of 5 rows, 3 with 1 in the column: 1 accepted and 1 flipped of 3; 0 and 1 of 2; recourse all 2/3 and 1/2", () => {
    const X = fromRows([
      [1, 9],
      [1, 9],
      [1, 9],
      [0, 9],
      [0, 9],
    ]);
    const { majority, minority } = groupsOf(X, 0, ["accepted", "flipped", "none", "flipped", "none"]);
    expect(majority).toEqual({ rows: 3, accepted: 1, flipped: 1 });
    expect(minority).toEqual({ rows: 2, accepted: 0, flipped: 1 });
    expect(withRecourse(majority)).toEqual({ successes: 2, n: 3 });
    expect(withRecourse(minority)).toEqual({ successes: 1, n: 2 });
  });
});

describe("the disparity stage", () => {
  it("chooses a θ₀ that is at least 0.9 precise on validation rows, and counts every test row in one group", async () => {
    const { run, stored } = await compared({ "disparity.precision": 0.9 });
    const { threshold, groups: found, disparity: difference } = stored.record;
    const { validation, test } = (await run.read()).parts;
    if (threshold === null || found === null || difference === null) throw new Error("0.9 was reached before");
    expect(threshold.precision).toBeGreaterThanOrEqual(0.9);
    expect(threshold.precision).toBeLessThan(0.91);
    expect(threshold.accepted).toBeLessThan(threshold.rows);
    expect(threshold.rows).toBe(validation.X.rows);
    expect(found.majority.rows + found.minority.rows).toBe(test.X.rows);
    expect(Math.min(found.majority.rows, found.minority.rows)).toBeGreaterThan(20);
    expect(found.majority.flipped + found.minority.flipped).toBeGreaterThan(0);
    const rate = (group: typeof found.majority) => (group.accepted + group.flipped) / group.rows;
    expect(difference.difference).toBeCloseTo(rate(found.majority) - rate(found.minority), 14);
  });

  it("agrees with the evaluation where θ₀ is given to a method that reads it: gradient descent flips whom it can", async () => {
    const { stored } = await compared({ "disparity.method": "gradient", "disparity.precision": 0.9 });
    const { groups: found } = stored.record;
    expect((found?.majority.flipped ?? 0) + (found?.minority.flipped ?? 0)).toBeGreaterThan(0);
  });

  it("says that a precision of 0.99 is not reached by a network that has learnt nothing, and compares nothing", async () => {
    const { stored } = await compared({
      "disparity.precision": 0.99,
      "optimiser.learningRate": 1e-12,
      "label.favourable": ["no"],
      "label.unfavourable": ["yes"],
    });
    expect(stored.record).toMatchObject({ threshold: null, groups: null, disparity: null });
  });

  it("reads neither the words for the groups nor what PARE is told: the same key; another precision is another", async () => {
    const { store, run, trained, stored } = await compared();
    const keyWith = async (choices: object) => {
      const { disparity: own, sensitive, pare } = run.settings;
      const settings = { ...run.settings, disparity: own, sensitive, pare, ...choices };
      return (await disparity(store, { ...run, settings }, trained)).key;
    };
    const { feature } = groups.sensitive;
    expect(await keyWith({ sensitive: { feature, majority: "a", minority: "b" } })).toBe(stored.key);
    expect(await keyWith({ pare: { ...run.settings.pare, alpha: 0.5 } })).toBe(stored.key);
    expect(await keyWith({ disparity: { ...run.settings.disparity, precision: 0.7 } })).not.toBe(stored.key);
  });

  it("refuses a data set without groups", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun();
    const trained = await train(store, run);
    await expect(disparity(store, run, trained)).rejects.toThrow("sensitive: missing");
  });
});
