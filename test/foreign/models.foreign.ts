import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { resolve } from "../../src/config/resolve.ts";
import { stream } from "../../src/core/random.ts";
import { closeModels } from "../../src/models/outside.ts";
import { openRun } from "../../src/pipeline/run.ts";
import { score, scoredRows } from "../../src/pipeline/score.ts";
import { Store } from "../../src/pipeline/store.ts";
import { train } from "../../src/pipeline/train.ts";
import { recourse } from "../cli/terminal.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = join(root, "examples", "models");
const folder = mkdtempSync(join(tmpdir(), "recourse-foreign-"));
const PYTHON = "/usr/bin/python3";

afterAll(() => {
  closeModels();
  rmSync(folder, { recursive: true, force: true });
});

/** Whether a program runs, and the modules that it needs are there. */
function runs(program: string, ...argv: readonly string[]): boolean {
  try {
    execFileSync(program, argv, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const python = runs(PYTHON, "-c", "import sklearn, pandas, xgboost, torch, onnx");
const r = runs("Rscript", "--version");
const adult = join(process.env.RECOURSE_DATA ?? "", "adult.csv");
const say = (what: string) => process.stderr.write(`${what}\n`);
if (!python) say("python models are not tested: scikit-learn, pandas, XGBoost, PyTorch or onnx is not installed");
if (!r) say("R models are not tested: R is not installed");
if (!existsSync(adult)) say("models of adult are not tested: adult.csv is not in $RECOURSE_DATA");

type Cells = Record<string, string>;

/** The data set of some people: a CSV, and its YAML. */
interface People {
  readonly name: string;
  readonly label: string;
  readonly favourable: string;
  readonly columns: readonly string[];
  readonly yaml: string;
  readonly csv: string;
}

function written(
  name: string,
  rows: readonly Cells[],
  {
    label,
    favourable,
    categories,
    missing,
    actions,
  }: {
    readonly label: string;
    readonly favourable: string;
    readonly categories: readonly string[];
    readonly missing: readonly string[];
    readonly actions: object;
  },
): People {
  const columns = Object.keys(rows[0]).filter((column) => column !== label);
  const csv = join(folder, `${name}.csv`);
  writeFileSync(csv, `${Papa.unparse([...rows], { newline: "\n" })}\n`);
  const valuesOf = (column: string) =>
    [...new Set(rows.map((row) => row[column]))].filter((value) => value !== "").sort();
  const features = columns.map((column) => {
    const known = categories.includes(column)
      ? { kind: "oneHot", values: valuesOf(column), ...(missing.includes(column) ? { missing: "mode" } : {}) }
      : { kind: "continuous", ...(missing.includes(column) ? { missing: "mean" } : {}) };
    return [column, known] as const;
  });
  const yaml = join(folder, `${name}.yaml`);
  const other = valuesOf(label).filter((value) => value !== favourable);
  const source = { file: `${name}.csv`, licence: "test", citation: "test", missing: [""] };
  writeFileSync(
    yaml,
    stringify({
      name,
      title: name,
      source,
      features: Object.fromEntries(features),
      label: { column: label, favourable: [favourable], unfavourable: other, meaning: favourable },
      actions: { features: actions },
      training: { epochs: 1, batch: 32 },
      split: { test: 500 },
    }),
  );
  return { name, label, favourable, columns, yaml, csv };
}

/** 32,561 people of adult with text columns, or with the numbers alone. */
function adultPeople(only: "all" | "numbers"): People {
  const names = (
    "age workclass fnlwgt education education-num marital-status occupation relationship race sex capital-gain " +
    "capital-loss hours-per-week native-country label"
  ).split(" ");
  const numbers = ["age", "education-num", "capital-gain", "capital-loss", "hours-per-week"];
  const categories = only === "all" ? ["workclass", "marital-status", "race", "sex"] : [];
  const kept = [...numbers, ...categories, "label"];
  const { data } = Papa.parse<string[]>(readFileSync(adult, "utf8"), { skipEmptyLines: true });
  const rows = data.map((cells) => Object.fromEntries(kept.map((name) => [name, cells[names.indexOf(name)].trim()])));
  return written(`adult-${only}`, rows, {
    label: "label",
    favourable: ">50K",
    categories,
    missing: [],
    actions: { "education-num": { direction: "increase" }, "hours-per-week": { direction: "any" } },
  });
}

/** 6,000 people of simulated-credit, with a category and missing cells. */
function ownPeople(): People {
  const file = Papa.parse<Cells>(readFileSync(join(root, "data", "simulated-credit.csv"), "utf8"), {
    header: true,
    skipEmptyLines: true,
  });
  const random = stream(3, "own");
  const rows = file.data.map(({ repayment_probability: _, ...cells }) => {
    const housing = ["rent", "own, with a loan", "own"][random.below(3)];
    return {
      ...cells,
      income: random.below(8) === 0 ? "" : cells.income,
      housing: random.below(10) === 0 ? "" : housing,
    };
  });
  return written("own", rows, {
    label: "repaid",
    favourable: "yes",
    categories: ["housing"],
    missing: ["income", "housing"],
    actions: { savings: { direction: "increase" }, debt: { direction: "decrease", min: 0 } },
  });
}

/** Trains the models on the people; what their libraries score every row, by model. */
function fitted({ csv, label, favourable, columns, name }: People): {
  readonly at: string;
  readonly scores: Record<string, number[]>;
} {
  const at = mkdtempSync(join(folder, `${name}-`));
  const script = fileURLToPath(new URL("fit.py", import.meta.url));
  execFileSync(PYTHON, [script, csv, label, favourable, columns.join(","), at], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return { at, scores: JSON.parse(readFileSync(join(at, "scores.json"), "utf8")) };
}

/** The largest difference between the scores of the test rows and those that the library gave. */
async function largestError({ yaml }: People, model: object, expected: readonly number[]): Promise<number> {
  const overrides = { model: { value: model, flag: "--model" } };
  const run = await openRun(await resolve({ dataset: yaml, protocol: "corrected", overrides }), [folder]);
  const store = new Store(mkdtempSync(join(folder, "store-")));
  const { score: scores } = scoredRows(await score(store, run, await train(store, run)), "test");
  const { records } = (await run.read()).parts.test;
  expect(records).toHaveLength(500);
  return Math.max(...Array.from(records, (record, i) => Math.abs(scores[i] - expected[record - 1])));
}

const sklearn = ["logistic regression", "random forest", "gradient boosting", "mlp"];
const command = (script: string, file: string) => `${PYTHON} -W ignore ${join(examples, script)} "${file}"`;

describe.skipIf(!python || !existsSync(adult))("adult", () => {
  it("scikit-learn on numbers and texts, by a command: 500 scores of each model are its own to 1e-6", async () => {
    const people = adultPeople("all");
    const { at, scores } = fitted(people);
    for (const name of sklearn) {
      const model = { command: command("sklearn_score.py", join(at, `${name}.pkl`)) };
      expect(await largestError(people, model, scores[name]), name).toBeLessThan(1e-6);
    }
  });

  it("XGBoost and PyTorch by a command, and both and a forest as ONNX: 500 scores are their own to 1e-6", async () => {
    const people = adultPeople("numbers");
    const { at, scores } = fitted(people);
    for (const [name, model] of [
      ["forest.onnx", { onnx: join(at, "forest.onnx") }],
      ["xgboost.onnx", { onnx: join(at, "xgboost.onnx") }],
      ["torch", { onnx: join(at, "torch.onnx") }],
      ["torch", { command: command("torch_score.py", join(at, "torch.pt")) }],
      ["xgboost.json", { command: command("xgboost_score.py", join(at, "xgboost.json")) }],
    ] as const) {
      expect(await largestError(people, model, scores[name]), `${name} ${JSON.stringify(model)}`).toBeLessThan(1e-6);
    }
    // 150 trees of depth 4: everybody turned down has a cheapest action, or none, proven.
    const argv = [
      "--dataset",
      people.yaml,
      "--data-dir",
      folder,
      "--protocol",
      "corrected",
      "--results",
      join(folder, "r"),
      "-q",
    ];
    const onnx = ["--model", join(at, "xgboost.onnx")];
    const { out } = await recourse(["evaluate", ...argv, ...onnx, "-m", "cheapest", "--json"]);
    const { proofs, recourse: rates } = JSON.parse(out);
    expect(proofs.cheapest.open).toBe(0);
    expect(proofs.cheapest.action + proofs.cheapest.none).toBe(rates.cheapest.negatives);
    await expectKept([...argv, ...onnx, "--method", "highest"]);
  });
});

/** PARE's guarantee fails in no more than α of 1,000 resamples, as far as these can tell. */
async function expectKept(argv: readonly string[]): Promise<void> {
  const { out, err } = await recourse(["calibrate", ...argv, "--seed", "21", "--validate", "1000", "--json"]);
  expect(err).toBe("");
  const { resamples } = JSON.parse(out);
  expect(resamples.length).toBeGreaterThan(0);
  for (const outcome of resamples) {
    expect(outcome.expected).toBeLessThanOrEqual(outcome.alpha);
    expect(outcome.failuresAtBound.low).toBeLessThanOrEqual(outcome.alpha);
  }
}

describe.skipIf(!python)("a CSV of one's own with categories and missing cells", () => {
  const people = ownPeople();

  it("scikit-learn is given empty cells and texts: 500 scores of each model are its own to 1e-6", async () => {
    const { at, scores } = fitted(people);
    for (const name of sklearn) {
      const model = { command: command("sklearn_score.py", join(at, `${name}.pkl`)) };
      expect(await largestError(people, model, scores[name]), name).toBeLessThan(1e-6);
    }
    const model = ["--model", command("sklearn_score.py", join(at, "logistic regression.pkl"))];
    const argv = [
      "--dataset",
      people.yaml,
      "--data-dir",
      folder,
      "--protocol",
      "corrected",
      "--results",
      join(folder, "r"),
      "-q",
    ];
    const quick = ["--set", "recourse.ascent.resolution=3", "--set", "recourse.ascent.starts=0"];
    await expectKept([...argv, ...model, ...quick, "--method", "ascent"]);
  });

  it.skipIf(!r)("glm in R: 500 scores are its own to 1e-6", async () => {
    const numbers = written(
      "numbers",
      Papa.parse<Cells>(readFileSync(people.csv, "utf8"), { header: true, skipEmptyLines: true }).data.map(
        ({ income: _, housing: __, ...cells }) => cells,
      ),
      {
        label: "repaid",
        favourable: "yes",
        categories: [],
        missing: [],
        actions: { savings: { direction: "increase" } },
      },
    );
    const fit =
      `d <- read.csv("${numbers.csv}"); m <- glm(repaid == "yes" ~ age + education + savings + debt + amount, binomial, d); ` +
      `saveRDS(m, "${folder}/model.rds"); cat(format(predict(m, d, type = "response"), digits = 17), sep = "\\n")`;
    const expected = execFileSync("Rscript", ["-e", fit], { encoding: "utf8" }).trim().split("\n").map(Number);
    const model = { command: `Rscript ${join(examples, "score.R")} ${folder}/model.rds` };
    expect(await largestError(numbers, model, expected)).toBeLessThan(1e-6);
  });
});
