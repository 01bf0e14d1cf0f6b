/** Rows in memory whose actions have names, through the functions of the front door. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";
import { afterAll, expect, it } from "vitest";
import { isNamed, openCandidates } from "../src/actions/enumeration.ts";
import {
  add,
  calibrate,
  certify,
  certifyEveryone,
  contains,
  evaluate,
  explain,
  matrix,
  recourseMethod,
  row,
  train,
} from "../src/index.ts";
import type { DatasetInMemory } from "../src/library/in-memory.ts";

const csv = readFileSync(fileURLToPath(new URL("../data/simulated-credit.csv", import.meta.url)), "utf8");
const rows = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;
const whole = { kind: "continuous", integer: true } as const;

const dataset: DatasetInMemory = {
  name: "credit-in-memory",
  rows,
  features: {
    age: whole,
    education: whole,
    income: whole,
    savings: whole,
    debt: whole,
    amount: whole,
    duration: whole,
  },
  label: { column: "repaid", favourable: ["yes"], unfavourable: ["no"], meaning: "the loan is repaid" },
  actions: {
    candidates: {
      "save 1,000": { when: ["income >= 15000"], by: { savings: 1000 } },
      "pay off 2,000": { when: ["debt >= 2000"], by: { debt: -2000 }, cost: 0.2 },
      "pay off everything": { when: ["debt <= 8000", "savings >= 4000"], to: { debt: 0 }, cost: 1 },
      "ask for 5,000 at most": { when: ["amount >= 5001"], to: { amount: 5000 } },
      "half as long, a smaller loan": { when: ["duration >= 24"], to: { duration: 12 }, by: { amount: -1000 } },
    },
  },
};
const results = mkdtempSync(join(tmpdir(), "recourse-library-named-"));
afterAll(() => rmSync(results, { recursive: true, force: true }));
const choices = {
  dataset,
  protocol: "corrected",
  lambda: 0.8,
  epochs: 4,
  overrides: { "network.hidden": [12] },
  results,
};

it("train, evaluate, certify, explain and certifyEveryone take them, and agree on who can be helped", async () => {
  const classifier = await train(choices);
  expect(classifier.record.data.candidates?.map(({ name }) => name)).toEqual(
    Object.keys(dataset.actions.candidates ?? {}),
  );
  const { record, delta } = await evaluate(classifier, { method: "exhaustive" });
  const { parts, actions } = await classifier.dataset();
  expect(actions.candidates?.length).toBe(5);
  const certified = await certify(classifier);
  expect(certified.counts).toMatchObject({ open: 0, cheapestOpen: 0, withRecourse: record.recourse.flipped });
  expect(delta.rows).toBe(certified.counts.turnedDown);
  const down = certified.people.flatMap(({ answer }, i) => (answer === "accepted" ? [] : [i]));
  for (const [k, i] of down.entries()) expect(contains(actions, row(parts.test.X, i), row(delta, k))).toBe(true);

  const calibrated = await calibrate(classifier, { method: "highest" });
  const person = { age: 30, education: 9, income: 16_000, savings: 1000, debt: 16_000, amount: 12_000, duration: 30 };
  const answer = await explain(calibrated, { person });
  for (const { name } of answer.alternatives) expect(Object.keys(dataset.actions.candidates ?? {})).toContain(name);
  expect(answer.tried).toBe(4);
  const everyone = await certifyEveryone(calibrated, { person, where: ["age >= 25", "age <= 60"] });
  expect(everyone.answer).not.toBe("open");
});

it("another order of the same actions is another training; another name too; the same again is found", async () => {
  const first = await train(choices);
  expect((await train(choices)).stored.fresh).toBe(false);
  const entries = Object.entries(dataset.actions.candidates ?? {});
  const reordered = { ...dataset, actions: { candidates: Object.fromEntries(entries.toReversed()) } };
  expect((await train({ ...choices, dataset: reordered })).stored.key).not.toBe(first.stored.key);
});

it("PARE: on 12 splits no more than k calibration rows miss the bound, and of 12 × 500 test people at least 95 % have what is guaranteed", async () => {
  let [held, people] = [0, 0];
  for (let seed = 0; seed < 12; seed++) {
    const classifier = await train({ ...choices, seed });
    const { record, theta0 } = await calibrate(classifier, { method: "highest" });
    const { n, k, theta0Bound } = record.calibration;
    const { parts, actions } = await classifier.dataset();
    if (!isNamed(actions)) throw new Error("no names");
    const network = await classifier.open();
    const best = (x: Float32Array) => {
      const open = openCandidates(actions, x).delta;
      const all = matrix(1 + open.rows, x.length);
      all.data.set(open.data, x.length);
      const same = matrix(
        all.rows,
        x.length,
        all.data.map((_, at) => x[at % x.length]),
      );
      return Math.max(...network.score(add(same, all)));
    };
    const scores = (part: "calibration" | "test") =>
      Array.from({ length: parts[part].X.rows }, (_, i) => best(row(parts[part].X, i)));
    const missed = scores("calibration").filter((score) => score < theta0Bound).length;
    expect(parts.calibration.X.rows).toBe(n);
    expect(missed).toBeLessThanOrEqual(k);
    expect(theta0).toBeLessThanOrEqual(theta0Bound);
    held += scores("test").filter((score) => score >= theta0Bound).length;
    people += parts.test.X.rows;
    network.close();
  }
  expect(recourseMethod("highest").usesTheta0).toBe(false);
  expect(held / people).toBeGreaterThan(0.95);
});
