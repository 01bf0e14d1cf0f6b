/** A feature's raw values as the cells that read back as them: the inverse of a feature's rule. */
import { DAY, type DateOrder, dateIn, dayOf } from "./cell.ts";
import type { Feature } from "./schema/feature.ts";

/**
 * The cells, by column, of a feature whose columns of X hold `values` in raw units (those of a one-hot feature are one per
 * category). `before` are the person's cells so far: a stay from one date to another keeps its first date. A 0/1 feature
 * cannot be acted upon and keeps its cell.
 */
export function writtenCells(
  name: string,
  feature: Feature,
  values: ArrayLike<number>,
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  switch (feature.kind) {
    case "continuous":
      return new Map([[feature.column ?? name, String(values[0])]]);
    case "ordinal":
      return new Map([[feature.column ?? name, String(feature.values[values[0]])]]);
    case "oneHot": {
      const at = Array.from(values).indexOf(1);
      return new Map([[feature.column ?? name, String(feature.values[at])]]);
    }
    case "date":
      return new Map([[feature.column ?? name, dateCell(feature, values[0])]]);
    case "daysBetween": {
      const known = dateIn(before.get(feature.from) ?? "");
      const from = Number.isNaN(known) ? 0 : known;
      const first: [string, string][] = Number.isNaN(known) ? [[feature.from, dayOf(from)]] : [];
      return new Map([...first, [feature.to, dayAfter(from, values[0])]]);
    }
    case "indicator":
      return new Map();
  }
}

type DateFeature = Extract<Feature, { kind: "date" }>;

const DAYS_PER_YEAR = 365.25;

/** The raw value of a date feature nearest to `value` that a whole day has. */
export function wholeDays({ count }: DateFeature, value: number): number {
  return count === "days" ? Math.round(value) : Math.round(value * DAYS_PER_YEAR) / DAYS_PER_YEAR;
}

/** The date of a raw value, in the order in which the data set writes its dates. */
export function dateCell({ since, count, order }: DateFeature, value: number): string {
  return inOrder(dayAfter(dateIn(since), Math.round(count === "days" ? value : value * DAYS_PER_YEAR)), order);
}

/** The first day that begins so many whole days after a time. */
function dayAfter(time: number, days: number): string {
  return dayOf(Math.ceil((time + days * DAY) / DAY) * DAY);
}

function inOrder(day: string, order: DateOrder): string {
  const [year, month, date] = day.split("-");
  switch (order) {
    case "year-month-day":
      return day;
    case "day-month-year":
      return `${date}.${month}.${year}`;
    case "month-day-year":
      return `${month}/${date}/${year}`;
  }
}
