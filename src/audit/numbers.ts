/** Every number of an audit's page as one CSV, a number a line. */
import Papa from "papaparse";
import { csvFormat } from "../core/csv.ts";
import type { Difference } from "../core/difference.ts";
import type { Rate } from "../pipeline/calibration/rate.ts";
import type { Share } from "../pipeline/share.ts";
import type { Audit } from "./audit.ts";
import type { AuditCounts } from "./counts.ts";

type Value = number | string | null;

/** A number with its 95 % interval and the people it is of, where it has them. */
interface NumberLine {
  readonly part: string;
  readonly item: string;
  readonly measure: string;
  readonly value: Value;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly people?: number | undefined;
}

const fields = ["part", "item", "measure", "value", "low", "high", "people"];

export function numbersCsv(audit: Audit): string {
  const data = [...numbersOf(audit)].map((line) => ({
    ...line,
    value: typeof line.value === "number" ? digits(line.value) : line.value,
  }));
  return `${Papa.unparse({ fields, data }, csvFormat)}\n`;
}

/** Seven digits: what float32 holds; of counts all. */
function digits(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(7));
}

function* numbersOf(audit: Audit): Generator<NumberLine> {
  const {
    performance,
    calibration,
    counts,
    curve,
    guarantee,
    changes,
    named = [],
    costs,
    groups,
    noise,
    retraining,
    without,
  } = audit;
  yield* members("model", "", { theta0: audit.theta0, rows: audit.rows, people: counts.people });
  const { allPositive, ...own } = performance;
  yield* members("performance", "model", own);
  yield* members("performance", "everybody accepted", allPositive);
  for (const [i, { low, high, people, share, score }] of calibration.entries()) {
    yield { part: "calibration", item: `group ${i + 1}`, measure: "mean score", value: score, people };
    yield { part: "calibration", item: `group ${i + 1}`, measure: "favourable", value: share, low, high, people };
  }
  yield* ofCounts("everybody", counts);
  for (const { theta0, ...point } of curve) yield* members("threshold", String(theta0), point);
  if (!("none" in guarantee)) {
    const { epsilon, alpha, n, k, theta0Bound, shift } = guarantee;
    yield* members("guarantee", guarantee.method, { epsilon, alpha, n, k, theta0Bound });
    if (shift !== null) {
      const { auc, aucChance, largest } = shift;
      yield* members("shift", largest.feature, {
        auc,
        aucChance,
        difference: largest.difference,
        chance: largest.chance,
      });
    }
  }
  for (const { name, people } of named) yield rateLine("named actions", name, "taken", people);
  for (const { feature, changed, change, to } of changes) {
    yield rateLine("changes", feature, "changed", changed);
    if (change !== null) {
      const { p10, median, p90, bins } = change;
      yield* members("changes", feature, { p10, median, p90 });
      for (const { from, to: end, people } of bins)
        yield { part: "changes", item: feature, measure: `${from} to ${end}`, value: people };
    }
    for (const [category, people] of Object.entries(to))
      yield { part: "changes", item: feature, measure: `to ${category}`, value: people };
  }
  for (const { from, to, people } of costs?.bins ?? [])
    yield { part: "cost", item: "", measure: `${from} to ${to}`, value: people };
  if (!("none" in groups)) {
    for (const { name, counts: each } of groups.groups) yield* ofCounts(name, each);
    const [first, second] = groups.groups.map(({ name }) => name);
    const item = `${first} − ${second}`;
    yield differenceLine(item, "accepted", groups.acceptedBy);
    yield differenceLine(item, "recourse", groups.recourseBy);
    yield differenceLine(item, "accepted or with recourse", groups.recourseAllBy);
  }
  for (const { sigma, recourse, decision } of noise) {
    yield shareLine(`noise ${sigma}`, "recourse", recourse);
    yield shareLine(`noise ${sigma}`, "decision", decision);
  }
  if (!("none" in retraining)) {
    const { people, networks, keptBy, kept } = retraining;
    yield {
      part: "robustness",
      item: "retraining",
      measure: "kept",
      value: kept?.share ?? null,
      low: kept?.low,
      high: kept?.high,
      people,
    };
    for (const [by, some] of keptBy.entries())
      yield { part: "robustness", item: "retraining", measure: `kept by ${by} of ${networks}`, value: some };
  }
  yield* members("without recourse", "", { proven: without.proven, open: without.open });
  if (!("none" in without.distinctions)) {
    for (const { feature, without: a, with: b, higher } of without.distinctions) {
      yield* members("without recourse", feature, { without: a, with: b, higher });
    }
  }
}

function* members(part: string, item: string, values: Readonly<Record<string, Value>>): Generator<NumberLine> {
  for (const [measure, value] of Object.entries(values)) yield { part, item, measure, value };
}

function* ofCounts(item: string, { turnedDown, cost, ...counts }: AuditCounts): Generator<NumberLine> {
  yield { part: "recourse", item, measure: "turned down", value: turnedDown, people: counts.people };
  for (const measure of ["accepted", "recourse", "none", "open", "recourseAll"] as const) {
    yield rateLine("recourse", item, measure, counts[measure]);
  }
  if (cost === null) return;
  const { median, p90, interval, values } = cost;
  yield {
    part: "recourse",
    item,
    measure: "median cost",
    value: median,
    low: interval?.low,
    high: interval?.high,
    people: values,
  };
  yield { part: "recourse", item, measure: "p90 of cost", value: p90, people: values };
}

function rateLine(part: string, item: string, measure: string, { rate, low, high, rows }: Rate): NumberLine {
  return { part, item, measure, value: rows === 0 ? null : rate, low, high, people: rows };
}

function differenceLine(item: string, measure: string, difference: Difference | null): NumberLine {
  return {
    part: "groups",
    item,
    measure,
    value: difference?.difference ?? null,
    low: difference?.low,
    high: difference?.high,
  };
}

function shareLine(item: string, measure: string, share: Share | null): NumberLine {
  return {
    part: "robustness",
    item,
    measure,
    value: share?.share ?? null,
    low: share?.low,
    high: share?.high,
    people: share?.people,
  };
}
