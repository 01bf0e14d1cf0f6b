import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { datasetSchema } from "../../src/data/schema.ts";
import { peopleCsv } from "./people.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

let folder: string;
let csv: string;
let yaml: string;

beforeEach(() => {
  folder = temporaryFolder();
  csv = join(folder, "people.csv");
  yaml = join(folder, "people.yaml");
  writeFileSync(csv, peopleCsv());
});

const answers = [
  ...["--label", "repaid", "--favourable", "yes", "--meaning", "the loan is repaid"],
  ...["--actionable", "income:increase,savings:increase,housing", "--sensitive", "sex", "--yes"],
];
const init = (...more: string[]) => recourse(["init", csv, ...answers, "--output", yaml, ...more], { columns: 80 });

describe("recourse init", () => {
  it("660 people: a date, an identifier, a constant and a leak are found, in a table 80 columns wide", async () => {
    const { code, out, err } = await init();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const [column, kind, treatment] of [
      ["customer_id", "identifier", "left out"],
      ["applied_on", "date", "fill: mean + 0/1"],
      ["age", "integer", "feature"],
      ["income", "integer", "can increase, drop missing"],
      ["savings", "continuous", "can increase, drop missing"],
      ["housing", "categorical", "can change"],
      ["employment", "categorical", "fill: mode + 0/1"],
      ["sex", "binary", "feature"],
      ["branch", "constant", "left out"],
      ["collections", "binary", "left out: leak"],
      ["repaid", "binary", "label"],
    ]) {
      expect(out).toMatch(new RegExp(`│ ${column} +│ ${kind} +│ .*│ ${treatment.replace(/[+]/g, "\\+")} +│`));
    }
    expect(out).toContain(
      "warning: collections gives the label away: each of its values goes with one\n  outcome of repaid; left out\n",
    );
    const before = out.split("\n").filter((line) => /^([┌├│└]|warning| )/.test(line) && !line.includes("recourse "));
    expect(Math.max(...before.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("the YAML is valid, says why, pins the bytes and makes nothing up about licence and citation", async () => {
    await init();
    const text = readFileSync(yaml, "utf8");
    const dataset = datasetSchema.parse(parse(text));
    expect(dataset).toMatchObject({
      name: "people",
      source: { file: "people.csv", licence: "not stated", citation: "not stated", missing: ["", "?", "NA"] },
      label: { favourable: ["yes"], unfavourable: ["no"], meaning: "the loan is repaid" },
      sensitive: { feature: "sex_male", majority: "male", minority: "female" },
      actions: { features: { income: { direction: "increase" }, housing: { to: ["own", "parents", "rent"] } } },
      training: { epochs: 50, batch: 30 },
      split: { test: 60 },
      settings: { "actions.integral": true },
    });
    expect(Object.keys(dataset.features)).toEqual([
      "applied_on",
      "age",
      "income",
      "savings",
      "housing",
      "employment",
      "purpose",
      "sex_male",
    ]);
    expect(text).toMatch(/age: .* # integer: 45 distinct whole numbers, 20 … 64/);
    expect(text).toMatch(/# {3}collections: leak: each of its values/);
    expect(text.endsWith("\n")).toBe(true);
  });

  it("from CSV to a calibrated model by the commands it prints", async () => {
    const { out } = await init();
    const results = temporaryFolder();
    const next = out.split("\n").filter((line) => line.startsWith("  recourse "));
    expect(next.map((line) => line.split(" ")[3])).toEqual(["data", "train", "calibrate", "explain"]);
    const model = join(folder, "model");
    const [show, train, calibrate] = next.slice(0, 3).map((line) => line.trim().split(" ").slice(1));
    const shown = await recourse(show);
    expect(shown).toMatchObject({ code: 0, err: "" });
    expect(shown.out).toContain("605 rows → train 423 · validation 61 · test 60 · calibration 61");
    const trained = await recourse([...train, "--epochs", "5", "--results", results, "-q", "--json"]);
    expect(JSON.parse(trained.out)).toMatchObject({
      dataset: "people",
      split: { train: 423, test: 60, calibration: 61 },
    });
    const calibrated = await recourse([
      ...calibrate.map((word) => (word === "model" ? model : word)),
      "--epochs",
      "5",
      "--results",
      results,
      "-q",
      "--jobs",
      "1",
    ]);
    expect(calibrated).toMatchObject({ code: 0, err: "" });
    const bundle = JSON.parse(readFileSync(join(model, "bundle.json"), "utf8"));
    const fills = Object.fromEntries(
      bundle.preprocessing.columns.map(({ name, fill }: { name: string; fill: number | null }) => [name, fill]),
    );
    expect(fills.age).toBeNull();
    expect(fills.applied_on).toBeGreaterThan(0);

    const records = readFileSync(csv, "utf8").trimEnd().split("\n").slice(1);
    const explained = (record: number, ...more: string[]) =>
      recourse(["explain", "--bundle", model, "--row", String(record), "--json", ...more]);
    const unknownIncome = 1 + records.findIndex((line) => line.includes(",NA,"));
    expect((await explained(unknownIncome, "--dataset", yaml)).err).toContain("a missing cell leaves this record out");
    expect((await explained(1)).err).toContain("a data set of your own; name its .yaml with --dataset");
    const undated = 1 + records.findIndex((line) => /^C-\d+,,\d+,\d+,\d/.test(line));
    const [one] = JSON.parse((await explained(undated, "--dataset", yaml)).out).people;
    expect(one.person.applied_on).toBeNull();
    expect(one.warnings[0]).toMatch(/^applied_on is not known and read as 202[23]-\d\d-\d\d$/);
    // The same cells as a person with a null, and in a CSV with another delimiter.
    const [header, ...cells] = [readFileSync(csv, "utf8").split("\n")[0], records[undated - 1]].map((l) =>
      l.split(/,(?! )/),
    );
    const typed = Object.fromEntries(header.map((name, j) => [name, cells[0][j].replaceAll('"', "") || null]));
    const semicolons = join(folder, "one.csv");
    writeFileSync(semicolons, `${header.join(";")}\n${cells[0].join(";")}\n`);
    for (const given of [
      ["--person", JSON.stringify(typed)],
      ["--input", semicolons],
    ]) {
      const { out, err } = await recourse(["explain", "--bundle", model, "--json", ...given]);
      expect(err).toBe("");
      const { name: _, ...same } = JSON.parse(out).people[0];
      expect(same).toEqual({ ...one, name: undefined });
    }
    const stranger = { ...typed, sex: "Male" };
    expect((await recourse(["explain", "--bundle", model, "--person", JSON.stringify(stranger)])).err).toMatch(
      /^--person: sex: unknown value "Male"; .*names "female", "male"$/m,
    );
  }, 60_000);

  it("two children or none: a whole step is more than δmax, so maxChange: 1 is proposed; categories may have an order", async () => {
    const line = (i: number) =>
      `${i % 10 === 0 ? 2 : 1},${["low", "high", "middle"][i % 3]},${(i * 7) % 97},${i % 4 ? 1 : 0}`;
    const rows = Array.from({ length: 700 }, (_, i) => `${line(i)}\n`).join("");
    writeFileSync(csv, `cars,grade,x,y\n3,low,5,1\n${rows}`);
    const given = ["--label", "y", "--favourable", "1", "--actionable", "cars:increase,grade,x", "--yes"];
    expect(await recourse(["init", csv, ...given, "--output", yaml])).toMatchObject({ code: 0, err: "" });
    const text = readFileSync(yaml, "utf8");
    const { features = {} } = datasetSchema.parse(parse(text)).actions;
    expect(features.cars).toEqual({ direction: "increase", max: 3, maxChange: 1 });
    expect(features.x).toEqual({ direction: "any", min: 0, max: 96 });
    expect(text).toContain("if these have an order: kind: ordinal");
    writeFileSync(yaml, text.replace(", maxChange: 1", ""));
    expect((await recourse(["data", "show", yaml])).out).toContain("stays: a step of 1 is more than it may change");
  });

  it("--json is one object with path, columns and the next commands", async () => {
    const { out } = await init("--json", "--name", "loans");
    const { name, path, columns, next } = JSON.parse(out);
    expect({ name, path }).toEqual({ name: "loans", path: yaml });
    expect(columns).toHaveLength(12);
    expect(columns[0]).toMatchObject({ name: "customer_id", kind: "identifier", role: "left out", distinct: 660 });
    expect(next[0]).toBe(`recourse data show ${yaml}`);
  });

  it("a YAML that lies elsewhere: the next commands name the CSV's folder, and work", async () => {
    const elsewhere = join(temporaryFolder(), "deep", "people.yaml");
    const { out } = await recourse(["init", csv, ...answers, "--output", elsewhere]);
    expect(out).toContain(`recourse data show ${elsewhere} --data-dir ${folder}`);
    expect((await recourse(["data", "show", elsewhere, "--data-dir", folder])).code).toBe(0);
  });

  it("columns with commas in their names, in quotes; a flag given twice; and values that differ in case alone", async () => {
    const rows = Array.from(
      { length: 700 },
      (_, i) => `${i % 31},${(i * 7) % 97},${["Yes", "No", "yes"][i % 3]},${i % 4 ? 1 : 0}\n`,
    );
    writeFileSync(csv, `"net-income, monthly",x,has car?,y\n${rows.join("")}`);
    const given = [
      "--label",
      "y",
      "--favourable",
      "1",
      "--actionable",
      '"net-income, monthly":increase',
      "--actionable",
      "x,has car?",
    ];
    const { code, out } = await recourse(["init", csv, ...given, "--yes", "--output", yaml]);
    expect(code).toBe(0);
    expect(out).toContain('warning: has car?: "Yes", "yes" differ in upper and lower case alone');
    const { features = {} } = datasetSchema.parse(parse(readFileSync(yaml, "utf8"))).actions;
    expect(Object.keys(features)).toEqual(["net-income, monthly", "x", "has car?"]);
    const unquoted = ["--label", "y", "--favourable", "1", "--actionable", "net-income, monthly"];
    expect((await recourse(["init", csv, ...unquoted, "--force", "--output", yaml])).err).toContain(
      "needs double quotes",
    );
  });

  it("overwrites with --force alone", async () => {
    writeFileSync(yaml, "mine");
    const refused = await init();
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain(`${yaml} exists; overwrite it with --force`);
    expect(readFileSync(yaml, "utf8")).toBe("mine");
    expect((await init("--force")).code).toBe(0);
    expect(readFileSync(yaml, "utf8")).toContain("name: people");
  });

  it("names with newlines, colons and digits alone make a valid YAML", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i % 7},x\u001b[31m\u0085,${i % 2 ? '"a\n1"' : "b: 2"},${(i * 11) % 31},${i % 3 ? 1 : 0}`,
    );
    writeFileSync(csv, `2020,"con\nstant","a: #b","true",y\n${rows.join("\n")}\n`);
    const given = ["--label", "y", "--favourable", "1", "--actionable", "true", "--yes", "--output", yaml];
    expect(await recourse(["init", csv, ...given])).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(yaml, "utf8")).toContain('constant, always "x\\u001b[31m');
    const { features } = datasetSchema.parse(parse(readFileSync(yaml, "utf8")));
    expect(Object.keys(features)).toEqual(["column_2020", "a: #b_b: 2", "true"]);
    expect((await recourse(["data", "show", yaml])).code).toBe(0);
  });
});
