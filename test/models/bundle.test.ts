import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { calibrate, train } from "../../src/index.ts";
import { closeModels } from "../../src/models/outside.ts";
import { recourse, temporaryFolder } from "../cli/terminal.ts";
import { type Forest, forestFile, type Tree } from "./ensemble.ts";

afterAll(() => closeModels());

const script = fileURLToPath(new URL("../fixtures/models/credit.js", import.meta.url));
const command = `${JSON.stringify(process.execPath)} ${script}`;
const few = { "split.test": 60, "split.calibration": 0.02 };
const row = (threshold: number, column: number, weight: number): Tree => ({
  column,
  threshold,
  yes: { leaf: -weight },
  no: { leaf: weight },
});

/** Who saves more and owes less scores higher, in steps. */
const forest: Forest = {
  mode: "BRANCH_LEQ",
  columns: 7,
  trees: [6000, 9000, 12000].flatMap((at) => [row(at, 3, 0.5), row(at, 4, -0.5)]),
};

it("an ONNX file goes into the bundle with its SHA-256: explain proves what it says, and a changed file is refused", async () => {
  const folder = temporaryFolder();
  const onnx = join(folder, "forest.onnx");
  writeFileSync(onnx, forestFile(forest));
  const classifier = await train({
    dataset: "simulated-credit",
    protocol: "corrected",
    model: { onnx },
    results: join(folder, "results"),
    overrides: few,
  });
  expect(classifier.parameters).toBeNull();
  expect(classifier.record.epochs).toEqual([]);
  const calibrated = await calibrate(classifier, { method: "highest", epsilon: 0.2 });
  const bundle = join(folder, "bundle");
  await calibrated.save(bundle);
  expect(readdirSync(bundle).sort()).toEqual(["bundle.json", "model.onnx"]);

  const people = ["--bundle", bundle, "--json"];
  const person = { age: 30, education: 12, income: 20000, savings: 5500, debt: 8000, amount: 9000, duration: 24 };
  const explained = await recourse(["explain", ...people, "--person", JSON.stringify(person)]);
  expect(explained.err).toBe("");
  const [{ score, accepted, methods }] = JSON.parse(explained.out).people;
  // Savings of 5,500 pass none of three thresholds, a debt of 8,000 one: σ(3 · −0.5 + 0.5 + 0.5 − 0.5).
  expect(score).toBeCloseTo(1 / (1 + Math.exp(1)), 6);
  expect(accepted).toBe(score >= calibrated.theta0);
  if (!accepted) expect(methods.map(({ method }: { method: string }) => method)).toContain("cheapest");

  const file = join(bundle, "model.onnx");
  const bytes = readFileSync(file);
  bytes[bytes.length - 20] ^= 1;
  writeFileSync(file, bytes);
  const changed = await recourse(["explain", ...people, "--person", JSON.stringify(person)]);
  expect(changed.code).toBe(2);
  expect(changed.err).toContain("model.onnx: not a bundle that can be used: its SHA-256 is not the one in bundle.json");
});

it("a command in a bundle is run only for who names it, and only if its files are those that were calibrated", async () => {
  const folder = temporaryFolder();
  const bundle = join(folder, "bundle");
  const sets = Object.entries(few).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
  const quick = ["--set", "recourse.ascent.budget=40", "--set", "recourse.ascent.starts=0", ...sets];
  const data = ["--dataset", "simulated-credit", "--protocol", "corrected", "--results", join(folder, "results"), "-q"];
  const saved = await recourse(["calibrate", ...data, ...quick, "--model", command, "-m", "ascent", "--save", bundle]);
  expect(saved.err).toBe("");
  expect(saved.out).toContain("bundle.json");
  const explain = ["explain", "--bundle", bundle, "--row", "7", "--json", "--data-dir", "data"];
  const unnamed = await recourse(explain);
  expect(unnamed.code).toBe(2);
  expect(unnamed.err).toContain("which is run only for those who name it: give it with --model");
  const other = await recourse([...explain, "--model", `${command} well`]);
  expect(other.code).toBe(2);
  expect(other.err).toContain("is not the model that was calibrated");
  const named = await recourse([...explain, "--model", command]);
  expect(named.err).toBe("");
  // The truth of record 7, as the CSV has it.
  const cells = readFileSync(join("data", "simulated-credit.csv"), "utf8").split("\n")[7].split(",");
  expect(JSON.parse(named.out).people[0].score).toBeCloseTo(Number(cells[7]), 6);
});
