import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";
import { afterAll, describe, expect, it, vi } from "vitest";
import { resolve } from "../../src/config/resolve.ts";
import { closeModels } from "../../src/models/outside.ts";
import { openRun } from "../../src/pipeline/run.ts";
import { score, scoredRows } from "../../src/pipeline/score.ts";
import { Store } from "../../src/pipeline/store.ts";
import { train } from "../../src/pipeline/train.ts";
import { recourse, temporaryFolder } from "../cli/terminal.ts";

const script = fileURLToPath(new URL("../fixtures/models/credit.js", import.meta.url));
const data = fileURLToPath(new URL("../../data", import.meta.url));
const node = JSON.stringify(process.execPath);
const commandOf = (manner = "well") => `${node} ${script} '${manner}'`;
const given = ["--dataset", "simulated-credit", "--protocol", "corrected", "--set", "split.test=60"];
/** Searches that ask for few scores. */
const quick = ["exhaustive", "ascent"].flatMap((name) => [
  ...["--set", `recourse.${name}.budget=60`],
  ...["--set", `recourse.${name}.starts=0`],
]);

afterAll(() => closeModels());

/** A run on a model from outside. */
async function runOf(model: Readonly<Record<string, unknown>>) {
  const overrides = { model: { value: model, flag: "--model" } };
  return openRun(await resolve({ dataset: "simulated-credit", protocol: "corrected", overrides }), [data]);
}

describe("a command that scores", () => {
  it("is given the raw values of the CSV: its scores of 500 test rows are the file's own probabilities to 1e-6", async () => {
    const run = await runOf({ command: commandOf() });
    const store = new Store(temporaryFolder());
    const scored = scoredRows(await score(store, run, await train(store, run)), "test");
    const { records } = (await run.read()).parts.test;
    const file = Papa.parse<Record<string, string>>(readFileSync(join(data, "simulated-credit.csv"), "utf8"), {
      header: true,
    });
    expect(records).toHaveLength(500);
    const errors = Array.from(records, (record, i) =>
      Math.abs(scored.score[i] - Number(file.data[record - 1].repayment_probability)),
    );
    expect(Math.max(...errors)).toBeLessThan(1e-6);
  });

  it("is evaluated by the methods that scores are enough for; no number of the paper stands beside it", async () => {
    const argv = [...given, "--results", temporaryFolder(), "--model", commandOf(), "-q"];
    const methods = ["--method", "exhaustive,gradient", "--set", "recourse.gradient.gradients=numeric", ...quick];
    const { code, out } = await recourse(["evaluate", ...argv, ...methods, "--json"]);
    expect(code).toBe(0);
    const { recourse: rates, test, published, engineDescription } = JSON.parse(out);
    expect(test.auc).toBeGreaterThan(0.8);
    expect(rates.exhaustive.flipped).toBeGreaterThan(0.5 * rates.exhaustive.negatives);
    expect(rates.gradient.flipped).toBeGreaterThan(0);
    expect(published).toBeNull();
    expect(engineDescription).toBe(commandOf());
  });

  it("is calibrated, and the guarantee says that its training rows are not known", async () => {
    const argv = [...given, "--results", temporaryFolder(), "--model", commandOf(), "-q"];
    const { code, out } = await recourse(
      ["calibrate", ...argv, "--method", "ascent", ...quick, "--set", "split.calibration=0.02"],
      { columns: 1000 },
    );
    expect(code).toBe(0);
    expect(out).toContain("at least 95 % of those people have a score of at least θ₀");
    expect(out).toContain("None of these rows may have been used to train or choose it.");
    expect(out).toContain(`model ${commandOf()}`);
  });

  it.each([
    ["train", [], "is not trained here; try: recourse evaluate --dataset simulated-credit"],
    ["evaluate", ["-m", "adversarial"], "adversarial: needs gradients, and a model from outside gives scores"],
    ["evaluate", ["-m", "gradient"], "gradient: needs gradients"],
    ["evaluate", ["-m", "cheapest"], "cheapest: nothing can be proven of a model of which only scores are known"],
    ["evaluate", ["-m", "lasting"], "cannot be trained again here"],
    ["evaluate", ["-m", "exhaustive", "--lambda", "1"], "--lambda: nothing is trained"],
    ["certify", [], "nothing can be proven of a model of which only scores are known"],
  ])("%s %j: %s", async (command, options, sentence) => {
    const argv = [command, ...given, ...options, "--results", temporaryFolder(), "--model", commandOf(), "-q"];
    const { code, err } = await recourse(argv);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it.each([
    ["dies", "ended with exit code 1 while scores were awaited. Its last line on stderr: out of memory"],
    [
      "dies at once",
      "ended with exit code 3 while scores were awaited. Its last line on stderr: no weights at model.pkl",
    ],
    ["falls short", /answered \d+ of \d+ rows in 1 s; it has to flush/],
    ["hangs", /answered 0 of \d+ rows in 1 s; it has to flush/],
    ["nan", /gave nan as the score of the row \d+,.*; a score lies in \[0, 1\]/],
    ["above", /gave 1\.25 as the score of the row \d+,.*; a score lies in \[0, 1\]/],
    ["chats", /printed "done" where row \d+ of \d+ has its score; it has to print one number a row/],
    ["says more", 'printed "0.5" after the last score of a block; print one number a row and nothing else'],
    ["greets", 'printed "ready" '],
  ])("that %s is one sentence, exit 2, and the child is ended", async (manner, sentence) => {
    const folder = temporaryFolder();
    const pidFile = join(folder, "pid");
    const timeout = manner === "falls short" || manner === "hangs" ? 1 : 30;
    const set = `model=${JSON.stringify({ command: `${commandOf(manner)} ${pidFile}`, timeout })}`;
    const { code, err } = await recourse([
      "evaluate",
      ...given,
      "-m",
      "exhaustive",
      ...quick,
      "--set",
      set,
      "--results",
      folder,
      "-q",
    ]);
    expect(err).toMatch(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
    const pid = Number(readFileSync(pidFile, "utf8"));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"));
  });

  it("is started without a shell unless one is asked for", async () => {
    const run = (model: object) => {
      const set = `model=${JSON.stringify(model)}`;
      return recourse([
        "evaluate",
        ...given,
        "-m",
        "exhaustive",
        ...quick,
        "--set",
        set,
        "--results",
        temporaryFolder(),
        "-q",
      ]);
    };
    const command = `exec ${commandOf()}`;
    expect((await run({ command })).err).toContain("cannot be started (ENOENT); is it installed, and on the PATH?");
    expect((await run({ command, shell: true })).code).toBe(0);
  });

  it("is another model when a file that it names is another", async () => {
    const folder = temporaryFolder();
    const weights = join(folder, "weights.json");
    const keyOf = async () =>
      (await train(new Store(folder), await runOf({ command: `${commandOf()} ${weights}` }))).key;
    writeFileSync(weights, "1");
    const first = await keyOf();
    expect(await keyOf()).toBe(first);
    writeFileSync(weights, "2");
    expect(await keyOf()).not.toBe(first);
  });
});
