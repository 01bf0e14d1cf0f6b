import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src");

/**
 * The house: a folder imports only from itself and from those of lower rank; equal ranks do not know each other. `index.ts`,
 * what other programs import, takes from all but `cli`.
 */
const rank = {
  core: 0,
  actions: 1,
  data: 2,
  engines: 2,
  models: 3,
  certificates: 4,
  methods: 5,
  config: 6,
  pipeline: 7,
  runner: 8,
  report: 8,
  bundle: 9,
  init: 9,
  explain: 10,
  audit: 11,
  library: 12,
  experiments: 13,
  cli: 14,
  "index.ts": 14,
} as const;
type Folder = keyof typeof rank;

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !/^(engines\/wasm|certificates)\/kernel\//.test(name))
  .map((name) => ({ name, text: readFileSync(join(source, name), "utf8") }));

const folderOf = (name: string) => name.split("/")[0] as Folder;
const importsOf = (text: string) => ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
const targetOf = (from: string, specifier: string) => relative(source, resolve(source, dirname(from), specifier));

/** Every string literal and template piece of a file, with the file's own words around it left out. */
function literalsOf(text: string): string[] {
  const literals: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      literals.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("file.ts", text, ts.ScriptTarget.ESNext));
  return literals;
}

/** What a statement declares and exports by name. */
function exportedNames(statement: ts.Statement): string[] {
  if (!ts.canHaveModifiers(statement)) return [];
  const modifiers = ts.getModifiers(statement) ?? [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  // Overloads of one function are one name.
  return named && statement.name && !(ts.isFunctionDeclaration(statement) && !statement.body)
    ? [statement.name.text]
    : [];
}

/** The code without comments, as the compiler prints it. */
function codeOf(text: string): string {
  return ts.transpileModule(text, {
    compilerOptions: { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  }).outputText;
}

const configNames = (kind: string) =>
  readdirSync(join(root, "configs", kind)).map((name) => name.replace(/\.yaml$/, ""));

/** Every import of a file of ours by another, types included. */
const imports = files.flatMap(({ name, text }) =>
  importsOf(text)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => ({ from: name, to: targetOf(name, specifier) })),
);

const said = (found: readonly { readonly from: string; readonly to: string }[]) =>
  found.map(({ from, to }) => `${from} imports ${to}`);

/** What protocol files say of an experiment is part of the settings: schemas that import zod and core, and nothing else. */
const isSettings = (name: string) => /^experiments\/([^/]+\/)?settings\.ts$/.test(name);

/** The folder of an experiment; null for what experiments share. */
const experimentOf = (name: string) => /^experiments\/([^/]+)\//.exec(name)?.[1] ?? null;

describe("the dependency rule", () => {
  it("knows every folder of src", () => {
    const folders = readdirSync(source, { withFileTypes: true });
    expect(folders.filter((entry) => !(entry.name in rank)).map(({ name }) => name)).toEqual([]);
  });

  it("core ← actions ← {data, engines} ← … ← library ← experiments ← cli: imports go down, but for settings", () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        folderOf(to) !== folderOf(from) &&
        !(rank[folderOf(to)] < rank[folderOf(from)]) &&
        !(folderOf(from) === "config" && isSettings(to)),
    );
    expect(said(wrong)).toEqual([]);
    const settings = files.filter(({ name }) => isSettings(name));
    expect(settings.length).toBeGreaterThan(3);
    const others = settings.flatMap(({ name, text }) =>
      importsOf(text)
        .filter((specifier) => specifier !== "zod")
        .map((specifier) => ({ from: name, to: targetOf(name, specifier) }))
        .filter(({ to }) => folderOf(to) !== "core" && !isSettings(to)),
    );
    expect(said(others)).toEqual([]);
  });

  it("core imports no package and no node: module", () => {
    const core = files.filter(({ name }) => folderOf(name) === "core");
    expect(core.length).toBeGreaterThan(5);
    expect(core.flatMap(({ text }) => importsOf(text).filter((specifier) => !specifier.startsWith(".")))).toEqual([]);
  });

  it("report renders only: of ours it imports core alone", () => {
    const wrong = imports.filter(({ from, to }) => {
      return folderOf(from) === "report" && folderOf(to) !== "report" && folderOf(to) !== "core";
    });
    expect(said(wrong)).toEqual([]);
  });

  it("experiments are strangers to one another, and what they share knows none but in catalogue and settings", () => {
    const between = imports.filter(({ from, to }) => {
      const theirs = experimentOf(to);
      if (folderOf(from) !== "experiments" || theirs === null || theirs === experimentOf(from)) return false;
      return experimentOf(from) !== null || !/^experiments\/(catalogue|settings)\.ts$/.test(from);
    });
    expect(said(between)).toEqual([]);
    expect(new Set(files.flatMap(({ name }) => experimentOf(name) ?? [])).size).toBeGreaterThan(10);
  });

  it("no file imports itself through others, types included", () => {
    const graph = new Map(files.map(({ name }) => [name, [] as string[]]));
    for (const { from, to } of imports) graph.get(from)?.push(to);
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (name: string, path: readonly string[]): void => {
      if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(" → "));
      if (done.has(name) || path.includes(name)) return;
      for (const target of graph.get(name) ?? []) walk(target, [...path, name]);
      done.add(name);
    };
    for (const { name } of files) walk(name, []);
    expect(circles).toEqual([]);
  });

  it("no name is exported twice with two meanings", () => {
    // A function of the front door has the name of what it does on a run.
    const frontDoor = ["calibrate", "evaluate", "explain", "train"];
    const declared = new Map<string, string[]>();
    for (const { name, text } of files) {
      const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext);
      for (const each of file.statements.flatMap(exportedNames)) {
        if (folderOf(name) === "library" && frontDoor.includes(each)) continue;
        declared.set(each, [...(declared.get(each) ?? []), name]);
      }
    }
    expect(declared.size).toBeGreaterThan(300);
    const twice = [...declared].filter(([, places]) => places.length > 1);
    expect(twice.map(([name, places]) => `${name}: ${places.join(", ")}`)).toEqual([]);
  });

  it("the published numbers are read in one file", () => {
    const readers = files.filter(({ text }) => literalsOf(text).some((literal) => literal.includes("data/published")));
    expect(readers.map(({ name }) => name)).toEqual(["experiments/published.ts"]);
  });
});

describe("what stays at the edge", () => {
  const outside = files.filter(({ name }) => folderOf(name) !== "cli");

  it("console and process.exit appear in cli alone", () => {
    const wrong = outside.filter(({ text }) =>
      /\bconsole\.|\bprocess\.(exit\b|exitCode|stdout|stderr|argv)/.test(codeOf(text)),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("Math.random appears nowhere, and the clock not in core", () => {
    expect(files.filter(({ text }) => /Math\.random/.test(codeOf(text))).map(({ name }) => name)).toEqual([]);
    const clocked = files.filter(
      ({ name, text }) => folderOf(name) === "core" && /\bDate\b|performance\./.test(codeOf(text)),
    );
    expect(clocked.map(({ name }) => name)).toEqual([]);
  });

  it("no data set is named in a .ts file, but in the help of cli and where an experiment of the paper is about one", () => {
    const names = configNames("datasets");
    expect(names.length).toBeGreaterThan(0);
    const word = new RegExp(`(?<![\\w-])(${names.join("|")})(?![\\w-])`);
    const general = files.filter(({ name }) => folderOf(name) !== "experiments");
    const spoken = general.filter(({ name }) => folderOf(name) !== "cli");
    const wrong = spoken.filter(({ text }) => literalsOf(text).some((literal) => word.test(literal)));
    expect(wrong.map(({ name }) => name)).toEqual([]);
    const branches = general.filter(({ text }) => literalsOf(text).some((literal) => names.includes(literal)));
    expect(branches.map(({ name }) => name)).toEqual([]);
  });

  it("no protocol is named in a .ts file, but in config/resolve.ts and where an experiment is about one", () => {
    const names = configNames("protocols");
    expect(names.length).toBeGreaterThan(0);
    // pare.grid has a value "paper" of its own: the paper's ten candidates.
    const allowed = ["config/resolve.ts", "config/settings.ts"];
    const wrong = files.filter(
      ({ name, text }) =>
        !allowed.includes(name) &&
        folderOf(name) !== "experiments" &&
        literalsOf(text).some((literal) => names.includes(literal)),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
