/** In which order sentences are trained on, and how dropout is drawn: by the seed alone, whatever was done before. */
import { mt19937, permutation, type Random, stream } from "../../../core/random.ts";

/** Batches among which sentences of about one length are brought together. */
const POOL = 32;

/**
 * The batches of an epoch, as ordinals of sentences: a random order is cut into pools, a pool is sorted by length so that
 * little is padded, and its batches come in a random order. A batch of 1 is in the random order as it is.
 */
export function epochBatches(lengths: ArrayLike<number>, batch: number, random: Random): readonly Int32Array[] {
  const order = permutation(lengths.length, random);
  const batches: Int32Array[] = [];
  for (let from = 0; from < order.length; from += batch * POOL) {
    const pool = order.slice(from, from + batch * POOL);
    if (batch > 1) pool.sort((a, b) => lengths[a] - lengths[b] || a - b);
    const cut: Int32Array[] = [];
    for (let at = 0; at < pool.length; at += batch) cut.push(pool.subarray(at, at + batch));
    if (batch === 1) batches.push(...cut);
    else for (const k of permutation(cut.length, random)) batches.push(cut[k]);
  }
  return batches;
}

/** Batches that score these sequences with at most `pieces` word pieces each, padding included; the longest last. */
export function scoringBatches(lengths: ArrayLike<number>, pieces = 1024): readonly Int32Array[] {
  const order = Int32Array.from({ length: lengths.length }, (_, i) => i).sort(
    (a, b) => lengths[a] - lengths[b] || a - b,
  );
  const batches: Int32Array[] = [];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && (to + 1 - from) * lengths[order[to]] <= pieces) to++;
    batches.push(order.subarray(from, to));
    from = to;
  }
  return batches;
}

/** Fills masks of dropout for step t: 0 with probability p, else 1 / (1 − p). A step's masks follow one another. */
export function dropoutMasks(seed: number, t: number, p: number): (mask: Float32Array) => void {
  const next = mt19937(stream(seed, "dropout of fine-tuning", t).uint32());
  const kept = 1 / (1 - p);
  // Two draws from one word: p is rounded to a multiple of 1/65,536.
  const below = Math.round(p * 65_536);
  return (mask) => {
    for (let i = 0; i < mask.length; i += 2) {
      const word = next();
      mask[i] = (word & 0xffff) < below ? 0 : kept;
      if (i + 1 < mask.length) mask[i + 1] = word >>> 16 < below ? 0 : kept;
    }
  };
}
