/** What a cell of a CSV says: a number, a date, or one of some values. */

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const TIME = "(?:[T ](?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2}(?:\\.\\d+)?))?)?$";
const DAY_OF_MONTH = "(?<day>\\d{1,2})";
const MONTH = "(?<month>\\d{1,2})";

/** How a date can be written. */
export const dateOrders = ["year-month-day", "day-month-year", "month-day-year"] as const;
export type DateOrder = (typeof dateOrders)[number];

const DATES: Readonly<Record<DateOrder, RegExp>> = {
  "year-month-day": new RegExp(`^(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})${TIME}`),
  "day-month-year": new RegExp(`^${DAY_OF_MONTH}([./-])${MONTH}\\2(?<year>\\d{4})${TIME}`),
  "month-day-year": new RegExp(`^${MONTH}([./-])${DAY_OF_MONTH}\\2(?<year>\\d{4})${TIME}`),
};

/** The decimal number a cell holds, or NaN: no hexadecimal, no "Infinity", no blank as zero, nothing beyond float64. */
export function numberIn(cell: string): number {
  const text = cell.trim();
  if (!DECIMAL.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/**
 * Milliseconds since 1970 of a date (2013-08-14) or a date and time (2013-08-14 05:41:20), without a time zone; or NaN.
 * The other orders take 14.08.2013, 8/14/2013 and 14-8-2013.
 */
export function dateIn(cell: string, order: DateOrder = "year-month-day"): number {
  const parts = DATES[order].exec(cell.trim())?.groups;
  if (parts === undefined) return Number.NaN;
  const part = (name: string) => Number(parts[name] ?? 0);
  const midnight = Date.UTC(part("year"), part("month") - 1, part("day"));
  // Date.UTC turns 31 February into 3 March; such a date is an error in the data.
  const written = `${parts.year}-${parts.month.padStart(2, "0")}-${parts.day.padStart(2, "0")}`;
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(written)) return Number.NaN;
  if (part("hour") > 23 || part("minute") > 59 || part("second") >= 60) return Number.NaN;
  return midnight + (part("hour") * 60 + part("minute")) * 60_000 + part("second") * 1000;
}

/** A day in milliseconds. */
export const DAY = 86_400_000;

/** The day of a time in milliseconds: 2013-08-14. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Whether a cell is a value of the YAML: a number is compared as a number (1 is "1.0"), a text letter by letter. */
export function isValue(cell: string, value: string | number): boolean {
  return typeof value === "number" ? numberIn(cell) === value : cell === value;
}

/** A finder of the first of `values` that a cell is, −1 for none; remembers what it found, as cells repeat. */
export function valueFinder(values: readonly (string | number)[]): (cell: string) => number {
  const found = new Map<string, number>();
  return (cell) => {
    let index = found.get(cell);
    if (index === undefined) {
      index = values.findIndex((value) => isValue(cell, value));
      if (index >= 0) found.set(cell, index);
    }
    return index;
  };
}

/** Values as listed in a message: not more of them, nor more of each, than a reader takes in. */
export function listed(values: readonly (string | number)[]): string {
  const first = values.slice(0, MOST_LISTED).map((value) => (typeof value === "number" ? String(value) : quote(value)));
  return values.length > MOST_LISTED ? `${first.join(", ")} and ${values.length - MOST_LISTED} more` : first.join(", ");
}

/** A cell as shown in a message: quoted, and cut when it is long. */
export function quote(cell: string): string {
  return JSON.stringify(cut(cell));
}

/** A text as shown in a message, cut when it is long. */
export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const MOST_LISTED = 20;
const LONGEST = 40;
