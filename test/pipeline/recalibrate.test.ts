import { expect, test } from "vitest";
import { add } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { pacThreshold } from "../../src/core/pac.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { propose } from "../../src/pipeline/propose.ts";
import { recalibrate, withRecalibrated } from "../../src/pipeline/recalibrate.ts";
import { retrain, withRetrained } from "../../src/pipeline/retrain.ts";
import { Store } from "../../src/pipeline/store.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { smallRun } from "./small-run.ts";

test("the bound of 2 retrained networks is Theorem 3.1's on each one's own scores, their θ₀ is up to it, and another one than by rule", async () => {
  const run = await smallRun({ "split.calibration": 0.1 });
  const store = new Store(temporaryFolder());
  const method = recourseMethod("adversarial");
  const { X } = (await run.read()).parts.calibration;
  const { epsilon, alpha } = run.settings.pare;
  const bounds: number[] = [];
  for (const k of [0, 1]) {
    const { record } = await recalibrate(store, run, method, k);
    const proposed = await withRetrained(store, run, [k], async ([{ network }]) =>
      network.score(add(X, await propose(run, network, method, X, null))),
    );
    const expected = pacThreshold(proposed, epsilon, alpha);
    expect([record.n, record.k, record.theta0Bound]).toEqual([X.rows, expected.k, expected.theta0Bound]);
    expect(proposed.filter((score) => !accepts(score, record.theta0Bound)).length).toBeLessThanOrEqual(record.k);
    expect(record.theta0).toBeLessThanOrEqual(record.theta0Bound + 0.5e-3);
    expect(record.theta0).not.toBe((await retrain(store, run, k)).record.theta0);
    bounds.push(record.theta0Bound);
  }
  expect(bounds[0]).not.toBe(bounds[1]);
  const theta0s = await withRecalibrated(store, run, method, [0, 1], async (opened) => opened.map((o) => o.theta0));
  expect(theta0s[1]).toBe((await recalibrate(store, run, method, 1)).record.theta0);
  expect((await recalibrate(store, run, method, 1)).fresh).toBe(false);
});
