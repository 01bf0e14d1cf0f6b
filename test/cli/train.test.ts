import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recourse, temporaryFolder } from "./terminal.ts";

const quick = ["--dataset", "simulated-credit", "--lambda", "0.8", "--epochs", "1"];

describe("recourse train", () => {
  it("prints the table, then reads the same table from the store, and --json is one object", async () => {
    const results = temporaryFolder();
    const first = await recourse(["train", ...quick, "--results", results]);
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain("simulated-credit · protocol paper · λ 0.8 · seed 0 · engine wasm");
    expect(first.out).toContain("6,000 rows → train 4,800 · validation 700 · test 500 · calibration = validation");
    expect(first.out).toMatch(/turned down at θ₀ = 0\.\d+ │ +\d+ │/);
    expect(first.out).toContain("stored as");
    expect(first.err).toMatch(/epoch 1\/1 │ val recourse \d+ % │ F1 0\.\d+ │ loss 0\.\d+/);

    const second = await recourse(["train", ...quick, "--results", results]);
    expect(second.err).toBe("");
    expect(second.out).toBe(first.out.replace("stored as", "already done, read from"));

    const json = await recourse(["train", ...quick, "--results", results, "--json"]);
    const object = JSON.parse(json.out);
    expect(json.out.trim().split("\n")).toHaveLength(1);
    expect(object).toMatchObject({
      dataset: "simulated-credit",
      protocol: "paper",
      lambda: 0.8,
      seed: 0,
      engine: "wasm",
      epoch: 1,
      split: { train: 4800, validation: 700, test: 500, calibration: 700 },
      test: { rows: 500 },
      published: null,
    });
    expect(object.test.negatives + object.recourse.adversarial.accepted).toBe(500);
    expect(object.recourse.adversarial.all).toBeGreaterThanOrEqual(object.recourse.adversarial.negative);
    expect(first.out).toContain(object.key);
  });

  it("--quiet leaves stderr empty, and a bar drawn on a terminal is removed again", async () => {
    const results = temporaryFolder();
    expect((await recourse(["train", ...quick, "--results", results, "--quiet"])).err).toBe("");
    const live = await recourse(["train", ...quick, "--seed", "1", "--results", results], { live: true });
    expect(live.err.endsWith("\r\u001b[2K")).toBe(true);
    expect(live.err).toContain("epoch 1/1");
  });

  it("the same run gives the same bits in two stores, and another seed gives others", async () => {
    const bytesOf = async (extra: readonly string[]) => {
      const results = temporaryFolder();
      await recourse(["train", ...quick, ...extra, "--results", results, "--quiet"]);
      const folder = join(results, "runs", "train");
      return readFileSync(join(folder, readdirSync(folder)[0], "parameters.f32"));
    };
    const [a, b, c] = [await bytesOf([]), await bytesOf([]), await bytesOf(["--seed", "21"])];
    expect(a.equals(b)).toBe(true);
    expect(a.equals(c)).toBe(false);
  });

  it("a damaged record is warned about and computed again", async () => {
    const results = temporaryFolder();
    const first = await recourse(["train", ...quick, "--results", results, "--quiet"]);
    const folder = join(results, "runs", "train");
    const record = join(folder, readdirSync(folder)[0], "record.json");
    writeFileSync(record, readFileSync(record, "utf8").slice(0, 100));
    const again = await recourse(["train", ...quick, "--results", results, "--quiet"]);
    expect(again.err).toMatch(/^warning: .*stored result is damaged and is computed again/);
    expect(again.out).toBe(first.out);
  });

  it("Ctrl-C in the first epoch exits 130, leaves no record, and the next call works", async () => {
    const results = temporaryFolder();
    const controller = new AbortController();
    const stop = (text: string) => {
      if (text.includes("epoch")) controller.abort();
    };
    const longer = [...quick.slice(0, -1), "50", "--results", results];
    const stopped = await recourse(["train", ...longer], { err: stop, signal: controller.signal });
    expect(stopped.code).toBe(130);
    expect(readdirSync(results, { recursive: true })).toEqual([]);
    expect((await recourse(["train", ...quick, "--results", results])).code).toBe(0);
  });

  it("--explain names the file or flag of every choice and trains nothing", async () => {
    const results = temporaryFolder();
    const { code, out } = await recourse(["train", ...quick, "--results", results, "--explain"]);
    expect(code).toBe(0);
    expect(out).toMatch(/run\.lambda: 0\.8 +# --lambda/);
    expect(out).toMatch(/network\.hidden: \[100,100,100\] +# configs\/protocols\/paper\.yaml/);
    expect(out).toMatch(/training\.batch: \d+ +# configs\/datasets\/simulated-credit\.yaml/);
    expect(readdirSync(results)).toEqual([]);
  });
});
