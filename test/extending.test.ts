/** The table of docs/extending.md, done: one of each is added from outside src/, and nothing in src/ knows of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { catalogue } from "../src/experiments/catalogue.ts";
import type { Drawing, Experiment, Reproduction } from "../src/experiments/experiment.ts";
import { finished, Results, sourceOf } from "../src/experiments/results.ts";
import {
  ConfigError,
  calibrate,
  type DatasetInMemory,
  type Engine,
  evaluate,
  explain,
  openEngine,
  type RecourseMethod,
  recourseMethod,
  row,
  stream,
  train,
} from "../src/index.ts";
import { drawFigure } from "../src/report/figure.ts";
import { entryOf } from "../src/report/table.ts";
import { job, point } from "../src/runner/job.ts";
import { planFor } from "../src/runner/plan.ts";
import { runPlan } from "../src/runner/pool.ts";
import { Reader } from "../src/runner/reader.ts";
import { Runs } from "../src/runner/runs.ts";
import { evaluation } from "../src/runner/tasks.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-extending-"));
const results = join(folder, "results");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 400 people whose loans are repaid when income, in thousands, exceeds debt by some noise. */
const random = stream(0, "borrowers");
const rows = Array.from({ length: 400 }, () => {
  const [income, debt] = [Math.round(20 + 10 * random.normal()), Math.round(15 + 5 * random.normal())];
  return { income, debt, home: random.uniform() < 0.5, repaid: income > debt + 5 * random.normal() ? "yes" : "no" };
});

const borrowers: DatasetInMemory = {
  name: "borrowers",
  features: {
    income: { kind: "continuous", integer: true },
    debt: { kind: "continuous", integer: true },
    home: { kind: "indicator", equals: "true" },
  },
  label: { column: "repaid", favourable: ["yes"], unfavourable: ["no"], meaning: "repaid" },
  actions: { features: { income: { direction: "increase" }, debt: { direction: "decrease" } } },
  rows,
};

/** A step of so many standard deviations up in every feature that may rise, whoever asks. */
const upward: RecourseMethod<{ step: number }> = {
  name: "upward",
  title: "A step up",
  usesTheta0: false,
  version: "1",
  settings: z.strictObject({ step: z.number().positive().default(0.5) }),
  prepare: async ({ actions }, { step }) => {
    return async (X) => {
      const delta = { rows: X.rows, cols: X.cols, data: new Float32Array(X.rows * X.cols) };
      for (let i = 0; i < X.rows; i++) {
        for (const j of actions.actionable) row(delta, i)[j] = Math.max(0, Math.min(step, actions.upper[j]));
      }
      return delta;
    };
  },
};

/** The reference engine under a name of its own. */
const own: Engine = { ...(await openEngine("reference")), name: "own", description: "reference, renamed" };

/** A protocol in a file of one's own: the paper's text with 0.9 instead of 0.95. */
const protocol = join(folder, "nine-tenths.yaml");
beforeAll(() => {
  const paper = readFileSync(fileURLToPath(new URL("../configs/protocols/paper.yaml", import.meta.url)), "utf8");
  expect(paper).toMatch(/^pare\.epsilon: 0\.05/m);
  writeFileSync(protocol, paper.replace(/^pare\.epsilon: 0\.05/m, "pare.epsilon: 0.1"));
});

const small = { dataset: borrowers, results, epochs: 20, overrides: { "network.hidden": [4] } };

describe("a data set in memory", () => {
  it("is trained on, and found again under the address of its rows, given by row or by column", async () => {
    const first = await train(small);
    expect(first.stored.fresh).toBe(true);
    expect(first.record.data).toMatchObject({ rows: 400, parts: { test: { rows: 40 } } });
    const columns = Object.fromEntries(
      ["repaid", "income", "home", "debt"].map((name) => [name, rows.map((each) => Reflect.get(each, name))]),
    );
    const { rows: _, ...said } = borrowers;
    const again = await train({ ...small, dataset: { ...said, columns } as DatasetInMemory });
    expect([again.stored.key, again.stored.fresh]).toEqual([first.stored.key, false]);
    const others = await train({ ...small, dataset: { ...borrowers, rows: rows.toReversed() } as DatasetInMemory });
    expect(others.stored.key).not.toBe(first.stored.key);
  });

  it("is the data set of a YAML and a CSV that say and hold the same: one key", async () => {
    const { stored, run } = await train(small);
    writeFileSync(join(folder, "rows of borrowers"), run.csv ?? "");
    const { training, split, source } = run.settings;
    const { rows: _, ...said } = borrowers;
    const file = {
      ...said,
      title: "Borrowers",
      source: { file: source.file, licence: "none", citation: "none" },
      training: { epochs: 50, batch: training.batch },
      split: { test: split.test },
    };
    const path = join(folder, "borrowers.yaml");
    writeFileSync(path, JSON.stringify(file));
    expect((await train({ ...small, dataset: path })).stored).toMatchObject({ key: stored.key, fresh: false });
  });

  it("is refused with its place where it cannot be read", async () => {
    const given = (dataset: object) => train({ ...small, dataset: dataset as DatasetInMemory });
    await expect(given({ ...borrowers, name: undefined })).rejects.toThrow("dataset.name is missing");
    await expect(given({ ...borrowers, rows: [] })).rejects.toThrow("data set borrowers: there are no rows");
    await expect(given({ ...borrowers, columns: {} })).rejects.toThrow("give either rows");
    await expect(given({ ...borrowers, rows: [{ ...rows[0], income: Number.POSITIVE_INFINITY }] })).rejects.toThrow(
      "data set borrowers: row 1, column income: Infinity is no value of a table",
    );
    await expect(given({ ...borrowers, features: { wage: { kind: "continuous" } } })).rejects.toThrow(
      "data set borrowers: features.wage: unknown column wage of rows of borrowers",
    );
    const { rows: _, ...said } = borrowers;
    await expect(given({ ...said, columns: { income: [1, 2], debt: [1] } })).rejects.toThrow(
      "data set borrowers: column income has 2 values where debt has 1",
    );
  });
});

describe("a method, an engine and a protocol of one's own", () => {
  it("serve evaluate, calibrate, a saved bundle and explain, as objects and then by name", async () => {
    const classifier = await train({ ...small, engine: own, protocol, lambda: 0.8 });
    expect(classifier.record.engine).toEqual({ name: "own", description: "reference, renamed" });
    const { record, delta, method, stored } = await evaluate(classifier, { method: upward });
    expect([method.name, record.recourse.proposed]).toEqual(["upward", record.recourse.negatives]);
    expect(Math.max(...delta.data)).toBe(0.5);
    const byName = await evaluate(classifier, { method: "upward" });
    expect(byName.stored).toMatchObject({ key: stored.key, fresh: false });

    const overrides = { "recourse.upward.step": 0.25 };
    const shorter = await evaluate(classifier, { method: "upward", overrides });
    expect(Math.max(...shorter.delta.data)).toBe(0.25);
    await expect(evaluate(classifier, { method: upward, overrides: { "recourse.upward.step": -1 } })).rejects.toThrow(
      'overrides["recourse.upward.step"]: recourse.upward.step is -1',
    );

    const calibrated = await calibrate(classifier, { method: upward });
    expect(calibrated.record).toMatchObject({ method: "upward", epsilon: 0.1 });
    expect(calibrated.guarantee.sentence).toContain("the method “upward”");
    const saved = join(folder, "model");
    await calibrated.save(saved);
    const person = { income: 1, debt: 30, home: "false" };
    const { methods } = await explain(saved, { person, methods: [upward, "highest"], engine: own });
    expect(methods.map(({ method }) => method)).toEqual(["upward", "highest"]);
    const { methods: early } = await explain(await calibrate(classifier), { person, methods: [upward] });
    expect(early).toHaveLength(1);
  });

  it("an engine trains the bits of the one it is, and one more trains under another key", async () => {
    const [one, other] = [await train({ ...small, engine: own }), await train({ ...small, engine: "reference" })];
    expect(one.parameters).toEqual(other.parameters);
    expect(one.stored.key).not.toBe(other.stored.key);
  });

  it("no two go by one name, whose results in the store would be taken for each other's", async () => {
    expect(recourseMethod(upward)).toBe(recourseMethod("upward"));
    expect(() => recourseMethod({ ...upward })).toThrow(ConfigError);
    expect(() => recourseMethod({ ...upward, name: "up.ward" })).toThrow("is no name for a method");
    await expect(openEngine({ ...own })).rejects.toThrow('engine: "own" is the name of another engine');
    await expect(openEngine({ ...own, name: "tfjs" })).rejects.toThrow(ConfigError);
  });
});

describe("an experiment of one's own", () => {
  const jobsOf = () =>
    [0, 0.8].map((lambda) =>
      job(
        evaluation,
        point("simulated-credit", "paper", lambda, 0, {
          "training.epochs": { value: 1, flag: "--epochs" },
          "network.hidden": { value: [4], flag: "--set network.hidden=[4]" },
        }),
        recourseMethod(upward).name,
      ),
    );
  const table: Reproduction = {
    name: "7",
    jobs: async () => jobsOf(),
    table: async ({ protocol }, computed) => ({
      name: "table7",
      title: "Table 7: a step up",
      protocol,
      caption: "The share of people turned down whom a step up helps.",
      rowHeaders: ["method"],
      columns: ["baseline", "ours"].map((key) => ({ key, group: "simulated-credit", title: key })),
      rows: [
        {
          key: "upward",
          labels: [upward.title],
          printed: false,
          format: "plain",
          places: finished(computed, jobsOf()).map((result) =>
            entryOf([{ value: result.stored.record.recourse.negative, source: sourceOf(result, evaluation) }]),
          ),
        },
      ],
      digits: 3,
      notices: [],
    }),
  };
  const figure: Drawing = {
    name: "step-up",
    jobs: async () => jobsOf(),
    draw: async (_, computed) => {
      const points = finished(computed, jobsOf()).map(({ run, stored }) => ({
        lambda: run.settings.run.lambda,
        recourse: stored.record.recourse.negative,
      }));
      const title = "Recourse by a step up";
      const drawn = await drawFigure({
        title,
        description: title,
        legend: [],
        points,
        options: (plot) => ({ marks: [plot.dot(points, { x: "lambda", y: "recourse" })] }),
      });
      return [{ name: "step-up", title, caption: title, protocol: null, ...drawn }];
    },
  };
  const mine: Experiment = { name: "step-up", title: "A step up", table, figure };

  it("plans, runs its jobs with a method of one's own, and makes a table and a figure of what they stored", async () => {
    const scope = { protocol: "paper", datasets: ["simulated-credit"], seeds: [0], lambdas: [0, 0.8], overrides: {} };
    const folders = [fileURLToPath(new URL("../data", import.meta.url))];
    const [reader, runs, jobs] = [new Reader(results), new Runs(folders), jobsOf()];
    const { signal } = new AbortController();
    const options = { jobs: 1, catalogue, root: results, folders, signal, warn: () => {} };
    expect(await runPlan(await planFor(jobs, reader, runs), options)).toEqual([]);
    const computed = await Results.read(jobs, reader, runs);
    const made = await mine.table?.table(scope, computed);
    const places = made?.rows[0].places ?? [];
    const network = { "network.hidden": [4] };
    for (const [k, lambda] of [0, 0.8].entries()) {
      const classifier = await train({ dataset: "simulated-credit", lambda, epochs: 1, overrides: network, results });
      const { record, stored } = await evaluate(classifier, { method: upward });
      expect(stored.fresh).toBe(false);
      const values = [{ value: record.recourse.negative, source: { stage: "evaluate", key: stored.key } }];
      expect(places[k]).toMatchObject({ mean: record.recourse.negative, values });
    }
    const [picture] = (await mine.figure?.draw([scope], computed)) ?? [];
    expect(picture.svg).toContain("<circle");
    expect(picture.csv.trim().split("\n")).toHaveLength(3);
  });
});
