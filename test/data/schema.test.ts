import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { type DatasetConfig, datasetSchema } from "../../src/data/schema.ts";
import { configOf, project } from "./configs.ts";

const names = readdirSync(join(project, "configs/datasets")).map((file) => file.replace(/\.yaml$/, ""));

/** The issues of a data-set file that is right but for one change, as "path: message". */
function issues(change: (tree: ReturnType<typeof parse>) => void): string[] {
  const tree = parse(readFileSync(join(project, "configs/datasets/compas.yaml"), "utf8"));
  change(tree);
  const result = datasetSchema.safeParse(tree);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("among the data sets are the paper's 4 and a simulated one", () => {
  expect(names).toEqual(expect.arrayContaining(["adult", "bail", "compas", "german", "simulated-credit"]));
});

describe.each(names)("configs/datasets/%s.yaml", (name) => {
  test.each(["paper", "released", "corrected"])("is valid under %s and carries its own name", (protocol) => {
    expect(configOf(name, protocol).name).toBe(name);
  });

  test("pins every file by SHA-256 and size, and every URL of a repository to a commit", () => {
    const { source } = configOf(name, "paper");
    for (const file of source.test === null ? [source] : [source, source.test]) {
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(file.bytes).toBeGreaterThan(0);
      for (const url of file.urls.filter((url) => url.includes("github"))) expect(url).toMatch(/\/[0-9a-f]{40}\//);
    }
  });
});

describe("what the protocols change", () => {
  const value = (name: string, protocol: string, pick: (config: DatasetConfig) => unknown) =>
    pick(configOf(name, protocol));

  test("batch is 15 (german 30), and 10 as released (german 30); epochs are 15 (german 50)", () => {
    for (const name of ["adult", "compas", "bail"]) {
      expect(configOf(name, "paper").training).toEqual({ epochs: 15, batch: 15 });
      expect(configOf(name, "released").training).toEqual({ epochs: 15, batch: 10 });
    }
    for (const protocol of ["paper", "released", "corrected"]) {
      expect(configOf("german", protocol).training).toEqual({ epochs: 50, batch: 30 });
      expect(value("german", protocol, (config) => config.split.test)).toBe(100);
    }
  });

  test("german's favourable credit_risk is 1, and 0 as released", () => {
    expect(value("german", "paper", (config) => config.label.favourable)).toEqual([1]);
    expect(value("german", "corrected", (config) => config.label.favourable)).toEqual([1]);
    expect(value("german", "released", (config) => config.label.favourable)).toEqual([0]);
  });

  test("bail has a test file of its own, and none when corrected", () => {
    expect(value("bail", "paper", (config) => config.source.test?.file)).toBe("bail_test.csv");
    expect(value("bail", "released", (config) => config.source.test?.file)).toBe("bail_test.csv");
    expect(value("bail", "corrected", (config) => config.source.test)).toBeNull();
  });
});

describe("a data-set file is refused for", () => {
  test.each<[string, (tree: ReturnType<typeof parse>) => void, RegExp]>([
    ["a key nobody knows", (tree) => (tree.features.age.units = "years"), /^features\.age: .*"units"/],
    ["a kind nobody knows", (tree) => (tree.features.age.kind = "text"), /^features\.age\.kind: /],
    ["a checksum that is none", (tree) => (tree.source.sha256 = "abc"), /^source\.sha256: expected 64/],
    ["no header and no column names", (tree) => (tree.source.header = false), /^source\.columns: give `columns`/],
    ["a header and column names", (tree) => (tree.source.columns = ["a"]), /^source\.columns: give `columns`/],
    ["two tests in one filter", (tree) => (tree.filters[0].not = 3), /^filters\.0: expected a column and exactly one/],
    ["a filter without a test", (tree) => (tree.filters[0] = { column: "age" }), /^filters\.0: expected a column/],
    [
      "an indicator without a test",
      (tree) => delete tree.features.isMale.equals,
      /^features\.isMale: expected exactly one/,
    ],
    ["a feature called 1", (tree) => (tree.features["1"] = { kind: "continuous" }), /cannot be a whole number/],
    ["a label both ways", (tree) => tree.label.unfavourable.push(0), /^label\.unfavourable: a value is both/],
    [
      "min above max",
      (tree) => Object.assign(tree.actions.features.priors_count, { min: 2, max: 1 }),
      /min is greater than max$/,
    ],
    [
      "a row that forces a change",
      (tree) => (tree.actions.constraints = [{ weights: { age: 1 }, atLeast: 1 }]),
      /^actions\.constraints\.0\.atLeast: must be 0 or less/,
    ],
    ["an epoch count of 1.5", (tree) => (tree.training.epochs = 1.5), /^training\.epochs: /],
    ["δmax NaN", (tree) => (tree.actions.features.priors_count.deltaMax = Number.NaN), /deltaMax: /],
  ])("%s", (_, change, message) => {
    const found = issues(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });
});

test("the JSON Schema for editors describes every key and requires only what a file must say", () => {
  const schema = z.toJSONSchema(datasetSchema, { io: "input" });
  expect(schema.required).toEqual(["name", "title", "source", "features", "label", "actions", "training", "split"]);
  const undescribed: string[] = [];
  const walk = (node: unknown, path: string) => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (key === "properties") {
        for (const [name, property] of Object.entries(child as Record<string, object>)) {
          if (!("description" in property)) undescribed.push(`${path}.${name}`);
        }
      }
      walk(child, key === "properties" || key === "items" ? path : `${path}.${key}`);
    }
  };
  walk(schema, "");
  expect(undescribed).toEqual([]);
});

test("true and null without quotes, which YAML makes no text of, are refused with the remedy; yes and no are texts", () => {
  for (const value of [true, null]) {
    expect(issues((tree) => Object.assign(tree.label, { favourable: [value] }))).toEqual([
      `label.favourable.0: is no text to YAML; write it in quotes, as the CSV has it: "${value}"`,
    ]);
  }
  expect(parse("[yes, no]")).toEqual(["yes", "no"]);
});
