import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { wilson } from "../../src/core/intervals.ts";
import { add } from "../../src/core/matrix.ts";
import { pacThreshold } from "../../src/core/pac.ts";
import { populationParts } from "../../src/experiments/guarantee-check/population.ts";
import { resampleChunk, resamplesOf } from "../../src/experiments/guarantee-check/resamples.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { calibrate } from "../../src/pipeline/calibrate.ts";
import { evaluate } from "../../src/pipeline/evaluate.ts";
import { proposedScores, proposeForPart } from "../../src/pipeline/proposals.ts";
import { settingsOf } from "../../src/pipeline/propose.ts";
import type { Run } from "../../src/pipeline/run.ts";
import { withNetwork } from "../../src/pipeline/score.ts";
import { Store } from "../../src/pipeline/store.ts";
import { train } from "../../src/pipeline/train.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { smallRun } from "./small-run.ts";

const adversarial = recourseMethod("adversarial");
const heldOut = { "split.calibration": 0.1, "pare.score": "best", "pare.grid": "all" };

/** g(x + 𝒜(x)) of every row of a part, computed from the method itself. */
async function scoresAfter(store: Store, run: Run, part: "validation" | "calibration" | "test"): Promise<Float32Array> {
  const { parts, actions, columns, causal } = await run.read();
  return withNetwork(run, await train(store, run), async (network) => {
    const problem = {
      network,
      actions,
      theta0: null,
      train: null,
      reference: null,
      retrained: null,
      columns,
      causal,
      seed: 0,
    };
    const proposes = await adversarial.prepare(problem, settingsOf(run, adversarial));
    const { X } = parts[part];
    return network.score(add(X, await proposes(X)));
  });
}

describe("calibrate", () => {
  it("proves its bound on the 700 validation rows, and takes one of ten θ₀ up to it", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun();
    const { record } = await calibrate(store, run, adversarial);
    const { n, k, theta0Bound } = pacThreshold(await scoresAfter(store, run, "validation"), 0.05, 0.05);
    expect(record.calibration).toEqual({ part: "validation", n, k, theta0Bound });
    expect([n, k]).toEqual([700, 25]);
    const tenths = Array.from({ length: 10 }, (_, i) => i * (theta0Bound / 9));
    expect(Math.min(...tenths.map((theta0) => Math.abs(theta0 - record.pare.theta0)))).toBeLessThan(1e-12);
    expect(record.guarantee.caveats).toHaveLength(1);
    expect(record.guarantee.caveats[0]).toContain("these rows chose the epoch");
  });

  it("with held-out rows counts 600 of their own, which are in no other part, and has nothing to add to the guarantee", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun({ ...heldOut, "standardise.fit": "train" });
    const { record } = await calibrate(store, run, adversarial);
    expect(record.calibration).toMatchObject({ part: "calibration", n: 600, k: 20 });
    expect(record.guarantee.caveats).toEqual([]);
    expect(record.shift).toMatchObject({ calibration: 600, test: 500, differ: false });
    const { parts } = await run.read();
    const others = new Set([...parts.train.records, ...parts.validation.records, ...parts.test.records]);
    expect(parts.calibration.records.filter((id) => others.has(id))).toEqual(Int32Array.of());
    expect(populationParts(run)).toEqual(["validation", "test", "calibration"]);
  });

  it("without a promise decides as evaluate does: the same θ₀, F1, and people with recourse", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun();
    const trained = await train(store, run);
    const { free } = (await calibrate(store, run, adversarial)).record;
    const { theta0, test, recourse } = (await evaluate(store, run, trained, adversarial)).record;
    expect(free.theta0).toBe(theta0);
    expect(free.test).toEqual(test);
    expect(free.recourseNegative).toMatchObject({ count: recourse.flipped, rows: recourse.negatives });
    expect(free.recourseAll).toMatchObject({ rate: recourse.all, ...recourse.allInterval });
  });

  it("counts on test, under the score best, exactly recourse all as promised; under proposed no more than that", async () => {
    const store = new Store(temporaryFolder());
    for (const score of ["best", "proposed"] as const) {
      const run = await smallRun({ "pare.score": score });
      const { pare } = (await calibrate(store, run, adversarial)).record;
      expect(pare.promised).toMatchObject(wilson(pare.promised.count, 500));
      expect(pare.promised.count).toBeLessThanOrEqual(pare.recourseAll.count);
      if (score === "best") expect(pare.promised).toEqual(pare.recourseAll);
    }
  });

  it("changing ε, α or the grid trains, scores and proposes nothing again", async () => {
    const folder = temporaryFolder();
    const store = new Store(folder);
    const bounds: number[] = [];
    for (const epsilon of [0.05, 0.1, 0.25]) {
      const run = await smallRun({ "pare.epsilon": epsilon, "pare.grid": epsilon === 0.25 ? "all" : "paper" });
      bounds.push((await calibrate(store, run, adversarial)).record.calibration.theta0Bound);
    }
    expect([...bounds].sort((a, b) => a - b)).toEqual(bounds);
    const count = (stage: string) => readdirSync(join(folder, "runs", stage)).length;
    expect([count("train"), count("score"), count("propose"), count("shift"), count("calibrate")]).toEqual([
      1, 1, 2, 1, 3,
    ]);
  });

  it("refuses 58 rows before it trains, and names the 59 it takes", async () => {
    const folder = temporaryFolder();
    const run = await smallRun({ "split.calibration": 58 / 6000 });
    const error = await calibrate(new Store(folder), run, adversarial).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(/58 rows cannot prove .* at least 59 rows/);
    expect(() => readdirSync(join(folder, "runs"))).toThrow();
  });

  it("refuses a method that reads θ₀, unless it is aimed at a score fixed beforehand", async () => {
    const gradient = recourseMethod("gradient");
    const store = new Store(temporaryFolder());
    await expect(calibrate(store, await smallRun(), gradient)).rejects.toThrow(
      /gradient: .* reads θ₀, .* --target-score 0.5/,
    );
    const quick = {
      "recourse.gradient.maxIterations": 20,
      "recourse.gradient.lambdaSteps": 1,
      "pare.targetScore": 0.5,
    };
    const { record } = await calibrate(store, await smallRun(quick), gradient);
    expect(record).toMatchObject({ method: "gradient", aim: 0.5 });
    expect((await calibrate(store, await smallRun(quick), adversarial)).record.aim).toBe(null);
  });

  it("the method highest, proven for all rows, has a bound no lower than adversarial's and the search's, by the same rows", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun({ ...heldOut, "recourse.ascent.budget": 50, "recourse.ascent.starts": 1 });
    const calibrationOf = async (name: string) =>
      (await calibrate(store, run, recourseMethod(name))).record.calibration;
    const { theta0Bound, proofs, n } = await calibrationOf("highest");
    expect(proofs).toEqual({ action: n, none: 0, open: 0 });
    const adversarial = await calibrationOf("adversarial");
    expect(adversarial.proofs).toBeUndefined();
    expect(theta0Bound).toBeGreaterThanOrEqual(adversarial.theta0Bound);
    expect(theta0Bound).toBeGreaterThan((await calibrationOf("ascent")).theta0Bound - 1e-6);
  });
});

describe("redraws of a trained cell", () => {
  it("in pieces are those in one piece, and keep α = 0.05 over 400 of them", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun(heldOut);
    const whole = await resampleChunk(store, run, adversarial, { from: 0, to: 400 });
    const part = await resampleChunk(store, run, adversarial, { from: 250, to: 300 });
    expect(resamplesOf(part)).toEqual(resamplesOf(whole).slice(250, 300));
    expect(whole.record).toMatchObject({ pool: { rows: 1800 }, calibration: 600, choice: 700, elsewhere: null });
    expect(whole.record.alphas.map(({ alpha, k }) => [alpha, k])).toEqual([
      [0.05, 20],
      [0.95, 38],
    ]);
    const failures = resamplesOf(whole).filter(([{ rateAtBound }]) => rateAtBound < 0.95).length;
    expect(wilson(failures, 400).low).toBeLessThan(0.05);
    const expected = whole.record.alphas[0].failureProbability;
    expect(expected).toBeLessThanOrEqual(0.05);
    expect(Math.abs(failures / 400 - expected)).toBeLessThan(3.3 * Math.sqrt(expected / 400));
  });

  it("propose once for everyone they look at, whatever ε and α", async () => {
    const folder = temporaryFolder();
    const store = new Store(folder);
    for (const alpha of [0.05, 0.2]) {
      await resampleChunk(store, await smallRun({ "pare.alpha": alpha }), adversarial, { from: 0, to: 2 });
    }
    expect(readdirSync(join(folder, "runs", "propose"))).toHaveLength(2);
    const run = await smallRun();
    const proposed = await proposeForPart(store, run, await train(store, run), adversarial, "test");
    expect(proposed.fresh).toBe(false);
    expect(proposedScores(proposed)).toEqual(await scoresAfter(store, run, "test"));
  });
});
