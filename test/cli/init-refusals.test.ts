import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { peopleCsv } from "./people.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

let csv: string;
let yaml: string;

beforeEach(() => {
  const folder = temporaryFolder();
  csv = join(folder, "people.csv");
  yaml = join(folder, "people.yaml");
  writeFileSync(csv, peopleCsv());
});

describe("recourse init refuses", () => {
  it.each<[string, string[], RegExp]>([
    ["no label", [], /^--label is missing: name the outcome, one of customer_id, .*, repaid$/],
    [
      "no favourable value",
      ["--label", "repaid"],
      /^--favourable is missing: name the values of repaid .* of "no", "yes"$/,
    ],
    ["nothing to change", ["--label", "repaid", "--favourable", "yes"], /^--actionable is missing: .* of age, income,/],
    [
      "a misspelt label",
      ["--label", "repayed", "--favourable", "yes", "--actionable", "age"],
      /unknown column of .* \(did you mean repaid\?\)/,
    ],
    [
      "a misspelt label and nothing else",
      ["--label", "repayed"],
      /^--label repayed: unknown column .*did you mean repaid/,
    ],
    [
      "a label of many values",
      ["--label", "age", "--favourable", "yes"],
      /column age: 45 distinct values; a label has two outcomes/,
    ],
    [
      "a value that is not there",
      ["--label", "repaid", "--favourable", "Yes", "--actionable", "age"],
      /--favourable Yes: .*did you mean yes/,
    ],
    [
      "every value favourable",
      ["--label", "repaid", "--favourable", "yes,no", "--actionable", "age"],
      /every value of repaid is named/,
    ],
    [
      "a direction there is not",
      ["--label", "repaid", "--favourable", "yes", "--actionable", "age:up"],
      /--actionable age:up: write age:increase/,
    ],
    [
      "a direction of categories",
      ["--label", "repaid", "--favourable", "yes", "--actionable", "housing:increase"],
      /categories have no direction/,
    ],
    [
      "changing the leak",
      ["--label", "repaid", "--favourable", "yes", "--actionable", "collections"],
      /--actionable collections: it is left out, since each of its values/,
    ],
    [
      "changing a date",
      ["--label", "repaid", "--favourable", "yes", "--actionable", "applied_on"],
      /a person cannot change a date/,
    ],
    [
      "groups by a number",
      ["--label", "repaid", "--favourable", "yes", "--actionable", "age", "--sensitive", "income"],
      /--sensitive income: two groups need .* housing, employment, purpose, sex/,
    ],
    ["a name with blanks", ["--name", "My People"], /--name My People: give a name of lower-case letters/],
  ])("%s: one sentence and exit code 2", async (_, given, sentence) => {
    const { code, out, err } = await recourse(["init", csv, ...given, "--output", yaml]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.trim()).toMatch(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(existsSync(yaml)).toBe(false);
  });

  it("a file that is not there, and a folder", async () => {
    expect((await recourse(["init", join(dirname(csv), "no.csv")])).err).toContain(
      "no.csv: no such file; check the path",
    );
    expect((await recourse(["init", dirname(csv), "--name", "x"])).err).toContain("is a folder; name a CSV file");
  });
});
