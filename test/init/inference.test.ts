import { describe, expect, test } from "vitest";
import { infer, leakOf, rareValues } from "../../src/init/inference.ts";
import { profileOf } from "../../src/init/profile.ts";

const ROWS = 200;

/** A column of 200 cells beside a label that is yes for even rows. */
const tableOf = (cell: (i: number) => string | number, name = "x") =>
  profileOf(
    `${name},paid\n${Array.from({ length: ROWS }, (_, i) => `${cell(i)},${i % 2 === 0 ? "yes" : "no"}`).join("\n")}`,
    "my.csv",
  );
const inferred = (cell: (i: number) => string | number, name?: string) => infer(tableOf(cell, name).columns[0]);

describe("what a column seems to be", () => {
  test.each<[string, string, (i: number) => string | number, string]>([
    ["fractions", "continuous", (i) => (i * 7) / 8, "200 distinct numbers, 0 … 174.125"],
    ["whole numbers", "integer", (i) => 18 + (i % 53), "53 distinct whole numbers, 18 … 70"],
    ["two numbers", "binary", (i) => i % 2, "two numbers, 0 … 1"],
    ["two words", "binary", (i) => ["a", "b"][i % 2], "two values, a and b"],
    ["four words", "categorical", (i) => `home ${i % 4}`, "4 distinct values"],
    ["postal codes, whose leading 0 no number has", "categorical", (i) => `0213${i % 5}`, "5 distinct values"],
    [
      "days",
      "date",
      (i) => `2020-01-${String(1 + (i % 28)).padStart(2, "0")}`,
      "28 distinct dates, 2020-01-01 … 2020-01-28",
    ],
    ["one value", "constant", () => "north", 'always "north"'],
    ["nothing", "empty", (i) => ["", "NA", "?", "null"][i % 4], "every cell is missing"],
    ["unique words", "identifier", (i) => `C-${i}`, "200 distinct texts in 200 rows"],
    ["consecutive numbers", "identifier", (i) => 1000 + ((i * 3) % ROWS), "200 distinct whole numbers in 200 rows"],
    ["sentences", "text", (i) => `a person of ${i} words`, "200 distinct texts, too many for categories"],
    ["prices with a comma", "text", (i) => `"$1,${100 + i}"`, 'numbers written as "$1,100"; write them as 1234.5'],
    [
      "amounts with a decimal comma, of which there are few",
      "text",
      (i) => `"1,${i % 5}"`,
      'numbers written as "1,0"; write them as 1234.5',
    ],
    [
      "amounts with a currency",
      "text",
      (i) => `$${1000 + (i % 7)}`,
      'numbers written as "$1000"; write them as 1234.5',
    ],
    ["shares in per cent", "text", (i) => `${i} %`, 'numbers written as "0 %"; write them as 1234.5'],
    [
      "codes with leading zeros",
      "identifier",
      (i) => `0${1000 + i}`,
      "200 distinct numbers with leading zeros, as 01000: names rather than amounts",
    ],
    [
      "many zero-padded numbers",
      "text",
      (i) => `0${1000 + (i % 90)}`,
      "90 distinct numbers with leading zeros, as 01000: names rather than amounts",
    ],
    [
      "whole numbers above 2⁵³",
      "identifier",
      (i) => `90071992547409${String(i).padStart(4, "0")}`,
      "whole numbers with more digits than a number keeps (2⁵³): names rather than amounts",
    ],
    ["unique letters and digits", "identifier", (i) => `LP00${1000 + i}`, "200 distinct texts in 200 rows"],
    [
      "letters and digits that may be read as powers of ten",
      "identifier",
      (i) => `${i}e${i % 3}${"abc"[i % 3]}`,
      "200 distinct texts in 200 rows",
    ],
    ["four words, one of them none", "categorical", (i) => ["none", "car", "home", "boat"][i % 4], "4 distinct values"],
    [
      "numbers with a word among them",
      "text",
      (i) => (i % 20 === 0 ? "unknown" : i),
      '10 of 200 cells are no number ("unknown"); if "unknown" mean that the value is missing, add them to source.missing',
    ],
  ])("%s: %s", (_, kind, cell, reason) => expect(inferred(cell)).toMatchObject({ kind, reason }));

  test("unique whole numbers are measurements, but identifiers under the name customer_id", () => {
    const cell = (i: number) => 1000 + 13 * i;
    expect(inferred(cell).kind).toBe("integer");
    expect(inferred(cell, "customer_id").kind).toBe("identifier");
  });

  test("14.08.2020 has the day first, 08/14/2020 the month", () => {
    expect(inferred((i) => `${1 + (i % 28)}.08.2020`)).toMatchObject({ kind: "date", order: "day-month-year" });
    expect(inferred((i) => `08/${1 + (i % 28)}/2020`)).toMatchObject({ kind: "date", order: "month-day-year" });
  });

  test("a value with 9 of 200 rows is rare, one with 20 is not", () => {
    const { columns } = tableOf((i) => (i < 9 ? "few" : i < 29 ? "some" : `many ${i % 2}`));
    expect(rareValues(columns[0])).toEqual([["few", 9]]);
  });
});

describe("a column gives the label away", () => {
  const leak = (cell: (i: number) => string | number) => {
    const table = tableOf(cell);
    return leakOf(infer(table.columns[0]), "paid", new Set(["yes"]), table);
  };

  test("that equals it", () => expect(leak((i) => (i % 2 === 0 ? "yes" : "no"))).toBe("it equals paid"));
  test("each of whose categories goes with one outcome", () =>
    expect(leak((i) => (i % 2 === 0 ? `good ${i % 4}` : "bad"))).toBe(
      "each of its values goes with one outcome of paid",
    ));
  test("on which a threshold parts the outcomes, upwards or downwards", () => {
    expect(leak((i) => (i % 2 === 0 ? 1000 + i : i))).toMatch(
      /a threshold on it parts the outcomes of paid \(AUC 1\.0000\)/,
    );
    expect(leak((i) => (i % 2 === 0 ? -i : 1000 + i))).toMatch(/AUC 1\.0000/);
  });
  test("that is missing under one outcome only", () =>
    expect(leak((i) => (i % 2 === 0 ? "" : i % 7))).toBe("it is missing exactly where paid is one of two outcomes"));
  test("that is missing for 99.5 % of one outcome and 0 % of the other, but not for 90 %", () => {
    expect(leak((i) => (i % 2 === 0 && i % 400 !== 0 ? "" : i % 7))).toMatch(
      /^it is missing for 99\.\d % of the favourable outcomes of paid and 0\.0 % of the others$/,
    );
    expect(leak((i) => (i % 2 === 0 && i % 20 !== 0 ? "" : i % 7))).toBeNull();
  });
  test("but not one that an outcome in 100 contradicts in its category, nor noise", () => {
    expect(leak((i) => (i % 2 === 0 && i > 2 ? "good" : "bad"))).toBeNull();
    expect(leak((i) => (i * 37) % 101)).toBeNull();
  });
});
