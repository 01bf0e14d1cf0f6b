/** Whether a published number is reproduced: ours against theirs, with the spread over splits. */

export const verdicts = ["reproduced", "close", "differs"] as const;
export type Verdict = (typeof verdicts)[number];

/** Half-width of the band around our mean that counts as the same number, where the splits say no more. */
export const SAME = 0.02;
/** How far off a number may be and still be called close. */
export const CLOSE = 0.05;

/** What absorbs the rounding of binary fractions: 0.72 − 0.70 is 0.02. */
const ROUNDING = 1e-9;

/**
 * *reproduced*: the published value lies within our mean ± max(2 standard errors over splits, 0.02); *close*: within 0.05
 * of the mean; *differs*: neither. With a single split the band is ± 0.02.
 */
export function verdictOf(
  ours: { readonly mean: number; readonly standardError: number | null },
  published: number,
): Verdict {
  const off = Math.abs(ours.mean - published);
  if (!Number.isFinite(off)) throw new RangeError(`invalid verdict: ours ${ours.mean}, published ${published}`);
  if (off <= Math.max(2 * (ours.standardError ?? 0), SAME) + ROUNDING) return "reproduced";
  return off <= CLOSE + ROUNDING ? "close" : "differs";
}

/** How bounds are told of, beside the sentence on numbers. */
export const boundRule =
  "Where the paper bounds the size of a number, ours is reproduced when it keeps the bound, and close when it is beyond by no " +
  `more than max(2 standard errors over splits, ${SAME}).`;

/**
 * The verdict on a published bound, |·| ≤ `bound`. *reproduced*: our mean keeps it; *close*: it is beyond by no more than
 * max(2 standard errors over splits, 0.02); *differs*: neither.
 */
export function boundVerdictOf(
  ours: { readonly mean: number; readonly standardError: number | null },
  bound: number,
): Verdict {
  const beyond = Math.abs(ours.mean) - bound;
  if (!Number.isFinite(beyond)) throw new RangeError(`invalid verdict: ours ${ours.mean}, published bound ${bound}`);
  if (beyond <= ROUNDING) return "reproduced";
  return beyond <= Math.max(2 * (ours.standardError ?? 0), SAME) + ROUNDING ? "close" : "differs";
}

export type VerdictCounts = Readonly<Record<Verdict, number>>;

export function countVerdicts(given: Iterable<Verdict | null>): VerdictCounts {
  const counts = { reproduced: 0, close: 0, differs: 0 };
  for (const verdict of given) if (verdict !== null) counts[verdict]++;
  return counts;
}
