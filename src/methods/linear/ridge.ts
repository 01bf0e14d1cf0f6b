/** Weighted ridge regression of a few features, by the normal equations: what LIME fits around one person. */

/** intercept + coefficients·x. */
export interface LinearFit {
  readonly intercept: number;
  /** [d] */
  readonly coefficients: Float64Array;
}

/**
 * The minimiser of Σₖ wₖ (yₖ − b − β·xₖ)² + α‖β‖², the intercept b unpenalised.
 *
 * D is [n, d] row-major, `y` and `weights` are [n]; weights are not negative and not all 0, α > 0. The centred normal
 * matrix plus αI is positive definite whatever D is, so that a Cholesky factor in double always exists; for d ≤ 50 a
 * library would bring more code than it saves.
 */
export function weightedRidge(
  D: Float64Array,
  y: ArrayLike<number>,
  weights: Float64Array,
  d: number,
  alpha: number,
): LinearFit {
  if (!(alpha > 0)) throw new RangeError(`invalid ridge penalty: ${alpha}`);
  const n = weights.length;
  const centre = new Float64Array(d);
  let total = 0;
  let yMean = 0;
  for (let k = 0; k < n; k++) {
    const weight = weights[k];
    total += weight;
    yMean += weight * y[k];
    for (let j = 0; j < d; j++) centre[j] += weight * D[k * d + j];
  }
  if (!(total > 0)) throw new RangeError(`invalid weights: they sum to ${total}`);
  yMean /= total;
  for (let j = 0; j < d; j++) centre[j] /= total;

  const normal = new Float64Array(d * d);
  const coefficients = new Float64Array(d);
  const centred = new Float64Array(d);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < d; j++) centred[j] = D[k * d + j] - centre[j];
    const residual = y[k] - yMean;
    for (let i = 0; i < d; i++) {
      const scaled = weights[k] * centred[i];
      coefficients[i] += scaled * residual;
      for (let j = 0; j <= i; j++) normal[i * d + j] += scaled * centred[j];
    }
  }
  for (let j = 0; j < d; j++) normal[j * d + j] += alpha;
  solveCholesky(normal, coefficients);

  let intercept = yMean;
  for (let j = 0; j < d; j++) intercept -= centre[j] * coefficients[j];
  return { intercept, coefficients };
}

/** Solves A·z = b for a positive definite A, [d, d] with its lower triangle given; A becomes its factor L, b becomes z. */
export function solveCholesky(A: Float64Array, b: Float64Array): void {
  const d = b.length;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * d + j];
      for (let k = 0; k < j; k++) sum -= A[i * d + k] * A[j * d + k];
      if (i > j) A[i * d + j] = sum / A[j * d + j];
      else if (sum > 0) A[i * d + i] = Math.sqrt(sum);
      else throw new RangeError(`invalid matrix: not positive definite, pivot ${i} is ${sum}`);
    }
  }
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < i; k++) b[i] -= A[i * d + k] * b[k];
    b[i] /= A[i * d + i];
  }
  for (let i = d - 1; i >= 0; i--) {
    for (let k = i + 1; k < d; k++) b[i] -= A[k * d + i] * b[k];
    b[i] /= A[i * d + i];
  }
}
