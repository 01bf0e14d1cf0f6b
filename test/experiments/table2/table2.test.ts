import { describe, expect, it } from "vitest";
import type { Scope } from "../../../src/experiments/experiment.ts";
import { table2 } from "../../../src/experiments/table2/table2.ts";
import { verdictsOf } from "../../../src/report/summary.ts";
import type { ReportTable } from "../../../src/report/table.ts";
import { calibrated, madeUp } from "../results.ts";

const scope: Scope = { protocol: "paper", datasets: ["adult"], seeds: [0, 21, 42], overrides: {} };

async function made(of: (lambda: number, seed: number) => [f1: number, recourse: number] | null, over = scope) {
  const results = madeUp(await table2.table.jobs(over), ({ variant }, lambda, seed) => {
    const numbers = of(lambda, seed);
    return numbers && calibrated(...numbers, variant ?? "");
  });
  return table2.table.table(over, results);
}

const places = (table: ReportTable, key: string) => table.rows.find((row) => row.key === key)?.places ?? [];

describe("Table 2", () => {
  it("has the paper's 4 rows and 32 published numbers over its four data sets", async () => {
    const table = await made(() => [0.5, 0.9], { ...scope, datasets: ["adult", "compas", "bail", "german"] });
    expect(table.rows.map(({ labels }) => labels[0])).toEqual([
      "BL + F1 max",
      "BL + PARE",
      "Ours + F1 max",
      "Ours + PARE",
    ]);
    expect(verdictsOf(table).compared).toBe(32);
  });

  it("puts F1 and recourse beside adult's published 0.526 and 0.974, and how many are accepted beside nothing", async () => {
    const table = await made((lambda, seed) => (lambda === 0 ? [0.4, 0.9] : [0.53, 0.97 + seed / 10000]));
    const [f1, recourse, promised, accepted] = places(table, "ours.pare");
    expect(f1).toMatchObject({ mean: expect.closeTo(0.53), published: 0.526, verdict: "reproduced", people: 300 });
    expect(recourse).toMatchObject({ mean: expect.closeTo(0.9721), published: 0.974, verdict: "reproduced" });
    expect(promised).toMatchObject({ mean: expect.closeTo(0.9721), published: null, verdict: null });
    expect(accepted).toMatchObject({ mean: expect.closeTo(0.6), published: null, verdict: null });
  });

  it("has a row for the guarantee of every method the protocol calibrates; only the paper's has published numbers", async () => {
    const table = await made(() => [0.5, 0.9], { ...scope, protocol: "corrected" });
    const rows = table.rows.filter(({ key }) => key.startsWith("ours"));
    expect(rows.map(({ key, printed }) => [key, printed])).toEqual([
      ["ours.f1_max", true],
      ["ours.pare", true],
      ["ours.pare.highest", false],
    ]);
    expect(places(table, "ours.pare.highest")[0]).toMatchObject({ published: null });
  });

  it("at another ε than the paper's has no published number for PARE, and still one for the highest F1", async () => {
    const results = madeUp(await table2.table.jobs(scope), () => ({ ...calibrated(0.5, 0.9), epsilon: 0.25 }));
    const table = await table2.table.table(scope, results);
    expect(places(table, "ours.pare")[0]).toMatchObject({ published: null });
    expect(places(table, "ours.f1_max")[0]).toMatchObject({ published: 0.636 });
  });

  it("says which splits were not calibrated", async () => {
    const table = await made((lambda, seed) => (lambda === 0 || seed === 0 ? null : [0.5, 0.9]));
    expect(places(table, "baseline.pare")[0]).toEqual({ gap: "not calibrated" });
    expect(places(table, "ours.pare")[0]).toMatchObject({ note: "1 of 3 splits were not calibrated" });
  });
});
