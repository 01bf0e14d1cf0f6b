/** Numbers of an audit in words. */
import { roundedDown } from "../core/decimals.ts";
import type { Difference } from "../core/difference.ts";
import type { Interval } from "../core/intervals.ts";
import type { Rate } from "../pipeline/calibration/rate.ts";
import type { Share } from "../pipeline/share.ts";
import { count, fixed, percent, shortest } from "../report/format.ts";
import type { Median } from "./counts.ts";
import type { RecourseAnswer } from "./person.ts";

/** "236 of 241, 98 % (95 – 99)"; that there is nobody where there is none. */
export function rateText({ count: some, rows, rate, low, high }: Rate): string {
  if (rows === 0) return "nobody";
  return `${count(some)} of ${count(rows)}, ${percent(rate, 1)} (${intervalText({ low, high })})`;
}

/** "1 person", "80 people". */
export function peopleText(people: number): string {
  return people === 1 ? "1 person" : `${count(people)} people`;
}

/** θ₀, or its bound, rounded down: of a lesser one the same is proven, of a greater one it is not. */
export function thresholdText(theta0: number): string {
  return shortest(roundedDown(theta0, 4), 4);
}

/** "95.2 – 99.1" in per cent. */
export function intervalText({ low, high }: Interval): string {
  return `${(100 * low).toFixed(1)} – ${(100 * high).toFixed(1)}`;
}

export function observedText(share: Share | null): string {
  if (share === null) return "nobody";
  return `${percent(share.share, 1)} (${intervalText(share)})`;
}

export function medianText(cost: Median | null): string {
  if (cost === null) return "–";
  const { median, interval } = cost;
  return interval === null
    ? fixed(median, 2)
    : `${fixed(median, 2)} (${fixed(interval.low, 2)} – ${fixed(interval.high, 2)})`;
}

/** "+3.1 points (−2.0 … +8.2): may be chance". */
export function aheadText(difference: Difference | null): string {
  if (difference === null) return "nobody to compare";
  const points = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toFixed(1)}`;
  const { low, high } = difference;
  const said = low > 0 || high < 0 ? "more than chance" : "may be chance";
  return `${points(difference.difference)} points (${points(low)} … ${points(high)}): ${said}`;
}

/** What is known of people, in words, as `proven` allows. */
export function answerWords(proven: boolean): Readonly<Record<RecourseAnswer, string>> {
  return {
    accepted: "accepted",
    recourse: "turned down, with recourse",
    none: "turned down, provably without",
    open: proven ? "turned down, open" : "turned down, none found (no proof)",
  };
}
