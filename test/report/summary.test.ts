import { describe, expect, it } from "vitest";
import type { AblationFindings, Finding } from "../../src/report/explanation.ts";
import type { Report } from "../../src/report/report.ts";
import { summaryOf } from "../../src/report/summary.ts";
import { entryOf, type Place, type ReportTable, type TableRow } from "../../src/report/table.ts";
import { sample, split } from "./sample.ts";

const row = (key: string, places: readonly Place[]): TableRow => {
  return { key, labels: [key], printed: true, format: "plain", places };
};

/** F1 reproduced and differing, accuracy close; recourse neg of a data set where no one is turned down. */
const first: ReportTable = {
  ...sample,
  name: "table1",
  title: "Table 1: performance",
  columns: [
    { key: "x.baseline", group: "x", title: "baseline" },
    { key: "x.ours", group: "x", title: "ours" },
  ],
  rows: [
    row("f1", [entryOf([split(0.689)], { published: 0.697 }), entryOf([split(0.597)], { published: 0.9 })]),
    row("accuracy", [entryOf([split(0.8)], { published: 0.83 }), entryOf([split(0.764)])]),
    row("recourse_neg.adversarial", [{ gap: "no one turned down" }, entryOf([split(0.5)], { published: 0.51 })]),
  ],
};

const finding = (together: number | null, titles: readonly string[]): Finding => ({
  dataset: "x",
  model: "ours",
  what: "F1",
  ours: 0.6,
  published: 0.9,
  contributors: titles.map((title) => ({ title, change: 0.1 })),
  together,
});

const explanation: AblationFindings = {
  from: "text",
  towards: "code",
  tables: [],
  findings: [finding(0.3, ["polarity", "sense"]), finding(0.1, ["sense"]), finding(null, [])],
};

const report: Report = {
  protocols: ["text", "code", "better"].map((name) => ({ name, description: `what ${name} is` })),
  tables: ["text", "code", "better"].map((protocol) => ({ ...first, protocol })),
  explanation,
  notices: ["Incomplete: y was not found."],
  build: { version: "1.2.3", commit: "abc" },
};

describe("the summary", () => {
  const text = summaryOf(report);

  it("begins with what is missing", () => {
    expect(text).toMatch(/^> Incomplete: y was not found\.\n\n/);
  });

  it("counts 2 reproduced, 1 close and 1 that differs for each of 3 protocols", () => {
    const counts = "2 reproduced, 1 close, 1 differ";
    expect(text).toContain(`| Table 1: performance | ${counts} | ${counts} | ${counts} |\n`);
  });

  it("shows computed / published with the verdict, one table for each of the two protocols that are explained", () => {
    expect(text.match(/\*\*Protocol `\w+`\*\*: .*/g)).toEqual([
      "**Protocol `text`**: what text is",
      "**Protocol `code`**: what code is",
    ]);
    expect(text).toContain(
      "|  |  | F1 | accuracy | recourse neg | recourse all |\n| :-- | :-- | --: | --: | --: | --: |\n" +
        "| **x** | baseline | 0.689 / 0.697 = | 0.800 / 0.830 ≈ | – | – |\n" +
        "|  | ours | 0.597 / 0.900 ≠ | 0.764 | 0.500 / 0.510 = | – |\n",
    );
  });

  it("says of 3 numbers that differ that 1 comes within 0.05 with all factors, and which factor leads towards 2", () => {
    expect(text).toContain("lead within 0.05 of 1 of the 3 main numbers of Tables 1 and 2 that differ under `text`.");
    expect(text).toContain("lead towards the most of them: sense, 2; polarity, 1. [Why they differ](why.md)");
  });

  it("without an ablation shows every protocol and links to no file that is not there", () => {
    const plain = summaryOf({ ...report, explanation: null });
    expect(plain.match(/\*\*Protocol/g)).toHaveLength(3);
    expect(plain).not.toContain("why.md");
    expect(plain).toContain("[index.html](index.html)");
  });

  it("says how bounds are told where there is one, and nothing of them elsewhere", () => {
    const rows = [row("f1", [entryOf([split(0.01)], { published: 0.03, atMost: true }), entryOf([split(0.6)])])];
    expect(summaryOf({ ...report, tables: [{ ...report.tables[0], rows }] })).toContain("keeps the bound");
    expect(summaryOf(report)).not.toContain("keeps the bound");
  });

  it("of data of which the paper prints nothing has no verdicts", () => {
    const rows = [row("f1", [entryOf([split(0.7)]), entryOf([split(0.6)])])];
    const own = summaryOf({ ...report, tables: [{ ...first, protocol: "text", rows }], explanation: null });
    expect(own).toContain("The paper prints no number for what was computed.");
    expect(own).toContain("| **x** | baseline | 0.700 | – | – | – |");
  });
});
