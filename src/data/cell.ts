/** What a cell of a CSV says: a number, a date, or one of some values. */

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?$/;

/** The decimal number a cell holds, or NaN: no hexadecimal, no "Infinity", no blank as zero, nothing beyond float64. */
export function numberIn(cell: string): number {
  const text = cell.trim();
  if (!DECIMAL.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Milliseconds since 1970 of a date (2013-08-14) or a date and time (2013-08-14 05:41:20), without a time zone; or NaN. */
export function dateIn(cell: string): number {
  const parts = DATE.exec(cell.trim());
  if (parts === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
  const midnight = Date.UTC(year, month - 1, day);
  // Date.UTC turns 31 February into 3 March; such a date is an error in the data.
  const written = `${parts[1]}-${parts[2]}-${parts[3]}`;
  if (!new Date(midnight).toISOString().startsWith(written) || hour > 23 || minute > 59 || second >= 60)
    return Number.NaN;
  return midnight + (hour * 60 + minute) * 60_000 + second * 1000;
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

/** Values as listed in a message. */
export function listed(values: readonly (string | number)[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}
