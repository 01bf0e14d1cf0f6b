import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { factorJobs, type TextFactor, textFactors } from "../../../src/experiments/nlp/factors.ts";
import type { TextModel } from "../../../src/experiments/nlp/models.ts";
import { ratesOf } from "../../../src/experiments/nlp/recourse.ts";
import { publishedTable5 } from "../../../src/experiments/nlp/rows.ts";
import { table5Of } from "../../../src/experiments/nlp/table.ts";
import { recourse, temporaryFolder } from "../../cli/terminal.ts";
import { treebankFolders, withTreebank } from "./treebank.ts";

describe("recourse of sentences", () => {
  it("of 3 turned down of 4, one's best candidate is accepted: neg 1/3, all 1/2; one has no candidate", () => {
    const score = Float32Array.of(0.9, 0.4, 0.3, 0.2);
    const replaced = { sentences: [0, 1, 2, 3], first: [0, 1, 3, 3, 4] };
    const rates = ratesOf(0.5, score, replaced, Float32Array.of(0.1, 0.2, 0.5, 0.45));
    expect(rates).toMatchObject({ rows: 4, accepted: 1, negatives: 3, flipped: 1, withCandidates: 2, all: 0.5 });
    expect(rates.negative).toBeCloseTo(1 / 3, 12);
    expect(rates.negativeInterval[0]).toBeLessThan(1 / 3);
    expect(rates.negativeInterval[1]).toBeGreaterThan(1 / 3);
  });
});

describe("Table 5", () => {
  it("prints neg .239 for the baseline and .950 for λ = .25", async () => {
    const [baseline, ours] = await publishedTable5();
    expect([baseline.lambda, baseline.recourse_neg]).toEqual([0, 0.239]);
    expect([ours.lambda, ours.recourse_neg]).toEqual([0.25, 0.95]);
  });

  it("a column of which nothing finished says so in every row", async () => {
    const model = { training: "frozen", key: "ours", lambda: 0.25 } as const;
    const { rows } = await table5Of({ protocol: "paper" }, [{ model, splits: [], asked: 3, otherwise: [] }]);
    expect(rows.map(({ places }) => places)).toEqual(rows.map(() => [{ gap: "did not finish" }]));
  });
});

describe("one choice of Table 5 made otherwise", () => {
  const scope = (protocol: string) => ({ protocol, datasets: [], seeds: [0, 21, 42], overrides: {}, ablations: true });
  const frozen = { training: "frozen", key: "ours", lambda: 0.25 } as const;
  const fineTuned = { ...frozen, training: "fine-tuned" } as const;

  it("there are 5 under paper, and of the release's 4 none is left under released", async () => {
    const keys = async (protocol: string) => (await textFactors(scope(protocol))).map(({ key }) => key);
    expect(await keys("paper")).toEqual(["recourseTerm", "occurrences", "choice", "words", "antonyms"]);
    expect(await keys("released")).toEqual(["antonyms"]);
    expect(await textFactors({ ...scope("paper"), ablations: false })).toEqual([]);
  });

  it("1 split of 3; of a fine-tuned encoder the recourse term alone, which the baseline has not", async () => {
    const [recourseTerm, occurrences] = await textFactors(scope("paper"));
    const count = (factor: TextFactor, model: TextModel) => factorJobs(scope("paper"), factor, model).length;
    expect([frozen, fineTuned].map((model) => count(recourseTerm, model))).toEqual([1, 1]);
    expect([frozen, fineTuned].map((model) => count(occurrences, model))).toEqual([1, 0]);
    expect(count(recourseTerm, { ...frozen, key: "baseline", lambda: 0 })).toBe(0);
  });
});

/** 20 sentences of each part, two candidates each, one layer, by the runtime that is always there. */
const slice = [
  "--seed",
  "0",
  ...["nlp.runtime=wasm", "nlp.sentences=20", "nlp.candidates=2", "nlp.ceiling=1", "nlp.layers=[1]"].flatMap(
    (choice) => ["--set", choice],
  ),
  "--set",
  "nlp.trainings=[frozen]",
];

withTreebank("recourse tables 5 on a slice", () => {
  const env = { RECOURSE_DATA: treebankFolders[0] };

  it("computes baseline and ours, and finds all of it stored the second time", async () => {
    const results = temporaryFolder();
    const argv = ["tables", "5", "--dataset", "sst", ...slice, "--results", results, "--jobs", "1"];
    const { code, out, err } = await recourse([...argv, "--json"], { env });
    expect([code, err.match(/\d+ jobs to run, 0 stored/)?.length]).toEqual([0, 1]);
    const [{ name, columns, rows }] = JSON.parse(out).tables;
    expect([name, columns.map(({ key }: { key: string }) => key)]).toEqual([
      "table5",
      ["frozen.baseline", "frozen.ours"],
    ]);
    const [f1] = rows;
    expect(f1.places.map(({ published }: { published: number }) => published)).toEqual([0.881, 0.864]);
    const again = await recourse([...argv, "--quiet", "--json"], { env });
    expect(again.out).toBe(out);
  });

  it("says with --ablations what one choice otherwise moves: 5 rows under paper", async () => {
    const folder = temporaryFolder();
    const argv = ["reproduce", "--tables", "5", "--ablations", "--dataset", "sst", ...slice, "--results", folder];
    expect((await recourse([...argv, "--jobs", "1", "--quiet"], { env })).code).toBe(0);
    const table = readFileSync(join(folder, "report", "table5.csv"), "utf8");
    const changes = table.split("\n").filter((line) => line.includes("otherwise."));
    expect(new Set(changes.map((line) => /otherwise\.\w+/.exec(line)?.[0])).size).toBe(5);
  });

  it("draws F1 and recourse against λ 0, 0.25 and 1, with Table 5's two points, as figure texts", async () => {
    const results = temporaryFolder();
    const argv = ["figures", "--figures", "texts", "--dataset", "sst", ...slice, "--lambda", "0:1:1"];
    const { code, out } = await recourse([...argv, "--results", results, "--jobs", "1", "--quiet"], { env });
    expect([code, out]).toEqual([0, expect.stringContaining("texts-paper")]);
    const points = readFileSync(join(results, "report", "figures", "texts-paper.csv"), "utf8");
    const of = (source: string) => points.split("\n").filter((line) => line.includes(source));
    expect([of(",ours,F1,"), of(",published,F1,")].map(({ length }) => length)).toEqual([3, 2]);
    expect(of(",published,recourse negative,").map((line) => line.split(",").at(-2))).toEqual(["0.239", "0.95"]);
  });

  it("a sentence is explained by what is stored, and refused with a command where nothing is", async () => {
    const argv = ["explain", "--text", "A dull film.", "--results", temporaryFolder()];
    const { code, err } = await recourse([...argv, "--set", "nlp.runtime=wasm"], { env });
    expect(code).toBe(2);
    expect(err).toMatch(
      /^no classifier of sentences is stored in .*; run: recourse tables 5 --protocol paper --seed 0/,
    );
    expect((await recourse(["explain"])).err).toMatch(/^name the model with --bundle, or a sentence with --text/);
  });
});
