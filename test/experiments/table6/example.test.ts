import { describe, expect, it } from "vitest";
import { exampleOf } from "../../../src/experiments/table6/example.ts";
import { recourseMethod } from "../../../src/methods/registry.ts";
import { Store } from "../../../src/pipeline/store.ts";
import { evaluation, training } from "../../../src/runner/tasks.ts";
import { temporaryFolder } from "../../cli/terminal.ts";
import { quick, runs } from "../../runner/grid.ts";

const gradient = recourseMethod("gradient");

describe("the example stage", () => {
  it("shows one of the people with recourse, nearest to what is printed, and finds the record the second time", async () => {
    const store = new Store(temporaryFolder());
    const run = await runs().open(quick(0.8, 0, 0.02));
    const trained = await training.run(store, run, null, {});
    const evaluated = await evaluation.run(store, run, "gradient", {});
    const { flipped } = evaluated.record.recourse;
    expect(flipped).toBeGreaterThan(1);

    const first = await exampleOf(store, run, trained, evaluated, gradient, []);
    expect(first.record).toMatchObject({ method: "gradient", candidates: flipped, alike: flipped, changes: [] });
    expect((await exampleOf(store, run, trained, evaluated, gradient, [])).fresh).toBe(false);
    const { columns, actions, parts } = await run.read();
    const { person } = first.record;
    expect(person?.features.map(({ feature }) => feature)).toEqual(actions.actionable.map((j) => columns[j].name));
    expect([...parts.test.records]).toContain(person?.record);

    // Printed as that person's own first feature: everybody alike has this x, and the nearest δ is that person's.
    const own = person?.features[0];
    if (!own) throw new Error("nobody is shown");
    const published = [{ ...own, label: own.feature }];
    const { record } = await exampleOf(store, run, trained, evaluated, gradient, published);
    expect(record.alike).toBeGreaterThan(0);
    expect(record.alike).toBeLessThan(flipped);
    expect(record.person?.features).toEqual([own]);
    expect(record.changes[0].min).toBeLessThanOrEqual(own.delta);
    expect(record.changes[0].max).toBeGreaterThanOrEqual(own.delta);

    // Printed as nobody is: nobody is alike, and somebody is shown all the same.
    const absent = [{ feature: own.feature, label: own.feature, x: 1e6, delta: 0 }];
    const nearest = await exampleOf(store, run, trained, evaluated, gradient, absent);
    expect(nearest.record).toMatchObject({ alike: 0, changes: [] });
    expect(nearest.record.person).not.toBeNull();
  });
});
