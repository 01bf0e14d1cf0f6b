/** Row-major matrices of float32: many rows in, many rows out, no hidden copies. */

/** [rows, cols] in row-major order: element (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

/** A matrix over `data`, or of zeros. The array is held, not copied. */
export function matrix(rows: number, cols: number, data = new Float32Array(rows * cols)): Matrix {
  if (data.length !== rows * cols) {
    throw new RangeError(`invalid matrix: ${data.length} elements for ${rows} × ${cols}`);
  }
  return { rows, cols, data };
}

/** A matrix from rows of equal length. */
export function fromRows(rows: readonly ArrayLike<number>[], cols = rows[0]?.length ?? 0): Matrix {
  const X = matrix(rows.length, cols);
  rows.forEach((row, i) => {
    if (row.length !== cols) throw new RangeError(`invalid row ${i}: ${row.length} values for ${cols} columns`);
    X.data.set(row, i * cols);
  });
  return X;
}

function checkRow(X: Matrix, i: number): void {
  if (!(Number.isInteger(i) && i >= 0 && i < X.rows)) throw new RangeError(`invalid row: ${i} of ${X.rows}`);
}

function checkShape(out: Matrix, rows: number, cols: number): void {
  if (out.rows !== rows || out.cols !== cols) {
    throw new RangeError(`invalid shape: ${out.rows} × ${out.cols}, not ${rows} × ${cols}`);
  }
}

/** Row i as a view: writing to it writes to X. */
export function row(X: Matrix, i: number): Float32Array {
  checkRow(X, i);
  return X.data.subarray(i * X.cols, (i + 1) * X.cols);
}

/** Rows from..to (exclusive) as a view. */
export function rowsBetween(X: Matrix, from: number, to: number): Matrix {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= X.rows)) {
    throw new RangeError(`invalid rows: ${from} to ${to} of ${X.rows}`);
  }
  return { rows: to - from, cols: X.cols, data: X.data.subarray(from * X.cols, to * X.cols) };
}

/** The named rows of X, in the order given, copied into `out`. */
export function take(X: Matrix, indices: ArrayLike<number>, out = matrix(indices.length, X.cols)): Matrix {
  checkShape(out, indices.length, X.cols);
  for (let i = 0; i < indices.length; i++) {
    checkRow(X, indices[i]);
    const from = indices[i] * X.cols;
    const to = i * X.cols;
    for (let j = 0; j < X.cols; j++) out.data[to + j] = X.data[from + j];
  }
  return out;
}

/** X + delta, element by element (x + δ for every row), into `out`. */
export function add(X: Matrix, delta: Matrix, out = matrix(X.rows, X.cols)): Matrix {
  checkShape(delta, X.rows, X.cols);
  checkShape(out, X.rows, X.cols);
  for (let i = 0; i < X.data.length; i++) out.data[i] = X.data[i] + delta.data[i];
  return out;
}
