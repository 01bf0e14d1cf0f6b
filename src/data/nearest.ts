/** The hint behind an unknown name: which known one was probably meant. */
import { distance } from "fastest-levenshtein";
import { cut } from "./cell.ts";

/** A longer name is no misspelling of anything. */
const LONGEST = 200;
/** Known names that are listed. */
const MOST = 40;

/**
 * " (did you mean education-num?)" for `educatoin-num`, or the known names when none is near, or "" when there are none.
 * Near: at most two letters in five differ (two swapped count as two), upper and lower case being equal.
 */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0 || name.length > LONGEST) return "";
  const difference = (other: string) =>
    other.length > LONGEST ? LONGEST : distance(name.toLowerCase(), other.toLowerCase());
  const best = known.reduce((a, b) => (difference(b) < difference(a) ? b : a));
  if (difference(best) <= Math.max(1, 0.4 * name.length)) return ` (did you mean ${best}?)`;
  const more = known.length > MOST ? ` and ${known.length - MOST} more` : "";
  return ` (known: ${known.slice(0, MOST).map(cut).join(", ")}${more})`;
}
