import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { costOf } from "../../src/actions/discrete.ts";
import { contains } from "../../src/actions/set.ts";
import { proverOf } from "../../src/certificates/proof.ts";
import { resolve } from "../../src/config/resolve.ts";
import { matrix, row } from "../../src/core/matrix.ts";
import { type Random, stream } from "../../src/core/random.ts";
import { rawOf } from "../../src/models/cells.ts";
import { closeModels } from "../../src/models/outside.ts";
import { openRun } from "../../src/pipeline/run.ts";
import { withNetwork } from "../../src/pipeline/score.ts";
import { Store } from "../../src/pipeline/store.ts";
import { train } from "../../src/pipeline/train.ts";
import { recourse, temporaryFolder } from "../cli/terminal.ts";
import { type Forest, forestFile, forestScore, type Tree } from "./ensemble.ts";

const data = fileURLToPath(new URL("../../data", import.meta.url));
const names = ["age", "education", "income", "savings", "debt", "amount", "duration"];
const [SAVINGS, DEBT] = [3, 4];

afterAll(() => closeModels());

/** Random trees over the seven columns of simulated-credit, whose thresholds are values that occur. */
function forestOf(mode: Forest["mode"], trees: number, depth: number): Forest {
  const random = stream(7, "forest");
  const scales = [5, 1, 1000, 500, 500, 250, 2];
  const middles = [40, 12, 26000, 10000, 11000, 8000, 24];
  const rising = [1, 1, 1, 1, -1, -1, -1];
  const tree = (left: number, lean: number): Tree => {
    if (left === 0) return { leaf: Math.fround(lean + 0.2 * (random.uniform() - 0.5)) };
    const column = columnOf(random);
    const threshold = middles[column] + scales[column] * (random.below(17) - 8);
    return {
      column,
      threshold: mode === "BRANCH_LEQ" ? threshold + 0.5 : threshold,
      yes: tree(left - 1, lean - 0.1 * rising[column]),
      no: tree(left - 1, lean + 0.1 * rising[column]),
    };
  };
  return { mode, columns: 7, trees: Array.from({ length: trees }, () => tree(depth, -0.02)) };
}

function columnOf(random: Random): number {
  return random.below(2) === 0 ? SAVINGS + random.below(3) : random.below(7);
}

async function opened(forest: Forest, options: Parameters<typeof forestFile>[1] = {}) {
  const folder = temporaryFolder();
  const file = join(folder, "forest.onnx");
  writeFileSync(file, forestFile(forest, options));
  const overrides = {
    model: { value: { onnx: file }, flag: "--model" },
    // Two free columns, so that all of Δ can be looked at.
    "actions.features": {
      value: { savings: { direction: "increase" }, debt: { direction: "decrease", min: 0 } },
      flag: "test",
    },
  };
  const run = await openRun(await resolve({ dataset: "simulated-credit", protocol: "corrected", overrides }), [data]);
  const trained = await train(new Store(folder), run);
  return { file, run, trained, dataset: await run.read() };
}

describe.each(["BRANCH_LEQ", "BRANCH_LT"] as const)("a tree ensemble as ONNX, %s", (mode) => {
  const forest = forestOf(mode, 30, 4);

  it("scores of 500 rows are those of the trees to 1e-6, row by row alike in any company", async () => {
    const { run, trained, dataset } = await opened(forest);
    const { X } = dataset.parts.test;
    const raws = dataset.columns.map(rawOf);
    const expected = Array.from({ length: X.rows }, (_, i) =>
      forestScore(
        forest,
        raws.map((raw, j) => raw(row(X, i)[j])),
      ),
    );
    await withNetwork(run, trained, async (network) => {
      const scores = network.score(X);
      const errors = expected.map((value, i) => Math.abs(scores[i] - value));
      expect(Math.max(...errors)).toBeLessThan(1e-6);
      const one = matrix(1, X.cols, row(X, 17).slice());
      expect(network.score(one)[0]).toBe(scores[17]);
      expect(new Set(scores).size).toBeGreaterThan(100);
    });
  });

  it("cell by cell: of 60 people nobody has a cheaper action, or any, among 4,000 that are tried", async () => {
    const { run, trained, dataset } = await opened(forest);
    const { X } = dataset.parts.test;
    const { actions } = dataset;
    const cost = costOf(actions);
    const random = stream(1, "actions");
    const theta0 = 0.55;
    const kinds = { action: 0, none: 0, open: 0 };
    await withNetwork(run, trained, async (network) => {
      const prove = proverOf(network);
      for (let i = 0; i < 60; i++) {
        const x = row(X, i);
        if (network.score(matrix(1, X.cols, x.slice()))[0] >= theta0) continue;
        const certificate = await prove({ ask: "cheapest", theta0 }, actions, x, { budget: 100_000 });
        const highest = await prove({ ask: "highest", theta0: null }, actions, x, { budget: 100_000 });
        kinds[certificate.kind]++;
        const points = matrix(4000, X.cols);
        const deltas = Array.from({ length: 4000 }, (_, k) => {
          const delta = new Float32Array(X.cols);
          delta[SAVINGS] = actions.upper[SAVINGS] * random.uniform();
          delta[DEBT] = Math.max(actions.lower[DEBT], actions.min[DEBT] - x[DEBT]) * random.uniform();
          row(points, k).set(x.map((value, j) => value + delta[j]));
          return delta;
        });
        network.score(points).forEach((score, k) => {
          expect(score).toBeLessThanOrEqual(highest.bound);
          if (score < theta0) return;
          expect(certificate.kind).toBe("action");
          expect(cost(deltas[k])).toBeGreaterThanOrEqual(certificate.bound);
        });
        if (certificate.kind !== "action") continue;
        const { delta, score } = certificate.found;
        expect(contains(actions, x, delta)).toBe(true);
        const after = matrix(
          1,
          X.cols,
          x.map((value, j) => value + delta[j]),
        );
        expect(network.score(after)[0]).toBe(score);
        expect(score).toBeGreaterThanOrEqual(theta0);
      }
    });
    expect(kinds.open).toBe(0);
    expect(kinds.action).toBeGreaterThan(5);
    expect(kinds.none).toBeGreaterThan(5);
  });

  it("nothing is proven where an operator stands before the trees: thresholds are none of raw columns then", async () => {
    const { run, trained } = await opened(forest, { scaled: true });
    await withNetwork(run, trained, async (network) => {
      expect(network.breaks).toBeUndefined();
      expect(() => proverOf(network)).toThrow(RangeError);
    });
  });
});

describe("on the command line", () => {
  it("evaluate and certify say what is proven of everybody turned down", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "forest.onnx");
    writeFileSync(file, forestFile(forestOf("BRANCH_LEQ", 12, 3)));
    const argv = [
      "--dataset",
      "simulated-credit",
      "--protocol",
      "corrected",
      "--model",
      file,
      "--results",
      folder,
      "-q",
    ];
    const few = ["--set", "split.test=60"];
    const evaluated = await recourse(["evaluate", ...argv, ...few, "-m", "cheapest"], { columns: 200 });
    expect(evaluated.err).toBe("");
    expect(evaluated.out).toMatch(
      /cheapest: \d+ of \d+ people turned down have recourse, \d+ have none, proven, 0 left open/,
    );
    const certified = await recourse(["certify", ...argv, ...few], { columns: 200 });
    expect(certified.err).toBe("");
    expect(certified.out).toContain("all proven");
  });

  it.each([
    ["a file of another format", () => new TextEncoder().encode("not ONNX"), "cannot be opened by onnxruntime-web"],
    [
      "a matrix of other columns",
      () => forestFile({ mode: "BRANCH_LT", columns: 5, trees: [{ leaf: 0 }] }),
      `takes a matrix of 5 columns, and the features make 7: ${names.join(", ")}`,
    ],
  ])("%s is one sentence, exit 2", async (_, bytes, sentence) => {
    const folder = temporaryFolder();
    const file = join(folder, "model.onnx");
    writeFileSync(file, bytes());
    const argv = [
      "evaluate",
      "--dataset",
      "simulated-credit",
      "-m",
      "exhaustive",
      "--model",
      file,
      "--results",
      folder,
      "-q",
    ];
    const { code, err } = await recourse(argv);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
  });

  it("a file that is not there is named", async () => {
    const argv = ["evaluate", "--dataset", "simulated-credit", "-m", "exhaustive", "--model", "absent.onnx", "-q"];
    const { code, err } = await recourse(argv);
    expect(err).toContain("absent.onnx cannot be read (ENOENT); name an ONNX file");
    expect(code).toBe(2);
  });
});
