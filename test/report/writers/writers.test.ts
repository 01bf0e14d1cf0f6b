import { parseHTML } from "linkedom";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { csvOf } from "../../../src/report/writers/csv.ts";
import { htmlOf } from "../../../src/report/writers/html.ts";
import { latexOf } from "../../../src/report/writers/latex.ts";
import { markdownOf } from "../../../src/report/writers/markdown.ts";
import { exact, shownNumber } from "../../../src/report/writers/numbers.ts";
import { sample } from "../sample.ts";

describe("numbers", () => {
  it.each([
    [0.6844, "plain", "0.684"],
    [-0.125, "signed", "−0.125"],
    [0.0204, "signed", "+0.020"],
    [-0.0002, "signed", "0.000"],
    [1, "plain", "1.000"],
  ] as const)("%s %s is shown as %s", (value, format, text) => expect(shownNumber(value, 3, format)).toBe(text));

  it.each([
    [0.1 + 0.2, "0.3"],
    [1 / 3, "0.333333"],
    [-1e-9, "0"],
    [12, "12"],
  ])("%s is %s in a CSV", (value, text) => expect(exact(value)).toBe(text));
});

describe("the CSV of a table", () => {
  const text = csvOf(sample);
  const { data, errors } = Papa.parse<Record<string, string>>(text, {
    header: true,
    comments: "#",
    skipEmptyLines: true,
  });

  it("starts with the notices and has one line for each number and each gap, none for a blank", () => {
    expect(text.split("\n")[0]).toBe("# Incomplete: y was not found.");
    expect(errors).toEqual([]);
    expect(data.map(({ row, column }) => `${row} ${column}`)).toEqual([
      "f1 x.baseline",
      "f1 x.ours",
      "f1 y.ours",
      "cost x.ours",
      "cost y.ours",
      "rate x.baseline",
    ]);
  });

  it("holds mean, standard error, published number, verdict, people, and value and record of every split", () => {
    expect(data[0]).toMatchObject({
      table: "table9",
      protocol: "paper",
      group: "x",
      mean: "0.6",
      standard_error: "0.1",
      published: "0.61",
      verdict: "reproduced",
      bold: "bold",
      people: "1000",
      seeds: "0 21",
      values: "0.5 0.7",
      records: "evaluate/key0 evaluate/key21",
    });
    expect(data[2]).toMatchObject({ mean: "", note: "did not finish" });
    expect(data[5]).toMatchObject({ low: "0.4", high: "0.6", verdict: "differs" });
  });
});

describe("the Markdown of a table", () => {
  const lines = markdownOf(sample).split("\n");

  it("has as many cells in every line as in its head", () => {
    const cells = lines.filter((line) => line.startsWith("|")).map((line) => line.split(/(?<!\\)\|/).length);
    expect(cells).toEqual([7, 7, 7, 7, 7]);
  });

  it("puts ours ± error, in bold where higher, before the published number with its verdict", () => {
    expect(lines).toContain(
      "| **Performance** | F1 | **0.600 ± 0.100** (0.610 =) | 0.250\\* (0.300 ≈) | _did not finish_ |",
    );
    expect(lines).toContain("|  | cost |  | −0.125 (+0.500) | 0.000 |");
    expect(lines).toContain("| **Recourse** | &lt;rate> | 0.500 [0.400, 0.600] (0.900 ≠) |  |  |");
  });

  it("starts with title and notice, and ends with the notes of single numbers", () => {
    expect(lines[0]).toBe("### Table 9: a\\_b & c — protocol `paper`");
    expect(lines[2]).toBe("> Incomplete: y was not found.");
    expect(lines).toContain("- \\* Performance, F1, x ours: one split.");
  });
});

describe("the LaTeX of a table", () => {
  const text = latexOf(sample);

  it("has as many cells in every row as columns, and spans for the groups", () => {
    const rows = text.split("\n").filter((line) => line.endsWith("\\\\") && !line.includes("multicolumn"));
    expect(rows.map((row) => row.split(/(?<!\\)&/).length)).toEqual([5, 5, 5, 5]);
    expect(text).toContain("\\multicolumn{2}{c}{x} & \\multicolumn{1}{c}{y}");
    expect(text).toContain("\\cmidrule(lr){3-4} \\cmidrule(lr){5-5}");
  });

  it("escapes what LaTeX would read as its own, and leaves nothing but ASCII", () => {
    expect(text).toContain("\\caption{Table 9: a\\_b \\& c, protocol paper. Means over 2 splits; $\\theta_0$ < 1.");
    expect(text).toContain("\\textbf{0.600 $\\pm$ 0.100} {\\footnotesize (0.610 =)}");
    expect([...text].filter((letter) => (letter.codePointAt(0) ?? 0) > 126)).toEqual([]);
  });
});

describe("the HTML of a table", () => {
  const { document } = parseHTML(`<html><body>${htmlOf(sample, "t", "commit abc")}</body></html>`);

  it("gives every number a button that opens its provenance: split, value, record, engine, commit", () => {
    const buttons = [...document.querySelectorAll("td button")];
    expect(buttons).toHaveLength(5);
    for (const button of buttons) {
      const popover = document.getElementById(button.getAttribute("popovertarget") ?? "");
      expect(popover?.querySelectorAll("li").length).toBeGreaterThan(0);
    }
    const first = document.getElementById("t-0-0")?.textContent;
    expect(first).toContain("Performance · F1 · x baseline (paper)");
    expect(first).toContain("published 0.61, off by −0.0100: reproduced");
    expect(first).toContain("1,000 people over 2 values");
    expect(first).toContain("seed 21: 0.7 evaluate/key21 wasm commit abc");
  });

  it("says every verdict in a word, and marks it with the class of its colour", () => {
    const judged = [...document.querySelectorAll("td[class]:not(.gap)")];
    expect(judged.map((td) => [td.className, td.querySelector("em")?.textContent])).toEqual([
      ["reproduced", "reproduced"],
      ["close", "close"],
      ["differs", "differs"],
    ]);
  });

  it("spans every row over the same columns, and escapes its texts", () => {
    const widths = [...document.querySelectorAll("tbody tr")].map((tr) =>
      [...tr.children].reduce((sum, cell) => sum + Number(cell.getAttribute("colspan") ?? 1), 0),
    );
    expect(widths).toEqual([4, 4, 4, 4, 4]);
    expect([...document.querySelectorAll("tbody th")].map((th) => th.textContent)).toContain("<rate>");
    expect(document.querySelector("rate")).toBeNull();
  });
});
