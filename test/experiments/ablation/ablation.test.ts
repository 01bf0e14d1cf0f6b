import { describe, expect, it } from "vitest";
import { resolve } from "../../../src/config/resolve.ts";
import { Ablation } from "../../../src/experiments/ablation/ablation.ts";
import { factorsOf } from "../../../src/experiments/ablation/factors.ts";
import { ablationPlan } from "../../../src/experiments/ablation/plan.ts";
import { type AblationFindings, type Finding, leadsTo, whyOf } from "../../../src/report/explanation.ts";
import type { ReportTable } from "../../../src/report/table.ts";
import { calibrated, evaluated, madeUp } from "../results.ts";

const datasets = ["adult", "bail", "compas", "german", "simulated-credit"];

describe("the factors", () => {
  it.each(datasets)(
    "of %s, all flipped in one protocol, give the settings of the other, each choice flipped once",
    async (dataset) => {
      const plan = ablationPlan;
      const factors = await factorsOf(dataset, plan);
      const paths = factors.flatMap(({ overrides }) => Object.keys(overrides));
      expect(new Set(paths).size).toBe(paths.length);
      const overrides = Object.assign({}, ...factors.map(({ overrides }) => overrides));
      const flipped = await resolve({ dataset, protocol: plan.from, overrides });
      // What Table 5 does with sentences is no factor of a table of people.
      const { nlp } = flipped.settings;
      expect({ ...(await resolve({ dataset, protocol: plan.towards })).settings, nlp }).toEqual(flipped.settings);
    },
  );

  it("all have a name in the plan, and only german has a polarity to flip", async () => {
    const plan = ablationPlan;
    const named = new Set(plan.factors.map(({ name }) => name));
    for (const dataset of datasets) {
      const names = (await factorsOf(dataset, plan)).map(({ name }) => name);
      expect(names.filter((name) => !named.has(name))).toEqual([]);
      expect(names.includes("polarity")).toBe(dataset === "german");
    }
  });

  it("reach what they can move: a model, one method, or PARE", async () => {
    const factors = await factorsOf("german", ablationPlan);
    const scope = Object.fromEntries(factors.map(({ name, scope }) => [name, scope]));
    expect(scope).toMatchObject({
      sense: "model",
      polarity: "model",
      target: "gradient",
      linearBox: "linear",
      alpha: "pare",
    });
  });

  it("a choice that no factor names is a factor of its own", async () => {
    const plan = ablationPlan;
    const factors = await factorsOf("adult", {
      ...plan,
      factors: plan.factors.filter(({ name }) => name !== "header"),
    });
    expect(factors.at(-1)).toMatchObject({ name: "source.skip", title: "source.skip", scope: "model" });
  });
});

/** Baseline F1 is 0.5 with two hidden layers 0.69, with the other epoch 0.58, with all factors 0.7; ours never moves. */
async function explained(dataset: string): Promise<AblationFindings> {
  const ablation = await Ablation.of({ datasets: [dataset], seeds: [0, 21], overrides: {} }, ablationPlan);
  const results = madeUp(ablation.jobs(), ({ task, request }, lambda, seed) => {
    const has = (path: string) => request.overrides?.[path] !== undefined;
    const all = request.protocol === "released";
    const change = has("network.hidden") ? 0.19 : has("training.epochRule") ? 0.08 : all ? 0.2 : 0;
    const f1 = 0.5 + seed / 1000 + (lambda === 0 ? change : 0);
    return task.name === "calibrate" ? calibrated(f1, 0.9) : evaluated({ f1 });
  });
  return ablation.explanation(results);
}

describe("an ablation", () => {
  it("has one table for a data set, its changes paired by split and in bold where they are more than noise", async () => {
    const { tables } = await explained("simulated-credit");
    const [table] = tables;
    const first = (key: string) => rowOf(table, key)[0];
    expect(table.name).toBe("ablation-simulated-credit");
    expect(first("adversarial.as_is")).toMatchObject({ mean: expect.closeTo(0.5105), verdict: null });
    expect(first("adversarial.network")).toMatchObject({
      mean: expect.closeTo(0.19),
      standardError: expect.closeTo(0),
      bold: true,
    });
    expect(first("adversarial.order")).toMatchObject({ mean: 0, bold: false });
    expect(first("adversarial.all")).toMatchObject({ mean: expect.closeTo(0.2), bold: true });
    expect(first("gradient.as_is")).toBeNull();
  });

  it("finds the factors that lead towards adult's published 0.697, the one that ends nearest first", async () => {
    const { findings } = await explained("adult");
    const found = findings.find(({ model, what }) => model === "baseline" && what === "adversarial train., F1");
    expect(found).toMatchObject({
      ours: expect.closeTo(0.5105),
      published: 0.697,
      together: expect.closeTo(0.2),
      contributors: [
        { change: expect.closeTo(0.19) },
        { title: "epoch of lowest validation loss", change: expect.closeTo(0.08) },
      ],
    });
    expect(
      findings.find(({ model, what }) => model === "ours" && what === "adversarial train., F1")?.contributors,
    ).toEqual([]);
  });

  it("finds nothing to explain where the paper prints nothing", async () => {
    const explanation = await explained("simulated-credit");
    expect(explanation.findings).toEqual([]);
    expect(whyOf(explanation, ["A notice."])).toMatch(/^> A notice\.\n\n### Why they differ\n\n.*\n\nNone\.\n$/);
  });
});

describe("a finding", () => {
  const finding: Finding = {
    dataset: "adult",
    model: "baseline",
    what: "adversarial train., F1",
    ours: 0.5,
    published: 0.7,
    contributors: [
      { title: "two hidden layers", change: 0.19 },
      { title: "batch", change: 0.1 },
    ],
    together: 0.16,
  };

  it.each([
    [0.18, "reproduced"],
    [0.16, "close"],
    [0.1, "differs"],
    [0.3, "differs"],
  ])("a change of %s from 0.5 leads to a published 0.7 as far as %s", (change, verdict) => {
    expect(leadsTo(finding, change)).toEqual({ to: expect.closeTo(0.5 + change), verdict });
  });

  it("is a row: published, ours, where single factors lead, where all of them lead", () => {
    const explanation = {
      from: "paper",
      towards: "released",
      tables: [],
      findings: [finding, { ...finding, contributors: [], together: null }],
    };
    expect(whyOf(explanation, []).trim().split("\n").slice(-4)).toEqual([
      "| published number | published | paper | one factor alone leads to | all of them (released) |",
      "| :-- | --: | --: | :-- | --: |",
      "| adult, baseline, adversarial train., F1 | 0.700 | 0.500 | two hidden layers: 0.690 =<br>batch: 0.600 ≠ | 0.660 ≈ |",
      "| adult, baseline, adversarial train., F1 | 0.700 | 0.500 | none |  |",
    ]);
  });
});

function rowOf(table: ReportTable, key: string) {
  return table.rows.find((row) => row.key === key)?.places ?? [];
}
