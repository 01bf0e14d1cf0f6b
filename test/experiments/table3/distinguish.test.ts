import { describe, expect, it } from "vitest";
import { distinguish } from "../../../src/experiments/table3/distinguish.ts";
import { Store } from "../../../src/pipeline/store.ts";
import { train } from "../../../src/pipeline/train.ts";
import { temporaryFolder } from "../../cli/terminal.ts";
import { smallRun } from "../../pipeline/small-run.ts";

const few = {
  "distinguish.people": 60,
  "distinguish.repeats": 2,
  "distinguish.networkEpochs": 5,
  "distinguish.logisticEpochs": 10,
};

describe("the distinguish stage", () => {
  it("gives the same record twice; n is the people found, and no more than half of those turned down when untouched", async () => {
    const run = await smallRun(few);
    const distinguished = async () => {
      const store = new Store(temporaryFolder());
      const shares: number[] = [];
      const trained = await train(store, run);
      const made = await distinguish(store, run, trained, { onShare: (share) => shares.push(share) });
      return { store, trained, made, shares };
    };
    const [once, again] = [await distinguished(), await distinguished()];
    expect(again.made.record).toEqual(once.made.record);
    expect(again.made.key).toBe(once.made.key);

    const { turnedDown, asked, found, random, same, everyone } = once.made.record;
    expect(asked).toBe(60);
    expect(found).toBeGreaterThan(10);
    expect([random.recourse?.n, random.untouched?.n, same.recourse?.n]).toEqual([found, found, found]);
    expect(same.untouched?.n).toBe(Math.min(found, Math.floor(turnedDown / 2)));
    expect(everyone.recourse?.n).toBe(once.trained.record.data.parts.test.rows);
    expect(same.recourse?.outcomes.forest.accuracies).toHaveLength(2);
    expect(once.shares.at(-1)).toBe(1);
    expect(once.shares).toEqual([...once.shares].sort((a, b) => a - b));

    const { fresh } = await distinguish(once.store, run, once.trained);
    expect(fresh).toBe(false);
  });

  it("says null, not a number, where fewer than two people would be held out", async () => {
    const run = await smallRun({ ...few, "distinguish.people": 2 });
    const store = new Store(temporaryFolder());
    const { record } = await distinguish(store, run, await train(store, run));
    expect(record.asked).toBe(2);
    expect([record.random.recourse, record.random.untouched, record.same.recourse]).toEqual([null, null, null]);
    expect(record.everyone.recourse).not.toBeNull();
  });
});
