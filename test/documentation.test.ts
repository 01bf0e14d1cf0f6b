/** What the documentation says of files, commands and settings is there. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { comparisonIn } from "../src/data/comparison.ts";
import { parseCondition, parseRule } from "../src/data/condition.ts";
import { actionsSchema } from "../src/data/schema/actions.ts";
import { commandLines, parsed } from "./cli/command-lines.ts";
import { recourse, temporaryFolder } from "./cli/terminal.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  "data/README.md",
  "examples/browser/README.md",
];
const textOf = (page: string) => readFileSync(join(root, page), "utf8");

/** The insides of the ``` blocks in one of these languages. */
const blocks = (text: string, ...languages: string[]) =>
  [...text.matchAll(/^```(\w*)\n(.*?)^```/gms)]
    .filter(([, of]) => languages.includes(of))
    .map(([, , inside]) => inside);

describe.each(pages)("%s", (page) => {
  const text = textOf(page);

  it("links to files that exist", () => {
    const prose = text.replace(/^```.*?^```/gms, "");
    const targets = [...prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target]) => target);
    const relative = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(relative.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  it("names commands and options that the program has", async () => {
    const inline = [...text.matchAll(/`((?:npx )?recourse [^`\n]+)`/g)].map(([, command]) => command);
    const whole = blocks(text, "sh", "yaml").flatMap(commandLines);
    for (const argv of whole) await expect(parsed(argv), argv.join(" ")).resolves.toHaveProperty("options");
    for (const argv of inline.flatMap(commandLines)) await known(argv);
  });

  it("names npm scripts that package.json has", () => {
    const { scripts } = JSON.parse(textOf("package.json"));
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** A command in a sentence may leave out what it requires, and nothing else. */
async function known(argv: readonly string[]): Promise<void> {
  const refusal = await parsed(argv).then(
    () => null,
    (error: { code?: string }) => error.code,
  );
  const fine = [
    null,
    "commander.missingMandatoryOptionValue",
    "commander.missingArgument",
    "commander.helpDisplayed",
    "commander.help",
  ];
  expect(fine, argv.join(" ")).toContain(refusal);
}

it("the Δ of docs/own-data.md is one that a data set's YAML may hold", () => {
  const [yaml] = blocks(textOf("docs/own-data.md"), "yaml").filter((block) => block.startsWith("actions:"));
  const { features = {}, constraints, rules } = actionsSchema.parse(parse(yaml).actions);
  const names = Object.keys(features);
  for (const row of constraints) {
    expect(typeof row).toBe("string");
    if (typeof row === "string") expect(parseCondition(row, names, "own-data.md").weights).not.toEqual({});
  }
  for (const rule of rules ?? []) expect(parseRule(rule, names, "own-data.md")).toBeDefined();
  expect([constraints.length, rules?.length]).toEqual([1, 1]);
});

it("the three named actions of docs/own-data.md are what a data set's YAML may hold, with four conditions", () => {
  const [, yaml] = blocks(textOf("docs/own-data.md"), "yaml").filter((block) => block.startsWith("actions:"));
  const { candidates = {}, features } = actionsSchema.parse(parse(yaml).actions);
  expect(features).toBeUndefined();
  const conditions = Object.values(candidates).flatMap(({ when = [] }) => when);
  expect([Object.keys(candidates).length, conditions.length]).toEqual([3, 4]);
  for (const condition of conditions) expect(comparisonIn(condition)).not.toBeNull();
});

it("the README's session with data of one's own prints what the README shows", async () => {
  const text = textOf("README.md");
  const section = text.slice(text.indexOf("## Your own data"), text.indexOf("## As a library"));
  const folder = temporaryFolder();
  const yaml = join(folder, "loans.yaml");
  copyFileSync(join(root, "data", "simulated-credit.csv"), join(folder, "loans.csv"));
  const here = (word: string) => (/^(\.\/)?(loans\.(csv|yaml)|model)$/.test(word) ? join(folder, word) : word);
  let out = "";
  for (const argv of blocks(section, "sh").flatMap(commandLines)) {
    const results = /^(train|calibrate)$/.test(argv[0]) ? ["--results", folder, "--quiet"] : [];
    const ran = await recourse([...argv.map(here), ...results]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    out += ran.out;
    // What the README asks its reader to correct.
    if (argv[0] === "init") {
      const proposed = readFileSync(yaml, "utf8");
      expect(proposed).toContain("repayment_probability");
      const corrected = proposed
        .replace(/^ {2}repayment_probability:.*\n/m, "")
        .replace(/^( {2}(?:income|savings|debt|amount): \{ kind: continuous, integer: true)/gm, "$1, unit: euros")
        .replace(/^( {4}\w+: \{ )(direction:)/gm, "$1step: 100, $2");
      writeFileSync(yaml, corrected);
    }
  }
  const flat = (lines: string) => lines.replace(/\s+/g, " ").trim();
  const shown = blocks(section, "text");
  expect(shown).toHaveLength(2);
  for (const excerpt of shown) expect(flat(out)).toContain(flat(excerpt));
}, 60_000);

it("the README has at most 150 lines", () => {
  expect(textOf("README.md").split("\n").length - 1).toBeLessThanOrEqual(150);
});

it("the map names files and exports that are there, every table and figure among them", () => {
  const map = textOf("docs/architecture.md");
  const rows = [...map.matchAll(/^\| ([^|]+) \| [^|]+ \| `(src\/[^`]+)` \| `(\w+)` \|$/gm)].map((row) => row.slice(1));
  const missing = rows.filter(([, file, name]) => {
    const exported = new RegExp(`^export (async )?(const|function\\*?|interface|class|type) ${name}\\b`, "m");
    return !existsSync(join(root, file)) || !exported.test(textOf(file));
  });
  expect(missing).toEqual([]);
  const claims = readdirSync(join(root, "src/experiments")).filter((name) => /^(table|figure)\d$/.test(name));
  expect(claims.length).toBeGreaterThan(9);
  expect(claims.filter((name) => !rows.some(([, file]) => file.includes(`/${name}/`)))).toEqual([]);
});
