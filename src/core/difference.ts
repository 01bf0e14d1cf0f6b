/** How far two rates are apart, and how sure that is. */
import { type Interval, wilson } from "./intervals.ts";

/** `successes` of `n` people. */
export interface Proportion {
  readonly successes: number;
  readonly n: number;
}

export interface Difference extends Interval {
  /** a − b. */
  readonly difference: number;
}

/**
 * a − b of two groups of different people, with Newcombe's 95 % hybrid score interval (Newcombe, 1998, method 10): Wilson's
 * intervals of both rates, put together. It stays within [−1, 1] and says something at rates of 0 and 1. Null where a group
 * is empty.
 */
export function differenceOf(a: Proportion, b: Proportion): Difference | null {
  const [ofA, ofB] = [wilson(a.successes, a.n), wilson(b.successes, b.n)];
  if (a.n === 0 || b.n === 0) return null;
  const [p, q] = [a.successes / a.n, b.successes / b.n];
  return {
    difference: p - q,
    low: p - q - Math.hypot(p - ofA.low, ofB.high - q),
    high: p - q + Math.hypot(ofA.high - p, q - ofB.low),
  };
}
