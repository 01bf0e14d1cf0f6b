import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/pipeline/canonical.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

const only = ["--dataset", "simulated-credit", "--seed", "0", "--jobs", "1"];
const quick = [...only, "--epochs", "1", "--set", "network.hidden=[4]", "--set", "recourse.exhaustive.budget=64"];

/** All files but those that tell the commit. */
const textsOf = (folder: string) => {
  const ofBuild = ["index.html", "report.json", "build-checksums.txt"];
  const names = readdirSync(folder).filter((name) => !ofBuild.includes(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
};

describe("recourse reproduce", () => {
  it("writes 3 files a table, a page and checksums; asked again it runs nothing and writes the same bytes", async () => {
    const results = temporaryFolder();
    const argv = ["reproduce", "--tables", "1,2", ...quick, "--results", results];
    const first = await recourse(argv);
    expect(first).toMatchObject({ code: 0 });
    expect(first.err).toContain("12 jobs to run, 0 stored");
    expect(first.out).toContain("no published numbers");
    const report = join(results, "report");
    const files = textsOf(report);
    const tables = ["table1", "table2"].flatMap((name) => ["csv", "md", "tex"].map((kind) => `${name}.${kind}`));
    expect(Object.keys(files).sort()).toEqual(["checksums.txt", "summary.md", ...tables].sort());
    expect(files["checksums.txt"].trim().split("\n")).toEqual(
      ["summary.md", ...tables].sort().map((name) => `${sha256(files[name])}  ${name}`),
    );
    const again = await recourse([...argv, "--quiet"]);
    expect([again.out, again.err]).toEqual([first.out, ""]);
    expect(textsOf(report)).toEqual(files);
  });

  it("says on top of every file what is not the paper's: choices laid over the protocol, other splits", async () => {
    const results = temporaryFolder();
    await recourse(["reproduce", "--tables", "2", ...quick, "--results", results, "--quiet"]);
    const report = join(results, "report");
    const [csv, , tex] = ["csv", "md", "tex"].map((kind) => readFileSync(join(report, `table2.${kind}`), "utf8"));
    expect(csv).toMatch(
      /^# Not the protocol as it stands: .*training\.epochs=1.*\n# Other splits than the paper's: seeds 0\.\n/,
    );
    expect(tex).toMatch(/^% Not the protocol/);
    for (const name of ["table2.md", "summary.md", "index.html"]) {
      expect(readFileSync(join(report, name), "utf8")).toContain("Not the protocol as it stands");
    }
  });

  it("without any of the paper's files shows simulated-credit alone and says so", async () => {
    const results = temporaryFolder();
    const argv = ["reproduce", "--tables", "2", ...quick.slice(2), "--results", results, "--quiet", "--json"];
    const { code, out } = await recourse(argv, { env: {} });
    expect(code).toBe(0);
    const { notices, tables } = JSON.parse(out);
    const groups: string[] = tables[0].columns.map(({ group }: { group: string }) => group);
    const shown = [...new Set(groups)];
    expect(shown).toContain("simulated-credit");
    expect(shown.filter((name) => ["adult", "compas", "bail", "german"].includes(name))).toEqual([]);
    expect(groups).toHaveLength(5 * shown.length);
    expect(notices[0]).toBe(
      `None of the paper's data sets was found (recourse data fetch adult compas bail german sst): this is ${shown.join(" and ")} alone, of which the paper prints nothing.`,
    );
  });

  it("--ablations adds a table for the data set and why.md; a file that the next report has not is removed", async () => {
    const results = temporaryFolder();
    const report = join(results, "report");
    const base = ["reproduce", "--tables", "2", ...quick, "--results", results, "--quiet"];
    expect(await recourse([...base, "--ablations"])).toMatchObject({ code: 0 });
    const table = readFileSync(join(report, "ablation-simulated-credit.csv"), "utf8");
    expect(table).toContain("adversarial.sense,baseline.f1");
    expect(table).not.toContain("did not finish");
    expect(readFileSync(join(report, "why.md"), "utf8")).toContain("### Why they differ");
    writeFileSync(join(report, "mine.txt"), "not of the report");
    await recourse(base);
    expect(readdirSync(report).sort()).toEqual([
      "build-checksums.txt",
      "checksums.txt",
      "index.html",
      "mine.txt",
      "report.json",
      "summary.md",
      "table2.csv",
      "table2.md",
      "table2.tex",
    ]);
  });

  it("a folder of other things is refused before anything is run, whatever checksums lie in it, and nothing is touched", async () => {
    const results = temporaryFolder();
    const folder = temporaryFolder();
    const argv = ["reproduce", "--tables", "2", ...quick, "--results", results, "--report", folder, "--quiet"];
    writeFileSync(join(folder, "thesis.csv"), "a,b\n");
    writeFileSync(join(folder, "checksums.txt"), `${sha256("a,b\n")}  thesis.csv\n`);
    for (const command of [argv, ["figures", "--figures", "1", ...argv.slice(3)]]) {
      const into = command[0] === "figures" ? join(folder, "figures") : folder;
      if (command[0] === "figures") {
        mkdirSync(into);
        writeFileSync(join(into, "mine.svg"), "");
      }
      const { code, err } = await recourse(command);
      expect(err).toMatch(/: holds other things, such as \S+; name a folder that is empty or new with --report\n$/);
      expect(code).toBe(2);
    }
    expect(readdirSync(folder).sort()).toEqual(["checksums.txt", "figures", "thesis.csv"]);
    expect(readdirSync(results)).toEqual([]);
  });

  it("a file of the report that somebody has changed is not written over, nor removed; put back, it is", async () => {
    const results = temporaryFolder();
    const report = join(results, "report");
    const base = ["reproduce", ...quick, "--results", results, "--quiet"];
    await recourse([...base, "--tables", "1,2"]);
    const texts = textsOf(report);
    for (const name of ["table2.md", "index.html", "report.json"]) {
      const path = join(report, name);
      const written = readFileSync(path, "utf8");
      // The record still has to be one.
      writeFileSync(path, name === "report.json" ? `${written}\n` : `${written}\nmy notes\n`);
      const { code, err } = await recourse([...base, "--tables", "2", "--seed", "21"]);
      expect({ code, err }).toEqual({
        code: 2,
        err: `${path}: was not written by this program, or was changed since; move it away, or name another folder with --report\n`,
      });
      writeFileSync(path, written);
      expect(textsOf(report)).toEqual(texts);
    }
    writeFileSync(join(report, "table1.md"), "my notes");
    expect(await recourse([...base, "--tables", "2"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(report, "table1.md"), "utf8")).toBe("my notes");
    expect(existsSync(join(report, "table1.csv"))).toBe(false);
  });

  it("with two protocols names its files by protocol", async () => {
    const results = temporaryFolder();
    const argv = [
      "reproduce",
      "--tables",
      "2",
      ...quick,
      "--protocol",
      "paper,released",
      "--results",
      results,
      "--quiet",
    ];
    expect(await recourse(argv)).toMatchObject({ code: 0 });
    expect(readdirSync(join(results, "report")).filter((name) => name.endsWith(".csv"))).toEqual([
      "table2-paper.csv",
      "table2-released.csv",
    ]);
  });

  it("a cell that fails leaves a gap, is told with the command to run it again, and the exit code is 1", async () => {
    const results = temporaryFolder();
    const diverging = ["--set", "optimiser.learningRate=1e30"];
    const { code, err } = await recourse(["reproduce", "--tables", "2", ...quick, ...diverging, "--results", results]);
    expect(code).toBe(1);
    expect(err).toContain("2 failed:\ntraining diverged");
    expect(err).toMatch(
      / {2}again: recourse train --dataset simulated-credit --protocol paper .*--lambda 0 --seed 0\n/,
    );
    expect(err).toContain("2 more that build on these were not started");
    const table = readFileSync(join(results, "report", "table2.md"), "utf8");
    expect(table).toContain("> Incomplete: 4 jobs did not finish.");
    expect(table).toContain("_not calibrated_");
  });

  it("Ctrl-C exits 130, and the same command goes on", async () => {
    const results = temporaryFolder();
    const controller = new AbortController();
    const argv = ["reproduce", "--tables", "2", ...quick, "--results", results];
    const stopped = await recourse(argv, {
      signal: controller.signal,
      err: (text) => text.includes("1/4") && controller.abort(),
    });
    expect(stopped.code).toBe(130);
    expect(existsSync(join(results, "report"))).toBe(false);
    expect((await recourse(argv)).err).toMatch(/^[123] jobs? to run, [123] stored/);
  });

  it.each([
    [["--tables", "7"], "--tables 7: there are 1, 2, 3, 4, 5"],
    [["--protocol", "papre"], 'unknown protocol "papre"'],
    [["--dataset", "adlut"], 'unknown data set "adlut"'],
    [["--jobs", "0"], "--jobs 0: give a whole number from 1 to 1,000"],
  ])("%j is refused with exit code 2", async (wrong, message) => {
    const results = temporaryFolder();
    mkdirSync(results, { recursive: true });
    const { code, err } = await recourse(["reproduce", "--tables", "2", ...quick, ...wrong, "--results", results]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
