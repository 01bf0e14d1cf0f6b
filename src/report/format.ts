/** How numbers are written for people. */

/** "32,561". */
export function count(n: number): string {
  return n.toLocaleString("en-US");
}

/** "0.684", or "–" where there is no number. */
export function fixed(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined ? "–" : value.toFixed(digits);
}

/** "59.3 %". */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** "+1.93" or "−9.3", with a true minus sign; "0" for zero. */
export function signed(value: number, digits = 2): string {
  if (value === 0) return "0";
  return `${value > 0 ? "+" : "−"}${shortest(Math.abs(value), digits)}`;
}

/** At most `digits` decimals, without trailing zeros: "1.93", "12", "2,117". */
export function shortest(value: number, digits = 2): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}
