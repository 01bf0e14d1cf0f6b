import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readBundle } from "../../src/bundle/bundle.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

const small = ["--set", "network.hidden=[8]", "--epochs", "2", "--quiet"];
const one = ["calibrate", "--dataset", "simulated-credit", ...small];

describe("recourse calibrate", () => {
  it("prints bound, θ₀, the guarantee with its condition, the caveat of the paper's protocol, and the shift check", async () => {
    const results = temporaryFolder();
    const { code, out, err } = await recourse([...one, "--results", results]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("PARE  ε 0.05 · α 0.05");
    expect(out).toContain("700 validation rows, of which k = 25 may miss");
    expect(out).toMatch(/bound that the rows prove\s+│\s+–\s+│\s+0\.\d{4}/);
    expect(out.replaceAll("\n", " ")).toMatch(
      /If the 700 validation rows are independent draws .* with probability at least 95 % .* at least 95 %/,
    );
    expect(
      Math.max(
        ...out
          .split("\n")
          .filter((line) => !line.includes("│"))
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
    expect(out).toContain("! The second condition does not hold: these rows chose the epoch");
    expect(out).toContain("shift check: no sign that test rows differ from calibration rows");
    expect(out).toContain(join(results, "runs", "calibrate"));
    expect((await recourse([...one, "--results", results])).out).toBe(out);
  });

  it("--json is one object with Z, k, bound, θ₀, rates with intervals, guarantee and shift", async () => {
    const { out } = await recourse([...one, "--results", temporaryFolder(), "--json"]);
    expect(out.trim().split("\n")).toHaveLength(1);
    const { calibrations, tradeoff, resamples, figures, bundle } = JSON.parse(out);
    expect({ tradeoff, resamples, figures, bundle }).toEqual({
      tradeoff: [],
      resamples: [],
      figures: [],
      bundle: null,
    });
    expect(calibrations).toHaveLength(1);
    const [{ calibration, pare, guarantee, shift }] = calibrations;
    expect(calibration).toMatchObject({ part: "validation", n: 700, k: 25 });
    expect(pare.theta0).toBeLessThanOrEqual(calibration.theta0Bound);
    expect(pare.promised.low).toBeLessThan(pare.promised.rate);
    expect(guarantee.sentence).toMatch(/^If the 700/);
    expect(shift.auc).toBeGreaterThan(0.3);
  });

  it("several ε compare λ = 0 with the protocol's, draw the trade-off, and train two models only", async () => {
    const results = temporaryFolder();
    const { code, out } = await recourse([...one, "--eps", "0.05,0.25", "--results", results]);
    expect(code).toBe(0);
    expect(out.match(/Table 2: .* · protocol paper/g)).toHaveLength(2);
    expect(out).toMatch(/simulated-credit BL · α 0\.05\s+│\s+0\.\d{3}\s+│\s+0\.\d{3}/);
    const svg = readFileSync(join(results, "figures", "pare-tradeoff-simulated-credit-paper.svg"), "utf8");
    expect(svg).toContain("ε, people who may be left without recourse");
    const csv = readFileSync(join(results, "figures", "pare-tradeoff-simulated-credit-paper.csv"), "utf8");
    expect(csv.trim().split("\n")).toHaveLength(5);
    expect(readdirSync(join(results, "runs", "train"))).toHaveLength(2);
    const stem = "pare-table2-simulated-credit-paper-eps";
    expect(readdirSync(join(results, "tables")).sort()).toEqual([
      "checksums.txt",
      ...["0.05", "0.25"].flatMap((eps) => ["csv", "md", "tex"].map((end) => `${stem}${eps}-alpha0.05.${end}`)),
    ]);
    expect(out).toContain(`written as ${join(results, "tables", `${stem}0.05-alpha0.05.{csv,md,tex}`)}`);
  });

  it("Table 2 fits 80 columns, with two methods turned upright: every guarantee beside what it comes to", async () => {
    const methods = ["--method", "adversarial,highest"];
    const argv = [...one, "--lambda", "0,0.8", ...methods, "--jobs", "1", "--results", temporaryFolder()];
    const { code, out } = await recourse(argv, { columns: 80 });
    expect(code).toBe(0);
    expect(out).toMatch(/│ simulated-credit +│ +F1 │ recourse all │ guaranteed │ accepted │/);
    const promised = /^│ (\S+ \+ PARE(?:, highest)?) +(?:│ +0\.\d{3} ){2}│ +0\.\d{3} │/gm;
    expect([...out.matchAll(promised)].map(([, row]) => row)).toEqual([
      "BL + PARE",
      "BL + PARE, highest",
      "Ours + PARE",
      "Ours + PARE, highest",
    ]);
    const table = out.slice(0, out.indexOf("written as"));
    expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("--validate 300 counts failures with α and with 1 − α in its place, and draws the histogram", async () => {
    const results = temporaryFolder();
    const argv = [...one, "--validate", "300", "--results", results];
    const { code, out } = await recourse([...argv, "--jobs", "1"]);
    expect(code).toBe(0);
    expect(out).toContain(
      "Resamples · 300 calibrations a row, each on 700 rows drawn with replacement from the validation, test rows",
    );
    expect(out).toContain("every α was kept at the bound, up to its binomial interval");
    expect(existsSync(join(results, "figures", "pare-resamples-simulated-credit-paper.svg"))).toBe(true);
    const { resamples } = JSON.parse((await recourse([...argv, "--json"])).out);
    expect(resamples.map(({ alpha }: { alpha: number }) => alpha)).toEqual([0.05, 0.95]);
    expect(resamples[0].failuresAtBound.low).toBeLessThan(0.05);
    expect(resamples[1].failuresAtBound.rate).toBeGreaterThan(0.85);
  });

  it("several guarantees: choosing the best costs, and --simultaneous makes 2 of α = 0.1 hold together, each at 0.05", async () => {
    const argv = [...one, "--results", temporaryFolder(), "--method", "adversarial,highest", "--alpha", "0.1"];
    const alone = await recourse(argv);
    expect(alone.out.replace(/\s+/g, " ")).toContain("each of the 2 guarantees of a data set's split holds by itself");
    const { out } = await recourse([...argv, "--simultaneous", "--json"]);
    const { calibrations, together } = JSON.parse(out);
    expect(calibrations.map(({ alpha }: { alpha: number }) => alpha)).toEqual([0.05, 0.05]);
    expect(together).toContain("hold together with probability at least 90 %, each at α/2");
  });

  it("--save writes a bundle with the θ₀ printed, that reads back", async () => {
    const folder = join(temporaryFolder(), "model");
    const { code, out } = await recourse([...one, "--save", folder, "--results", temporaryFolder()]);
    expect(code).toBe(0);
    expect(out).toContain(`saved as ${folder}: bundle.json, model.json, weights.bin`);
    const { bundle } = await readBundle(folder);
    expect(out).toContain((Math.floor(1e4 * bundle.theta0) / 1e4).toFixed(4));
    expect(out.replaceAll("\n", " ")).toContain(bundle.promise.sentence);
  });

  it("leaves out of several guarantees the one that too few rows cannot prove, and says so", async () => {
    const held = ["--set", "split.calibration=0.01", "--method", "adversarial"];
    const { code, out } = await recourse([...one, ...held, "--eps", "0.01,0.05", "--results", temporaryFolder()]);
    expect(code).toBe(0);
    expect(out.match(/Table 2: .* · protocol/g)).toHaveLength(1);
    expect(out).toContain(
      "left out: simulated-credit: calibration: 60 rows cannot prove epsilon 0.01 at alpha 0.05: hold out at least 299 rows",
    );
  });
});

describe("calibrate --retrain", () => {
  it("trains 4 networks again once, calibrates each, and puts them into a bundle whose explanations count on 2 of them", async () => {
    const [results, folder] = [temporaryFolder(), join(temporaryFolder(), "model")];
    const again = [...one, "--retrain", "4", "--jobs", "1", "--results", results];
    const stored = await recourse(again);
    expect(stored.code).toBe(0);
    expect(stored.out).toContain("are stored; the same command with --save puts them into a bundle");
    const made = () => ["retrain", "recalibrate"].map((stage) => readdirSync(join(results, "runs", stage)).length);
    expect(made()).toEqual([4, 4]);
    const saved = await recourse([...again, "--save", folder]);
    expect(saved.out).toContain(`saved as ${folder}: bundle.json, model.json, weights.bin, networks.bin`);
    expect(saved.out).toContain("with 4 networks trained again: 2 to choose lasting actions with, 2 to count");
    expect(made()).toEqual([4, 4]);
    const poor = { age: 30, education: 11, income: 23000, savings: 6000, debt: 14000, amount: 8000, duration: 30 };
    const { code, out } = await recourse(["explain", "--bundle", folder, "--person", JSON.stringify(poor), "--json"]);
    expect(code).toBe(0);
    const [{ lasting, caution }] = JSON.parse(out).people;
    expect(lasting).toMatchObject({ choosing: 2, counting: 2, rows: "bootstrap" });
    expect(caution).toContain("trained again");
  });
});

describe("what calibrate refuses, in one sentence and with exit code 2", () => {
  it.each([
    ["ε = 0", [...one, "--eps", "0"], "--eps: pare.epsilon is 0: too small"],
    ["α = 1", [...one, "--alpha", "1"], "--alpha: pare.alpha is 1: too big"],
    ["NaN for ε", [...one, "--eps", "NaN"], "It is not a number"],
    [
      "too few rows",
      [...one, "--set", "split.calibration=0.005"],
      "30 rows cannot prove epsilon 0.05 at alpha 0.05: hold out at least 59 rows",
    ],
    [
      "a method that reads θ₀",
      [...one, "--method", "gradient"],
      "reads θ₀, and a θ₀ computed from its proposals would be circular",
    ],
    [
      "a target score for a method that reads none",
      [...one, "--target-score", "0.5"],
      "--target-score 0.5: nothing of adversarial reads θ₀; leave --target-score out",
    ],
    [
      "a target score above 1",
      [...one, "--method", "gradient", "--target-score", "1.5"],
      "--target-score: pare.targetScore is 1.5",
    ],
    ["one network trained again", [...one, "--retrain", "1"], "--retrain 1: give a whole number from 2 on"],
    ["half a network", [...one, "--retrain", "2.5"], "--retrain 2.5: give a whole number from 2 on"],
    ["an unknown method", [...one, "--method", "adversrial"], "did you mean adversarial?"],
    ["an unknown grid", [...one, "--grid", "some"], '--grid: pare.grid is "some"'],
    [
      "a bundle of two models",
      [...one, "--lambda", "0,0.8", "--save", "m"],
      "a bundle holds one model with one θ₀, and this is 2",
    ],
    ["no resamples", [...one, "--validate", "0"], "--validate 0: give a whole number from 1 to 1,000,000"],
    ["no jobs", [...one, "--jobs", "0"], "--jobs 0: give a whole number from 1 to 1,000"],
    ["an unknown data set", ["calibrate", "--dataset", "adlut"], 'unknown data set "adlut" (did you mean adult?)'],
  ])("%s", async (_, argv, message) => {
    const { code, out, err } = await recourse([...argv, "--results", temporaryFolder()]);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});
