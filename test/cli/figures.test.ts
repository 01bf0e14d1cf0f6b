import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/pipeline/canonical.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

const only = ["--dataset", "simulated-credit", "--seed", "0", "--jobs", "1", "-q"];
const quick = [...only, "--epochs", "1", "--set", "network.hidden=[4]"];
const figures = ["figures", "--figures", "1", "--lambda", "0,1", ...quick];
const tables = ["reproduce", "--tables", "2", ...quick];

const drawnIn = (page: string) => {
  const { document } = parseHTML(readFileSync(page, "utf8"));
  return [...document.querySelectorAll("figure")].map(({ id }) => id);
};

describe("recourse figures", () => {
  it("before there is a page writes SVG, CSV, list and checksums of each figure, and says what makes the page", async () => {
    const results = temporaryFolder();
    const { code, out } = await recourse([...figures, "--results", results]);
    expect(code).toBe(0);
    const report = join(results, "report");
    expect(out).toContain(`${join(report, "figures")}, each as .svg and .csv:\n  Figure 1: `);
    expect(out).toContain("\n    figure1-paper\n");
    expect(out).toContain(`no page yet: recourse reproduce makes ${join(report, "index.html")}, with these in it\n`);
    expect(readdirSync(report)).toEqual(["figures"]);
    const folder = join(report, "figures");
    const names = ["figure1-paper.csv", "figure1-paper.svg", "figures.json"];
    expect(readdirSync(folder).sort()).toEqual(["checksums.txt", ...names]);
    const lines = names.map((name) => `${sha256(readFileSync(join(folder, name), "utf8"))}  ${name}\n`);
    expect(readFileSync(join(folder, "checksums.txt"), "utf8")).toBe(lines.join(""));
  });

  it("and recourse reproduce leave one page with both, whichever runs last; --check compares the tables alone", async () => {
    const results = temporaryFolder();
    const page = join(results, "report", "index.html");
    await recourse([...figures, "--results", results]);
    await recourse([...tables, "--results", results]);
    expect(drawnIn(page)).toEqual(["figure1-paper"]);
    const once = readFileSync(page, "utf8");
    expect((await recourse([...figures, "--results", results])).out).toContain("in the page: ");
    expect(readFileSync(page, "utf8")).toBe(once);
    await recourse([...figures, "--protocol", "corrected", "--results", results]);
    expect(drawnIn(page)).toEqual(["figure1-paper", "figure1-corrected"]);
    expect(await recourse([...tables, "--check", "--results", results])).toMatchObject({ code: 0 });
    await recourse([...tables, "--results", results]);
    expect(drawnIn(page)).toHaveLength(2);
  });

  it("are refused a report that is damaged, with what to do", async () => {
    const results = temporaryFolder();
    await recourse([...tables, "--results", results]);
    const report = join(results, "report");
    const record = readFileSync(join(report, "report.json"), "utf8");
    writeFileSync(join(report, "report.json"), record.replace('"digits":3', '"digits":"three"'));
    const { code, err } = await recourse([...figures, "--results", results]);
    expect(code).toBe(2);
    expect(err).toContain(`${report}: report.json at tables.0.digits: `);
    expect(err).toContain("; run recourse reproduce again");
  });

  it("whose jobs fail are not drawn: exit code 1, and those that are there stay", async () => {
    const results = temporaryFolder();
    await recourse([...figures, "--results", results]);
    const diverging = ["--set", "optimiser.learningRate=1e30", "--protocol", "corrected"];
    const { code, err } = await recourse([...figures, ...diverging, "--results", results]);
    expect(code).toBe(1);
    expect(err).toContain("training diverged");
    expect(readdirSync(join(results, "report", "figures"))).toContain("figure1-paper.svg");
  });

  it("in a damaged folder are refused with what to do, and nothing is written", async () => {
    const results = temporaryFolder();
    await recourse([...figures, "--results", results]);
    const folder = join(results, "report", "figures");
    writeFileSync(join(folder, "figures.json"), '[{"name":"../x"}]');
    const { code, err } = await recourse([...tables, "--results", results]);
    expect(code).toBe(2);
    expect(err).toContain(`${folder}: figures.json at 0.name`);
    expect(err).toContain("delete the folder and run recourse figures again");
    expect(existsSync(join(results, "report", "index.html"))).toBe(false);
  });

  it("that are about other data sets are not drawn, and it says so", async () => {
    const results = temporaryFolder();
    const { code, out, err } = await recourse(["figures", "--figures", "4", ...quick, "--results", results]);
    expect(code).toBe(0);
    expect(err).toContain("--figures 4: not drawn, for it is not about simulated-credit\n");
    expect(out).not.toContain("figure4");
  });

  it("of a data set whose file is not there are refused with how to get it", async () => {
    const { code, err } = await recourse(
      ["figures", "--figures", "1", "--dataset", "adult", "--results", temporaryFolder()],
      { env: {} },
    );
    expect(code).toBe(2);
    expect(err).toContain("run: recourse data fetch adult");
  });

  it("of unknown names are refused with those there are", async () => {
    const { code, err } = await recourse(["figures", "--figures", "99", "--results", temporaryFolder()]);
    expect(code).toBe(2);
    expect(err).toMatch(/^--figures 99: there are .*\b1, 2, 3, 4, 5\b/);
  });
});
