import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readBundle, writeBundle } from "../../src/bundle/bundle.ts";
import { bundleContent } from "../../src/bundle/content.ts";
import { retrainedContent } from "../../src/bundle/networks.ts";
import { parameterCount } from "../../src/engines/parameters.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { calibrate } from "../../src/pipeline/calibrate.ts";
import { recalibrate } from "../../src/pipeline/recalibrate.ts";
import { retrain } from "../../src/pipeline/retrain.ts";
import { Store } from "../../src/pipeline/store.ts";
import { networkSpec, parametersOf, storedParameters, train } from "../../src/pipeline/train.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { smallRun } from "../pipeline/small-run.ts";

it("5 networks trained again go into a bundle and come back bit for bit, 2 that choose apart from 3 that count", async () => {
  const run = await smallRun({ "retrain.networks": 5, "training.epochs": 1 });
  const store = new Store(temporaryFolder());
  const method = recourseMethod("adversarial");
  const calibrated = await calibrate(store, run, method);
  const trained = await train(store, run);
  const { retrained, networks } = await retrainedContent(store, run, method);
  const content = await bundleContent(run, method, trained, calibrated, "recourse test", retrained);
  const folder = join(temporaryFolder(), "model");
  await writeBundle(folder, content, parametersOf(trained, run.settings), networks);

  const spec = networkSpec(run.settings, 7);
  expect(readdirSync(folder).sort()).toEqual(["bundle.json", "model.json", "networks.bin", "weights.bin"]);
  expect(statSync(join(folder, "networks.bin")).size).toBe(5 * 4 * parameterCount(spec));
  const read = await readBundle(folder);
  expect(read.networks).toEqual(networks);
  expect(read.bundle.retrained).toEqual(retrained);
  expect(retrained.rows).toBe("bootstrap");
  expect(retrained.choosing.map(({ network }) => network)).toEqual([0, 1]);
  expect(retrained.counting.map(({ network }) => network)).toEqual([2, 3, 4]);
  for (const [i, { network, seed, theta0, train: key }] of retrained.counting.entries()) {
    const stored = await retrain(store, run, network);
    const { record } = await recalibrate(store, run, method, network);
    expect({ key, seed, theta0 }).toEqual({ key: stored.key, seed: stored.record.seed, theta0: record.theta0 });
    // The same bound is computed again: its θ₀ lies below it, and is not the one F1 chooses.
    expect(record.theta0).toBeLessThanOrEqual(record.theta0Bound);
    expect(read.networks?.counting[i]).toEqual({ theta0, parameters: storedParameters(stored, spec) });
  }

  // A bundle without networks takes their place; a file of that name that is somebody else's stays, and is in the way of networks.
  const { retrained: _, ...plain } = content;
  const save = (again: boolean) =>
    writeBundle(folder, again ? content : plain, parametersOf(trained, run.settings), again ? networks : undefined);
  await save(false);
  expect(readdirSync(folder).sort()).toEqual(["bundle.json", "model.json", "weights.bin"]);
  expect((await readBundle(folder)).networks).toBeUndefined();
  writeFileSync(join(folder, "networks.bin"), "mine");
  await save(false);
  await expect(save(true)).rejects.toThrow(/networks.bin: was not saved by this program/);
  expect(readFileSync(join(folder, "networks.bin"), "utf8")).toBe("mine");
});
