/** Ordinary least squares of one column on others, whatever their rank: what a structural equation is fitted by. */
import type { Matrix } from "../../core/matrix.ts";

/** A column is determined by those before it when less than this share of its length is left beside them. */
const DETERMINED = 1e-5;

/**
 * β minimising Σₖ (xₖ,target − b − Σ_p β_p xₖ,p)² over the rows of X, intercept b free. One per parent. A parent that the
 * intercept and the parents before it determine, as the last 0/1 column of a one-hot feature, gets β = 0: the fit is the
 * same, and its coefficients are differences from that category rather than noise divided by zero.
 *
 * Modified Gram–Schmidt on centred columns, in double, each orthogonalised twice.
 */
export function leastSquares(X: Matrix, target: number, parents: readonly number[]): Float64Array {
  const residual = centred(X, target);
  const basis: {
    readonly p: number;
    readonly q: Float64Array;
    readonly r: readonly number[];
    readonly length: number;
  }[] = [];
  parents.forEach((parent, p) => {
    const q = centred(X, parent);
    const before = Math.sqrt(dot(q, q));
    const r = new Array<number>(basis.length).fill(0);
    for (let round = 0; round < 2; round++) {
      basis.forEach((other, i) => {
        r[i] += project(q, other.q);
      });
    }
    const length = Math.sqrt(dot(q, q));
    if (!(length > DETERMINED * before)) return;
    for (let k = 0; k < q.length; k++) q[k] /= length;
    basis.push({ p, q, r, length });
  });
  const heights = basis.map(({ q }) => project(residual, q));
  const slopes = new Float64Array(parents.length);
  for (let i = basis.length - 1; i >= 0; i--) {
    let height = heights[i];
    for (let later = i + 1; later < basis.length; later++) height -= basis[later].r[i] * slopes[basis[later].p];
    slopes[basis[i].p] = height / basis[i].length;
  }
  return slopes;
}

/** Column j of X minus its mean. */
function centred(X: Matrix, j: number): Float64Array {
  const column = Float64Array.from({ length: X.rows }, (_, k) => X.data[k * X.cols + j]);
  const mean = column.reduce((sum, value) => sum + value, 0) / X.rows;
  return column.map((value) => value - mean);
}

/** Removes from v what lies along the unit vector q, and returns how much that was. */
function project(v: Float64Array, q: Float64Array): number {
  const along = dot(v, q);
  for (let k = 0; k < v.length; k++) v[k] -= along * q[k];
  return along;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
