import { describe, expect, it } from "vitest";
import { add, fromRows, matrix, row, rowsBetween, take } from "../../src/core/matrix.ts";

const X = () =>
  fromRows([
    [0, 1],
    [10, 11],
    [20, 21],
  ]);

describe("matrix", () => {
  it("is row-major: element (1, 0) of a 3 × 2 is data[2]", () => {
    expect(X()).toEqual({ rows: 3, cols: 2, data: Float32Array.of(0, 1, 10, 11, 20, 21) });
  });

  it("is of zeros without data, and holds data it is given", () => {
    expect(matrix(2, 2).data).toEqual(new Float32Array(4));
    const data = new Float32Array(6);
    expect(matrix(2, 3, data).data).toBe(data);
  });

  it("refuses 5 elements for 2 × 3 and a second row of 1 for 2 columns", () => {
    expect(() => matrix(2, 3, new Float32Array(5))).toThrow("invalid matrix: 5 elements for 2 × 3");
    expect(() => fromRows([[1, 2], [3]])).toThrow("invalid row 1: 1 values for 2 columns");
  });

  it("of no rows keeps the number of columns it is told", () => {
    expect(fromRows([], 4)).toEqual({ rows: 0, cols: 4, data: new Float32Array(0) });
  });
});

describe("views", () => {
  it("writing to row 1 writes to X", () => {
    const x = X();
    row(x, 1)[0] = 7;
    expect(x.data[2]).toBe(7);
  });

  it("rows 1 to 3 are a view of 2 rows", () => {
    const x = X();
    const last = rowsBetween(x, 1, 3);
    last.data[0] = 7;
    expect(last).toEqual({ rows: 2, cols: 2, data: Float32Array.of(7, 11, 20, 21) });
    expect(x.data[2]).toBe(7);
    expect(rowsBetween(x, 3, 3)).toEqual({ rows: 0, cols: 2, data: new Float32Array(0) });
  });

  it("refuses rows X does not have: −1, 3 and 0.5 of 3, rows 2 to 4, rows 2 to 1", () => {
    for (const i of [-1, 3, 0.5, Number.NaN]) expect(() => row(X(), i)).toThrow(`invalid row: ${i} of 3`);
    expect(() => rowsBetween(X(), 2, 4)).toThrow("invalid rows: 2 to 4 of 3");
    expect(() => rowsBetween(X(), 2, 1)).toThrow(RangeError);
    expect(() => rowsBetween(X(), -1, 1)).toThrow(RangeError);
    expect(() => rowsBetween(X(), 0, Number.NaN)).toThrow(RangeError);
  });
});

describe("copies", () => {
  it("take copies rows 2, 0, 2 in that order", () => {
    const x = X();
    const taken = take(x, [2, 0, 2]);
    expect(taken).toEqual(
      fromRows([
        [20, 21],
        [0, 1],
        [20, 21],
      ]),
    );
    taken.data[0] = 7;
    expect(x.data[4]).toBe(20);
  });

  it("take fills the matrix it is given and refuses one of another shape, and row 3 of 3", () => {
    const out = matrix(1, 2);
    expect(take(X(), [1], out)).toBe(out);
    expect(out.data).toEqual(Float32Array.of(10, 11));
    expect(() => take(X(), [0, 1], out)).toThrow("invalid shape: 1 × 2, not 2 × 2");
    expect(() => take(X(), [3])).toThrow("invalid row: 3 of 3");
  });

  it("add is x + δ rounded to float32, into a new matrix or in place", () => {
    const x = fromRows([[1, 0.1]]);
    const delta = fromRows([[2 ** -25, 0.2]]);
    expect(add(x, delta).data).toEqual(Float32Array.of(1, Math.fround(Math.fround(0.1) + Math.fround(0.2))));
    expect(x.data[1]).toBe(Math.fround(0.1));
    expect(add(x, delta, delta)).toBe(delta);
    expect(delta.data[0]).toBe(1);
  });

  it("add refuses a δ and a result of another shape", () => {
    expect(() => add(X(), matrix(2, 3))).toThrow("invalid shape: 2 × 3, not 3 × 2");
    expect(() => add(X(), X(), matrix(2, 2))).toThrow("invalid shape: 2 × 2, not 3 × 2");
  });
});
