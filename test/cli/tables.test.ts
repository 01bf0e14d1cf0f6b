import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recourse, temporaryFolder } from "./terminal.ts";

const quick = [
  "--dataset",
  "simulated-credit",
  "--seed",
  "0",
  "--jobs",
  "1",
  "--epochs",
  "1",
  "--set",
  "network.hidden=[4]",
];

describe("recourse tables", () => {
  it("6: x, x + δ, δ and whole units of one person with recourse, and who it is; writes no report", async () => {
    const results = temporaryFolder();
    const { code, out } = await recourse(["tables", "6", ...quick, "--results", results, "--quiet"], { columns: 80 });
    expect(code).toBe(0);
    expect(out).toMatch(/^Table 6: an example of recourse · protocol paper\n/);
    for (const text of ["simulated-credit", "x + δ, whole", "savings", "debt", "amount"]) expect(out).toContain(text);
    expect(out.replaceAll(/\s+/g, " ")).toMatch(/record \d+ of the CSV, the first of \d+ turned down with recourse/);
    expect(existsSync(join(results, "report"))).toBe(false);
  });

  it("--json gives the tables asked for; an unknown number is refused with those there are", async () => {
    const { out } = await recourse(["tables", "2,6", ...quick, "--results", temporaryFolder(), "--quiet", "--json"]);
    expect(JSON.parse(out).tables.map(({ name }: { name: string }) => name)).toEqual(["table2", "table6"]);
    expect(await recourse(["tables", "7"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("there are 1, 2, 3, 4, 5, 6"),
    });
  });
});
