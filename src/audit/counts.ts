/** People counted by what is known of their recourse, everybody and by group, with intervals. */
import { lowerTail } from "../core/binomial.ts";
import { type Difference, differenceOf } from "../core/difference.ts";
import type { Interval } from "../core/intervals.ts";
import { quantile } from "../core/quantile.ts";
import { type Rate, rateOf } from "../pipeline/calibration/rate.ts";
import type { AuditedPerson, RecourseAnswer } from "./person.ts";
import type { SensitiveGroups } from "./subject.ts";

/** A median with a 95 % interval; `interval` is null where the values are too few for one. */
export interface Median {
  readonly values: number;
  readonly median: number;
  readonly p90: number;
  readonly interval: Interval | null;
}

export interface AuditCounts {
  readonly people: number;
  readonly accepted: Rate;
  readonly turnedDown: number;
  /** Of those turned down. */
  readonly recourse: Rate;
  readonly none: Rate;
  readonly open: Rate;
  /** Accepted or with recourse. */
  readonly recourseAll: Rate;
  /** Of the actions found; null without any. */
  readonly cost: Median | null;
}

export function countsOf(people: readonly AuditedPerson[]): AuditCounts {
  const of = (answer: RecourseAnswer) => people.filter((person) => person.answer === answer).length;
  const turnedDown = people.length - of("accepted");
  return {
    people: people.length,
    accepted: rateOf(of("accepted"), people.length),
    turnedDown,
    recourse: rateOf(of("recourse"), turnedDown),
    none: rateOf(of("none"), turnedDown),
    open: rateOf(of("open"), turnedDown),
    recourseAll: rateOf(of("accepted") + of("recourse"), people.length),
    cost: medianOf(people.flatMap(({ action }) => action?.cost ?? [])),
  };
}

/** The median and its 95 % interval between two order statistics, whatever the distribution; null without values. */
export function medianOf(values: readonly number[]): Median | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return {
    values: values.length,
    median: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    interval: medianInterval(sorted),
  };
}

const TAIL = 0.025;

/** [x₍ₖ₎, x₍ₙ₊₁₋ₖ₎] for the largest k with P[Bin(n, ½) < k] ≤ 2.5 %. */
function medianInterval(sorted: readonly number[]): Interval | null {
  const n = sorted.length;
  let [few, many] = [0, Math.floor(n / 2) + 1];
  while (many - few > 1) {
    const k = (few + many) >> 1;
    if (lowerTail(k - 1, n, 0.5) <= TAIL) few = k;
    else many = k;
  }
  return few === 0 ? null : { low: sorted[few - 1], high: sorted[n - few] };
}

/** The two groups, and by how much the first is ahead of the second. */
export interface GroupCounts {
  readonly groups: readonly { readonly name: string; readonly counts: AuditCounts }[];
  /** Null where a group has nobody to compare. */
  readonly acceptedBy: Difference | null;
  readonly recourseBy: Difference | null;
  readonly recourseAllBy: Difference | null;
}

export function groupCounts(people: readonly AuditedPerson[], { majority, minority }: SensitiveGroups): GroupCounts {
  const groups = [majority, minority].map((name) => ({
    name,
    counts: countsOf(people.filter(({ group }) => group === name)),
  }));
  const [a, b] = groups.map(({ counts }) => counts);
  const by = (rate: (counts: AuditCounts) => Rate) => {
    const [of, than] = [rate(a), rate(b)];
    return differenceOf({ successes: of.count, n: of.rows }, { successes: than.count, n: than.rows });
  };
  return {
    groups,
    acceptedBy: by(({ accepted }) => accepted),
    recourseBy: by(({ recourse }) => recourse),
    recourseAllBy: by(({ recourseAll }) => recourseAll),
  };
}
