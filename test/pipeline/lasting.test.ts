import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { matrix } from "../../src/core/matrix.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { calibrate } from "../../src/pipeline/calibrate.ts";
import { evaluate } from "../../src/pipeline/evaluate.ts";
import { countKept, countLasting, keptShare } from "../../src/pipeline/lasting.ts";
import { proposedScores, proposeForPart, votesOf } from "../../src/pipeline/proposals.ts";
import { choosingNetworks, countingNetworks, retrain, retrainKeyOf } from "../../src/pipeline/retrain.ts";
import { scoredRows, score as scoreRows } from "../../src/pipeline/score.ts";
import { Store, type Stored } from "../../src/pipeline/store.ts";
import { train } from "../../src/pipeline/train.ts";
import { trainInputs } from "../../src/pipeline/train-inputs.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { logistic } from "../methods/problem.ts";
import { smallRun } from "./small-run.ts";

const few = { "retrain.networks": 5, "recourse.lasting.share": 0.5 };
const lasting = recourseMethod("lasting");

describe("5 networks", async () => {
  const run = await smallRun(few);
  const folder = mkdtempSync(join(tmpdir(), "recourse-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const store = new Store(folder);
  const trained = await train(store, run);
  const evaluated = await evaluate(store, run, trained, lasting);
  const keysStored = () => readdirSync(join(store.root, "runs", "retrain")).toSorted();
  const keys = (networks: readonly number[]) => networks.map((k) => retrainKeyOf(run, k)).toSorted();
  const chosenWith = keysStored();
  const counted = await countLasting(store, run, trained, evaluated);

  test("2 choose and 3 count, none does both, and while an action is chosen the counting ones do not even exist", () => {
    expect(choosingNetworks(run.settings)).toEqual([0, 1]);
    expect(countingNetworks(run.settings)).toEqual([2, 3, 4]);
    expect(chosenWith).toEqual(keys([0, 1]));
    expect(keysStored()).toEqual(keys([0, 1, 2, 3, 4]));
  });

  test("everybody with an accepted action is counted once, by 3 networks", () => {
    const { people, networks, keptBy, kept } = counted.record;
    expect([people, networks, keptBy.length]).toEqual([evaluated.record.recourse.flipped, 3, 4]);
    expect(people).toBeGreaterThan(0);
    expect(keptBy.reduce((sum, count) => sum + count, 0)).toBe(people);
    const share = keptBy.reduce((sum, count, k) => sum + count * k, 0) / (3 * people);
    expect(kept?.share).toBeCloseTo(share, 12);
  });

  test("a second run stores the same bits; each network is another, from another start and other rows", async () => {
    const again = new Store(temporaryFolder());
    const bytes = ({ files }: Stored<unknown>) => [...files["parameters.f32"]];
    const [first, second] = [await retrain(again, run, 0), await retrain(again, run, 1)];
    expect(bytes(first)).toEqual(bytes(await retrain(store, run, 0)));
    expect(bytes(first)).not.toEqual(bytes(second));
    expect(first.record.seed).not.toBe(second.record.seed);
    const { parts } = await run.read();
    expect([first.record.train, first.record.validation]).toEqual([parts.train.X.rows, parts.validation.X.rows]);
    expect((await retrain(store, run, 0)).fresh).toBe(false);
  });

  test("how many networks there are moves neither a training's key nor another network's; which choose moves the evaluation's", async () => {
    const more = await smallRun({ ...few, "retrain.networks": 8 });
    expect(trainInputs(more.settings, more.sha256)).toEqual(trainInputs(run.settings, run.sha256));
    expect(retrainKeyOf(more, 3)).toBe(retrainKeyOf(run, 3));
    const another = await evaluate(store, more, trained, lasting);
    expect(another.key).not.toBe(evaluated.key);
  });

  test("half of the rows are trained on where halves are asked for", async () => {
    const half = await smallRun({ ...few, "retrain.rows": "half" });
    const { record } = await retrain(store, half, 0);
    const { parts } = await half.read();
    expect([record.train, record.validation]).toEqual([
      Math.ceil(parts.train.X.rows / 2),
      Math.ceil(parts.validation.X.rows / 2),
    ]);
  });

  test("another seed: the same rows, another network; fresh rows: those of the other half, where there is one", async () => {
    const { record, files } = await retrain(store, run, 0, { rows: "same" });
    expect([record.train, record.theta0 === trained.record.theta0]).toEqual([
      trained.record.data.parts.train.rows,
      false,
    ]);
    expect([...files["parameters.f32"]]).not.toEqual([...trained.files["parameters.f32"]]);
    await expect(retrain(store, run, 0, { rows: "fresh" })).rejects.toThrow("split.half leaves none out");
    const halfRun = await smallRun({ ...few, "split.half": true });
    const { others, parts } = await halfRun.read();
    const fresh = await retrain(store, halfRun, 0, { rows: "fresh" });
    expect([fresh.record.train, fresh.record.validation]).toEqual([others?.train.X.rows, others?.validation.X.rows]);
    const seen = new Set([...parts.train.records, ...parts.validation.records]);
    expect([...(others?.train.records ?? []), ...(others?.validation.records ?? [])].some((r) => seen.has(r))).toBe(
      false,
    );
  });

  test("calibrated without a score to aim at it is refused; aimed, every row's guarantee score is proven held by 2 of 3 counting networks", async () => {
    await expect(calibrate(store, run, lasting)).rejects.toThrow(ConfigError);
    const aimed = await smallRun({ ...few, "pare.targetScore": 0.5, "split.calibration": 0.1, "split.test": 60 });
    const { record } = await calibrate(store, aimed, lasting);
    expect(record.guarantee.sentence).toContain("at least 2 of 3 retrained networks accept them too");
    const { calibration, pare } = record;
    const trainedAimed = await train(store, aimed);
    const proposals = await proposeForPart(store, aimed, trainedAimed, lasting, "calibration");
    const votes = votesOf(proposals);
    expect([votes?.before.length, votes?.after.length]).toEqual([3, 3]);
    // At the bound: the network accepts 0 or δ, and so do 2 of 3, for all but k rows.
    const { score } = scoredRows(await scoreRows(store, aimed, trainedAimed), "calibration");
    const kept = (own: Float32Array, others: readonly Float32Array[] = []) =>
      [...own].map(
        (s, i) => s >= calibration.theta0Bound && others.filter((v) => v[i] >= calibration.theta0Bound).length >= 2,
      );
    const [still, moved] = [kept(score, votes?.before), kept(proposedScores(proposals), votes?.after)];
    const missed = moved.filter((keeps, i) => !keeps && !(aimed.settings.pare.score === "best" && still[i])).length;
    expect(missed).toBe(calibration.k);
    expect(pare.theta0).toBeLessThanOrEqual(calibration.theta0Bound + 1e-3);
  });
});

test("networks that accept from 1, 2 and 3 on keep 0, 1, 2, 3 of them: 6 of 12", () => {
  const retrained = [1, 2, 3].map((threshold) => ({ network: logistic([1], -threshold), theta0: 0.5 }));
  const counted = countKept(matrix(4, 1, Float32Array.of(0.5, 1.5, 2.5, 3.5)), retrained);
  expect(counted).toMatchObject({ people: 4, networks: 3, keptBy: [1, 1, 1, 1], kept: { share: 0.5 } });
});

describe("the interval of a share kept", () => {
  const width = (byPerson: number[], byNetwork: number[]) => {
    const { low = Number.NaN, high = Number.NaN } = keptShare(byPerson, byNetwork) ?? {};
    return high - low;
  };

  test("100 people, 10 networks that all agree on 50 of them: no narrower than 100 independent answers", () => {
    const byPerson = Array.from({ length: 100 }, (_, i) => (i < 50 ? 10 : 0));
    const independent = 2 * 1.96 * Math.sqrt(0.25 / 104);
    expect(width(byPerson, new Array(10).fill(50))).toBeCloseTo(independent, 2);
  });

  test("networks that differ make it wider than networks that agree", () => {
    const byPerson = new Array(100).fill(5);
    const differ = width(byPerson, [0, 0, 0, 0, 0, 100, 100, 100, 100, 100]);
    expect(differ).toBeGreaterThan(0.4);
    expect(differ).toBeGreaterThan(width(byPerson, new Array(10).fill(50)));
  });

  test("all kept by all of 10 networks is no certainty: from 0.72 to 1, as 10 of 10 are", () => {
    const { share, low, high } = keptShare(new Array(100).fill(10), new Array(10).fill(100)) ?? {};
    expect([share, high]).toEqual([1, 1]);
    expect(low).toBeCloseTo(0.7225, 3);
  });

  test("there is none for nobody", () => expect(keptShare([], [0, 0])).toBeNull());
});
