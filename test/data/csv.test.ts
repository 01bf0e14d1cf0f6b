import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { ConfigError, DataError } from "../../src/core/errors.ts";
import { type Position, readTable, readTableInTurns, type TableFormat } from "../../src/data/csv.ts";

const format: TableFormat = { file: "a.csv", header: true, delimiter: ",", skip: 0, trim: true };

/** The wanted columns of all records, with their numbers in front. */
function read(text: string, columns: string[], options: Partial<TableFormat> = {}): (string | number)[][] {
  const rows: (string | number)[][] = [];
  const wanted = columns.map((column) => ({ column, place: `my.yaml: features.${column}` }));
  readTable(text, { ...format, ...options }, wanted, (cells, { record }) => rows.push([record, ...cells]));
  return rows;
}

describe("records in turns", () => {
  /** 50,000 records, some of two lines, in chunks and batches that end within them. */
  const line = (i: number) => (i % 7 === 0 ? `${i},"two\nlines, of ${i}"` : `${i},one line of ${i}`);
  const text = `a,b\n${Array.from({ length: 50_000 }, (_, i) => line(i)).join("\n")}\n`;
  const format = { file: "long.csv", header: true, delimiter: ",", skip: 0, trim: true };
  const wanted = [{ column: "a", place: "here" }];

  test("each has its own text, and lines are counted, beyond 20,000 records and 64 KiB", async () => {
    let wrong = 0;
    const visit = (cells: readonly string[], position: Position) => {
      const i = Number(cells[0]);
      if (position.text !== line(i) || position.record !== i + 1) wrong++;
    };
    expect(readTable(text, format, wanted, visit)).toBe(50_000);
    expect(await readTableInTurns(text, format, wanted, visit, undefined)).toBe(50_000);
    expect(wrong).toBe(0);
    const last = (cells: readonly string[], position: Position) => {
      if (cells[0] === "49999") throw position.error("a", "bad");
    };
    const linesBefore = text.split("\n").length - 1;
    expect(() => readTable(text, format, wanted, last)).toThrow(`record 50000 (line ${linesBefore})`);
  });

  test("stops when it is told to, long before the end", async () => {
    const controller = new AbortController();
    let seen = 0;
    const visit = () => {
      if (++seen === 10) controller.abort(new Error("stopped"));
    };
    await expect(readTableInTurns(text, format, wanted, visit, controller.signal)).rejects.toThrow("stopped");
    expect(seen).toBeLessThan(50_000);
  });
});

describe("a CSV", () => {
  test("yields the wanted columns in the order wanted", () => {
    expect(read("a,b,c\n1,2,3\n4,5,6\n", ["c", "a"])).toEqual([
      [1, "3", "1"],
      [2, "6", "4"],
    ]);
  });

  test("may have a byte-order mark, CRLF, mixed or lone-CR line ends, empty lines and no last newline", () => {
    const expected = [
      [1, "1", "2"],
      [2, "3", "4"],
    ];
    expect(read("\uFEFFa,b\r\n1,2\r\n3,4\r\n\r\n", ["a", "b"])).toEqual(expected);
    expect(read("a,b\n1,2\r\n\n3,4", ["a", "b"])).toEqual(expected);
    expect(read("a,b\r1,2\r3,4\r", ["a", "b"])).toEqual(expected);
  });

  test("may have quotes, commas and newlines in cells", () => {
    expect(read('a,b\n"x, ""y""\nz",1\n"","2"\r\n', ["a", "b"])).toEqual([
      [1, 'x, "y"\nz', "1"],
      [2, "", "2"],
    ]);
  });

  test("without a header takes the names given; blanks around cells go, or stay with trim: false", () => {
    const options = { header: false, columns: ["n", "t"] };
    expect(read("1, x\n2, y\n", ["t"], options)).toEqual([
      [1, "x"],
      [2, "y"],
    ]);
    expect(read("1, x\n", ["t"], { ...options, trim: false })).toEqual([[1, " x"]]);
  });

  test("skip: 1 drops the first record, and the next keeps its number 2", () => {
    expect(read("a\n1\n2\n", ["a"], { skip: 1 })).toEqual([[2, "2"]]);
  });

  test("is read in pieces without a seam: 60,000 records of 3.4 MB", () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => [
      `${i}`,
      i % 7 === 0 ? `say "${i}",\n` : "x".repeat(40),
      `${i * 3}`,
    ]);
    const text = Papa.unparse([["a", "b", "c"], ...rows], { newline: "\n" });
    expect(text.length).toBeGreaterThan(2 ** 21);
    const seen = read(text, ["a", "b", "c"], { trim: false });
    expect(seen.length).toBe(60_000);
    expect(seen.every((row, i) => row.slice(1).every((cell, k) => cell === rows[i][k]))).toBe(true);
  });

  test("gives back any table that was written with papaparse", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", " ", ",", '"', "\n", ";", "é"), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constant("k"), cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = Papa.unparse([["i", "p", "q"], ...rows], { newline: "\n" });
        expect(read(text, ["p", "q"], { trim: false })).toEqual(rows.map(([, p, q], i) => [i + 1, p, q]));
      }),
    );
  });
});

describe("a broken CSV is refused:", () => {
  const refused = (text: string, message: RegExp, columns = ["a"], options: Partial<TableFormat> = {}) => {
    expect(() => read(text, columns, options)).toThrow(DataError);
    expect(() => read(text, columns, options)).toThrow(message);
  };

  test("empty", () => refused("", /^a\.csv: the file is empty; bring its records$/));
  test("blank lines only", () => refused("\n \n", /^a\.csv: the file is empty; bring its records$/));
  test("header only", () =>
    refused("a,b\r\n", /^a\.csv: a header and no records; bring the records that belong to it$/));
  test("a record of 3 cells under 2 names, with record and line", () => {
    refused('a,b\n"1\n1",2\n3,4,5\n', /^a\.csv, record 2 \(line 4\): 3 cells where 2 columns are named; mend the line/);
  });
  test("a record too short", () => refused("a,b\n1,2\n3\n", /^a\.csv, record 2 \(line 3\): 1 cells where 2/));
  test("a quote that is never closed", () =>
    refused('a,b\n1,2\n"3,4\n', /^a\.csv, record 2 \(line 3\): .*unterminated; a quote inside/));
  test("text after a closing quote", () => refused('a,b\n"1"x,2\n', /^a\.csv, record 1 \(line 2\): .*malformed/));
  test("two columns of one name that differ, when the name is used", () => {
    refused("a,b,a\n1,2,1\n3,4,5\n", /^a\.csv, record 2 \(line 3\), column a: .*twice.*\("3", "5"\); rename one$/);
  });
});

test("two columns of one name are fine when they agree or nobody asks for them", () => {
  expect(read("a,b,a\n1,2,1\n", ["a"])).toEqual([[1, "1"]]);
  expect(read("a,b,a\n1,2,9\n", ["b"])).toEqual([[1, "2"]]);
});

test("an unknown column is a ConfigError at the place that asks for it, with the name that was meant", () => {
  expect(() => read("education-num,b\n1,2\n", ["educatoin-num"])).toThrow(ConfigError);
  expect(() => read("education-num,b\n1,2\n", ["educatoin-num"])).toThrow(
    "my.yaml: features.educatoin-num: unknown column educatoin-num of a.csv (did you mean education-num?)",
  );
  expect(() => read("x,y\n1,2\n", ["income"])).toThrow("unknown column income of a.csv (known: x, y)");
});

test("an error of the visitor passes through and names the line behind quoted newlines", () => {
  const text = 'a,b\n"1\n2\n3",x\n5,y\n';
  expect(() =>
    readTable(text, format, [{ column: "b", place: "" }], ([b], position) => {
      if (b === "y") throw position.error("b", "no y please");
    }),
  ).toThrow("a.csv, record 2 (line 5), column b: no y please");
});
