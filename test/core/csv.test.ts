import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { csvFormat } from "../../src/core/csv.ts";

const written = (cells: readonly string[]) => Papa.unparse({ fields: [...cells], data: [[...cells]] }, csvFormat);

describe("a cell of our CSVs", () => {
  it.each([
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "-",
    "+",
    "--1",
    "-1e",
    "=",
    "+1.5 years",
    "-1 -",
    "-1  2",
  ])("%j is text to a spreadsheet: an apostrophe in front, in heads and rows", (cell) => {
    for (const line of Papa.parse<string[]>(written([cell, "b"])).data) expect(line).toEqual([`'${cell}`, "b"]);
  });

  it.each(["-9.3", "-0.1 -0.2 3e-7", "+1", "-0.5e-7", "1E6", "-.5", "12.", "0", "a=b", "10-20", "", "’=1"])(
    "%j stays as it is",
    (cell) => {
      expect(Papa.parse<string[]>(written([cell, "b"])).data[0][0]).toBe(cell);
    },
  );

  it("a million signs are read at once", () => {
    for (const long of ["1".repeat(1_000_000), "1 ".repeat(500_000)]) {
      expect(written([`-${long}x`])).toContain("'-1");
    }
  });
});
