import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { locate, searchPath, sha256Of, sourceFiles } from "../../src/data/catalogue.ts";
import { findFiles, loadDataset, loadFrames } from "../../src/data/load.ts";
import { configOf, project, sha256 } from "./configs.ts";

let root: string;
let folders: string[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "recourse-"));
  folders = ["first", "second"].map((name) => join(root, name));
  for (const folder of folders) await mkdir(folder);
});

afterAll(() => rm(root, { recursive: true }));

const source = (file: string, content: string | null) => ({
  file,
  urls: [],
  ...(content !== null && { sha256: sha256(content) }),
});

test("folders are looked at in the order --data-dir, RECOURSE_DATA, the project's; empty ones are left out", () => {
  expect(searchPath({ dataDir: "a", environment: "b", project: "c" })).toEqual(["a", "b", "c"]);
  expect(searchPath({ environment: "", project: "c" })).toEqual(["c"]);
  expect(searchPath({ environment: "b", project: "c" })).toEqual(["b", "c"]);
});

describe("a file is", () => {
  test("missing, with the folders looked at", async () => {
    expect(await locate(source("no.csv", "x"), folders)).toEqual({
      file: "no.csv",
      state: "missing",
      path: null,
      sha256: null,
      pinned: sha256("x"),
      searched: folders,
    });
  });

  test("found in the first folder that has the right bytes; wrong bytes before it do not hide it", async () => {
    await writeFile(join(folders[0], "a.csv"), "old");
    await writeFile(join(folders[1], "a.csv"), "new");
    const found = await locate(source("a.csv", "new"), folders);
    expect([found.state, found.path, found.sha256]).toEqual(["found", join(folders[1], "a.csv"), sha256("new")]);
    expect((await locate(source("a.csv", "old"), folders)).path).toBe(join(folders[0], "a.csv"));
  });

  test("of wrong checksum when no folder has the right bytes; the first one is named", async () => {
    await writeFile(join(folders[0], "b.csv"), "1");
    await writeFile(join(folders[1], "b.csv"), "2");
    const wrong = await locate(source("b.csv", "3"), folders);
    expect([wrong.state, wrong.path, wrong.sha256]).toEqual(["wrong checksum", join(folders[0], "b.csv"), sha256("1")]);
  });

  test("found whatever its bytes when no checksum is pinned", async () => {
    await writeFile(join(folders[1], "c.csv"), "any");
    expect((await locate(source("c.csv", null), folders)).state).toBe("found");
  });

  test("refused when it is a folder", async () => {
    await mkdir(join(folders[0], "d.csv"));
    await expect(sha256Of(join(folders[0], "d.csv"))).rejects.toThrow(/d\.csv: is a folder; name a CSV file/);
  });
});

test("a data set has 1 file, or 2 with a test file of its own", () => {
  expect(sourceFiles(configOf("bail", "paper").source).map(({ file }) => file)).toEqual([
    "bail_train.csv",
    "bail_test.csv",
  ]);
  expect(sourceFiles(configOf("bail", "corrected").source).map(({ file }) => file)).toEqual(["bail_train.csv"]);
});

describe("loading", () => {
  const small = (content: string | null) => {
    const config = configOf("simulated-credit", "paper");
    return { ...config, source: { ...config.source, sha256: undefined, ...source("small.csv", content), test: null } };
  };

  test("a missing file names the folders and both remedies", async () => {
    const loading = findFiles(configOf("adult", "paper").source, folders, "adult");
    await expect(loading).rejects.toThrow(DataError);
    await expect(loading).rejects.toThrow(
      `adult.csv is in none of ${folders.join(", ")}; run: recourse data fetch adult, or put the file into one of these folders`,
    );
  });

  test("a file with other bytes is refused with both checksums", async () => {
    await writeFile(join(folders[0], "small.csv"), "something else");
    const loading = loadFrames(small("right"), folders, "mine", "my.yaml");
    await expect(loading).rejects.toThrow(DataError);
    await expect(loading).rejects.toThrow(`SHA-256 is ${sha256("something else")} where mine needs ${sha256("right")}`);
  });

  test("a file that is not UTF-8 is refused, not read as question marks", async () => {
    await writeFile(join(folders[0], "small.csv"), Buffer.from("age\nM\xfcller\n", "latin1"));
    await expect(loadFrames(small(null), folders, "mine", "my.yaml")).rejects.toThrow(
      /small\.csv: not UTF-8 text, first on line 2; save the CSV/,
    );
  });

  test("the simulated data set: 6,000 rows of which 4,056 repaid, 4,800 + 700 + 500, no repayment_probability among 7 features", async () => {
    const config = configOf("simulated-credit", "paper");
    const settings = {
      ...config,
      split: { ...config.split, validation: 0.2, calibration: 0 },
      standardise: { fit: "train", ddof: 1 } as const,
      actions: { ...config.actions, deltaMax: 0.75, integral: false },
    };
    const { parts, columns, actions, sources } = await loadDataset(settings, 0, [join(project, "data")], "");
    const { train, validation, test } = parts;
    expect([train, validation, test].map(({ X }) => X.rows)).toEqual([4800, 700, 500]);
    expect(train.positives + validation.positives + test.positives).toBe(4056);
    expect(columns.map(({ name }) => name)).toEqual([
      "age",
      "education",
      "income",
      "savings",
      "debt",
      "amount",
      "duration",
    ]);
    expect(actions.actionable.map((j) => columns[j].name)).toEqual(["savings", "debt", "amount"]);
    expect(sources).toEqual([{ file: "simulated-credit.csv", sha256: config.source.sha256 }]);
  });
});
