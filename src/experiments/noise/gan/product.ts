/** Matrix products in float64, row-major: what a small perceptron spends its time on. The order of summation is fixed. */

/** Rows of numbers, [rows, cols]. */
export interface Dense {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** Zeros, or over `data`, which is held and not copied. */
export function dense(rows: number, cols: number, data: Float64Array = new Float64Array(rows * cols)): Dense {
  if (data.length !== rows * cols)
    throw new RangeError(`invalid numbers: ${data.length} numbers for ${rows} × ${cols}`);
  return { rows, cols, data };
}

/** Aᵀ. */
export function transposed({ rows, cols, data }: Dense): Dense {
  const out = dense(cols, rows);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) out.data[j * rows + i] = data[at];
  }
  return out;
}

/**
 * A·Bᵀ for A [n, k] and B [m, k] into `out` [n, m]. Two rows by two at a time, so that each number loaded serves two
 * products; every sum runs from 0 to k − 1 all the same.
 */
export function timesTransposed(A: Dense, B: Dense, out = dense(A.rows, B.rows)): Dense {
  const { rows: n, cols: k, data: a } = A;
  const { rows: m, data: b } = B;
  if (B.cols !== k || out.rows !== n || out.cols !== m) {
    throw new RangeError(`invalid product: ${n} × ${k} by (${m} × ${B.cols})ᵀ into ${out.rows} × ${out.cols}`);
  }
  const c = out.data;
  for (let i = 0; i < n; i += 2) {
    const first = i * k;
    const second = i + 1 < n ? first + k : first;
    for (let j = 0; j < m; j += 2) {
      const left = j * k;
      const right = j + 1 < m ? left + k : left;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      for (let l = 0; l < k; l++) {
        const a0 = a[first + l];
        const a1 = a[second + l];
        const b0 = b[left + l];
        const b1 = b[right + l];
        s00 += a0 * b0;
        s01 += a0 * b1;
        s10 += a1 * b0;
        s11 += a1 * b1;
      }
      const at = i * m + j;
      c[at] = s00;
      if (right !== left) c[at + 1] = s01;
      if (second !== first) {
        c[at + m] = s10;
        if (right !== left) c[at + m + 1] = s11;
      }
    }
  }
  return out;
}

/** A·B for A [n, k] and B [k, m]. */
export function timesMatrix(A: Dense, B: Dense): Dense {
  return timesTransposed(A, transposed(B));
}

/** Aᵀ·B for A [k, n] and B [k, m]. */
export function transposedTimes(A: Dense, B: Dense): Dense {
  return timesTransposed(transposed(A), transposed(B));
}
