/** The Gaussian kernel density of a sample: how Ustun et al. (2019) place a value among people. */

/**
 * The Gaussian kernel density of a sample of at least two different values, at every point asked for. Bandwidth by
 * Scott's rule, n^(−1/5) sample standard deviations (divisor n − 1), as SciPy's `gaussian_kde` has it. Equal values
 * share one kernel, so that columns of few values cost little.
 */
export function kernelDensity(sample: ArrayLike<number>, points: ArrayLike<number>): Float64Array {
  const n = sample.length;
  const counts = new Map<number, number>();
  let mean = 0;
  for (let i = 0; i < n; i++) {
    counts.set(sample[i], (counts.get(sample[i]) ?? 0) + 1);
    mean += sample[i];
  }
  mean /= n;
  let squares = 0;
  for (const [value, count] of counts) squares += count * (value - mean) ** 2;
  const bandwidth = n ** -0.2 * Math.sqrt(squares / (n - 1));
  if (!(bandwidth > 0)) throw new RangeError(`invalid sample: bandwidth ${bandwidth}`);

  const values = Float64Array.from(counts.keys());
  const shares = Float64Array.from(counts.values(), (count) => count / (n * bandwidth * Math.sqrt(2 * Math.PI)));
  return Float64Array.from(points, (point) => {
    let density = 0;
    for (let i = 0; i < values.length; i++) {
      const distance = (point - values[i]) / bandwidth;
      density += shares[i] * Math.exp(-0.5 * distance * distance);
    }
    return density;
  });
}
