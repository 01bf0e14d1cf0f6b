/** Whether retrained networks hold an action, on the scale of the network's own scores: what a guarantee about lasting rests on. */
import type { Matrix } from "../core/matrix.ts";
import type { Network } from "../engines/engine.ts";
import { atLeast } from "../methods/lasting/margin.ts";

/**
 * The scores of another network on the scale of one's own, by ranks among validation rows.
 *
 * τ(s) is the own score of the rank that s has among the other network's scores: of its m validation rows i score at most s, and
 * τ(s) is the ⌈i n/m⌉-th smallest of the n own scores, 0 for i = 0. At every threshold t of one's own the other network is taken to
 * decide as one that accepts the same share of validation rows, up to ties: it accepts where τ(s) ≥ t, which is where s
 * reaches `threshold(t)`. τ rises with s, so that what is accepted at t is accepted at every lower one.
 */
export interface RankScale {
  readonly onOwn: (score: number) => number;
  /** The other network's θ₀ that belongs to t; ∞ where it accepts nobody. */
  readonly threshold: (t: number) => number;
}

/** The scale between the scores of two networks, each on its own validation rows. */
export function rankScale(own: Float32Array, other: Float32Array): RankScale {
  const [ours, theirs] = [own, other].map((scores) => Float32Array.from(scores).sort());
  const [n, m] = [ours.length, theirs.length];
  if (n === 0 || m === 0) throw new RangeError("invalid validation rows: none");
  const ownAt = (i: number) => (i === 0 ? 0 : ours[Math.ceil((i * n) / m) - 1]);
  return {
    onOwn: (score) => ownAt(countUpTo(theirs, score)),
    threshold(t) {
      if (t <= 0) return 0;
      const at = theirs.findIndex((score) => ownAt(countUpTo(theirs, score)) >= t);
      return at < 0 ? Number.POSITIVE_INFINITY : theirs[at];
    },
  };
}

/** How many of ascending scores are at most `score`. */
function countUpTo(sorted: Float32Array, score: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** [n] the scores of the rows of X by another network, on one's own scale. */
export function scoresOnOwn(network: Network, { onOwn }: RankScale, X: Matrix): Float32Array {
  return network.score(X).map(onOwn);
}

/**
 * [n] up to which θ₀ a point is accepted *and* held: the lesser of its own score and the ⌈ρM⌉-th largest of its M scores by
 * the retrained networks, on one's own scale. At θ₀ and below, the network accepts it and at least ⌈ρM⌉ of them do.
 */
export function heldScores(own: Float32Array, others: readonly Float32Array[], share: number): Float32Array {
  const enough = atLeast(share, others.length);
  if (enough === 0) return own;
  // The ⌈ρM⌉-th largest is the last of the M − ⌈ρM⌉ + 1 least.
  const least = new Float32Array(others.length - enough + 1);
  return own.map((score, i) => {
    least.fill(Number.POSITIVE_INFINITY);
    for (const scores of others) {
      let value = scores[i];
      for (let k = 0; k < least.length && value < Number.POSITIVE_INFINITY; k++) {
        if (!(value < least[k])) continue;
        const larger = least[k];
        least[k] = value;
        value = larger;
      }
    }
    return Math.min(score, least[least.length - 1]);
  });
}
