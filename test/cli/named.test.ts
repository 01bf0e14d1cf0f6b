/** A CSV of one's own whose YAML names its actions, through every command that tells of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contradictions } from "../../src/bundle/coherence.ts";
import { bundleSchema } from "../../src/bundle/schema.ts";
import { closeModels } from "../../src/models/outside.ts";
import { everyKindCsv, everyKindYaml } from "../explain/every-kind.ts";
import { problemsOf } from "../html.ts";
import { recourse } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-named-cli-"));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = everyKindYaml.indexOf("actions:");
const end = everyKindYaml.indexOf("settings:");
const yamlWith = (actions: string) =>
  `${everyKindYaml.slice(0, start)}actions:\n${actions}\n${everyKindYaml.slice(end)}`;
const named = `  candidates:
    earn 500 more: { when: [income <= 6000], by: { income: 500 } }
    earn 2,000 more: { when: [income <= 5000, age <= 60], by: { income: 2000 }, cost: 3 }
    buy a house: { when: [housing = rent], to: { housing: own } }
    the next grade: { by: { grade: 1 }, cost: 1.5 }
    save as much as 2,000: { when: [savings <= 1500], to: { savings: 2000 } }`;

const own = ["--dataset", at("own.yaml"), "--protocol", "corrected", "--results", at("results"), "--quiet"];
const quick = [...own, "--lambda", "0.8", "--epochs", "3", "--set", "network.hidden=[8]"];
const names = ["earn 500 more", "earn 2,000 more", "buy a house", "the next grade", "save as much as 2,000"];
const someone = {
  ...{ age: 40, income: 4000, rate: 0.05, ratio: 1, grade: "low", housing: "rent", opened: "01.05.2015" },
  ...{
    "employed since": "2010-01-01",
    arrived: "2019-01-01",
    left: "2019-01-11",
    phone: 1,
    notes: "none",
    savings: 900,
  },
};

beforeAll(async () => {
  writeFileSync(at("every-kind.csv"), everyKindCsv());
  writeFileSync(at("own.yaml"), yamlWith(named));
  const argv = ["calibrate", ...quick, "--method", "adversarial", "--save", at("model"), "--force"];
  expect(await recourse(argv.filter((flag) => flag !== "--force"))).toMatchObject({ code: 0 });
}, 60_000);

it("data show has every action with what it does, whom it is open to, and how many of the training rows that are", async () => {
  const { code, out } = await recourse(["data", "show", at("own.yaml"), "--protocol", "corrected"]);
  expect(code).toBe(0);
  expect(out).toContain("Δ  earn 500 more: income +500 euros │ earn 2,000 more: income +2,000 euros");
  expect(out).not.toContain("δmax");
  expect(out).toMatch(
    /│ earn 2,000 more +│ income \+2,000 euros, at cost 3 +│ income <= 5000 and age <= 60 +│ +\d{2,3} │/,
  );
  expect(out).toMatch(/│ the next grade +│ grade \+1, at cost 1\.5 +│ always +│/);
  const { candidates, actions } = JSON.parse((await recourse(["data", "show", at("own.yaml"), "--json"])).out);
  expect(actions).toEqual([]);
  expect(candidates.map(({ name }: { name: string }) => name)).toEqual(names);
});

it("train and evaluate: the methods that look at all agree, nothing is left open, and the highest is as good as the proof", async () => {
  expect((await recourse(["train", ...quick])).out).toContain("Δ  earn 500 more: income +500 euros");
  const methods = ["--method", "adversarial,cheapest,exhaustive,highest,ascent,gradient,linear"];
  const { code, out } = await recourse(["evaluate", ...quick, ...methods, "--json"]);
  expect(code).toBe(0);
  const recourseOf: Readonly<Record<string, { readonly flipped: number }>> = JSON.parse(out).recourse;
  const of = new Map(Object.entries(recourseOf).map(([name, { flipped }]) => [name, flipped]));
  const best = of.get("cheapest") ?? -1;
  for (const name of ["adversarial", "exhaustive", "highest", "ascent"]) expect(of.get(name)).toBe(best);
  for (const name of ["gradient", "linear"]) expect(of.get(name)).toBeLessThanOrEqual(best);
});

it("certify: everybody turned down has an action by name or none, and nothing is open", async () => {
  const { code, out } = await recourse(["certify", ...quick, "--json", "--boxes", "1"]);
  expect(code).toBe(0);
  const [{ counts, people }] = JSON.parse(out).models;
  expect(counts.open + counts.cheapestOpen).toBe(0);
  expect(counts.withRecourse + counts.none).toBe(counts.turnedDown);
  for (const { answer, action, boxes } of people) {
    if (answer === "action") expect(names).toContain(action);
    else expect(action).toBeNull();
    expect(boxes).toBeLessThanOrEqual(1 + names.length);
  }
  const text = (await recourse(["certify", ...quick, "--csv", at("certified.csv")])).out;
  expect(text).toContain("all proven, and no action is cheaper: every action that is open to somebody was scored");
  expect(text).toMatch(/│ (earn|buy|the|save)[^│]*:/);
  const { data } = Papa.parse<Record<string, string>>(readFileSync(at("certified.csv"), "utf8"), { header: true });
  expect(data.some(({ action }) => action === "earn 500 more")).toBe(true);
});

it("certify --where: of a run and of its bundle, the same answer and the same people", async () => {
  const where = ["--where", "income >= 3000", "--where", "income <= 5500", "--person", JSON.stringify(someone)];
  const ofRun = await recourse(["certify", ...quick, ...where, "--json"]);
  expect(ofRun).toMatchObject({ code: 0 });
  const found = JSON.parse(ofRun.out);
  expect(["everyone", "not everyone"]).toContain(found.answer);
  const ofBundle = await recourse(["certify", "--bundle", at("model"), ...where, "--json", "--quiet"]);
  expect(["everyone", "not everyone"]).toContain(JSON.parse(ofBundle.out).answer);
});

it("explain --bundle: names on the terminal, in JSON, in a letter and in a CSV", async () => {
  const argv = ["explain", "--bundle", at("model"), "--input", at("every-kind.csv"), "--quiet"];
  const { code, out } = await recourse([...argv, "--json"]);
  expect(code).toBe(0);
  const { people } = JSON.parse(out);
  const told = people.flatMap(({ alternatives }: { alternatives: { name: string }[] }) =>
    alternatives.map(({ name }) => name),
  );
  expect(new Set(told)).toEqual(new Set(names));
  expect((await recourse([...argv, "--output", at("answers.csv")])).code).toBe(0);
  expect(readFileSync(at("answers.csv"), "utf8").split("\n")[0]).toContain("recourse,action,alternative,changes");
  const one = ["explain", "--bundle", at("model"), "--person", JSON.stringify(someone), "--quiet"];
  expect((await recourse(one)).out).toMatch(/turned down|accepted/);
  expect((await recourse([...one, "--output", at("letter.html")])).code).toBe(0);
  expect(await problemsOf(readFileSync(at("letter.html"), "utf8"))).toEqual([]);
});

it("audit: who takes which action, on the page and in its CSVs", async () => {
  const { code } = await recourse(["audit", ...quick, "--output", at("audit")]);
  expect(code).toBe(0);
  const page = readFileSync(at("audit", "audit.html"), "utf8");
  expect(await problemsOf(page)).toEqual([]);
  for (const text of [
    "What people can do (Δ), one by one",
    "income ≤ 6,000 euros",
    "housing → own",
    "The cheapest actions by name",
  ]) {
    expect(page).toContain(text);
  }
  expect(readFileSync(at("audit", "numbers.csv"), "utf8")).toContain("named actions,buy a house,taken,");
  expect(readFileSync(at("audit", "people.csv"), "utf8").split("\n")[0]).toContain("highest score,action,");
});

it("certify and evaluate prove it of a model of which only scores are known; a region of people is refused", async () => {
  const csv = fileURLToPath(new URL("../../data/simulated-credit.csv", import.meta.url));
  const yaml = readFileSync(
    fileURLToPath(new URL("../../configs/datasets/simulated-credit.yaml", import.meta.url)),
    "utf8",
  );
  const actions =
    "actions: { candidates: { save: { by: { savings: 2000 } }, smaller: { when: [amount >= 5001], to: { amount: 5000 } } } }\n\n";
  const [from, to] = ["# A box: save", "# The equations of the description"].map((text) => yaml.indexOf(text));
  writeFileSync(at("credit.yaml"), yaml.slice(0, from) + actions + yaml.slice(to));
  const model = `node ${fileURLToPath(new URL("../fixtures/models/credit.js", import.meta.url))}`;
  const outside = [
    "--dataset",
    at("credit.yaml"),
    "--model",
    model,
    "--data-dir",
    dirname(csv),
    "--results",
    at("results"),
    "--quiet",
  ];
  const { code, out, err } = await recourse(["certify", ...outside, "--json"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  const [{ counts }] = JSON.parse(out).models;
  expect(counts.open).toBe(0);
  const evaluated = JSON.parse(
    (await recourse(["evaluate", ...outside, "--method", "cheapest,exhaustive,highest,ascent", "--json"])).out,
  );
  for (const method of ["cheapest", "exhaustive", "highest", "ascent"]) {
    expect(evaluated.recourse[method]).toMatchObject({ flipped: counts.withRecourse, negatives: counts.turnedDown });
  }
  const region = await recourse(["certify", ...outside, "--where", "age >= 30", "--row", "1"]);
  expect(region.code).toBe(2);
  expect(region.err).toContain("only of a network of ours can something be proven about everybody");
  closeModels();
});

describe("a bundle whose named actions contradict the rest of it", () => {
  const bundle = () => bundleSchema.parse(JSON.parse(readFileSync(at("model", "bundle.json"), "utf8")));
  type Actions = ReturnType<typeof bundle>["actions"];
  const changed = (
    change: (actions: Actions, candidate: NonNullable<Actions["candidates"]>[number]) => Partial<Actions>,
  ) => {
    const whole = bundle();
    const [first] = whole.actions.candidates ?? [];
    return [...contradictions({ ...whole, actions: { ...whole.actions, ...change(whole.actions, first) } })];
  };
  const income = () => bundle().preprocessing.columns.findIndex(({ name }) => name === "income");

  it("as it was saved none does", () => {
    expect(changed(() => ({}))).toEqual([]);
  });

  it.each<[string, Parameters<typeof changed>[0], RegExp]>([
    ["bounds", ({ upper }) => ({ upper: upper.map(() => 1) }), /there are bounds beside the candidates/],
    ["steps", ({ steps }) => ({ steps: steps.map(() => 1) }), /constraints, steps and rules do not go with them/],
    [
      "half a euro",
      (_, one) => ({ candidates: [{ ...one, by: [{ column: income(), value: 1e-4 }] }] }),
      /would bring income to values it cannot have/,
    ],
    ["no column", (_, one) => ({ candidates: [{ ...one, by: [{ column: 999, value: 1 }] }] }), /column 999/],
    ["one name twice", (_, one) => ({ candidates: [one, one] }), /give every candidate a name of its own/],
    ["other features", (_, one) => ({ candidates: [one] }), /actions.actionable: Δ moves income, not income, grade/],
    [
      "a 0/1 column",
      ({ candidates = [] }, one) => ({
        candidates: [
          ...candidates,
          {
            ...one,
            name: "phone",
            by: [],
            to: [{ column: bundle().preprocessing.columns.findIndex(({ name }) => name === "phone"), value: 1 }],
          },
        ],
      }),
      /phone is 0 or 1, and would move by itself/,
    ],
  ])("%s", (_, change, message) => {
    expect(changed(change).join("\n")).toMatch(message);
  });
});

it.each([
  [
    "  candidates: { go: { by: { incme: 1 } } }",
    "actions.candidates.go.by.incme: unknown feature (did you mean income?)",
  ],
  ["  candidates: { go: { by: { income: 0 } } }", "go.by.income: 0 changes nothing"],
  [
    "  candidates: { go: { by: { income: .inf } } }",
    "actions.candidates.go.by.income is Infinity: expected a finite number",
  ],
  ["  candidates: { go: { by: { income: 1 }, cost: 0 } }", "actions.candidates.go.cost is 0: too small"],
  [
    "  candidates: { go: { to: { housing: castle } } }",
    "go.to.housing: unknown category castle (known: rent, own, parents)",
  ],
  ["  candidates: { go: { by: { income: 1 } }, go: { by: { age: 1 } } }", "Map keys must be unique"],
  ["  candidates: {}", "actions.candidates is {}: expected at least one action"],
  [
    "  candidates: { go: { by: { income: 1 } } }\n  features: {}",
    "actions.features: does not go with actions.candidates",
  ],
  ["  constraints: []", "actions.features is missing"],
  [
    "  candidates: { go: { by: { income: 1 }, whn: [] } }",
    "actions.candidates.go.whn: unknown setting (did you mean when?)",
  ],
])("one sentence with place and remedy, and exit 2: %s", async (actions, message) => {
  writeFileSync(at("bad.yaml"), yamlWith(actions));
  const { code, err } = await recourse(["data", "show", at("bad.yaml")]);
  expect(err).toContain(message);
  expect(err.trim().split("\n").length).toBe(1);
  expect(code).toBe(2);
});
