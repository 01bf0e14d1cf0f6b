/** The hint behind an unknown name: which known one was probably meant. */
import { distance } from "fastest-levenshtein";

/**
 * " (did you mean education-num?)" for `educatoin-num`, or the known names when none is near, or "" when there are none.
 * Near: at most two letters in five differ (two swapped count as two), upper and lower case being equal.
 */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const difference = (other: string) => distance(name.toLowerCase(), other.toLowerCase());
  const best = known.reduce((a, b) => (difference(b) < difference(a) ? b : a));
  if (difference(best) <= Math.max(1, 0.4 * name.length)) return ` (did you mean ${best}?)`;
  return ` (known: ${known.join(", ")})`;
}
