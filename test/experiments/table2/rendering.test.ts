import { describe, expect, it } from "vitest";
import { type Calibrated, tableCoverageOf } from "../../../src/experiments/table2/calibrated.ts";
import { table2Of } from "../../../src/experiments/table2/rendering.ts";
import { tradeoff } from "../../../src/experiments/table2/tradeoff.ts";
import { rateOf } from "../../../src/pipeline/calibration/rate.ts";
import type { CalibrateRecord, Decision } from "../../../src/pipeline/calibration/record.ts";

/** A decision on 100 test rows. */
function decision(theta0: number, f1: number, recourse: number, turnedDown: number): Decision {
  const measures = { f1, accuracy: 0, precision: 0, recall: 0, balancedAccuracy: 0 };
  const test = { ...measures, rows: 100, positives: 30, negatives: turnedDown, auc: null, allPositive: measures };
  const rate = rateOf(recourse, 100);
  return { theta0, test, promised: rate, recourseNegative: rateOf(0, turnedDown), recourseAll: rate };
}

function calibrated(
  lambda: number,
  seed: number,
  method: string,
  pare: Decision,
  changes: Partial<CalibrateRecord> = {},
): Calibrated {
  const record: CalibrateRecord = {
    method,
    aim: null,
    score: "proposed",
    epsilon: 0.05,
    alpha: 0.05,
    calibration: { part: "validation", n: 100, k: 1, theta0Bound: 0.4 },
    choice: { rule: "f1", grid: "all", rows: 100, candidates: 10, value: 0.5 },
    pare,
    free: decision(0.5, 0.7, 40, 60),
    guarantee: { sentence: "If …", caveats: ["The second condition does not hold: these rows chose the epoch."] },
    shift: {
      calibration: 100,
      test: 100,
      largest: { feature: "age", difference: 0, chance: 1 },
      auc: 0.5,
      aucChance: 0.6,
      differ: false,
    },
    ...changes,
  };
  const stored = { record, files: {}, key: `key-${lambda}-${seed}-${method}`, directory: "", seconds: 0, fresh: false };
  return { dataset: "adult", lambda, seed, engine: "wasm", stored, guarantee: record.guarantee };
}

const both = ["adversarial", "highest"].flatMap((method) =>
  [0.8, 0].flatMap((lambda) => [
    calibrated(lambda, 0, method, decision(0.3, 0.4, 96, 10)),
    calibrated(lambda, 21, method, decision(0.2, 0.6, 94, 0)),
  ]),
);

const made = (protocol: string, calibrated: readonly Calibrated[]) =>
  table2Of(tableCoverageOf(protocol, calibrated), calibrated);

describe("Table 2", () => {
  it("has the paper's four rows, λ ascending, and one more for every further method's guarantee", async () => {
    const { rows } = await made("corrected", both);
    expect(rows.map(({ labels, key, printed }) => [...labels, key, printed])).toEqual([
      ["BL + F1 max", "baseline.f1_max", true],
      ["BL + PARE", "baseline.pare", true],
      ["BL + PARE, highest", "baseline.pare.highest", false],
      ["Ours + F1 max", "ours.f1_max", true],
      ["Ours + PARE", "ours.pare", true],
      ["Ours + PARE, highest", "ours.pare.highest", false],
    ]);
  });

  it("tells two λ above 0 apart, neither of which is the paper's “ours”", async () => {
    const two = [0.4, 0.8].map((lambda) => calibrated(lambda, 0, "adversarial", decision(0.3, 0.4, 96, 10)));
    const { rows } = await made("paper", two);
    expect(rows.map(({ labels, key, printed }) => [...labels, key, printed])).toEqual([
      ["Ours, λ 0.4 + F1 max", "ours.0.4.f1_max", false],
      ["Ours, λ 0.4 + PARE", "ours.0.4.pare", false],
      ["Ours, λ 0.8 + F1 max", "ours.0.8.f1_max", false],
      ["Ours, λ 0.8 + PARE", "ours.0.8.pare", false],
    ]);
  });

  it("means over splits beside the printed numbers: adult, baseline, PARE is 0.400 and 0.981 in the paper", async () => {
    const { columns, rows, caption, notices } = await made("corrected", both);
    expect(columns.map(({ key, title }) => [key, title])).toEqual([
      ["adult.f1", "F1"],
      ["adult.recourse_all", "recourse all"],
      ["adult.promised", "guaranteed"],
      ["adult.accepted", "accepted"],
      ["adult.theta0", "θ₀"],
    ]);
    const [f1, recourse, promised, accepted, theta0] = rows[1].places;
    expect(f1).toMatchObject({ mean: 0.5, published: 0.4, note: "nobody is turned down in 1 of 2 splits" });
    expect(recourse).toMatchObject({ mean: 0.95, published: 0.981, verdict: "close", people: 200 });
    expect(promised).toMatchObject({ mean: 0.95, published: null, verdict: null });
    expect(accepted).toMatchObject({ mean: 0.95 });
    expect(theta0).toMatchObject({ mean: 0.25 });
    expect(rows[0].places).toMatchObject([
      { published: 0.697 },
      { published: 0.321 },
      null,
      { mean: 0.4 },
      { mean: 0.5 },
    ]);
    expect(rows[2].places).toMatchObject([{ published: null }, { published: null }, {}, {}, {}]);
    expect(f1).toMatchObject({
      values: [{ source: { stage: "calibrate", key: "key-0-0-adversarial" } }, { source: { seed: 21 } }],
    });
    expect(caption).toContain(
      "with probability at least 95 % over the calibration rows, recourse to at least 95 % of people (ε = 0.05, α = 0.05)",
    );
    expect(notices).toEqual(["PARE: The second condition does not hold: these rows chose the epoch."]);
  });

  it("names the data sets a caveat is about where others have none", async () => {
    const guarantee = { sentence: "If …", caveats: [] };
    const sound = { ...calibrated(0, 0, "adversarial", decision(0.3, 0.4, 96, 10), { guarantee }), dataset: "bail" };
    const { notices } = await made("paper", [...both, sound]);
    expect(notices).toEqual(["PARE, adult: The second condition does not hold: these rows chose the epoch."]);
  });

  it("has a gap for a data set without a model of some λ, and a note where a split is missing", async () => {
    const one = { ...calibrated(0, 0, "adversarial", decision(0.3, 0.4, 96, 10)), dataset: "bail" };
    const { rows } = await made("paper", [...both, one]);
    const gap = { gap: "not calibrated" };
    expect(rows.find(({ key }) => key === "ours.f1_max")?.places.slice(5)).toEqual([gap, gap, null, gap, gap]);
    expect(rows.find(({ key }) => key === "baseline.pare")?.places[5]).toMatchObject({
      note: "1 of 2 splits were not calibrated",
    });
  });

  it("sets no printed number beside a guarantee with another ε, and none beside another λ", async () => {
    const weaker = { epsilon: 0.25, alpha: 0.25 };
    const { rows } = await made("paper", [calibrated(0, 0, "adversarial", decision(0.3, 0.4, 96, 10), weaker)]);
    expect(rows.map(({ places }) => places[0])).toMatchObject([{ published: 0.697 }, { published: null }]);
    const other = await made("paper", [calibrated(0.4, 0, "adversarial", decision(0.3, 0.4, 96, 10))]);
    expect(other.rows.map(({ places }) => places[0])).toMatchObject([{ published: null }, { published: null }]);
  });

  it("refuses two guarantees for one data set", async () => {
    const weaker = calibrated(0, 0, "adversarial", decision(0.3, 0.4, 96, 10), { epsilon: 0.25 });
    await expect(made("paper", [...both, weaker])).rejects.toThrow(RangeError);
  });
});

describe("the trade-off", () => {
  it("is the mean F1 of every ε over splits, in ascending order", () => {
    const at = (epsilon: number, seed: number, f1: number) =>
      calibrated(0, seed, "adversarial", decision(0.3, f1, 96, 10), { epsilon });
    const points = tradeoff([at(0.25, 0, 0.6), at(0.05, 0, 0.4), at(0.25, 21, 0.8)]);
    expect(points.map(({ epsilon, f1 }) => [epsilon, f1.mean, f1.n])).toEqual([
      [0.05, 0.4, 1],
      [0.25, 0.7, 2],
    ]);
  });
});
