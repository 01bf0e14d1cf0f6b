import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolve } from "../../src/config/resolve.ts";
import { DataError } from "../../src/core/errors.ts";
import { packagedData } from "../../src/library/package.ts";
import { openRun } from "../../src/pipeline/run.ts";
import { trainInputs } from "../../src/pipeline/train-inputs.ts";
import { Runs } from "../../src/runner/runs.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { folders, quick, runs } from "./grid.ts";

describe("cells opened together", () => {
  it("have the inputs, and so the key, of a cell opened alone", async () => {
    const request = quick(0.8, 21);
    const alone = await openRun(await resolve(request), folders);
    const together = await runs().open(request);
    expect(trainInputs(together.settings, together.sha256)).toEqual(trainInputs(alone.settings, alone.sha256));
    expect(together.lines).toBe(6001);
  });

  it("share one data set over λ, and read another one for another seed, δmax or standardisation", async () => {
    const all = runs();
    const read = async (request: ReturnType<typeof quick>) => (await all.open(request)).read();
    const first = await read(quick(0, 0));
    expect(await read(quick(0.8, 0))).toBe(first);
    expect(await read(quick(0, 21))).not.toBe(first);
    const changed = {
      ...quick(0, 0),
      overrides: { ...quick(0, 0).overrides, "actions.deltaMax": { value: 1, flag: "" } },
    };
    const wider = await read(changed);
    expect(wider.actions.upper).not.toEqual(first.actions.upper);
  });

  it("read a table once for two seeds: the second is split from it after the file has gone", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "simulated-credit.csv");
    copyFileSync(join(packagedData, "simulated-credit.csv"), file);
    const all = new Runs([folder]);
    const opened = await Promise.all([0, 21, 42].map((seed) => all.open(quick(0, seed))));
    await opened[0].read();
    rmSync(file);
    expect((await opened[1].read()).parts.test.X.rows).toBeGreaterThan(0);
    await expect(new Runs([folder]).open(quick(0, 0))).rejects.toThrow(DataError);
  });

  it("keep two data sets and read a third one's predecessor again", async () => {
    const all = runs();
    const read = async (seed: number) => (await all.open(quick(0, seed))).read();
    const first = await read(0);
    await read(1);
    await read(2);
    const again = await read(0);
    expect(again).not.toBe(first);
    expect(again.parts.test.records).toEqual(first.parts.test.records);
  });
});
