/** The four real data sets, against what the authors' released preprocessing makes of them. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Frames } from "../../src/data/dataset.ts";
import type { Frame } from "../../src/data/frame.ts";
import { loadDataset, loadFrames } from "../../src/data/load.ts";
import { type Column, scaleOf, standardise } from "../../src/data/scale.ts";
import golden from "../fixtures/preprocess.json" with { type: "json" };
import splits from "../fixtures/splits.json" with { type: "json" };
import { configOf, sha256 } from "./configs.ts";
import { realData } from "./real.ts";

const folders = realData === null ? [] : [realData];

/** What preprocess.json says of one frame; the continuous columns' scale is the first file's. */
interface Expected {
  readonly n_rows: number;
  readonly columns: readonly string[];
  readonly label_positive: number;
  readonly labels_sha256: string;
  readonly raw_matrix_sha256: string;
  readonly float32_matrix_sha256: string;
}

function rawText({ X, rows, columns }: Frame): string {
  const width = columns.length;
  return Array.from({ length: rows }, (_, i) => X.subarray(i * width, (i + 1) * width).join(",")).join("\n");
}

describe.skipIf(realData === null).each(Object.entries(golden.datasets))("%s as released", (name, expected) => {
  const config = configOf(name, "released");
  let frames: Frames;
  let columns: Column[];

  beforeAll(async () => {
    frames = await loadFrames(config, folders, name, `configs/datasets/${name}.yaml`);
    columns = scaleOf(frames.frame, null, 1);
  });

  test("reads the pinned files", () => {
    const pinned = golden.files as Record<string, { sha256: string }>;
    expect(frames.sources).toEqual(expected.csv.map((file) => ({ file, sha256: pinned[file].sha256 })));
  });

  const files: [keyof Frames & ("frame" | "test"), Expected][] = [["frame", expected]];
  if ("test_file" in expected) files.push(["test", expected.test_file]);

  test.each(files)(
    "%s: rows, columns, labels, raw matrix and float32 matrix have the golden SHA-256",
    (which, expected) => {
      const frame = frames[which];
      if (frame === null) throw new Error("no test file was read");
      expect(frame.rows).toBe(expected.n_rows);
      expect(frame.columns.map(({ name }) => name)).toEqual(expected.columns);
      expect(frame.y.reduce((sum, y) => sum + y, 0)).toBe(expected.label_positive);
      expect(sha256(frame.y.join(""))).toBe(expected.labels_sha256);
      expect(sha256(rawText(frame))).toBe(expected.raw_matrix_sha256);
      const { data } = standardise(frame, columns, null);
      expect(sha256(new Uint8Array(data.buffer))).toBe(expected.float32_matrix_sha256);
    },
  );

  test("mean and standard deviation of every continuous column to 1e-11, indicators left alone", () => {
    const scale = expected.continuous as Record<string, { mean: number; std: number }>;
    for (const { name, kind, mean, std } of columns) {
      const known = kind === "continuous" ? scale[name] : { mean: 0, std: 1 };
      expect(Math.abs(mean - known.mean)).toBeLessThanOrEqual(1e-11 * Math.abs(known.mean));
      expect(Math.abs(std - known.std)).toBeLessThanOrEqual(1e-11 * known.std);
    }
    expect(
      columns
        .filter(({ kind }) => kind === "continuous")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(scale).sort());
  });

  const protocol = {
    split: { ...config.split, validation: 0.2, calibration: 0 },
    standardise: { fit: "all", ddof: 1 },
  } as const;
  const settings = { ...config, ...protocol, actions: { ...config.actions, deltaMax: 0.75, integral: false } };

  test.each([0, 21, 42] as const)(
    "seed %d: the golden numbers of positives in train, validation and test",
    async (seed) => {
      const { parts } = await loadDataset(settings, seed, folders, `configs/datasets/${name}.yaml`);
      const { train, val, test } = splits.datasets[name as keyof typeof splits.datasets].seeds[seed];
      const positives = ({ X, positives }: { X: { rows: number }; positives: number }) => [X.rows, positives];
      expect(positives(parts.train)).toEqual([train.size, train.positives]);
      expect(positives(parts.validation)).toEqual([val.size, val.positives]);
      expect(positives(parts.test)).toEqual([test.size, test.positives]);
      expect(parts.calibration).toBe(parts.validation);
    },
  );

  test("Δ moves the golden actionable columns, and only the increasing ones one way", async () => {
    const { actions } = await loadDataset(settings, 0, folders, `configs/datasets/${name}.yaml`);
    expect(actions.actionable).toEqual(expected.actionable_indices);
    for (const j of actions.actionable) {
      const increasing = (expected.increasing_indices as number[]).includes(j);
      expect([actions.lower[j], actions.upper[j]]).toEqual([increasing ? 0 : -0.75, 0.75]);
    }
  });
});

describe.skipIf(realData === null)("under paper and corrected", () => {
  const frames = async (name: string, protocol: string) => loadFrames(configOf(name, protocol), folders, name, "");

  test.each(["paper", "corrected"])(
    "%s: adult keeps its first record: 32,561 rows, 7,841 favourable",
    async (protocol) => {
      const { frame } = await frames("adult", protocol);
      expect([frame.rows, frame.y.reduce((sum, y) => sum + y, 0), frame.records[0]]).toEqual([32_561, 7841, 1]);
    },
  );

  test("released: adult's first row is record 2, because record 1 is lost", async () => {
    expect((await frames("adult", "released")).frame.records[0]).toBe(2);
  });

  test.each(["paper", "corrected"])("%s: german has 700 favourable rows of 1,000", async (protocol) => {
    expect((await frames("german", protocol)).frame.y.reduce((sum, y) => sum + y, 0)).toBe(700);
  });

  test("corrected: bail reads one file", async () => {
    const { test, sources } = await frames("bail", "corrected");
    expect(test).toBeNull();
    expect(sources.map(({ file }) => file)).toEqual(["bail_train.csv"]);
  });

  test("bail's test file is another cohort: FOLLOW averages −6.84 standard deviations of the first file", async () => {
    const { frame, test } = await frames("bail", "paper");
    if (test === null) throw new Error("no test file was read");
    const columns = scaleOf(frame, null, 1);
    const j = columns.findIndex(({ name }) => name === "FOLLOW");
    const X = standardise(test, columns, null);
    let sum = 0;
    for (let i = 0; i < X.rows; i++) sum += X.data[i * X.cols + j];
    expect(sum / X.rows).toBeCloseTo(-6.84, 2);
  });
});
