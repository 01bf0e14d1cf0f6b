/** How sure a number is: Wilson's interval around a rate, the standard error of a mean over splits. */

/** The 97.5 % quantile of N(0, 1): 95 % of it lies within ± this. */
const z = 1.959963984540054;

/** A 95 % interval, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's 95 % score interval for a rate of which `successes` of `n` were seen (Wilson, 1927): the rates p that a z-test
 * against p would not reject. It stays within [0, 1] and says something at 0 and n; with n = 0 it is [0, 1].
 */
export function wilson(successes: number, n: number): Interval {
  const whole = Number.isSafeInteger(successes) && Number.isSafeInteger(n);
  if (!(whole && successes >= 0 && successes <= n)) throw new RangeError(`invalid rate: ${successes} of ${n}`);
  return scoreInterval(successes, n, (successes / n) * (n - successes));
}

/**
 * The same around a rate p in [0, 1] that is worth n > 0 independent observations, n any real number: the effective
 * number of correlated observations (Kish's effective sample size).
 */
export function wilsonAround(p: number, n: number): Interval {
  if (!(p >= 0 && p <= 1 && n > 0 && Number.isFinite(n))) throw new RangeError(`invalid rate: ${p} of ${n}`);
  return scoreInterval(p * n, n, p * (1 - p) * n);
}

/** The roots of the score test's quadratic; `variance` is n·p(1 − p), given by whoever can compute it most exactly. */
function scoreInterval(successes: number, n: number, variance: number): Interval {
  const centre = successes + (z * z) / 2;
  const half = z * Math.sqrt(variance + (z * z) / 4);
  return {
    low: successes === 0 ? 0 : (centre - half) / (n + z * z),
    high: successes === n ? 1 : (centre + half) / (n + z * z),
  };
}

/** A mean and how far it may be off: in a table, "mean ± standard error". */
export interface Mean {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (ddof 1) over √n; null for a single value, of which nothing is known. */
  readonly standardError: number | null;
}

/** Mean over splits with its standard error (Figure 1). The release divides by n, not n − 1, and omits √n. */
export function meanOver(values: ArrayLike<number>): Mean {
  const n = values.length;
  if (n === 0) throw new RangeError("invalid values: none to take the mean of");
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i])) throw new RangeError(`invalid value ${i}: ${values[i]}`);
    sum += values[i];
  }
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2;
  return { n, mean, standardError: n === 1 ? null : Math.sqrt(squares / (n - 1) / n) };
}
