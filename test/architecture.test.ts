import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src");

/**
 * A folder may import from itself and from folders of lower rank; `data` and `engines` do not know each other. `index.ts`,
 * what other programs import, takes from all but `cli`.
 */
const rank = {
  core: 0,
  actions: 1,
  data: 2,
  engines: 2,
  certificates: 3,
  methods: 4,
  config: 5,
  pipeline: 6,
  init: 6,
  runner: 7,
  bundle: 7,
  explain: 8,
  report: 8,
  library: 9,
  experiments: 10,
  cli: 11,
  "index.ts": 11,
} as const;
type Folder = keyof typeof rank;

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.startsWith("engines/wasm/kernel/"))
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

/** The code without comments, as the compiler prints it. */
function codeOf(text: string): string {
  return ts.transpileModule(text, {
    compilerOptions: { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  }).outputText;
}

const configNames = (kind: string) =>
  readdirSync(join(root, "configs", kind)).map((name) => name.replace(/\.yaml$/, ""));

describe("the dependency rule", () => {
  it("knows every folder of src", () => {
    const folders = readdirSync(source, { withFileTypes: true });
    expect(folders.filter((entry) => !(entry.name in rank)).map(({ name }) => name)).toEqual([]);
  });

  it("core ← actions ← {data, engines} ← recourse ← config ← stages ← report ← cli", () => {
    const wrong = files.flatMap(({ name, text }) =>
      importsOf(text)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => targetOf(name, specifier))
        // Protocols speak of the experiments: the one way up, to schemas that know nothing else.
        .filter((target) => !(folderOf(name) === "config" && target === "experiments/settings.ts"))
        .filter((target) => folderOf(target) !== folderOf(name) && !(rank[folderOf(target)] < rank[folderOf(name)]))
        .map((target) => `${name} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("the settings of experiments, which config imports, import zod and core alone", () => {
    const settings = files.filter(({ name }) => /^experiments\/(\w+\/)?settings\.ts$/.test(name));
    expect(settings.length).toBeGreaterThan(4);
    const wrong = settings.flatMap(({ name, text }) =>
      importsOf(text)
        .map((specifier) => (specifier.startsWith(".") ? targetOf(name, specifier) : specifier))
        .filter((target) => target !== "zod" && folderOf(target) !== "core" && !target.endsWith("/settings.ts"))
        .map((target) => `${name} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("core imports no package and no node: module", () => {
    const wrong = files.filter(({ name }) => folderOf(name) === "core");
    expect(wrong.length).toBeGreaterThan(5);
    expect(wrong.flatMap(({ text }) => importsOf(text).filter((specifier) => !specifier.startsWith(".")))).toEqual([]);
  });

  it("no file imports itself through others", () => {
    const graph = new Map(
      files.map(({ name, text }) => {
        const values = importsOf(codeOf(text)).filter((specifier) => specifier.startsWith("."));
        return [name, values.map((specifier) => targetOf(name, specifier))];
      }),
    );
    const cycles: string[] = [];
    const done = new Set<string>();
    const walk = (name: string, path: readonly string[]): void => {
      if (path.includes(name)) cycles.push([...path.slice(path.indexOf(name)), name].join(" → "));
      if (done.has(name) || path.includes(name)) return;
      for (const target of graph.get(name) ?? []) walk(target, [...path, name]);
      done.add(name);
    };
    for (const { name } of files) walk(name, []);
    expect(cycles).toEqual([]);
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
    expect(names).toEqual(["adult", "bail", "compas", "german", "simulated-credit"]);
    const word = new RegExp(`(?<![\\w-])(${names.join("|")})(?![\\w-])`);
    const general = files.filter(({ name }) => folderOf(name) !== "experiments");
    const spoken = general.filter(({ name }) => folderOf(name) !== "cli");
    const wrong = spoken.filter(({ text }) => literalsOf(text).some((literal) => word.test(literal)));
    expect(wrong.map(({ name }) => name)).toEqual([]);
    const branches = general.filter(({ text }) => literalsOf(text).some((literal) => names.includes(literal)));
    expect(branches.map(({ name }) => name)).toEqual([]);
  });

  it("no protocol is named in a .ts file, but in config/resolve.ts", () => {
    const names = configNames("protocols");
    expect(names).toEqual(["corrected", "paper", "released"]);
    // pare.grid has a value "paper" of its own: the paper's ten candidates.
    const allowed = ["config/resolve.ts", "config/settings.ts"];
    const wrong = files.filter(
      ({ name, text }) => !allowed.includes(name) && literalsOf(text).some((literal) => names.includes(literal)),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
