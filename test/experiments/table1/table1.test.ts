import { describe, expect, it } from "vitest";
import type { Scope } from "../../../src/experiments/experiment.ts";
import { printedDatasets } from "../../../src/experiments/published.ts";
import { table1 } from "../../../src/experiments/table1/table1.ts";
import { verdictsOf } from "../../../src/report/summary.ts";
import { isEntry, type ReportTable } from "../../../src/report/table.ts";
import { type Evaluated, evaluated, madeUp } from "../results.ts";

const scope: Scope = { protocol: "paper", datasets: ["adult"], seeds: [0, 21, 42], overrides: {} };

async function made(
  of: (method: string, lambda: number, seed: number) => Evaluated | null,
  over = scope,
): Promise<ReportTable> {
  const jobs = await table1.table.jobs(over);
  const results = madeUp(jobs, ({ variant }, lambda, seed) => {
    const numbers = of(variant ?? "", lambda, seed);
    return numbers && evaluated(numbers);
  });
  return table1.table.table(over, results);
}

const places = (table: ReportTable, key: string) => table.rows.find((row) => row.key === key)?.places ?? [];

describe("Table 1", () => {
  it("of 1 data set and 3 splits needs 24 evaluations: 2 models, 4 methods", async () => {
    const jobs = await table1.table.jobs(scope);
    expect(jobs).toHaveLength(24);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(24);
    expect(new Set(jobs.map(({ variant }) => variant))).toEqual(
      new Set(["linear", "gradient", "adversarial", "exhaustive"]),
    );
  });

  it("has 10 printed rows with 80 published numbers over the paper's four data sets, in its order", async () => {
    const datasets = await printedDatasets();
    expect(datasets).toEqual(["adult", "compas", "bail", "german"]);
    const table = await made(() => ({}), { ...scope, datasets });
    expect(table.rows.filter(({ printed }) => printed)).toHaveLength(10);
    expect(verdictsOf(table).compared).toBe(80);
    expect(table.columns.map(({ key }) => key).slice(0, 3)).toEqual([
      "adult.baseline",
      "adult.ours",
      "compas.baseline",
    ]);
  });

  it("is the mean over splits, beside adult's published 0.697 and 0.636, the higher in bold", async () => {
    const table = await made((_, lambda, seed) => ({ f1: lambda === 0 ? 0.7 : 0.6 + seed / 1000 }));
    const [baseline, ours] = places(table, "f1");
    expect(baseline).toMatchObject({
      mean: expect.closeTo(0.7),
      published: 0.697,
      verdict: "reproduced",
      bold: true,
      people: 300,
    });
    expect(ours).toMatchObject({ mean: expect.closeTo(0.621), published: 0.636, verdict: "reproduced", bold: false });
    expect(isEntry(ours) && ours.values.map(({ source }) => source.seed)).toEqual([0, 21, 42]);
  });

  it("sets neither in bold where the digits shown are the same", async () => {
    const table = await made((_, lambda) => ({ f1: lambda === 0 ? 0.7 : 0.7001 }));
    expect(places(table, "f1")).toMatchObject([{ bold: false }, { bold: false }]);
  });

  it("says what λ costs split by split: a difference of −0.1 in every split has no error, however the splits vary", async () => {
    const table = await made((_, lambda, seed) => ({ f1: 0.5 + seed / 100 - (lambda > 0 ? 0.1 : 0), auc: null }));
    const [blank, cost] = places(table, "cost.f1");
    expect(blank).toBeNull();
    expect(cost).toMatchObject({
      mean: expect.closeTo(-0.1),
      standardError: expect.closeTo(0),
      published: -0.061,
      verdict: null,
    });
    expect(places(table, "cost.auc")).toEqual([null, { gap: "did not finish" }]);
  });

  it("leaves a split in which no one is turned down out of “recourse neg”, and says so", async () => {
    const some = await made((_, __, seed) => ({ negatives: seed === 21 ? 0 : 40, flipped: seed === 21 ? 0 : 20 }));
    expect(places(some, "recourse_neg.gradient")[0]).toMatchObject({
      mean: 0.5,
      people: 80,
      note: "no one is turned down with seed 21, which is left out",
    });
    expect(places(some, "recourse_all.gradient")[0]).toMatchObject({
      mean: expect.closeTo((0.8 + 1 + 0.8) / 3),
      note: null,
    });
    const none = await made(() => ({ negatives: 0, flipped: 0 }));
    expect(places(none, "recourse_neg.gradient")).toEqual([
      { gap: "no one turned down" },
      { gap: "no one turned down" },
    ]);
  });

  it("says which splits did not finish, and leaves a gap where none did", async () => {
    const table = await made((method, _, seed) =>
      method === "linear" || (method === "gradient" && seed === 0) ? null : {},
    );
    expect(places(table, "recourse_all.gradient")[0]).toMatchObject({ note: "1 of 3 splits did not finish" });
    expect(places(table, "recourse_all.linear")[0]).toEqual({ gap: "did not finish" });
  });

  it("shows the trivial classifier and the ceiling, which the paper does not print", async () => {
    const table = await made((method) => ({ flipped: method === "exhaustive" ? 40 : 20 }));
    expect(places(table, "recourse_neg.exhaustive")[0]).toMatchObject({ mean: 1, published: null, verdict: null });
    expect(table.rows.find(({ key }) => key === "recourse_neg.exhaustive")?.labels[1]).toBe(
      "Exhaustive search (ceiling)",
    );
    expect(places(table, "all_positive.f1")[0]).toMatchObject({ mean: expect.closeTo(0.4), published: null });
  });

  it.each([
    [20, "Ceiling, proven"],
    [19, "Cheapest action, proven (ceiling)"],
  ])(
    "calls the ceiling proven where, of 40 turned down, 20 have recourse and %d have none, proven: “%s”",
    async (none, label) => {
      const over = { ...scope, overrides: { "table1.ceiling": { value: "cheapest", flag: "--set" } } };
      const table = await made((method) => (method === "cheapest" ? { none } : {}), over);
      expect(table.rows.find(({ key }) => key === "recourse_neg.cheapest")?.labels[1]).toBe(label);
      expect(table.rows.some(({ key }) => key.endsWith(".exhaustive"))).toBe(false);
    },
  );
});
