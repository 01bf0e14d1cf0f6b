import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recourse, temporaryFolder } from "./terminal.ts";

const only = ["--dataset", "simulated-credit", "--seed", "0", "--jobs", "1"];
const quick = [...only, "--epochs", "1", "--set", "network.hidden=[4]", "--set", "recourse.exhaustive.budget=64"];

describe("recourse reproduce --check", () => {
  it("finds every number in its place and exits 0, or shows what moved and exits 3; it writes nothing", async () => {
    const results = temporaryFolder();
    const argv = ["reproduce", "--tables", "2", ...quick, "--results", results, "--quiet"];
    await recourse(argv);
    const report = join(results, "report");
    const unmoved = await recourse([...argv, "--check"]);
    expect(unmoved.code).toBe(0);
    expect(unmoved.out).toMatch(/^all \d+ numbers are those of /);
    expect(unmoved.out.trimEnd().endsWith(report)).toBe(true);
    const path = join(report, "table2.csv");
    const text = readFileSync(path, "utf8");
    const [line] = text
      .split("\n")
      .filter((each) => each.includes("ours.pare") && each.includes("simulated-credit.f1"));
    const fields = line.split(",");
    fields[6] = "0.123456";
    const tampered = text.replace(line, fields.join(","));
    writeFileSync(path, tampered);
    const { code, out } = await recourse([...argv, "--check"]);
    expect(code).toBe(3);
    expect(out).toMatch(
      /^table2 · paper · simulated-credit\.f1 · ours\.pare\n- mean 0\.123456.*\n\+ mean 0\.\d+.*\n1 number moved since /,
    );
    expect(readFileSync(path, "utf8")).toBe(tampered);
  });

  it("of more than the report covers tells what it does not cover; of nothing it covers is refused", async () => {
    const results = temporaryFolder();
    const argv = (tables: string) => ["reproduce", "--tables", tables, ...quick, "--results", results, "--quiet"];
    await recourse(argv("2"));
    const more = await recourse([...argv("1,2"), "--check"]);
    expect(more.code).toBe(0);
    expect(more.out).toMatch(/\nnot in that report, so not compared: table1 · paper · simulated-credit\n$/);
    const other = await recourse([...argv("1"), "--check"]);
    expect(other.code).toBe(2);
    expect(other.err).toContain("the report there has nothing of table1 · paper · simulated-credit; name another one");
  });

  it("without a report says to make one", async () => {
    const results = temporaryFolder();
    const { code, err } = await recourse([
      "reproduce",
      "--tables",
      "2",
      ...quick,
      "--results",
      results,
      "--quiet",
      "--check",
    ]);
    expect(code).toBe(2);
    expect(err).toContain("there is no report to compare with; run the same command without --check");
  });
});
