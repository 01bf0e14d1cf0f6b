import { describe, expect, it } from "vitest";
import { table } from "../../src/cli/table.ts";

const plain = (columns: number) => ({ colour: false, columns });
const row = ["Highest score in Δ, proven", "hours-per-week: 40 → 33 hours (−7)", "0.77", "yes", "9 of 10"];
const head = ["method", "action", "score", "accepted", "kept by"];

describe("a table", () => {
  it("fits into 60 columns, and cuts no word where wrapping between words is enough", () => {
    const lines = table(head, [row], plain(60)).trimEnd().split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBe(60);
    expect(lines.join("\n")).not.toContain("…");
    for (const word of row.join(" ").split(" ")) expect(lines.join("\n")).toContain(word);
  });

  it("in 120 columns it is as wide as its cells, a row a line", () => {
    expect(table(head, [row], plain(120)).trimEnd().split("\n")).toHaveLength(5);
  });
});
