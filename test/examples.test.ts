/** The examples as a newcomer runs them: node, the built package, an empty folder. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { expect, it } from "vitest";
import { temporaryFolder } from "./cli/terminal.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = existsSync(`${root}/dist/index.js`);
if (!built) process.stderr.write("examples are not tested: they run the built package, and dist/index.js is absent\n");

async function printed(example: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [`${root}/examples/${example}`], {
    cwd: temporaryFolder(),
    env: { ...process.env, TMPDIR: temporaryFolder() },
  });
  expect(stderr).toBe("");
  return stdout;
}

it.skipIf(!built)("every example is run here", () => {
  const examples = readdirSync(`${root}/examples`).filter((name) => name.endsWith(".js"));
  expect(examples).toEqual(["own-network.js", "threshold-with-guarantee.js", "train-and-compare.js"]);
});

it.skipIf(!built)(
  "train-and-compare: more of those turned down have recourse with λ = 0.8 than with λ = 0",
  async () => {
    const lines = (await printed("train-and-compare.js")).trim().split("\n");
    const [baseline, trained] = lines.map((line) => {
      const found = /^λ = [\d.]+: F1 (0\.\d+) .* (\d+) people turned down (\d+) have recourse/.exec(line) ?? [];
      const [f1, people, flipped] = found.slice(1).map(Number);
      return { f1, rate: flipped / people };
    });
    expect(lines).toHaveLength(2);
    expect(trained.rate).toBeGreaterThan(baseline.rate);
    expect(Math.abs(trained.f1 - baseline.f1)).toBeLessThan(0.02);
  },
);

it.skipIf(!built)(
  "own-network: 1 of 2 people turned down has recourse, by income +0.20 and savings +1.00",
  async () => {
    const text = await printed("own-network.js");
    expect(text).toMatch(/person 0: income \+0\.20, savings \+1\.00 \(in Δ: true\) → score 0\.522, accepted/);
    expect(text).toMatch(/1 of 2 people turned down have recourse\n$/);
  },
);

it.skipIf(!built)(
  "threshold-with-guarantee: 1 of 600 calibration rows may miss, and the test rows keep 99 %",
  async () => {
    const text = await printed("threshold-with-guarantee.js");
    expect(text).toMatch(/at least 95 % over these rows, at least 99 % of those people/);
    expect(text).toMatch(/\n1 of 600 calibration rows may miss the bound/);
    expect(text).toMatch(/of 500 \(99\.\d %\): the promise is kept here/);
  },
);

it.skipIf(!built)("the examples and the browser's page type-check against the declarations of the package", () => {
  const names = readdirSync(`${root}/examples`, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".js")).map((name) => `${root}/examples/${name}`);
  const program = ts.createProgram(files, {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
    typeRoots: [`${root}/node_modules/@types`],
  });
  const problems = ts.getPreEmitDiagnostics(program);
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});
