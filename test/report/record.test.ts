import { describe, expect, it } from "vitest";
import { recordOf, recordSchema } from "../../src/report/record.ts";
import type { Report } from "../../src/report/report.ts";
import { sample } from "./sample.ts";

const own = { ...sample, title: 'A title with {"key": in it' };
const report: Report = {
  protocols: [{ name: "paper", description: "the text" }],
  tables: [own],
  explanation: {
    from: "paper",
    towards: "other",
    tables: [sample],
    findings: [
      {
        dataset: "x",
        model: "ours",
        what: "F1",
        ours: 0.1 + 0.2,
        published: 0.7,
        contributors: [{ title: "sense", change: 0.1 }],
        together: null,
      },
    ],
  },
  notices: ["Incomplete: z was not found."],
  build: { version: "1.2.3", commit: "commit abc" },
};

describe("the record of a report", () => {
  it("is read as it was written, every bit of its numbers, with a line for each of 2 · (3 columns + 3 rows)", () => {
    const text = recordOf(report);
    expect(recordSchema.parse(JSON.parse(text))).toEqual(report);
    expect(text.trimEnd().split("\n")).toHaveLength(1 + 12);
    expect(text.match(/^\{"key":/gm)).toHaveLength(12);
  });

  it.each([
    ["without a member", { ...report, build: undefined }],
    ["with a member too many", { ...report, extra: 1 }],
    ["with a number that is none", { ...report, tables: [{ ...own, digits: null }] }],
    ["with a verdict that is none", JSON.parse(recordOf(report).replaceAll('"differs"', '"wrong"'))],
  ])("%s is refused", (_, wrong) => {
    expect(recordSchema.safeParse(wrong).success).toBe(false);
  });
});
