import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recourse, temporaryFolder } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-explain-"));
const bundle = join(folder, "model");
const poor = { age: 30, education: 11, income: 23000, savings: 6000, debt: 14000, amount: 8000, duration: 30 };
const explain = (...argv: string[]) => recourse(["explain", "--bundle", bundle, ...argv], { columns: 80 });

beforeAll(async () => {
  const quick = ["--epochs", "3", "--set", "network.hidden=[8]", "--results", join(folder, "results"), "--quiet"];
  const argv = ["calibrate", "--dataset", "simulated-credit", "--lambda", "0.8", "--save", bundle, ...quick];
  expect(await recourse(argv)).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("recourse explain", () => {
  it("tells decision, alternatives, methods and guarantee on lines of at most 80 columns", async () => {
    const { code, out } = await explain("--person", JSON.stringify(poor));
    expect(code).toBe(0);
    expect(out).toMatch(/^turned down · score 0\.\d+, needed 0\.\d+ · the loan is repaid$/m);
    expect(out).toMatch(/^What would change it\n {2}1 {2}\w+: [\d,]+ → [\d,]+ euros \([+−][\d,]+\)/m);
    expect(out).toMatch(/score 0\.\d+ accepted {2}cost \d+\.\d\d$/m);
    expect(out).toContain("What each method proposes");
    expect(out).toContain("left out: linear, causal: fitted on training rows");
    expect(out.replaceAll("\n", " ")).toContain("It guarantees nothing to this one person.");
    expect(out).toContain("A recourse is not a guarantee");
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("--json: the model, and one explanation a person, the same for a CSV and for JSON; --alternatives and --method", async () => {
    const file = join(temporaryFolder(), "people.csv");
    const names = Object.keys(poor);
    writeFileSync(file, `${names.join(",")}\n${Object.values(poor).join(",")}\n60,16,60000,20000,4000,3500,14\n`);
    const options = ["--json", "--alternatives", "1", "--method", "adversarial,exhaustive"];
    const ofFile = JSON.parse((await explain("--input", file, ...options)).out);
    const ofText = JSON.parse((await explain("--person", JSON.stringify(poor), ...options)).out);
    expect(ofFile.model).toMatchObject({ bundle, dataset: "simulated-credit", protocol: "paper", lambda: 0.8 });
    expect(ofFile.people).toHaveLength(2);
    expect(ofFile.people[0]).toEqual({ ...ofText.people[0], name: `${file}, record 1` });
    expect(ofFile.people[0].alternatives).toHaveLength(1);
    expect(ofFile.people[0].methods.map(({ method }: { method: string }) => method)).toEqual([
      "adversarial",
      "exhaustive",
    ]);
    expect(ofFile.people[0].person).toEqual(poor);
    expect(ofFile.people[1].outcome).toBe("not needed");
  });

  it("--row: the record's own values, from the CSV the bundle was made from and no other", async () => {
    const { people } = JSON.parse((await explain("--row", "1", "--json")).out);
    expect(people[0].name).toBe("simulated-credit.csv, record 1");
    expect(Object.keys(people[0].person)).toEqual(Object.keys(poor));
    expect(await explain("--row", "99999")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--row 99999: give the number of a record, 1 for the first"),
    });
    expect(await explain("--row", "1", "--dataset", "adlut")).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean adult?"),
    });
  });

  const person = (changes: object) => ["--person", JSON.stringify({ ...poor, ...changes })];

  it.each([
    ["nobody", [], "name whom to explain by one of --row, --input and --person"],
    ["two at once", ["--row", "1", "--person", "{}"], "name whom to explain by one of"],
    [
      "a missing column",
      ["--person", '{"age": 25, "educatoin": 9}'],
      "--person: education is missing (did you mean educatoin?)",
    ],
    ["text in a number", person({ income: "much" }), '--person: income: "much" is not a number'],
    ["half a year", person({ age: 25.5 }), '--person: age: "25.5" is not a whole number'],
    [
      "out of range",
      [...person({ age: 250 }), "--strict"],
      "--person: age: 250 lies outside 21 … 70 years, the values the model was trained on",
    ],
    ["no JSON", ["--person", "{age: 25}"], "--person: not JSON; write it as"],
    ["many people as JSON", ["--person", "[]"], "one JSON object is needed"],
    ["a CSV that is not there", ["--input", "no/such.csv"], "no/such.csv: no such file"],
    ["a method that needs rows", [...person({}), "--method", "linear"], "linear: fitted on training rows"],
    ["an unknown method", [...person({}), "--method", "gradeint"], "did you mean gradient?"],
    ["half an alternative", [...person({}), "--alternatives", "1.5"], "--alternatives 1.5: give a whole number"],
  ])("%s: one sentence and exit 2", async (_, argv, sentence) => {
    const { code, out, err } = await explain(...argv);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect([code, out]).toEqual([2, ""]);
  });

  it("out of range: answered with a warning, as --row is", async () => {
    const { code, out } = await explain(...person({ age: 250 }));
    expect(code).toBe(0);
    expect(out).toContain("! age: 250 lies outside 21 … 70 years, the values the model was trained on");
  });

  it("of 4 people in a CSV the 2 who can be read are answered, the others get the reason in place, and the exit is 2", async () => {
    const file = join(temporaryFolder(), "people.csv");
    const good = Object.values(poor).join(",");
    writeFileSync(
      file,
      `${Object.keys(poor).join(",")}\n${good}\n30,x,1,1,1,1,1\n${good.replace(/^30/, "500")}\n1,2\n`,
    );
    const { code, out, err } = await explain("--input", file, "--json", "--method", "adversarial");
    const { answered, unanswered, people } = JSON.parse(out);
    expect([code, answered, unanswered]).toEqual([2, 2, 2]);
    expect(people.map(({ problem = null }) => problem)).toEqual([
      null,
      expect.stringMatching(/record 2 \(line 3\), column education: "x" is not a number$/),
      null,
      expect.stringMatching(/record 4 \(line 5\): 2 cells where 7 columns are named/),
    ]);
    expect(people[2].warnings).toEqual([expect.stringContaining("age: 500 lies outside")]);
    expect(err).toContain("2 of 4 people got no answer, the first: ");
    const text = await explain("--input", file, "--method", "adversarial");
    expect(text.code).toBe(2);
    expect(text.out).toMatch(/record 2: no answer: .*education: "x" is not a number$/m);
    expect(text.out).toContain("A recourse is not a guarantee");
    const strict = JSON.parse((await explain("--input", file, "--json", "--method", "adversarial", "--strict")).out);
    expect(strict.unanswered).toBe(3);
  });

  it("no bundle: the command that makes one", async () => {
    const { code, err } = await recourse(["explain", "--bundle", join(folder, "absent"), "--row", "1"]);
    expect(code).toBe(2);
    expect(err).toContain("recourse calibrate --save");
  });
});
