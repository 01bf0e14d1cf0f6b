import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { recourse, temporaryFolder } from "./terminal.ts";

const nowhere = { env: {} };

describe("recourse data", () => {
  it("lists 5 data sets; the simulated one is always found, with 6,000 rows and 4,056 favourable", async () => {
    const { code, out } = await recourse(["data"], nowhere);
    expect(code).toBe(0);
    for (const name of ["adult", "bail", "compas", "german"])
      expect(out).toMatch(new RegExp(`${name} +│ (found|missing)`));
    expect(out).toMatch(/simulated-credit +│ found +│ 6,000 +│ 4,056 \(67\.6 %\)/);
  });

  it("says wrong checksum, and what to run, for a file with other bytes", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "german.csv"), "a,b\n1,2\n");
    const { out } = await recourse(["data", "--data-dir", folder], nowhere);
    expect(out).toMatch(/german +│ wrong checksum/);
    expect(out).toMatch(/next: recourse data fetch .*german/);
  });

  it("shows Δ in raw units: δmax 0.75 is ± 2,125 euros of the loan, and savings only grow", async () => {
    const { code, out } = await recourse(["data", "show", "simulated-credit"], nowhere);
    expect(code).toBe(0);
    expect(out).toMatch(/amount +│ +−2,125 … \+2,125 euros/);
    expect(out).toMatch(/savings +│ +\+0 … \+3,711 euros/);
    const wider = await recourse(["data", "show", "simulated-credit", "--delta-max", "1.5", "--json"], nowhere);
    const { actions } = JSON.parse(wider.out);
    expect(actions.find(({ feature }: { feature: string }) => feature === "amount").upper).toBeCloseTo(2 * 2125.1, 0);
  });

  it("counts the cells of each code that means: not known", async () => {
    const folder = temporaryFolder();
    const lines = Array.from({ length: 40 }, (_, i) => `${i % 4 === 0 ? -9 : i},${i % 2 === 0 ? "yes" : "no"}`);
    writeFileSync(join(folder, "coded.csv"), `months,paid\n${lines.join("\n")}\n`);
    writeFileSync(
      join(folder, "coded.yaml"),
      `name: coded
title: Coded
source: { file: coded.csv, licence: none, citation: none }
features:
  months: { kind: continuous, missing: { codes: [-9], policy: mean }, indicator: each }
label: { column: paid, favourable: ["yes"], unfavourable: ["no"], meaning: paid }
actions: { features: {} }
training: { epochs: 1, batch: 10 }
split: { test: 4 }
`,
    );
    const { code, out } = await recourse(["data", "show", join(folder, "coded.yaml")], nowhere);
    expect(code).toBe(0);
    expect(out).toMatch(/months +│ +10 │ -9: 10 +│ filled/);
    expect(out).toContain("months_missing_-9");
  });

  it("counts records that occur again, and rows that are copies of training records; drop leaves them out", async () => {
    const folder = temporaryFolder();
    const lines = Array.from({ length: 200 }, (_, i) => `${i % 120},${(i % 120) % 2 === 0 ? "yes" : "no"}`);
    writeFileSync(join(folder, "copied.csv"), `months,paid\n${lines.join("\n")}\n`);
    const yaml = (source: string) => `name: copied
title: Copied
protocol: corrected
source: { file: copied.csv, licence: none, citation: none${source} }
features:
  months: { kind: continuous }
label: { column: paid, favourable: ["yes"], unfavourable: ["no"], meaning: paid }
actions: { features: {} }
training: { epochs: 1, batch: 10 }
split: { test: 10 }
`;
    writeFileSync(join(folder, "copied.yaml"), yaml(""));
    const kept = await recourse(["data", "show", join(folder, "copied.yaml")], nowhere);
    expect(kept.out).toContain("! 80 of 200 records are whole copies of an earlier one");
    expect(kept.out).toMatch(/! whole copies of training records: \d+ of 20 calibration rows, \d+ of 10 test rows/);
    writeFileSync(join(folder, "copied.yaml"), yaml(", duplicates: drop"));
    const dropped = await recourse(["data", "show", join(folder, "copied.yaml")], nowhere);
    expect(dropped.out).toContain("left out (source.duplicates: drop)");
    expect(dropped.out).toMatch(/^120 rows/m);
  });

  it("fetch leaves alone what is there, and says where", async () => {
    const folder = temporaryFolder();
    const name = "simulated-credit.csv";
    copyFileSync(fileURLToPath(new URL(`../../data/${name}`, import.meta.url)), join(folder, name));
    const { code, out } = await recourse(["data", "fetch", "simulated-credit", "--data-dir", folder], nowhere);
    expect(code).toBe(0);
    expect(out).toBe(`simulated-credit: ${name} is there: ${join(folder, name)}\n`);
  });
});

describe("recourse doctor", () => {
  it("names Node, the three engines, every data set and the room for results", async () => {
    const { code, out } = await recourse(["doctor", "--results", temporaryFolder()], nowhere);
    expect(code).toBe(0);
    for (const what of ["node", "engine wasm", "engine reference", "engine tfjs"]) {
      expect(out).toMatch(new RegExp(`${what} +│ ok`));
    }
    expect(out).toMatch(/data simulated-credit +│ ok/);
    expect(out).toContain("GiB free");
  });
});
