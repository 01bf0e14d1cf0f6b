import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemsOf } from "../html.ts";
import { recourse } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-answers-"));
const bundle = join(folder, "model");
const explain = (...argv: string[]) => recourse(["explain", "--bundle", bundle, ...argv], { columns: 80 });
const columns = ["age", "education", "income", "savings", "debt", "amount", "duration"];
const input = join(folder, "people.csv");
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  const quick = ["--epochs", "3", "--set", "network.hidden=[8]", "--results", join(folder, "results"), "--quiet"];
  const argv = ["calibrate", "--dataset", "simulated-credit", "--lambda", "0.8", "--save", bundle, ...quick];
  expect(await recourse(argv)).toMatchObject({ code: 0 });
  const people = Array.from({ length: 30 }, (_, i) => [30 + i, 9 + (i % 8), 21000, 4000 + 100 * i, 14000, 9000, 30]);
  const lines = people.map((cells) => cells.join(","));
  writeFileSync(input, `${columns.join(",")}\n${[...lines, "30,x,1,1,1,1,1", "1,2"].join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = (path: string) =>
  Papa.parse<Record<string, string>>(readFileSync(path, "utf8"), { header: true, skipEmptyLines: true }).data;

describe("recourse explain --output", () => {
  it("32 people as a CSV: a row a person and alternative, 2 with the reason and exit 0; every `after` typed in again is accepted", async () => {
    const answers = file("answers.csv");
    const { code, out, err } = await explain("--input", input, "--output", answers);
    expect([code, out]).toEqual([0, `30 answers are in ${answers}\n`]);
    expect(err).toBe("2 of 32 people got no answer; the file says why\n");
    const rows = rowsOf(answers);
    expect(new Set(rows.map(({ person }) => person)).size).toBe(32);
    const without = rows.filter(({ decision }) => decision === "no answer");
    expect(without.map(({ note }) => note)).toEqual([
      expect.stringMatching(/column education: "x" is not a number$/),
      expect.stringMatching(/2 cells where 7 columns are named/),
    ]);
    const alternatives = rows.filter(({ alternative }) => alternative !== "");
    expect(alternatives.length).toBeGreaterThan(new Set(alternatives.map(({ person }) => person)).size);
    const after = alternatives.map((row) => columns.map((column) => row[`${column} after`]).join(","));
    const retyped = file("after.csv");
    writeFileSync(retyped, `${columns.join(",")}\n${after.join("\n")}\n`);
    expect((await explain("--input", retyped, "--output", file("again.csv"))).code).toBe(0);
    const again = rowsOf(file("again.csv"));
    expect(again.map(({ decision }) => decision)).toEqual(alternatives.map(() => "accepted"));
    expect(again.map(({ score }) => score)).toEqual(alternatives.map((row) => row["score after"]));
    const before = rows.filter(({ decision }) => decision !== "no answer").map((row) => row["savings before"]);
    expect([...new Set(before)]).toEqual(Array.from({ length: 30 }, (_, i) => `${4000 + 100 * i}`));
  });

  it("JSON holds what --json prints, the guarantee once; Markdown and HTML have as many rows as the CSV", async () => {
    for (const name of ["all.csv", "all.json", "all.md", "all.html"]) {
      expect((await explain("--input", input, "--method", "adversarial", "--output", file(name))).code).toBe(0);
    }
    const { people, guarantee, caution, leftOut, lasting, ...rest } = JSON.parse(
      readFileSync(file("all.json"), "utf8"),
    );
    expect(rest).toMatchObject({ answered: 30, unanswered: 2, model: { bundle, dataset: "simulated-credit" } });
    const printed = JSON.parse((await explain("--input", input, "--json", "--method", "adversarial")).out);
    expect({ ...people[0], leftOut, guarantee, caution, lasting }).toEqual(printed.people[0]);
    const rows = rowsOf(file("all.csv")).length;
    expect(await problemsOf(readFileSync(file("all.html"), "utf8"))).toEqual([]);
    const markdown = readFileSync(file("all.md"), "utf8").match(/^\| /gm) ?? [];
    expect(markdown.length).toBe(rows + 2);
    expect((readFileSync(file("all.html"), "utf8").match(/<tr><th scope="row">/g) ?? []).length).toBe(rows);
  });

  it("one person as HTML is a letter: decision, changes, the values and the caution, and no script", async () => {
    const person = JSON.stringify({
      age: 30,
      education: 11,
      income: 23000,
      savings: 6000,
      debt: 14000,
      amount: 8000,
      duration: 30,
    });
    expect((await explain("--person", person, "--output", file("letter.html"))).code).toBe(0);
    const letter = readFileSync(file("letter.html"), "utf8");
    expect(letter).toContain("<strong>The model says no.</strong> It gives you a score of 0.");
    expect(letter).toMatch(
      /<li>\w+: [\d,]+ euros instead of [\d,]+, [\d,]+ (less|more)\. The score would be 0\.\d+\.<\/li>/,
    );
    expect(letter).toContain('<tr><th scope="row">income</th><td class="text">23,000</td></tr>');
    expect(letter).toContain("A recourse is not a guarantee");
    expect(letter).not.toMatch(/<script|https?:/);
    expect(await problemsOf(letter)).toEqual([]);
  });

  it.each([
    [
      "a name without a format",
      ["--output", "answers.txt"],
      "--output answers.txt: name a file that ends in .csv, .json",
    ],
    ["the file the people are read from", ["--output", input], "the people are read from this file; name another"],
    ["--json beside it", ["--output", "answers.csv", "--json"], "--output: leave --json out"],
    ["a folder that cannot be", ["--output", "/proc/x/answers.csv"], "/proc/x/answers.csv: cannot be written"],
  ])("%s: one sentence, exit 2, and the people's file as it was", async (_, argv, sentence) => {
    const text = readFileSync(input, "utf8");
    const { code, out, err } = await explain("--input", input, ...argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(readFileSync(input, "utf8")).toBe(text);
  });

  it("nobody who can be read: exit 2 and no file", async () => {
    const broken = file("broken.csv");
    writeFileSync(broken, `${columns.join(",")}\n30,x,1,1,1,1,1\n`);
    const { code } = await explain("--input", broken, "--output", file("none.csv"));
    expect([code, existsSync(file("none.csv"))]).toEqual([2, false]);
  });
});
