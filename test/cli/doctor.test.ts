import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { partFinding } from "../../src/cli/doctor.ts";
import { optional } from "../../src/core/optional.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

describe("recourse doctor", () => {
  it("tells of engines, of what an installation may leave out, of the data, and makes no folder", async () => {
    const results = join(temporaryFolder(), "results");
    const { code, out } = await recourse(["doctor", "--json", "--results", results]);
    expect(code).toBe(0);
    const { findings } = JSON.parse(out);
    const names = findings.map(({ what }: { what: string }) => what);
    for (const what of ["node", "engine wasm", "joint constraints", "figures", "forest of Table 3", "results"]) {
      expect(names).toContain(what);
    }
    expect(findings.at(-1).says).toMatch(/GiB free$/);
    expect(existsSync(results)).toBe(false);
  });

  it("says which npm install brings what is left out", async () => {
    const absent = () => optional(["no-such-package"], "a part", () => import("no-such-package" as string));
    expect(await partFinding("part", absent)).toEqual({
      what: "part",
      fine: false,
      says: "a part needs no-such-package, which this installation leaves out; run: npm install no-such-package",
    });
  });

  it.skipIf(!existsSync("/proc/self"))("says that results cannot be written", async () => {
    const { out } = await recourse(["doctor", "--json", "--results", "/proc/cpuinfo/results"]);
    expect(JSON.parse(out).findings.at(-1)).toMatchObject({
      fine: false,
      says: expect.stringContaining("part of the path is a file"),
    });
  });
});

describe("--data-dir", () => {
  it("where the file is not, but is found elsewhere, is told", async () => {
    const folder = temporaryFolder();
    const argv = ["train", "--dataset", "simulated-credit", "--set", "network.hidden=[4]", "--epochs", "1", "-q"];
    const { code, err } = await recourse([...argv, "--data-dir", folder, "--results", join(folder, "results")]);
    expect(err).toMatch(
      /^warning: simulated-credit\.csv is not in \S+, or not the pinned one; it is read from \S+\/data\/simulated-credit\.csv\n$/,
    );
    expect(code).toBe(0);
  });
});
