import { describe, expect, it } from "vitest";
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
    const { rows } = await table5Of({ protocol: "paper" }, [{ model, splits: [], asked: 3 }]);
    expect(rows.map(({ places }) => places)).toEqual(rows.map(() => [{ gap: "did not finish" }]));
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
