/** A.1 once more for one person and plain box bounds, line by line as alibi 0.5.2 goes: z = x + δ in float32, L1, scores only. */

const f = Math.fround;

export interface AlibiSettings {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly theta0: number;
  readonly maxIter: number;
  readonly lamSteps: number;
  readonly earlyStop: number;
  readonly lamInit: number;
  readonly learningRate: number;
  readonly target: "favourable" | "other";
}

/** The predictor P(z)[favourable], and how to differentiate it. */
export interface Predictor {
  score(z: Float32Array): number;
  slope(z: Float32Array): ArrayLike<number>;
}

/** The counterfactual z, or null where alibi returns none or raises. `steps` counts the gradient steps taken. */
export function alibi(
  x: Float32Array,
  g: Predictor,
  settings: AlibiSettings,
): { z: Float32Array | null; steps: number } {
  const { theta0, maxIter, lamSteps, earlyStop, lamInit, learningRate } = settings;
  const positive = g.score(x) >= 0.5;
  const flipped = settings.target === "other" && positive;
  const q = (z: Float32Array) => (flipped ? f(1 - g.score(z)) : g.score(z));
  const dq = (z: Float32Array) => Array.from(g.slope(z), (slope) => (flipped ? -slope : slope));
  const tol = 1 - theta0;
  const found = (z: Float32Array) => Math.abs(q(z) - 1) <= tol;
  const l1 = (z: Float32Array) => z.reduce((sum, value, j) => sum + Math.abs(value - x[j]), 0);
  const mins = settings.lower.map((value, j) => f(x[j] + value));
  const maxs = settings.upper.map((value, j) => f(x[j] + value));

  let steps = 0;
  const optimiser = () => {
    const m = new Float32Array(x.length);
    const v = new Float32Array(x.length);
    let k = 0;
    return (z: Float32Array, lam: number) => {
      const residual = 2 * (q(z) - 1);
      const gradient = dq(z).map((slope, j) => residual * slope + lam * Math.sign(z[j] - x[j]));
      const rate = learningRate * (1 - Math.min(k, maxIter) / maxIter);
      const alpha = (rate * Math.sqrt(1 - 0.999 ** (k + 1))) / (1 - 0.9 ** (k + 1));
      const next = z.slice();
      gradient.forEach((gj, j) => {
        m[j] = 0.9 * m[j] + 0.1 * gj;
        v[j] = 0.999 * v[j] + 0.001 * gj * gj;
        next[j] = z[j] - (alpha * m[j]) / (Math.sqrt(v[j]) + 1e-8);
        next[j] = Math.min(Math.max(next[j], mins[j]), maxs[j]);
      });
      k++;
      steps++;
      return next;
    };
  };

  const lams = Array.from({ length: 10 }, (_, i) => lamInit / 10 ** i);
  const counts = lams.map(() => 0);
  let z = x.slice();
  lams.forEach((lam, i) => {
    const step = optimiser();
    for (let n = 0; n < Math.floor(maxIter / 10); n++) {
      z = step(z, lam);
      if (found(z)) counts[i]++;
    }
  });
  const hits = counts.flatMap((count, i) => (count > 0 ? [i] : []));
  const misses = counts.flatMap((count, i) => (count === 0 ? [i] : []));
  if (hits.length < 2) return { z: null, steps };
  let lb = lams[hits[1]];
  let ub = misses.length > 0 ? lams[misses[misses.length - 1]] : lams[0];
  let lam = (lb + ub) / 2;

  let best: Float32Array | null = null;
  let bestDistance = 0;
  z = x.slice();
  for (let round = 0; round < lamSteps; round++) {
    const step = optimiser();
    let inRow = 0;
    let notInRow = 0;
    let count = 0;
    for (let n = 0; n < maxIter; n++) {
      z = step(z, lam);
      if (found(z)) {
        count++;
        if (best === null || l1(z) < bestDistance) [best, bestDistance] = [z, l1(z)];
        inRow++;
        notInRow = 0;
      } else {
        inRow = 0;
        notInRow++;
      }
      if (inRow >= earlyStop || notInRow >= earlyStop) break;
    }
    if (count >= 5) {
      lb = Math.max(lam, lb);
      if (ub < 1e9) lam = (lb + ub) / 2;
      else lam *= 10;
    } else {
      ub = Math.min(ub, lam);
      if (lb > 0) lam = (lb + ub) / 2;
      else lam /= 10;
    }
  }
  return { z: best, steps };
}
