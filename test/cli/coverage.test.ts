import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coverageOf } from "../../src/cli/coverage.ts";
import { packagedConfigs } from "../../src/config/files.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { silent } from "./command-lines.ts";
import { temporaryFolder } from "./terminal.ts";

const text = readFileSync(join(packagedConfigs, "datasets/simulated-credit.yaml"), "utf8");

/** The path of simulated credit under another name, whose file prefers a protocol. */
function preferring(protocol: string): string {
  const path = join(temporaryFolder(), "own.yaml");
  writeFileSync(path, `${text.replace("name: simulated-credit", "name: own")}protocol: ${protocol}\n`);
  return path;
}

describe("the protocol of a grid", () => {
  it("is what the data sets' files prefer where none is named, and what is named otherwise", async () => {
    const dataset = [preferring("corrected")];
    expect((await coverageOf({ dataset }, silent)).protocols).toEqual(["corrected"]);
    expect((await coverageOf({ dataset, protocol: ["released"] }, silent)).protocols).toEqual(["released"]);
    expect((await coverageOf({ dataset: ["simulated-credit"] }, silent)).protocols).toEqual(["paper"]);
  });

  it("has to be named for data sets that prefer different ones", async () => {
    const dataset = [preferring("corrected"), "simulated-credit"];
    await expect(coverageOf({ dataset }, silent)).rejects.toThrow(
      new ConfigError(
        "--protocol is missing: the files of own and simulated-credit prefer corrected and paper; name the one for all",
      ),
    );
    expect((await coverageOf({ dataset, protocol: ["paper"] }, silent)).protocols).toEqual(["paper"]);
  });

  it("`all` is the packaged ones, beginning with those the ablation lies between, and what is named besides", async () => {
    const dataset = ["simulated-credit"];
    const { protocols } = await coverageOf({ dataset, protocol: ["mine.yaml", "all"] }, silent);
    expect([protocols.slice(0, 2), protocols.at(-1)]).toEqual([["paper", "released"], "mine.yaml"]);
  });

  it("two files of one name are refused, whose tables would overwrite each other", async () => {
    const coverage = coverageOf({ dataset: ["simulated-credit"], protocol: ["paper", "own/paper.yaml"] }, silent);
    await expect(coverage).rejects.toThrow(/^--protocol: paper and own\/paper\.yaml are both called paper/);
  });
});
